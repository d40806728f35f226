import { IconCheck, IconDotsVertical, IconMessage, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Presence } from '#protocol/http/people.ts'
import type { AgentEntry } from '#protocol/realtime/index.ts'
import { Card } from '../design/card.tsx'
import { Clock } from '../design/clock.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { Menu, MenuHeading, MenuItem } from '../design/menu.tsx'
import { StatusDot, Tag, type Tone } from '../design/status-dot.tsx'
import { useReasons, useReasonWord } from '../desk/use-reasons.ts'
import { may, useMe } from '../sign-in/me.ts'
import { useAwayWords } from '../substitutions/use-away-words.ts'
import styles from './calls-page.module.css'
import { answerBreak, setAgentPresence } from './direct-commands.ts'
import { Keeping, useOnShift } from './keeping.tsx'
import { RefuseBreak } from './refuse-break.tsx'
import { TooLong } from './too-long.tsx'

const toneOf: Readonly<Record<Presence, Tone>> = {
  available: 'positive',
  break: 'pause',
  notReady: 'caution',
  offline: 'neutral',
}
const settable = ['available', 'notReady', 'offline'] as const satisfies readonly Presence[]

interface AgentsCardProps {
  readonly agents: readonly AgentEntry[]
  writeTo(agent: AgentEntry): void
}

/** Who is there, what they do, and a supervisor's word on whether work reaches them. */
export function AgentsCard({ agents: rows, writeTo }: AgentsCardProps) {
  const { t } = useTranslation()
  const me = useMe()
  const onShift = useOnShift()
  const word = useReasonWord()
  const reasons = useReasons().filter(({ isRetired }) => !isRetired)
  const [refused, setRefused] = useState<AgentEntry>()
  const words = useAwayWords()
  const columns: readonly Column<AgentEntry>[] = [
    {
      key: 'name',
      title: t('floor.agent'),
      isWide: true,
      cell: ({ name, substituted }) => (
        <>
          <bdi>{name}</bdi>
          {substituted && <div className={styles.away}>{t('desk.away.floor', words.shown(substituted))}</div>}
        </>
      ),
    },
    {
      key: 'presence',
      title: t('floor.state'),
      cell: ({ presence, reason, next, breakRequest, sinceMs }) => (
        <span className={styles.state}>
          <StatusDot tone={toneOf[presence]} />
          {t(`desk.presence.${presence}`)}
          {reason && ` · ${word(reason)}`}
          {next && next !== presence && (
            <span className={styles.then}>{t('floor.breaks.then', { presence: t(`desk.presence.${next}`) })}</span>
          )}
          {breakRequest?.state === 'asked' && (
            <Tag tone="accent">{t('floor.breaks.asks', { reason: word(breakRequest.reason) })}</Tag>
          )}
          <TooLong presence={presence} reason={reason} sinceMs={sinceMs} />
        </span>
      ),
    },
    {
      key: 'work',
      title: t('floor.waiting.work'),
      isExtra: true,
      cell: ({ workState }) => t(`floor.workState.${workState}`),
    },
    ...(onShift.size === 0
      ? []
      : [
          {
            key: 'shift',
            title: t('frame.section.shifts'),
            isExtra: true,
            cell: ({ agentId, presence }: AgentEntry) => (
              <Keeping of={onShift.get(agentId)} isThere={presence !== 'offline'} />
            ),
          },
        ]),
    {
      key: 'since',
      title: t('floor.lasts'),
      isEnd: true,
      isExtra: true,
      cell: ({ sinceMs }) => sinceMs > 0 && <Clock sinceMs={sinceMs} />,
    },
    ...(may(me, 'queues.direct')
      ? [
          {
            key: 'verbs',
            title: t('floor.verbs'),
            isEnd: true,
            cell: (agent: AgentEntry) => (
              <span className={styles.verbs}>
                <Menu
                  className={styles.more}
                  label={t('floor.waiting.presenceOf', { name: agent.name })}
                  isButtonWordless
                  align="end"
                  button={<IconDotsVertical size={18} aria-hidden="true" />}
                >
                  {agent.breakRequest?.state === 'asked' && (
                    <>
                      <MenuHeading>{t('floor.breaks.asks', { reason: word(agent.breakRequest.reason) })}</MenuHeading>
                      <MenuItem
                        icon={<IconCheck size={15} />}
                        onChoose={() => void answerBreak(agent.agentId, { isGranted: true })}
                      >
                        {t('floor.breaks.grant')}
                      </MenuItem>
                      <MenuItem icon={<IconX size={15} />} onChoose={() => setRefused(agent)}>
                        {t('floor.breaks.refuse')}
                      </MenuItem>
                    </>
                  )}
                  <MenuItem icon={<IconMessage size={15} />} onChoose={() => writeTo(agent)}>
                    {t('floor.messages.writeTo', { name: agent.name })}
                  </MenuItem>
                  <MenuHeading>{t('floor.waiting.setPresence')}</MenuHeading>
                  {settable.map((one) => (
                    <MenuItem
                      key={one}
                      icon={<StatusDot tone={toneOf[one]} />}
                      isChecked={one === agent.presence}
                      onChoose={() => void setAgentPresence(agent.agentId, { presence: one })}
                    >
                      {t(`desk.presence.${one}`)}
                    </MenuItem>
                  ))}
                  <MenuHeading>{t('floor.breaks.away')}</MenuHeading>
                  {reasons.map(({ reasonId }) => (
                    <MenuItem
                      key={reasonId}
                      icon={<StatusDot tone="pause" />}
                      isChecked={agent.presence === 'break' && agent.reason === reasonId}
                      onChoose={() => void setAgentPresence(agent.agentId, { presence: 'break', reason: reasonId })}
                    >
                      <bdi>{word(reasonId)}</bdi>
                    </MenuItem>
                  ))}
                </Menu>
              </span>
            ),
          },
        ]
      : []),
  ]
  if (rows.length === 0) return null
  return (
    <Card isFlush title={t('floor.waiting.agents')}>
      <RefuseBreak agent={refused} done={() => setRefused(undefined)} />
      <DataTable caption={t('floor.waiting.agents')} columns={columns} rows={rows} keyOf={({ agentId }) => agentId} />
    </Card>
  )
}
