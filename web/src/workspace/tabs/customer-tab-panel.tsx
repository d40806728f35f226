import { IconPencil } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CustomerFacts } from '../../customers/customer-facts.tsx'
import { Button } from '../../design/button.tsx'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { speakOf } from '../../languages/words.ts'
import { may, useMe } from '../../sign-in/me.ts'
import { hasKept } from '../../state/use-kept.ts'
import { CustomerNotes } from '../customer-notes.tsx'
import type { TabProps } from '../tab-kind.ts'
import { openTab } from '../tabs.ts'
import { useCustomer } from '../use-customer.ts'
import { useDeskStores } from '../use-desk-stores.ts'
import { useInFront } from '../use-in-front.ts'
import styles from './tab-panel.module.css'

const CustomerForm = lazy(async () => ({ default: (await import('../../customers/customer-form.tsx')).CustomerForm }))

const CasesOfCustomer = lazy(async () => {
  await speakOf('cases')
  return { default: (await import('../../cases/cases-of-customer.tsx')).CasesOfCustomer }
})

/** What is known of a customer, to be read and to be changed; a change that was begun is there again. */
export default function CustomerTabPanel({ subject }: TabProps) {
  const { t } = useTranslation()
  const me = useMe()
  const { desk } = useDeskStores()
  const inFront = useInFront()
  const query = useCustomer(subject)
  const draft = `customer.${subject}`
  const [isEditing, setEditing] = useState(() => hasKept(draft))
  const customer = query.data
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />
  if (!customer) return <p role="status">{t('common.loading')}</p>
  if (isEditing) {
    return (
      <Suspense>
        <CustomerForm
          key={customer.etag}
          draft={draft}
          initial={customer}
          saved={() => setEditing(false)}
          cancel={() => setEditing(false)}
        />
      </Suspense>
    )
  }
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h3 className={styles.title}>
          <bdi>{customer.name}</bdi>
        </h3>
        {may(me, 'customers.write') && (
          <Button
            size="small"
            kind="quiet"
            icon={<IconPencil size={15} />}
            onClick={() => {
              // What somebody else changed meanwhile is loaded first, so that saving does not collide.
              void query.refetch().then(() => setEditing(true))
            }}
          >
            {t('common.change')}
          </Button>
        )}
      </header>
      <CustomerFacts customer={customer} />
      {may(me, 'cases.read') && (
        <Suspense>
          <CasesOfCustomer
            customerId={customer.customerId}
            inHand={inFront?.customerId === customer.customerId ? inFront : undefined}
            open={(caseId) => desk.set(openTab(desk.get(), { kind: 'case', subject: caseId }))}
          />
        </Suspense>
      )}
      <section className={styles.panel}>
        <h4 className={styles.heading}>{t('workspace.notes')}</h4>
        <CustomerNotes customerId={subject} />
      </section>
    </div>
  )
}
