import { IconPhoneCalling, IconX } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Callback } from '#protocol/http/callbacks.ts'
import { IconButton } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { Clock } from '../design/clock.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Parts } from '../design/parts.tsx'
import rowLink from '../design/row-link.module.css'
import { Tag } from '../design/status-dot.tsx'
import { formatNumber } from '../desk/number-formats.ts'
import { PhoneNumber } from '../desk/phone-number.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { serverNowMs } from '../stream/stream.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import styles from './calls-page.module.css'

/** They change with every dial, and no topic tells of those that wait for their time. */
const readEveryMs = 5000

/** Whom we promised to call: the number, when, how often it was tried, and taking it back. */
export function CallbacksCard() {
  const { t } = useTranslation()
  const word = useOpenWord()
  const me = useMe()
  const { moment } = useFormats()
  const queries = useQueryClient()
  const [asked, setAsked] = useState<Callback>()
  const list = useQuery({
    queryKey: ['callbacks'],
    queryFn: ({ signal }) => call('listCallbacks', { query: { isOpen: true, limit: 200 }, signal }),
    refetchInterval: readEveryMs,
    enabled: may(me, 'queues.direct'),
  })
  const cancel = useMutation({
    mutationFn: (of: Callback) => call('cancelCallback', { id: of.interactionId }),
    onSuccess: () => setAsked(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: ['callbacks'] }),
  })
  if (!may(me, 'queues.direct')) return null
  const rows = list.data?.items ?? []
  const columns: readonly Column<Callback>[] = [
    {
      key: 'who',
      title: t('floor.callbacks.who'),
      isWide: true,
      cell: ({ interactionId, name, number }) => (
        <Link to="/history/$interactionId" params={{ interactionId }} className={rowLink.link}>
          {name !== undefined && <bdi>{name}</bdi>}
          {name !== undefined && ' · '}
          <PhoneNumber of={number} />
        </Link>
      ),
    },
    { key: 'queue', title: t('floor.queue'), isExtra: true, cell: ({ queueName }) => <bdi>{queueName}</bdi> },
    {
      key: 'dials',
      title: t('floor.callbacks.dials'),
      isExtra: true,
      cell: ({ dials, lastOutcome }) =>
        dials > 0 && (
          <Parts of={[t('floor.callbacks.times', { count: dials }), word('history.segmentOutcome', lastOutcome)]} />
        ),
    },
    {
      key: 'when',
      title: t('floor.callbacks.when'),
      isEnd: true,
      cell: ({ state, dueAt, askedAt }) => (
        <span className={styles.state}>
          {dueAt === undefined ? (
            <>
              <Tag tone={state === 'dialing' ? 'accent' : 'neutral'}>{t(`floor.callbacks.states.${state}`)}</Tag>
              <Clock sinceMs={Date.parse(askedAt)} />
            </>
          ) : (
            <time dateTime={dueAt}>{t('floor.callbacks.at', { time: moment(Date.parse(dueAt), serverNowMs()) })}</time>
          )}
        </span>
      ),
    },
    {
      key: 'verbs',
      title: t('floor.verbs'),
      isEnd: true,
      cell: (of) => (
        <span className={styles.verbs}>
          <IconButton label={t('floor.callbacks.cancel')} icon={<IconX size={18} />} onClick={() => setAsked(of)} />
        </span>
      ),
    },
  ]
  return (
    <>
      {asked && (
        <AskFirst
          title={t('floor.callbacks.cancelAsk', {
            number:
              asked.name === undefined ? `\u2066${formatNumber(asked.number)}\u2069` : `\u2068${asked.name}\u2069`,
          })}
          deed={t('floor.callbacks.cancel')}
          isBusy={cancel.isPending}
          error={cancel.error}
          onYes={() => cancel.mutate(asked)}
          onNo={() => setAsked(undefined)}
        >
          {t('floor.callbacks.cancelText')}
        </AskFirst>
      )}
      <Card isFlush title={t('floor.callbacks.title')}>
        {list.isError ? (
          <ErrorNotice error={list.error} />
        ) : list.isPending ? (
          <p className={styles.loading}>{t('common.loading')}</p>
        ) : rows.length === 0 ? (
          <EmptyState icon={<IconPhoneCalling size={22} />} title={t('floor.callbacks.none')}>
            {t('floor.callbacks.noneText')}
          </EmptyState>
        ) : (
          <DataTable
            caption={t('floor.callbacks.title')}
            columns={columns}
            rows={rows}
            keyOf={({ interactionId }) => interactionId}
          />
        )}
      </Card>
    </>
  )
}
