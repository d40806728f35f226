import { IconPlus } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '#kernel/ids.ts'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { hasKept } from '../state/use-kept.ts'
import { CaseForm } from './case-form.tsx'
import styles from './cases.module.css'
import { StatusTag } from './status-tag.tsx'

interface CasesOfCustomerProps {
  readonly customerId: CustomerId
  /** Of this customer, in hand: a new case may begin with it. */
  readonly inHand?: DeskInteraction | undefined
  /** What a plain click does instead of leaving the page; the link stays one. */
  open?(caseId: string): void
  /** A case was made. */
  made?(caseId: string): void
}

/** A customer's matters, the newest first, and a new one. */
export function CasesOfCustomer({ customerId, inHand, open, made = open }: CasesOfCustomerProps) {
  const { t } = useTranslation()
  const me = useMe()
  const draft = `case.${customerId}`
  const [isCreating, setCreating] = useState(() => hasKept(draft))
  const list = useInfiniteQuery({
    queryKey: ['cases', 'of', customerId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('cases', { query: { customerId, limit: 10, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section className={styles.cases} aria-label={t('cases.title')}>
      <header className={styles.head}>
        <h4 className={styles.heading}>{t('cases.title')}</h4>
        {may(me, 'cases.write') && !isCreating && (
          <Button size="small" kind="quiet" icon={<IconPlus size={15} />} onClick={() => setCreating(true)}>
            {t('cases.new')}
          </Button>
        )}
      </header>
      {isCreating && (
        <CaseForm
          draft={draft}
          customerId={customerId}
          inHand={inHand}
          saved={({ caseId }) => {
            setCreating(false)
            made?.(caseId)
          }}
          cancel={() => setCreating(false)}
        />
      )}
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <p role="status">{t('common.loading')}</p>}
      {list.data && items.length === 0 && !isCreating && <p className={styles.faint}>{t('cases.noneOfCustomer')}</p>}
      {items.length > 0 && (
        <ul className={styles.list}>
          {items.map((one) => (
            <li key={one.caseId}>
              <Link
                to="/cases/$caseId"
                params={{ caseId: one.caseId }}
                className={styles.link}
                onClick={(event) => {
                  if (!open || event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  open(one.caseId)
                }}
              >
                <span className={styles.subject}>
                  <bdi>{one.subject}</bdi>
                </span>
                <StatusTag status={one.status} />
                <span className={styles.detail}>
                  <Parts of={[`#${one.number}`, one.ownerName ?? t('cases.nobody')]} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </section>
  )
}
