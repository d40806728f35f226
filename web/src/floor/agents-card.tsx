import { IconDotsVertical } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Presence } from '#protocol/http/people.ts'
import type { AgentEntry } from '#protocol/realtime/index.ts'
import { Card } from '../design/card.tsx'
import { Clock } from '../design/clock.tsx'
import { type Column, DataTable } from '../design/data-table.tsx'
import { Menu, MenuHeading, MenuItem } from '../design/menu.tsx'
import { StatusDot, type Tone } from '../design/status-dot.tsx'
import { may, useMe } from '../sign-in/me.ts'
import styles from './calls-page.module.css'
import { setAgentPresence } from './direct-commands.ts'

const toneOf: Readonly<Record<Presence, Tone>> = {
  available: 'positive',
  break: 'pause',
  notReady: 'caution',
  offline: 'neutral',
}
const settable = ['available', 'break', 'notReady', 'offline'] as const satisfies readonly Presence[]

/** Who is there, what they do, and a supervisor's word on whether work reaches them. */
export function AgentsCard({ agents }: { readonly agents: Readonly<Record<string, AgentEntry>> | undefined }) {
  const { t } = useTranslation()
  const me = useMe()
  const rows = Object.values(agents ?? {}).sort(
    (a, b) => settable.indexOf(a.presence) - settable.indexOf(b.presence) || a.name.localeCompare(b.name),
  )
  const columns: readonly Column<AgentEntry>[] = [
    { key: 'name', title: t('floor.agent'), isWide: true, cell: ({ name }) => <bdi>{name}</bdi> },
    {
      key: 'presence',
      title: t('floor.state'),
      cell: ({ presence, reason }) => (
        <span className={styles.state}>
          <StatusDot tone={toneOf[presence]} />
          {t(`desk.presence.${presence}`)}
          {reason && ` · ${t(`desk.reason.${reason}`)}`}
        </span>
      ),
    },
    {
      key: 'work',
      title: t('floor.waiting.work'),
      isExtra: true,
      cell: ({ workState }) => t(`floor.workState.${workState}`),
    },
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
            cell: ({ agentId, presence, name }: AgentEntry) => (
              <span className={styles.verbs}>
                <Menu
                  className={styles.more}
                  label={t('floor.waiting.presenceOf', { name })}
                  isButtonWordless
                  align="end"
                  button={<IconDotsVertical size={18} aria-hidden="true" />}
                >
                  <MenuHeading>{t('floor.waiting.setPresence')}</MenuHeading>
                  {settable.map((one) => (
                    <MenuItem
                      key={one}
                      icon={<StatusDot tone={toneOf[one]} />}
                      isChecked={one === presence}
                      onChoose={() => void setAgentPresence(agentId, { presence: one })}
                    >
                      {t(`desk.presence.${one}`)}
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
      <DataTable caption={t('floor.waiting.agents')} columns={columns} rows={rows} keyOf={({ agentId }) => agentId} />
    </Card>
  )
}
