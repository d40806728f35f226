import { MultiSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { RegionsField } from '../geography/region-fields.tsx'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import { LinesField, NumberField, WordField } from '../telephony/fields.tsx'
import { useBusinessUnits, useQueues } from '../telephony/queries.ts'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { type IncidentDraft, incidentOf, incidentProblems, newIncident } from './incident-draft.ts'

interface Choice {
  readonly value: string
  readonly label: string
}

/** Declares what many call about. */
export function IncidentForm({ done }: { done(): void }) {
  const { t } = useTranslation()
  const me = useMe()
  const [draft, setDraft] = useState<IncidentDraft>(newIncident)
  const [isChecked, setChecked] = useState(false)
  const change = (part: Partial<IncidentDraft>) => setDraft((was) => ({ ...was, ...part }))
  const queues = useQueues()
  const units = useBusinessUnits()
  const kinds = useQuery({
    queryKey: ['customer-kinds'],
    queryFn: ({ signal }) => call('customerKinds', { signal }),
    enabled: may(me, 'customers.read'),
  })
  const skills = useQuery({
    queryKey: ['incident-skills'],
    queryFn: ({ signal }) => call('incidentSkills', { signal }),
    refetchOnMount: 'always',
  })
  const problems = isChecked ? incidentProblems(draft) : new Set()
  const save = useSaving(
    (idempotencyKey) => call('declareIncident', { idempotencyKey, body: incidentOf(draft, Date.now()) }),
    { touches: [['incidents']], done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (incidentProblems(draft).size === 0) save.mutate()
  }
  const several = (
    key: 'queueIds' | 'businessUnitIds' | 'tierIds' | 'segmentIds' | 'skillIds',
    label: string,
    choices: readonly Choice[],
  ) =>
    choices.length > 0 && (
      <MultiSelect
        label={label}
        searchable
        clearable
        hidePickedOptions
        maxValues={100}
        data={[...choices]}
        value={[...draft[key]]}
        onChange={(values) => change({ [key]: values })}
      />
    )
  const below = (units.data?.items ?? []).filter(({ parentId }) => parentId !== undefined)
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField
        label={t('floor.incidents.title')}
        hint={t('floor.incidents.titleHint')}
        value={draft.title}
        isFirst
        problem={problems.has('title') ? t('telephony.needed') : undefined}
        set={(title) => change({ title })}
      />
      <fieldset className={form.group}>
        <legend>{t('floor.incidents.what')}</legend>
        <p
          className={problems.has('nothing') ? form.problem : form.hint}
          role={problems.has('nothing') ? 'alert' : undefined}
        >
          {t(problems.has('nothing') ? 'floor.incidents.nothing' : 'floor.incidents.whatHint')}
        </p>
        {several(
          'queueIds',
          t('floor.incidents.queues'),
          (queues.data?.items ?? []).map(({ queueId, name }) => ({ value: queueId, label: name })),
        )}
        <RegionsField
          label={t('floor.incidents.regions')}
          values={draft.regionCodes}
          set={(regionCodes) => change({ regionCodes })}
        />
        {several(
          'businessUnitIds',
          t('floor.incidents.units'),
          below.map(({ businessUnitId, name }) => ({ value: businessUnitId, label: name })),
        )}
        {several(
          'tierIds',
          t('floor.incidents.tiers'),
          (kinds.data?.tiers ?? []).map(({ tierId, name }) => ({ value: tierId, label: name })),
        )}
        {several(
          'segmentIds',
          t('floor.incidents.segments'),
          (kinds.data?.segments ?? []).map(({ segmentId, name }) => ({ value: segmentId, label: name })),
        )}
        {several(
          'skillIds',
          t('floor.incidents.skills'),
          (skills.data?.items ?? []).map(({ skillId, name }) => ({ value: skillId, label: name })),
        )}
        <div className={form.pair}>
          <LinesField label={t('floor.incidents.dialed')} value={draft.dialed} set={(dialed) => change({ dialed })} />
          <LinesField
            label={t('floor.incidents.prefixes')}
            value={draft.prefixes}
            set={(prefixes) => change({ prefixes })}
          />
        </div>
        <LinesField
          label={t('floor.incidents.payload')}
          hint={t('floor.incidents.payloadHint')}
          value={draft.payload}
          problem={problems.has('payload') ? t('floor.incidents.payloadWrong') : undefined}
          set={(payload) => change({ payload })}
        />
      </fieldset>
      <div className={form.pair}>
        <NumberField
          label={t('floor.incidents.level')}
          hint={t('floor.incidents.levelHint')}
          value={draft.level}
          problem={problems.has('level') ? t('telephony.outOfRange', { from: '−1000', to: '1000' }) : undefined}
          set={(level) => change({ level })}
        />
        <NumberField
          label={t('floor.incidents.boost')}
          hint={t('floor.incidents.boostHint')}
          value={draft.boostS}
          problem={problems.has('boostS') ? t('telephony.outOfRange', { from: '0', to: '86400' }) : undefined}
          set={(boostS) => change({ boostS })}
        />
      </div>
      <NumberField
        label={t('floor.incidents.ends')}
        hint={t('floor.incidents.endsHint')}
        value={draft.endsAfter}
        problem={problems.has('endsAfter') ? t('telephony.outOfRange', { from: '1', to: '44640' }) : undefined}
        set={(endsAfter) => change({ endsAfter })}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t('floor.incidents.declare')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
