import { IconUser } from '@tabler/icons-react'
import { lazy } from 'react'
import { may } from '../../sign-in/me.ts'
import type { TabKind, TabProps } from '../tab-kind.ts'
import { useCustomer } from '../use-customer.ts'

/** Who somebody is, whole, and what colleagues wrote of him. */
export const customerTab: TabKind = {
  kind: 'customer',
  Icon: IconUser,
  isAllowed: (me) => may(me, 'customers.read'),
  subjectOf: ({ customerId }) => customerId,
  Title: CustomerTitle,
  Panel: lazy(() => import('./customer-tab-panel.tsx')),
}

function CustomerTitle({ subject }: TabProps) {
  const customer = useCustomer(subject).data
  return <bdi>{customer?.name ?? '…'}</bdi>
}
