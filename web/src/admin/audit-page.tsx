import { IconListSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AuditEntry } from '#protocol/http/people.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { call } from '../sign-in/api.ts'
import styles from './people-page.module.css'

/** Who did what, newest first. */
export function AuditPage() {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { dateTime } = useFormats()
  const list = useInfiniteQuery({
    queryKey: ['audit'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('audit', { query: { limit: 100, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (page) => page.next,
    refetchOnMount: 'always',
  })
  const entries = list.data?.pages.flatMap((page) => page.items) ?? []
  const columns: readonly Column<AuditEntry>[] = [
    {
      key: 'at',
      title: t('admin.at'),
      cell: ({ at }) => <time dateTime={at}>{dateTime(Date.parse(at))}</time>,
    },
    { key: 'who', title: t('admin.who'), cell: ({ personName }) => personName ?? t('admin.nobodyKnown') },
    {
      key: 'action',
      title: t('admin.action'),
      isWide: true,
      cell: ({ action }) => word('admin.did', action) ?? <code>{action}</code>,
    },
    { key: 'subject', title: t('admin.subject'), isExtra: true, cell: ({ subject }) => <bdi dir="ltr">{subject}</bdi> },
    { key: 'address', title: t('admin.address'), isExtra: true, cell: ({ address }) => <bdi dir="ltr">{address}</bdi> },
  ]
  return (
    <Page title={t('frame.section.audit')}>
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      <Card isFlush label={t('frame.section.audit')}>
        {list.isPending ? (
          <p className={styles.loading}>{t('common.loading')}</p>
        ) : entries.length === 0 && !list.isError ? (
          <EmptyState icon={<IconListSearch size={22} />} title={t('admin.noAudit')} />
        ) : (
          <DataTable
            caption={t('frame.section.audit')}
            columns={columns}
            rows={entries}
            keyOf={({ auditId }) => auditId}
          />
        )}
      </Card>
      {list.hasNextPage && (
        <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common.more')}
        </Button>
      )}
    </Page>
  )
}
