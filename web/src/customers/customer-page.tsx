import { IconArrowLeft, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '#kernel/ids.ts'
import type { Customer } from '#protocol/http/customers.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { PhoneNumber } from '../desk/phone-number.tsx'
import { regionName, useRegions } from '../geography/regions.ts'
import { InteractionList } from '../history/interaction-list.tsx'
import pageStyles from '../history/interaction-page.module.css'
import { languages } from '../languages/languages.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { may, mayAny, useMe } from '../sign-in/me.ts'
import { CustomerForm } from './customer-form.tsx'

/** One customer: what is known, and everything that was. */
export function CustomerPage() {
  const { t } = useTranslation()
  const me = useMe()
  const { customerId } = useParams({ from: '/frame/customers/$customerId' })
  const [isEditing, setEditing] = useState(false)
  const query = useQuery({
    queryKey: ['customer', customerId],
    queryFn: ({ signal }) => call('customer', { id: customerId, signal }),
  })
  const back = (
    <Link to="/customers" className={pageStyles.back}>
      <IconArrowLeft size={16} className={pageStyles.arrow} aria-hidden="true" />
      {t('frame.section.customers')}
    </Link>
  )
  const customer = query.data
  return (
    <Page
      title={customer?.name ?? t('desk.customer')}
      back={back}
      actions={
        customer &&
        !isEditing &&
        may(me, 'customers.write') && (
          <Button
            icon={<IconPencil size={16} />}
            onClick={() => {
              // What somebody else changed meanwhile is loaded first, so that saving does not collide.
              void query.refetch().then(() => setEditing(true))
            }}
          >
            {t('common.change')}
          </Button>
        )
      }
    >
      {query.isError && <ErrorNotice error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <p role="status">{t('common.loading')}</p>}
      {customer && (
        <div className={pageStyles.columns}>
          <div className={pageStyles.main}>
            {mayAny(me, 'interactions.read') && <Interactions customerId={customer.customerId} />}
          </div>
          <Card title={t('history.details')}>
            {isEditing ? (
              <CustomerForm
                key={customer.etag}
                initial={customer}
                saved={() => setEditing(false)}
                cancel={() => setEditing(false)}
              />
            ) : (
              <Facts customer={customer} />
            )}
          </Card>
        </div>
      )}
    </Page>
  )
}

function Facts({ customer }: { readonly customer: Customer }) {
  const { t, i18n } = useTranslation()
  const { date, number } = useFormats()
  const kinds = useQuery({ queryKey: ['customer-kinds'], queryFn: ({ signal }) => call('customerKinds', { signal }) })
  const tier = kinds.data?.tiers.find(({ tierId }) => tierId === customer.tierId)?.name
  const segment = kinds.data?.segments.find(({ segmentId }) => segmentId === customer.segmentId)?.name
  const owner = kinds.data?.owners.find(({ agentId }) => agentId === customer.ownerAgentId)?.name
  const regions = useRegions().data?.items ?? []
  const nameOfRegion = (code: string) => {
    const region = regions.find((one) => one.code === code)
    return region ? regionName(region, i18n.language) : code
  }
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    [
      t('customers.numbers'),
      customer.phoneNumbers.length > 0 && (
        <ul>
          {customer.phoneNumbers.map((number) => (
            <li key={number}>
              <PhoneNumber of={number} />
            </li>
          ))}
        </ul>
      ),
    ],
    [t('signIn.email'), customer.email && <bdi dir="ltr">{customer.email}</bdi>],
    [t('customers.language'), languages.find(({ code }) => code === customer.language)?.name],
    [t('customers.address'), customer.address && <bdi dir="auto">{customer.address}</bdi>],
    [t('customers.postcode'), customer.postcode && <bdi dir="ltr">{customer.postcode}</bdi>],
    [
      t('customers.region'),
      customer.whereabouts &&
        t(`customers.regionBy.${customer.whereabouts.source}`, {
          region: `\u2068${nameOfRegion(customer.whereabouts.regionCode)}\u2069`,
        }),
    ],
    [t('customers.tier'), tier && <bdi>{tier}</bdi>],
    [t('customers.segment'), segment && <bdi>{segment}</bdi>],
    [t('customers.value'), customer.yearlyValue !== undefined && number(customer.yearlyValue)],
    [t('customers.owner'), owner && <bdi>{owner}</bdi>],
    [t('customers.since'), date(Date.parse(customer.createdAt))],
    [
      t('desk.note'),
      customer.note && (
        <span className={pageStyles.note} dir="auto">
          {customer.note}
        </span>
      ),
    ],
  ]
  return (
    <dl className={pageStyles.facts}>
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Interactions({ customerId }: { readonly customerId: CustomerId }) {
  const { t } = useTranslation()
  const list = useQuery({
    queryKey: ['interactions', 'of', customerId, 'all'],
    queryFn: ({ signal }) => call('interactions', { query: { customerId, limit: 100 }, signal }),
    refetchOnMount: 'always',
  })
  return (
    <Card title={t('frame.section.history')} isFlush={(list.data?.items.length ?? 0) > 0}>
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <p className={pageStyles.faint}>{t('common.loading')}</p>}
      {list.data?.items.length === 0 && <p className={pageStyles.faint}>{t('desk.firstTime')}</p>}
      {list.data && <InteractionList items={list.data.items} isOneCustomer />}
    </Card>
  )
}
