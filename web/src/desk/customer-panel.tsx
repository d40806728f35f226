import { IconPhoneCheck, IconUserCheck, IconUserPlus, IconUserSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Customer } from '#protocol/http/customers.ts'
import type { DeskInteraction, DeskOffer } from '#protocol/realtime/index.ts'
import { reportFailure } from '../app/failures.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { languages } from '../languages/languages.ts'
import { speakOf } from '../languages/words.ts'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { openTab } from '../workspace/tabs.ts'
import { useDeskStores } from '../workspace/use-desk-stores.ts'
import styles from './customer-panel.module.css'
import { isDialable } from './number-formats.ts'
import { PhoneNumber } from './phone-number.tsx'

const CustomerForm = lazy(async () => ({ default: (await import('../customers/customer-form.tsx')).CustomerForm }))
const CustomerPicker = lazy(async () => ({
  default: (await import('../customers/customer-picker.tsx')).CustomerPicker,
}))

const Verification = lazy(async () => (await Promise.all([import('./verification.tsx'), speakOf('alerts')]))[0])

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
        <>
          <CustomerCard
            customer={customer}
            callerNumber={callerNumber}
            isVerified={'verification' in subject && subject.verification !== undefined}
          />
          {'state' in subject && (
            <Suspense>
              <Verification of={subject} customerId={customer.customerId} isOurs={isOurs} />
            </Suspense>
          )}
        </>
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
      {isOurs && doing === 'nothing' && (
        <Button
          className={styles.other ?? ''}
          kind="quiet"
          size="small"
          icon={<IconUserSearch size={15} />}
          onClick={() => setDoing('choosing')}
        >
          {customer ? t('desk.changeCustomer') : t('desk.findCustomer')}
        </Button>
      )}
    </div>
  )
}

interface CustomerCardProps {
  readonly customer: Customer
  readonly callerNumber: string
  readonly isVerified: boolean
}

/** The name, how sure it is, and what one has to know before the first word. */
function CustomerCard({ customer, callerNumber, isVerified }: CustomerCardProps) {
  const { t } = useTranslation()
  const { desk } = useDeskStores()
  const kinds = useQuery({ queryKey: ['customer-kinds'], queryFn: ({ signal }) => call('customerKinds', { signal }) })
  const { tierId, segmentId, ownerAgentId } = customer
  const owner = kinds.data?.owners.find(({ agentId }) => agentId === ownerAgentId)?.name
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t('customers.tier'), kinds.data?.tiers.find((tier) => tier.tierId === tierId)?.name],
    [t('customers.segment'), kinds.data?.segments.find((segment) => segment.segmentId === segmentId)?.name],
    [t('customers.owner'), owner],
    [t('customers.language'), languages.find(({ code }) => code === customer.language)?.name],
  ]
  const isByNumber = customer.phoneNumbers.includes(callerNumber)
  return (
    <div className={styles.customer}>
      <button
        type="button"
        className={styles.name}
        onClick={() => desk.set(openTab(desk.get(), { kind: 'customer', subject: customer.customerId }))}
      >
        <bdi>{customer.name}</bdi>
      </button>
      {!isVerified && (
        <p className={styles.sure}>
          {isByNumber ? (
            <IconPhoneCheck size={14} aria-hidden="true" />
          ) : (
            <IconUserCheck size={14} aria-hidden="true" />
          )}
          {t(isByNumber ? 'workspace.knownByNumber' : 'workspace.knownByHand')}
        </p>
      )}
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
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
      </dl>
      {customer.note && (
        <p className={styles.note} dir="auto">
          {customer.note}
        </p>
      )}
    </div>
  )
}
