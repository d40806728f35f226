import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId, BusinessUnitId } from '#kernel/ids.ts'
import type { Team } from '#protocol/http/teams.ts'
import { MemberList } from '../queues/member-list.tsx'
import { call } from '../sign-in/api.ts'
import { ChoiceField, WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

/** Adds, changes and removes a team. */
export function TeamForm({ team, done }: { readonly team: Team | undefined; done(): void }) {
  const { t } = useTranslation()
  const units = useQuery({ queryKey: ['business-units'], queryFn: ({ signal }) => call('businessUnits', { signal }) })
  const [name, setName] = useState(team?.name ?? '')
  const [unitId, setUnitId] = useState<BusinessUnitId | undefined>(team?.businessUnitId)
  const [agentIds, setAgentIds] = useState<readonly AgentId[]>(team?.agentIds ?? [])
  const [isChecked, setChecked] = useState(false)
  const touches = [['teams'], ['break-limits']]
  const choices = (units.data?.items ?? []).map(({ businessUnitId, name: label }) => ({ value: businessUnitId, label }))
  const root = (units.data?.items ?? []).find(({ parentId }) => parentId === undefined)?.businessUnitId
  const isMissing = name.trim() === ''
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = {
        name: name.trim(),
        agentIds: [...agentIds],
        ...(unitId !== undefined && { businessUnitId: unitId }),
      }
      return team
        ? call('changeTeam', { id: team.teamId, ifMatch: team.etag, body })
        : call('createTeam', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeTeam', { id: team?.teamId ?? '', ifMatch: team?.etag ?? '' }), {
    touches,
    done,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!isMissing) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <div className={form.pair}>
        <WordField
          label={t('telephony.name')}
          value={name}
          isFirst
          problem={isChecked && isMissing ? t('telephony.needed') : undefined}
          set={setName}
        />
        {choices.length > 1 && (
          <ChoiceField
            label={t('staffing.teams.unit')}
            value={unitId ?? root ?? ''}
            choices={choices}
            set={(value) => setUnitId(value as BusinessUnitId)}
          />
        )}
      </div>
      <MemberList
        legend={t('staffing.teams.members')}
        none={t('staffing.teams.noMembers')}
        takeIn={t('staffing.teams.takeIn')}
        takeOut={(of) => t('staffing.teams.takeOut', { name: of })}
        members={agentIds.map((agentId) => ({ agentId }))}
        fieldsOf={() => null}
        added={(agentId) => setAgentIds([...agentIds, agentId])}
        removed={(agentId) => setAgentIds(agentIds.filter((one) => one !== agentId))}
      />
      <SaveOrRemove
        add={t('staffing.teams.add')}
        known={team}
        removeText={t('staffing.teams.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}
