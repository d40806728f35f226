import { Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AgentId, ShiftPatternId } from '#kernel/ids.ts'
import type { Team } from '#protocol/http/teams.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { MemberList } from '../queues/member-list.tsx'
import { call } from '../sign-in/api.ts'
import { serverNowMs } from '../stream/stream.ts'
import { ChoiceField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { usePatterns } from './patterns-card.tsx'

/** Lets people, or a whole team, work by a pattern from one day to another. */
export function AssignForm({ teams, done }: { readonly teams: readonly Team[]; done(): void }) {
  const { t } = useTranslation()
  const patterns = usePatterns().data?.items ?? []
  const [patternId, setPatternId] = useState('')
  const [agentIds, setAgentIds] = useState<readonly AgentId[]>([])
  const [from, setFrom] = useState(() => new Date(serverNowMs()).toISOString().slice(0, 10))
  const [until, setUntil] = useState('')
  const [isChecked, setChecked] = useState(false)
  const chosen = patternId === '' ? (patterns[0]?.shiftPatternId ?? '') : patternId
  const isWorkable = chosen !== '' && agentIds.length > 0 && from !== '' && (until === '' || until >= from)
  const save = useSaving(
    (idempotencyKey) =>
      call('assignShifts', {
        idempotencyKey,
        body: {
          agentIds: [...agentIds],
          shiftPatternId: chosen as ShiftPatternId,
          fromDate: from,
          ...(until !== '' && { untilDate: until }),
        },
      }),
    { touches: [['shifts'], ['shift-patterns'], ['shift-assignments']], done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (isWorkable) save.mutate()
  }
  const needed = (isThere: boolean) => (isChecked && !isThere ? t('telephony.needed') : undefined)
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <ChoiceField
        label={t('staffing.shifts.pattern')}
        value={chosen}
        choices={patterns.map(({ shiftPatternId, name }) => ({ value: shiftPatternId, label: name }))}
        problem={needed(chosen !== '')}
        set={setPatternId}
      />
      <div className={form.pair}>
        <TextInput
          type="date"
          dir="ltr"
          label={t('staffing.shifts.from')}
          value={from}
          error={needed(from !== '')}
          onChange={({ currentTarget: { value } }) => setFrom(value)}
        />
        <TextInput
          type="date"
          dir="ltr"
          label={t('staffing.shifts.until')}
          value={until}
          error={isChecked && until !== '' && until < from ? t('errors.request.malformed') : undefined}
          onChange={({ currentTarget: { value } }) => setUntil(value)}
        />
      </div>
      {teams.length > 0 && (
        <Select
          label={t('staffing.shifts.team')}
          data={teams.map(({ teamId, name }) => ({ value: teamId as string, label: name }))}
          value={null}
          onChange={(teamId) => {
            const team = teams.find((one) => one.teamId === teamId)
            if (team) setAgentIds([...new Set([...agentIds, ...team.agentIds])])
          }}
        />
      )}
      <MemberList
        legend={t('staffing.shifts.people')}
        none={needed(false) ?? t('staffing.teams.noMembers')}
        takeIn={t('staffing.teams.takeIn')}
        takeOut={(of) => t('staffing.teams.takeOut', { name: of })}
        members={agentIds.map((agentId) => ({ agentId }))}
        fieldsOf={() => null}
        added={(agentId) => setAgentIds([...agentIds, agentId])}
        removed={(agentId) => setAgentIds(agentIds.filter((one) => one !== agentId))}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t('staffing.shifts.assign')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
