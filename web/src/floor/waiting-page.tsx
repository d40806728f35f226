import { IconDotsVertical, IconHourglassEmpty } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentEntry, WaitingEntry } from '#protocol/realtime/index.ts'
import { Card } from '../design/card.tsx'
import { Clock } from '../design/clock.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { EmptyState } from '../design/empty-state.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../design/menu.tsx'
import { Page } from '../design/page.tsx'
import rowLink from '../design/row-link.module.css'
import { Tag } from '../design/status-dot.tsx'
import { CallerName } from '../desk/caller-name.tsx'
import { LastingIncidents } from '../incidents/lasting-incidents.tsx'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { useTopic } from '../stream/use-topic.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { AgentOrder, ableIn } from './agent-order.ts'
import { AgentsCard } from './agents-card.tsx'
import { CallbackFiguresCard } from './callback-figures-card.tsx'
import { CallbacksCard } from './callbacks-card.tsx'
import styles from './calls-page.module.css'
import { move, push, raise, remove } from './direct-commands.ts'
import { type Addressed, MessageForm } from './message-form.tsx'
import { MessagesCard } from './messages-card.tsx'
import { QueueWaitsCard } from './queue-waits-card.tsx'

const raisedLevel = 10

const standing = ({ level, lift = 0 }: WaitingEntry): number => level + lift

/** What waits, and a supervisor's hand on it. */
export function WaitingPage() {
  const { t } = useTranslation()
  const me = useMe()
  const topic = useTopic('waiting')
  const [order] = useState(() => new AgentOrder())
  const agents = order.inOrder(useTopic('agents') ?? {})
  const able = ableIn(agents)
  const [asked, setAsked] = useState<WaitingEntry>()
  const [addressed, setAddressed] = useState<Addressed>()
  const rows = Object.values(topic ?? {}).sort((a, b) => standing(b) - standing(a) || a.queuedAtMs - b.queuedAtMs)
  const columns: readonly Column<WaitingEntry>[] = [
    {
      key: 'who',
      title: t('floor.waiting.who'),
      isWide: true,
      cell: (entry) => (
        <Link to="/history/$interactionId" params={{ interactionId: entry.interactionId }} className={rowLink.link}>
          <CallerName of={entry} />
        </Link>
      ),
    },
    { key: 'queue', title: t('floor.queue'), isExtra: true, cell: ({ queueName }) => <bdi>{queueName}</bdi> },
    {
      key: 'asked',
      title: t('floor.waiting.asked'),
      isExtra: true,
      cell: ({ asked: names }) => names.length > 0 && <bdi>{names.join(', ')}</bdi>,
    },
    {
      key: 'waits',
      title: t('history.column.wait'),
      isEnd: true,
      cell: ({ queuedAtMs, level, lift = 0, isCallback }) => (
        <span className={styles.state}>
          {isCallback && <Tag>{t('desk.callback.tag')}</Tag>}
          {level + lift > 0 && <Tag tone="accent">{t('floor.waiting.raised')}</Tag>}
          {level + lift < 0 && <Tag>{t('floor.waiting.lowered')}</Tag>}
          <Clock sinceMs={queuedAtMs} />
        </span>
      ),
    },
    ...(may(me, 'queues.direct')
      ? [
          {
            key: 'verbs',
            title: t('floor.verbs'),
            isEnd: true,
            cell: (entry: WaitingEntry) => <Verbs of={entry} able={able} onRemove={() => setAsked(entry)} />,
          },
        ]
      : []),
  ]
  const isStillThere = asked !== undefined && topic?.[asked.interactionId] !== undefined
  return (
    <Page title={t('frame.section.waiting')}>
      {isStillThere && (
        <AskFirst
          title={t('floor.waiting.removeAsk')}
          deed={t('floor.waiting.remove')}
          isBusy={false}
          error={null}
          onYes={() => {
            void remove(asked)
            setAsked(undefined)
          }}
          onNo={() => setAsked(undefined)}
        >
          {t(asked.channel === 'task' ? 'floor.waiting.removeTask' : 'floor.waiting.removeCall')}
        </AskFirst>
      )}
      <LastingIncidents />
      <Card isFlush label={t('frame.section.waiting')}>
        {topic === undefined ? (
          <p className={styles.loading}>{t('common.loading')}</p>
        ) : rows.length === 0 ? (
          <EmptyState icon={<IconHourglassEmpty size={22} />} title={t('floor.waiting.none')}>
            {t('floor.waiting.noneText')}
          </EmptyState>
        ) : (
          <DataTable
            caption={t('frame.section.waiting')}
            columns={columns}
            rows={rows}
            keyOf={({ interactionId }) => interactionId}
          />
        )}
      </Card>
      <QueueWaitsCard />
      <CallbacksCard />
      <CallbackFiguresCard />
      <AgentsCard agents={agents} writeTo={setAddressed} />
      {may(me, 'queues.direct') && (
        <>
          <MessagesCard write={() => setAddressed('open')} />
          <MessageForm to={addressed} agents={agents} done={() => setAddressed(undefined)} />
        </>
      )}
    </Page>
  )
}

interface VerbsProps {
  readonly of: WaitingEntry
  /** To whom it can be given. */
  readonly able: readonly AgentEntry[]
  onRemove(): void
}

function Verbs({ of: entry, able, onRemove }: VerbsProps) {
  const { t } = useTranslation()
  const queues = useQuery({ queryKey: ['queues'], queryFn: ({ signal }) => call('queues', { signal }) })
  const others = (queues.data?.items ?? []).filter(
    ({ queueId, channel }) => queueId !== entry.queueId && channel === entry.channel,
  )
  return (
    <span className={styles.verbs}>
      <Menu
        className={styles.more}
        label={t('floor.waiting.verbs')}
        isButtonWordless
        align="end"
        button={<IconDotsVertical size={18} aria-hidden="true" />}
      >
        <MenuHeading>{t('floor.waiting.pushTo')}</MenuHeading>
        {able.length === 0 && <p className={styles.nobody}>{t('floor.waiting.nobody')}</p>}
        {able.map(({ agentId, name, workState }) => (
          <MenuItem key={agentId} onChoose={() => void push(entry, agentId)}>
            <bdi>{name}</bdi> · {t(`floor.workState.${workState}`)}
          </MenuItem>
        ))}
        {others.length > 0 && <MenuHeading>{t('floor.waiting.moveTo')}</MenuHeading>}
        {others.map(({ queueId, name }) => (
          <MenuItem key={queueId} onChoose={() => void move(entry, queueId)}>
            <bdi>{name}</bdi>
          </MenuItem>
        ))}
        <MenuLine />
        {entry.level <= 0 && (
          <MenuItem onChoose={() => void raise(entry, raisedLevel)}>{t('floor.waiting.raise')}</MenuItem>
        )}
        {entry.level !== 0 && <MenuItem onChoose={() => void raise(entry, 0)}>{t('floor.waiting.asUsual')}</MenuItem>}
        <MenuItem onChoose={onRemove}>{t('floor.waiting.remove')}</MenuItem>
      </Menu>
    </span>
  )
}
