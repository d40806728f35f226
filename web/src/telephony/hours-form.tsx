import { TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BusinessHours } from '#protocol/http/number-plan.ts'
import { Button, IconButton } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { useMe } from '../sign-in/me.ts'
import { AskFirst } from './ask-first.tsx'
import { CodeField, WordField } from './fields.tsx'
import { FormActions } from './form-actions.tsx'
import { type HoursDraft, hoursBody, hoursDraft, type SpanDraft, workday } from './hours-draft.ts'
import styles from './hours-form.module.css'
import { useMayChange } from './may-change.ts'
import form from './telephony.module.css'
import { useSaving } from './use-saving.ts'

const days = [0, 1, 2, 3, 4, 5, 6] as const

/** A week with its times, and the days that are unlike it. */
export function HoursForm({ hours, done }: { readonly hours: BusinessHours | undefined; done(): void }) {
  const { t } = useTranslation()
  const me = useMe()
  const mayChange = useMayChange()
  const [draft, setDraft] = useState(() => hoursDraft(hours, me.timeZone))
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const set = (change: Partial<HoursDraft>) => setDraft((now) => ({ ...now, ...change }))
  const read = hoursBody(draft)
  const touches = [['business-hours']]
  const save = useSaving(
    async (idempotencyKey) => {
      if (!read.ok) return
      if (hours) await call('changeBusinessHours', { id: hours.businessHoursId, ifMatch: hours.etag, body: read.body })
      else await call('createBusinessHours', { idempotencyKey, body: read.body })
    },
    { touches, done },
  )
  const remove = useSaving(() => call('removeBusinessHours', { id: hours?.businessHoursId ?? '' }), { touches, done })
  const problem = (at: string) => {
    if (!isChecked || read.ok || read.at !== at) return undefined
    return read.problem === 'needed' ? t('telephony.needed') : t(`telephony.hours.${read.problem}`)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (read.ok) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <fieldset className={form.form} disabled={!mayChange}>
        <div className={form.pair}>
          <WordField
            label={t('telephony.name')}
            value={draft.name}
            isFirst
            problem={problem('name')}
            set={(name) => set({ name })}
          />
          <CodeField
            label={t('telephony.hours.zone')}
            hint={t('telephony.hours.zoneHint')}
            value={draft.timeZone}
            problem={problem('timeZone')}
            maxLength={64}
            set={(timeZone) => set({ timeZone })}
          />
        </div>
        <fieldset className={form.group}>
          <legend>{t('telephony.hours.week')}</legend>
          <ul className={styles.week}>
            {days.map((day) => (
              <li key={day} className={styles.day}>
                <span className={styles.name}>{t(`telephony.hours.day.${day}`)}</span>
                <Spans
                  day={t(`telephony.hours.day.${day}`)}
                  spans={draft.week[day] ?? []}
                  set={(spans) => set({ week: draft.week.with(day, spans) })}
                />
              </li>
            ))}
          </ul>
          {problem('week') && <p className={form.problem}>{problem('week')}</p>}
          <div className={form.actions}>
            <Button
              size="small"
              onClick={() => set({ week: draft.week.map((spans, day) => (day < 5 ? (draft.week[0] ?? []) : spans)) })}
            >
              {t('telephony.hours.copyDown')}
            </Button>
          </div>
        </fieldset>
        <Exceptions draft={draft} problem={problem('exceptions')} set={set} />
      </fieldset>
      {save.isError && <ErrorNotice error={save.error} />}
      {isAsking && hours && (
        <AskFirst
          title={t('telephony.removeAsk', { name: hours.name })}
          deed={t('telephony.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        />
      )}
      <FormActions
        isNew={!hours}
        addWord={t('telephony.hours.add')}
        isBusy={save.isPending}
        close={done}
        {...(hours && !isAsking ? { remove: () => setAsking(true) } : {})}
      />
    </form>
  )
}

interface SpansProps {
  /** Of what day, for the fields' names. */
  readonly day: string
  readonly spans: readonly SpanDraft[]
  set(spans: readonly SpanDraft[]): void
}

function Spans({ day, spans, set }: SpansProps) {
  const { t } = useTranslation()
  return (
    <div className={styles.spans}>
      {spans.length === 0 && <span className={form.muted}>{t('telephony.hours.closedDay')}</span>}
      {spans.map((span, index) => (
        <span key={index} className={styles.span}>
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="time"
              dir="ltr"
              aria-label={t(end === 'from' ? 'telephony.hours.from' : 'telephony.hours.to', { day })}
              value={span[end]}
              onChange={(event) => set(spans.with(index, { ...span, [end]: event.currentTarget.value }))}
            />
          ))}
          <IconButton
            label={t('telephony.hours.removeSpan', { day })}
            icon={<IconX size={16} />}
            onClick={() => set(spans.filter((_, other) => other !== index))}
          />
        </span>
      ))}
      {spans.length < 12 && (
        <IconButton
          label={t('telephony.hours.addSpan', { day })}
          icon={<IconPlus size={16} />}
          onClick={() => set([...spans, spans.length === 0 ? workday : { from: '19:00', to: '21:00' }])}
        />
      )}
    </div>
  )
}

interface ExceptionsProps {
  readonly draft: HoursDraft
  readonly problem: string | undefined
  set(change: Partial<HoursDraft>): void
}

function Exceptions({ draft: { exceptions }, problem, set }: ExceptionsProps) {
  const { t } = useTranslation()
  const { date: shown } = useFormats()
  return (
    <fieldset className={form.group}>
      <legend>{t('telephony.hours.exceptions')}</legend>
      <p className={form.hint}>{t('telephony.hours.exceptionsHint')}</p>
      {exceptions.map((each, index) => {
        const change = (more: Partial<typeof each>) => set({ exceptions: exceptions.with(index, { ...each, ...more }) })
        const dateMs = Date.parse(`${each.date}T12:00:00Z`)
        const name = each.name || (Number.isNaN(dateMs) ? t('telephony.hours.date') : shown(dateMs))
        return (
          <div key={index} className={styles.exception}>
            <TextInput
              type="date"
              dir="ltr"
              label={t('telephony.hours.date')}
              value={each.date}
              onChange={(event) => change({ date: event.currentTarget.value })}
            />
            <div className={form.grow}>
              <WordField
                label={t('telephony.hours.dayName')}
                value={each.name}
                set={(word) => change({ name: word })}
              />
            </div>
            <Spans day={name} spans={each.spans} set={(spans) => change({ spans })} />
            <IconButton
              label={t('telephony.removeAsk', { name })}
              icon={<IconX size={16} />}
              onClick={() => set({ exceptions: exceptions.filter((_, other) => other !== index) })}
            />
          </div>
        )
      })}
      {problem && <p className={form.problem}>{problem}</p>}
      <div className={form.actions}>
        <Button
          size="small"
          icon={<IconPlus size={16} />}
          onClick={() => set({ exceptions: [...exceptions, { date: '', name: '', spans: [] }] })}
        >
          {t('telephony.hours.addException')}
        </Button>
      </div>
    </fieldset>
  )
}
