import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Customer } from '#protocol/http/customers.ts'
import { PhoneNumber } from '../desk/phone-number.tsx'
import { regionName, useRegions } from '../geography/regions.ts'
import pageStyles from '../history/interaction-page.module.css'
import { languages } from '../languages/languages.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'

/** What is known of a customer, a line each. */
export function CustomerFacts({ customer }: { readonly customer: Customer }) {
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
