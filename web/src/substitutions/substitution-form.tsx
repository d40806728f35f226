import { Checkbox, MultiSelect, Select } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Substitution, type Substitutions, substitutionCauses } from '#protocol/http/substitutions.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ChoiceField, NumberField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { PeriodFields } from './period-fields.tsx'
import { StandInList } from './stand-in-list.tsx'
import { type Draft, draftOf, isOverload, writableOf } from './substitution-draft.ts'

interface SubstitutionFormProps {
  readonly known: Substitution | undefined
  readonly choices: Substitutions
  done(): void
}

const touches = [['substitutions'], ['own-absences']]
const choicesOf = (items: readonly { readonly id: string; readonly name: string }[]) =>
  items.map(({ id, name }) => ({ value: id, label: name }))

/** Adds, changes and ends a substitution: whose work, why and when, who does it, and of where. */
export function SubstitutionForm({ known, choices, done }: SubstitutionFormProps) {
  const { t } = useTranslation()
  const { timeZone } = useMe()
  const [draft, setDraft] = useState(() => draftOf(known, timeZone))
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const set = (change: Partial<Draft>) => setDraft({ ...draft, ...change })
  const body = writableOf(draft, timeZone, known)
  const isLimit = isOverload(draft.cause)
  const problem = isChecked && !body ? t('desk.away.chooseWhose') : undefined
  const needed = (value: string) =>
    isChecked && !Number.isFinite(Number(value || 'x')) ? t('telephony.needed') : undefined
  const save = useSaving(
    async (idempotencyKey) => {
      if (!body) return
      await (known
        ? call('changeSubstitution', { id: known.substitutionId, ifMatch: known.etag, body })
        : call('createSubstitution', { idempotencyKey, body }))
    },
    { touches, done },
  )
  const end = useSaving(() => call('removeSubstitution', { id: known?.substitutionId ?? '' }), { touches, done })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (body) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <div className={form.pair}>
        <Select
          label={t('desk.away.whose')}
          data={choicesOf(choices.agents)}
          value={draft.agentId === '' ? null : draft.agentId}
          searchable
          clearable
          limit={100}
          error={draft.agentId === '' && draft.ofSkillId === '' ? problem : undefined}
          onChange={(agentId) => set({ agentId: agentId ?? '', ...(agentId && { ofSkillId: '' }) })}
        />
        <ChoiceField
          label={t('desk.away.cause')}
          value={draft.cause}
          choices={substitutionCauses.map((value) => ({ value, label: t(`desk.away.causes.${value}`) }))}
          set={(cause) => set({ cause: cause as Draft['cause'] })}
        />
      </div>
      {!isLimit && (
        <PeriodFields
          from={draft.from}
          until={draft.until}
          setFrom={(from) => set({ from })}
          setUntil={(until) => set({ until })}
        />
      )}
      {isLimit && (
        <>
          {choices.skills.length > 0 && (
            <Select
              label={t('desk.away.ofSkill')}
              data={choicesOf(choices.skills)}
              value={draft.ofSkillId === '' ? null : draft.ofSkillId}
              searchable
              clearable
              onChange={(ofSkillId) => set({ ofSkillId: ofSkillId ?? '', ...(ofSkillId && { agentId: '' }) })}
            />
          )}
          <div className={form.pair}>
            <NumberField
              label={t('desk.away.on')}
              hint={t(`desk.away.limitHint.${draft.cause as 'occupancy'}`)}
              value={draft.on}
              problem={needed(draft.on)}
              set={(on) => set({ on })}
            />
            <NumberField
              label={t('desk.away.off')}
              value={draft.off}
              problem={needed(draft.off)}
              set={(off) => set({ off })}
            />
          </div>
          <NumberField
            label={t('desk.away.least')}
            value={draft.leastMinutes}
            problem={needed(draft.leastMinutes)}
            set={(leastMinutes) => set({ leastMinutes })}
          />
        </>
      )}
      <StandInList
        agents={choices.agents.filter(({ id }) => id !== draft.agentId)}
        chosen={draft.standInIds}
        set={(standInIds) => set({ standInIds })}
      />
      {draft.standInIds.length === 0 && choices.skills.length > 0 && (
        <Select
          label={t('desk.away.teamSkill')}
          data={choicesOf(choices.skills)}
          placeholder={t('desk.away.noTeam')}
          value={draft.teamSkillId === '' ? null : draft.teamSkillId}
          searchable
          clearable
          onChange={(teamSkillId) => set({ teamSkillId: teamSkillId ?? '' })}
        />
      )}
      <Checkbox
        label={t('desk.away.anySkill')}
        description={t('desk.away.anySkillHint')}
        checked={draft.isAnySkill}
        onChange={({ currentTarget: { checked } }) => set({ isAnySkill: checked })}
      />
      <MultiSelect
        label={t('desk.away.queues')}
        data={choicesOf(choices.queues)}
        placeholder={draft.queueIds.length === 0 ? t('desk.away.allQueues') : ''}
        value={[...draft.queueIds]}
        searchable
        onChange={(queueIds) => set({ queueIds })}
      />
      <NumberField
        label={t('desk.away.patience')}
        hint={t('desk.away.patienceHint')}
        value={draft.patienceMinutes}
        problem={needed(draft.patienceMinutes)}
        set={(patienceMinutes) => set({ patienceMinutes })}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      {isAsking && (
        <AskFirst
          title={t('desk.away.endAsk')}
          deed={t('desk.away.end')}
          isBusy={end.isPending}
          error={end.error}
          onYes={() => end.mutate()}
          onNo={() => setAsking(false)}
        >
          {t('desk.away.endText')}
        </AskFirst>
      )}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {known ? t('common.save') : t('desk.away.add')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
        {known && !isAsking && (
          <Button kind="quiet" className={form.away} onClick={() => setAsking(true)}>
            {t('desk.away.end')}
          </Button>
        )}
      </div>
    </form>
  )
}
