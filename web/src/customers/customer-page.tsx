import { IconArrowLeft, IconHeadset, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '#kernel/ids.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { InteractionList } from '../history/interaction-list.tsx'
import pageStyles from '../history/interaction-page.module.css'
import { speakOf } from '../languages/words.ts'
import { call } from '../sign-in/api.ts'
import { may, mayAny, useMe } from '../sign-in/me.ts'
import { CustomerNotes } from '../workspace/customer-notes.tsx'
import { openTab } from '../workspace/tabs.ts'
import { useDeskStores } from '../workspace/use-desk-stores.ts'
import { CustomerFacts } from './customer-facts.tsx'
import { CustomerForm } from './customer-form.tsx'

const CasesOfCustomer = lazy(async () => {
  await speakOf('cases')
  return { default: (await import('../cases/cases-of-customer.tsx')).CasesOfCustomer }
})

/** One customer: what is known, and everything that was. */
export function CustomerPage() {
  const { t } = useTranslation()
  const me = useMe()
  const { customerId } = useParams({ from: '/frame/customers/$customerId' })
  const navigate = useNavigate()
  const { desk } = useDeskStores()
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
        !isEditing && (
          <>
            {may(me, 'calls.take') && (
              <Button
                icon={<IconHeadset size={16} />}
                onClick={() => {
                  desk.set(openTab(desk.get(), { kind: 'customer', subject: customer.customerId }))
                  void navigate({ to: '/' })
                }}
              >
                {t('workspace.openAtDesk')}
              </Button>
            )}
            {may(me, 'customers.write') && (
              <Button
                icon={<IconPencil size={16} />}
                onClick={() => {
                  // What somebody else changed meanwhile is loaded first, so that saving does not collide.
                  void query.refetch().then(() => setEditing(true))
                }}
              >
                {t('common.change')}
              </Button>
            )}
          </>
        )
      }
    >
      {query.isError && <ErrorNotice error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <p role="status">{t('common.loading')}</p>}
      {customer && (
        <div className={pageStyles.columns}>
          <div className={pageStyles.main}>
            <Card title={t('workspace.notes')}>
              <CustomerNotes customerId={customer.customerId} />
            </Card>
            {may(me, 'cases.read') && (
              <Card label={t('frame.section.cases')}>
                <Suspense>
                  <CasesOfCustomer
                    customerId={customer.customerId}
                    made={(caseId) => void navigate({ to: '/cases/$caseId', params: { caseId } })}
                  />
                </Suspense>
              </Card>
            )}
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
              <CustomerFacts customer={customer} />
            )}
          </Card>
        </div>
      )}
    </Page>
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
