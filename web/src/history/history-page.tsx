import { Checkbox, Select, TextInput } from '@mantine/core'
import { IconPhoneOff, IconPlayerPlayFilled, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { InteractionSummary, InteractionsQuery } from '#protocol/http/interactions.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import rowLink from '../design/row-link.module.css'
import { useDelayed } from '../design/use-delayed.ts'
import { useNowMs } from '../design/use-now.ts'
import { CallerName } from '../desk/caller-name.tsx'
import { PhoneNumber } from '../desk/phone-number.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { mayAny, useMe } from '../sign-in/me.ts'
import styles from './history-page.module.css'
import type { HistorySearch } from './history-search.ts'
import { OutcomeTag } from './outcome-tag.tsx'

const states = ['queued', 'engaged', 'wrapUp', 'ended'] as const

/** All interactions that one may see, newest first; the filters live in the address, so a view can be sent to a colleague. */
export function HistoryPage() {
  const { t } = useTranslation()
  const me = useMe()
  const filters = useSearch({ from: '/frame/history' })
  const navigate = useNavigate({ from: '/history' })
  const change = (next: HistorySearch) => void navigate({ search: next, replace: true })
  const [text, setText] = useDelayed(filters.search ?? '', (search) => {
    const { search: _, ...rest } = filters
    change(search.trim() === '' ? rest : { ...rest, search: search.trim() })
  })
  const queues = useQuery({
    queryKey: ['queues'],
    queryFn: ({ signal }) => call('queues', { signal }),
    staleTime: 300_000,
  })
  const query = {
    limit: 50,
    ...(filters.search ? { search: filters.search } : {}),
    ...(filters.queue ? { queueId: filters.queue } : {}),
    ...(filters.state ? { state: filters.state } : {}),
    ...(filters.mine && me.agentId ? { agentId: me.agentId } : {}),
  } as InteractionsQuery
  const list = useInfiniteQuery({
    queryKey: ['interactions', query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call('interactions', { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
    refetchOnMount: 'always',
  })
  const items = list.data?.pages.flatMap((page) => page.items) ?? []
  const isFiltered = Object.keys(filters).length > 0
  return (
    <Page
      title={t('frame.section.history')}
      actions={
        <>
          <TextInput
            type="search"
            aria-label={t('history.search')}
            placeholder={t('history.searchPlaceholder')}
            leftSection={<IconSearch size={16} />}
            className={styles.search}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            aria-label={t('history.queue')}
            className={styles.filter}
            data={[
              { value: '', label: t('history.allQueues') },
              ...(queues.data?.items ?? []).map(({ queueId, name }) => ({ value: queueId as string, label: name })),
            ]}
            value={filters.queue ?? ''}
            onChange={(queue) => {
              const { queue: _, ...rest } = filters
              change(queue ? { ...rest, queue } : rest)
            }}
          />
          <Select
            aria-label={t('history.stateLabel')}
            className={styles.filter}
            data={[
              { value: '', label: t('history.allStates') },
              ...states.map((state) => ({ value: state, label: t(`history.state.${state}`) })),
            ]}
            value={filters.state ?? ''}
            onChange={(state) => {
              const { state: _, ...rest } = filters
              change(state ? { ...rest, state } : rest)
            }}
          />
          {me.agentId && mayAny(me, 'interactions.read.any') && (
            <Checkbox
              label={t('history.onlyMine')}
              checked={filters.mine === true}
              onChange={(event) => {
                const { mine: _, ...rest } = filters
                change(event.currentTarget.checked ? { ...rest, mine: true } : rest)
              }}
            />
          )}
        </>
      }
    >
      {list.isError && <ErrorNotice error={list.error} retry={() => void list.refetch()} />}
      <Card isFlush label={t('frame.section.history')}>
        {list.isPending ? (
          <p className={styles.loading}>{t('common.loading')}</p>
        ) : items.length === 0 && !list.isError ? (
          <EmptyState icon={<IconPhoneOff size={22} />} title={t(isFiltered ? 'history.noneFound' : 'history.none')}>
            {t(isFiltered ? 'history.noneFoundText' : 'history.noneText')}
          </EmptyState>
        ) : (
          <Rows items={items} isStale={list.isPlaceholderData} />
        )}
      </Card>
      {list.hasNextPage && (
        <div className={styles.more}>
          <Button isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('common.more')}
          </Button>
        </div>
      )}
    </Page>
  )
}

function Rows({ items, isStale }: { readonly items: readonly InteractionSummary[]; readonly isStale: boolean }) {
  const { t } = useTranslation()
  const { moment, clock } = useFormats()
  const nowMs = useNowMs()
  const columns: readonly Column<InteractionSummary>[] = [
    {
      key: 'caller',
      title: t('history.column.caller'),
      isWide: true,
      cell: (item) => (
        <Link to="/history/$interactionId" params={{ interactionId: item.interactionId }} className={rowLink.link}>
          <CallerName of={item} />
        </Link>
      ),
    },
    {
      key: 'number',
      title: t('history.column.number'),
      isExtra: true,
      cell: ({ callerNumber }) => callerNumber && <PhoneNumber of={callerNumber} />,
    },
    { key: 'queue', title: t('history.column.queue'), isExtra: true, cell: ({ queueName }) => queueName },
    { key: 'agent', title: t('history.column.agent'), isExtra: true, cell: ({ agentName }) => agentName },
    { key: 'outcome', title: t('history.column.outcome'), cell: (item) => <OutcomeTag item={item} /> },
    {
      key: 'wait',
      title: t('history.column.wait'),
      isEnd: true,
      isExtra: true,
      cell: ({ waitMs }) => waitMs !== undefined && clock(waitMs),
    },
    {
      key: 'talk',
      title: t('history.column.talk'),
      isEnd: true,
      isExtra: true,
      cell: ({ talkMs }) => talkMs !== undefined && clock(talkMs),
    },
    {
      key: 'recording',
      title: <span className="p-hidden">{t('history.column.recording')}</span>,
      isExtra: true,
      cell: ({ hasRecording }) =>
        hasRecording && <IconPlayerPlayFilled size={14} aria-label={t('history.hasRecording')} role="img" />,
    },
    {
      key: 'when',
      title: t('history.column.when'),
      isEnd: true,
      cell: ({ startedAt }) => <time dateTime={startedAt}>{moment(Date.parse(startedAt), nowMs)}</time>,
    },
  ]
  return (
    <DataTable
      caption={t('frame.section.history')}
      columns={columns}
      rows={items}
      keyOf={({ interactionId }) => interactionId}
      isStale={isStale}
    />
  )
}
