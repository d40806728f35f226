import { IconUserPlus, IconUserSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer } from '#protocol/http/customers.ts'
import type { DeskInteraction, DeskOffer } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { InteractionList } from '../history/interaction-list.tsx'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import styles from './customer-panel.module.css'
import { isDialable } from './number-formats.ts'
import { PhoneNumber } from './phone-number.tsx'

const CustomerForm = lazy(async () => ({ default: (await import('../customers/customer-form.tsx')).CustomerForm }))
const CustomerPicker = lazy(async () => ({
  default: (await import('../customers/customer-picker.tsx')).CustomerPicker,
}))

interface CustomerPanelProps {
  readonly subject: DeskOffer | DeskInteraction
  /** Whether the call is in hand, so that the customer may be set. */
  readonly isOurs: boolean
}

/** Who it is: found by the caller's number, chosen, or made from the card. */
export function CustomerPanel({ subject, isOurs }: CustomerPanelProps) {
  const { t } = useTranslation()
  const me = useMe()
  const client = useQueryClient()
  const [doing, setDoing] = useState<'nothing' | 'creating' | 'choosing'>('nothing')
  const { customerId, callerNumber = '' } = subject
  const hasNumber = isDialable(callerNumber)
  const known = useQuery({
    queryKey: ['customer', customerId],
    queryFn: ({ signal }) => call('customer', { id: customerId as string, signal }),
    enabled: customerId !== undefined,
  })
  const byNumber = useQuery({
    queryKey: ['customers', { number: callerNumber }],
    queryFn: ({ signal }) => call('customers', { query: { number: callerNumber, limit: 5 }, signal }),
    enabled: customerId === undefined && hasNumber,
  })
  const link = useMutation({
    mutationFn: (customer: Customer) =>
      call('setCustomer', { id: subject.interactionId, body: { customerId: customer.customerId } }),
    onSuccess: (_, customer) => {
      client.setQueryData(['customer', customer.customerId], customer)
      void client.invalidateQueries({ queryKey: ['interactions'] })
      setDoing('nothing')
    },
    onError: reportFailure,
  })
  const customer = known.data
  const found = byNumber.data?.items ?? []
  return (
    <Card
      title={t('desk.customer')}
      actions={
        isOurs &&
        doing === 'nothing' && (
          <Button kind="quiet" size="small" icon={<IconUserSearch size={15} />} onClick={() => setDoing('choosing')}>
            {customer ? t('desk.changeCustomer') : t('desk.findCustomer')}
          </Button>
        )
      }
    >
      <div className={styles.panel}>
        {known.isError && <ErrorNotice error={known.error} retry={() => void known.refetch()} />}
        {byNumber.isError && <ErrorNotice error={byNumber.error} retry={() => void byNumber.refetch()} />}
        {doing === 'choosing' ? (
          <Suspense>
            <CustomerPicker chosen={(one) => link.mutate(one)} cancel={() => setDoing('nothing')} />
          </Suspense>
        ) : doing === 'creating' ? (
          <Suspense>
            <CustomerForm
              initial={{
                name: subject.callerName ?? '',
                phoneNumbers: hasNumber ? [callerNumber] : [],
              }}
              saved={(one) => link.mutate(one)}
              cancel={() => setDoing('nothing')}
            />
          </Suspense>
        ) : customer ? (
          <CustomerCard customer={customer} />
        ) : customerId !== undefined ? (
          <p className={styles.faint}>{subject.customerName ?? t('common.loading')}</p>
        ) : (
          <>
            <p className={styles.faint}>
              {found.length > 0
                ? t('desk.customersFound', { count: found.length })
                : t(hasNumber ? 'desk.customerUnknown' : 'desk.customerNoNumber')}
            </p>
            {found.map((one) => (
              <div key={one.customerId} className={styles.found}>
                <Link to="/customers/$customerId" params={{ customerId: one.customerId }}>
                  {one.name}
                </Link>
                {isOurs && (
                  <Button size="small" isBusy={link.isPending} onClick={() => link.mutate(one)}>
                    {t('desk.itIsThem')}
                  </Button>
                )}
              </div>
            ))}
            {isOurs && may(me, 'customers.write') && (
              <Button icon={<IconUserPlus size={16} />} onClick={() => setDoing('creating')}>
                {t('desk.createCustomer')}
              </Button>
            )}
          </>
        )}
        {doing === 'nothing' && customerId !== undefined && <Earlier customerId={customerId} />}
      </div>
    </Card>
  )
}

function CustomerCard({ customer }: { readonly customer: Customer }) {
  return (
    <div className={styles.customer}>
      <Link to="/customers/$customerId" params={{ customerId: customer.customerId }} className={styles.name}>
        {customer.name}
      </Link>
      <ul className={styles.ways}>
        {customer.phoneNumbers.map((number) => (
          <li key={number}>
            <PhoneNumber of={number} />
          </li>
        ))}
        {customer.email && (
          <li>
            <bdi dir="ltr">{customer.email}</bdi>
          </li>
        )}
      </ul>
      {customer.note && (
        <p className={styles.note} dir="auto">
          {customer.note}
        </p>
      )}
    </div>
  )
}

function Earlier({ customerId }: { readonly customerId: NonNullable<DeskOffer['customerId']> }) {
  const { t } = useTranslation()
  const list = useQuery({
    queryKey: ['interactions', 'of', customerId],
    queryFn: ({ signal }) => call('interactions', { query: { customerId, limit: 6 }, signal }),
  })
  const earlier = list.data?.items.filter(({ state }) => state === 'ended') ?? []
  if (list.isError) return <ErrorNotice error={list.error} retry={() => void list.refetch()} />
  if (!list.data) return null
  return (
    <section className={styles.earlier}>
      <h3 className={styles.heading}>{t('desk.earlier')}</h3>
      {earlier.length === 0 ? (
        <p className={styles.faint}>{t('desk.firstTime')}</p>
      ) : (
        <div className={styles.list}>
          <InteractionList items={earlier.slice(0, 5)} isOneCustomer />
        </div>
      )}
    </section>
  )
}
