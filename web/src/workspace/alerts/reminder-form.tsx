import { Checkbox, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Button } from '../../design/button.tsx'
import { directionWhileEmpty } from '../../design/direction-while-empty.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { callerLabel } from '../../desk/caller.ts'
import { call } from '../../sign-in/api.ts'
import { useMe } from '../../sign-in/me.ts'
import { forgetKept, useKept } from '../../state/use-kept.ts'
import { serverNowMs } from '../../stream/stream.ts'
import { fromLocal, toLocal } from '../../substitutions/zone-time.ts'
import { useSaving } from '../../telephony/use-saving.ts'
import styles from './alerts.module.css'
import { laterMinutes, useLaterWord } from './later.ts'

const draft = 'reminder'
const atTime = 'time'

interface ReminderFormProps {
  readonly front: DeskInteraction | undefined
  done(): void
}

/** Sets a reminder: of what, when, and whether it is about who is in front. The words are kept until it is set. */
export function ReminderForm({ front, done }: ReminderFormProps) {
  const { t } = useTranslation()
  const { timeZone } = useMe()
  const laterWord = useLaterWord()
  const [text, setText] = useKept(draft, 'text', '')
  const [when, setWhen] = useState('15')
  const [time, setTime] = useState(() => toLocal(new Date(serverNowMs() + 3_600_000).toISOString(), timeZone))
  const [isAbout, setAbout] = useState(true)
  const [isChecked, setChecked] = useState(false)
  const dueAt =
    when === atTime ? fromLocal(time, timeZone) : new Date(serverNowMs() + Number(when) * 60_000).toISOString()
  const save = useSaving(
    (idempotencyKey) =>
      call('createReminder', {
        idempotencyKey,
        body: {
          text: text.trim(),
          dueAt: dueAt ?? '',
          ...(isAbout && front && { interactionId: front.interactionId }),
          ...(isAbout && front?.customerId !== undefined && { customerId: front.customerId }),
        },
      }),
    {
      touches: [],
      done: () => {
        forgetKept(draft)
        done()
      },
    },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (text.trim() !== '' && dueAt !== undefined) save.mutate()
  }
  return (
    <form onSubmit={submit} className={styles.form} aria-label={t('alerts.remind')}>
      <TextInput
        label={t('alerts.what')}
        dir={directionWhileEmpty(text)}
        autoComplete="off"
        autoFocus
        maxLength={500}
        value={text}
        error={isChecked && text.trim() === '' ? t('alerts.noText') : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Select
        label={t('alerts.when')}
        data={[
          ...laterMinutes.map((minutes) => ({ value: String(minutes), label: laterWord(minutes) })),
          { value: atTime, label: t('alerts.atTime') },
        ]}
        value={when}
        onChange={(chosen) => chosen !== null && setWhen(chosen)}
      />
      {when === atTime && (
        <TextInput
          type="datetime-local"
          dir="ltr"
          label={t('alerts.time')}
          value={time}
          error={isChecked && dueAt === undefined ? t('alerts.noTime') : undefined}
          onChange={(event) => setTime(event.currentTarget.value)}
        />
      )}
      {front && (
        <Checkbox
          label={t('alerts.about', { name: callerLabel(front) })}
          checked={isAbout}
          onChange={(event) => setAbout(event.currentTarget.checked)}
        />
      )}
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={styles.deeds}>
        <Button type="submit" size="small" kind="primary" isBusy={save.isPending}>
          {t('alerts.set')}
        </Button>
        <Button size="small" onClick={done}>
          {t('common.cancel')}
        </Button>
      </div>
    </form>
  )
}
