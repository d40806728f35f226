import { Select } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AgentId } from '#kernel/ids.ts'
import { IconButton } from '../design/button.tsx'
import { useFormats } from '../languages/use-formats.ts'
import member from '../queues/member-list.module.css'
import form from '../telephony/telephony.module.css'

interface StandInListProps {
  readonly agents: readonly { readonly id: AgentId; readonly name: string }[]
  readonly chosen: readonly AgentId[]
  set(chosen: readonly AgentId[]): void
}

const mostStandIns = 10
const mostChoices = 100

/** Who stands in, the first before the next. */
export function StandInList({ agents, chosen, set }: StandInListProps) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const nameOf = (agentId: AgentId) => agents.find(({ id }) => id === agentId)?.name ?? '…'
  const others = agents.filter(({ id }) => !chosen.includes(id))
  return (
    <fieldset className={form.group}>
      <legend>{t('desk.away.standIns')}</legend>
      {chosen.length === 0 && <p className={form.hint}>{t('desk.away.noStandIns')}</p>}
      {chosen.length > 0 && (
        <ol className={member.members}>
          {chosen.map((agentId, index) => (
            <li key={agentId} className={member.member}>
              <span className={member.name}>
                {number(index + 1)}. <bdi>{nameOf(agentId)}</bdi>
              </span>
              <IconButton
                label={t('desk.away.takeOut', { name: nameOf(agentId) })}
                icon={<IconX size={17} />}
                onClick={() => set(chosen.filter((id) => id !== agentId))}
              />
            </li>
          ))}
        </ol>
      )}
      {chosen.length < mostStandIns && (
        <Select
          label={t('desk.away.addStandIn')}
          data={others.map(({ id, name }) => ({ value: id as string, label: name }))}
          limit={mostChoices}
          value={null}
          searchable
          disabled={others.length === 0}
          onChange={(agentId) => agentId && set([...chosen, agentId as AgentId])}
        />
      )}
    </fieldset>
  )
}
