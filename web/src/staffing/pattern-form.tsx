import { Checkbox, Select, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReasonId } from '#protocol/http/presence-reasons.ts'
import type { ShiftPattern } from '#protocol/http/shifts.ts'
import { Button, IconButton } from '../design/button.tsx'
import { useReasons, useReasonWord } from '../desk/use-reasons.ts'
import { call } from '../sign-in/api.ts'
import { WordField } from '../telephony/fields.tsx'
import { SaveOrRemove } from '../telephony/save-or-remove.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { type BreakDraft, type DayDraft, daysOf, patternDraft } from './pattern-draft.ts'
import own from './staffing.module.css'

/** Adds, changes and removes a pattern of shifts. */
export function PatternForm({ pattern, done }: { readonly pattern: ShiftPattern | undefined; done(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(pattern?.name ?? '')
  const [draft, setDraft] = useState(() => patternDraft(pattern?.days))
  const [isChecked, setChecked] = useState(false)
  const touches = [['shift-patterns'], ['shifts']]
  const days = daysOf(draft)
  const isMissing = name.trim() === ''
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const body = { name: name.trim(), days: days ?? [] }
      return pattern
        ? call('changeShiftPattern', { id: pattern.shiftPatternId, ifMatch: pattern.etag, body })
        : call('createShiftPattern', { idempotencyKey, body })
    },
    { touches, done },
  )
  const remove = useSaving(
    () => call('removeShiftPattern', { id: pattern?.shiftPatternId ?? '', ifMatch: pattern?.etag ?? '' }),
    { touches, done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!isMissing && days && days.length > 0) save.mutate()
  }
  const changeDay = (nth: number, more: Partial<DayDraft>) =>
    setDraft({ ...draft, days: draft.days.map((day, at) => (at === nth ? { ...day, ...more } : day)) })
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField
        label={t('telephony.name')}
        value={name}
        isFirst
        problem={isChecked && isMissing ? t('telephony.needed') : undefined}
        set={setName}
      />
      <fieldset className={form.group}>
        <legend>{t('staffing.shifts.week')}</legend>
        {draft.days.map(({ isOn, from, to }, nth) => {
          const day = t(`telephony.hours.day.${nth as 0}`)
          return (
            <div key={day} className={own.day}>
              <Checkbox
                className={own.dayName ?? ''}
                label={day}
                aria-label={t('staffing.shifts.works', { day })}
                checked={isOn}
                onChange={({ currentTarget: { checked } }) => changeDay(nth, { isOn: checked })}
              />
              {isOn && (
                <>
                  <TextInput
                    type="time"
                    dir="ltr"
                    aria-label={t('staffing.shifts.begins', { day })}
                    value={from}
                    onChange={({ currentTarget: { value } }) => changeDay(nth, { from: value })}
                  />
                  <TextInput
                    type="time"
                    dir="ltr"
                    aria-label={t('staffing.shifts.ends', { day })}
                    value={to}
                    onChange={({ currentTarget: { value } }) => changeDay(nth, { to: value })}
                  />
                </>
              )}
            </div>
          )
        })}
        <p className={form.hint}>{t('staffing.shifts.overMidnight')}</p>
        {isChecked && (!days || days.length === 0) && (
          <p className={form.problem}>{t(days ? 'staffing.shifts.noDays' : 'errors.shift-pattern.invalid')}</p>
        )}
      </fieldset>
      {draft.breaks === null ? (
        <p className={form.hint}>{t('staffing.shifts.breaksDiffer')}</p>
      ) : (
        <Breaks breaks={draft.breaks} set={(breaks) => setDraft({ ...draft, breaks })} />
      )}
      <SaveOrRemove
        add={t('staffing.shifts.addPattern')}
        known={pattern}
        removeText={t('staffing.shifts.removeText')}
        save={save}
        remove={remove}
        done={done}
      />
    </form>
  )
}

interface BreaksProps {
  readonly breaks: readonly BreakDraft[]
  set(breaks: readonly BreakDraft[]): void
}

function Breaks({ breaks, set }: BreaksProps) {
  const { t } = useTranslation()
  const word = useReasonWord()
  const reasons = useReasons().filter(({ isRetired }) => !isRetired)
  const change = (at: number, more: Partial<BreakDraft>) =>
    set(breaks.map((one, nth) => (nth === at ? { ...one, ...more } : one)))
  return (
    <fieldset className={form.group}>
      <legend>{t('staffing.shifts.breaks')}</legend>
      {breaks.map(({ reasonId, at, minutes }, nth) => (
        <div key={nth} className={own.day}>
          <Select
            className={own.dayName ?? ''}
            aria-label={t('staffing.reasons.kind')}
            allowDeselect={false}
            data={reasons.map((reason) => ({ value: reason.reasonId as string, label: word(reason.reasonId) }))}
            value={reasonId}
            onChange={(value) => value && change(nth, { reasonId: value as ReasonId })}
          />
          <TextInput
            type="time"
            dir="ltr"
            aria-label={t('staffing.shifts.at')}
            value={at}
            onChange={({ currentTarget: { value } }) => change(nth, { at: value })}
          />
          <TextInput
            className={own.amount}
            dir="ltr"
            inputMode="numeric"
            aria-label={t('staffing.shifts.minutes')}
            value={minutes}
            onChange={({ currentTarget: { value } }) => change(nth, { minutes: value })}
          />
          <IconButton
            label={t('staffing.shifts.removeBreak')}
            icon={<IconX size={16} />}
            onClick={() => set(breaks.filter((_, other) => other !== nth))}
          />
        </div>
      ))}
      <div className={form.actions}>
        <Button
          size="small"
          icon={<IconPlus size={16} />}
          disabled={breaks.length >= 20}
          onClick={() => set([...breaks, { reasonId: 'lunch', at: '13:00', minutes: '30' }])}
        >
          {t('staffing.shifts.addBreak')}
        </Button>
      </div>
    </fieldset>
  )
}
