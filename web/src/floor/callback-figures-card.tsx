import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CallbackFigures } from '#protocol/http/callbacks.ts'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { serverNowMs } from '../stream/stream.ts'

const readEveryMs = 15_000
const kinds = ['asked', 'reached', 'givenUp', 'cancelled', 'open'] as const

/** From midnight by the reader's own clock. */
function today(): { readonly from: string; readonly to: string } {
  const nowMs = serverNowMs()
  const midnight = new Date(nowMs)
  midnight.setHours(0, 0, 0, 0)
  return { from: midnight.toISOString(), to: new Date(nowMs + 60_000).toISOString() }
}

/** What became of the callbacks that were asked for today, by queue; nothing where there were none. */
export function CallbackFiguresCard() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const me = useMe()
  const figures = useQuery({
    queryKey: ['callback-figures'],
    queryFn: ({ signal }) => call('callbackFigures', { query: today(), signal }),
    refetchInterval: readEveryMs,
    enabled: may(me, 'queues.direct'),
  })
  const rows = figures.data?.items ?? []
  if (figures.isError) return <ErrorNotice error={figures.error} />
  if (rows.length === 0) return null
  const columns: readonly Column<CallbackFigures>[] = [
    { key: 'queue', title: t('floor.queue'), isWide: true, cell: ({ queueName }) => <bdi>{queueName}</bdi> },
    ...kinds.map((kind) => ({
      key: kind,
      title: t(`floor.callbacks.figures.${kind}`),
      isEnd: true,
      isExtra: kind === 'cancelled' || kind === 'open',
      cell: (of: CallbackFigures) => number(of[kind]),
    })),
  ]
  return (
    <Card isFlush title={t('floor.callbacks.figures.title')}>
      <DataTable
        caption={t('floor.callbacks.figures.title')}
        columns={columns}
        rows={rows}
        keyOf={({ queueId }) => queueId}
      />
    </Card>
  )
}
