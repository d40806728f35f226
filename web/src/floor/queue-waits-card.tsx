import { IconHourglass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { QueueWait } from '#protocol/http/announcements.ts'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useQueueWaits, useWaitWords } from '../queues/expected-wait.tsx'
import styles from './calls-page.module.css'

/** How long one would wait in each queue now, and how far such words were off. */
export function QueueWaitsCard() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const waits = useQueueWaits()
  const words = useWaitWords()
  const rows = waits.data?.items ?? []
  const columns: readonly Column<QueueWait>[] = [
    {
      key: 'queue',
      title: t('telephony.expectedWait.queue'),
      isWide: true,
      cell: ({ queueName }) => <bdi>{queueName}</bdi>,
    },
    {
      key: 'waiting',
      title: t('telephony.expectedWait.waiting'),
      isEnd: true,
      cell: ({ waiting }) => number(waiting),
    },
    {
      key: 'now',
      title: t('telephony.expectedWait.now'),
      cell: (wait) => <span className={styles.wait}>{words.now(wait)}</span>,
    },
    {
      key: 'lastDay',
      title: t('telephony.expectedWait.lastDay'),
      isExtra: true,
      cell: ({ lastDay }) => {
        if (!lastDay) return t('telephony.expectedWait.none')
        const figures = words.figures(lastDay)
        return <Parts of={[t('telephony.expectedWait.inside', figures), t('telephony.expectedWait.error', figures)]} />
      },
    },
  ]
  return (
    <Card isFlush title={t('telephony.expectedWait.title')}>
      {waits.isError ? (
        <ErrorNotice error={waits.error} />
      ) : waits.isPending ? (
        <p className={styles.loading}>{t('common.loading')}</p>
      ) : rows.length === 0 ? (
        <EmptyState icon={<IconHourglass size={22} />} title={t('telephony.expectedWait.empty')}>
          {t('telephony.expectedWait.emptyText')}
        </EmptyState>
      ) : (
        <DataTable
          caption={t('telephony.expectedWait.title')}
          columns={columns}
          rows={rows}
          keyOf={({ queueId }) => queueId}
        />
      )}
    </Card>
  )
}
