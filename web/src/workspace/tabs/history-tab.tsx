import { IconHistory } from '@tabler/icons-react'
import { lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { may, mayAny } from '../../sign-in/me.ts'
import type { TabKind, TabProps } from '../tab-kind.ts'
import { useCustomer } from '../use-customer.ts'

/** Everything that was with a customer. */
export const historyTab: TabKind = {
  kind: 'history',
  Icon: IconHistory,
  isAllowed: (me) => may(me, 'customers.read') && mayAny(me, 'interactions.read'),
  subjectOf: ({ customerId }) => customerId,
  Title: HistoryTitle,
  Panel: lazy(() => import('./history-tab-panel.tsx')),
}

/** Says whose it is to who cannot see the tab beside it. */
function HistoryTitle({ subject }: TabProps) {
  const { t } = useTranslation()
  const customer = useCustomer(subject).data
  return (
    <>
      {t('frame.section.history')}
      {customer && <span className="p-hidden">: {customer.name}</span>}
    </>
  )
}
