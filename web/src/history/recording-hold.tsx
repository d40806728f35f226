import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recording } from '#protocol/http/interactions.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { WordField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

/** Puts a recording under a legal hold, or lifts it; both with the reason, for the audit. */
export function HoldForm({ recording, done }: { readonly recording: Recording; done(): void }) {
  const { t } = useTranslation()
  const [reason, setReason] = useState('')
  const [isChecked, setChecked] = useState(false)
  const isHeld = recording.legalHold === undefined
  const save = useSaving(
    () => call('setLegalHold', { id: recording.recordingId, body: { isHeld, reason: reason.trim() } }),
    { touches: [['recordings', recording.interactionId]], done },
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (reason.trim() !== '') save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField
        label={t('recordings.holdReason')}
        hint={t(isHeld ? 'recordings.holdText' : 'recordings.releaseText')}
        value={reason}
        problem={isChecked && reason.trim() === '' ? t('recordings.needed') : undefined}
        maxLength={500}
        isFirst
        set={setReason}
      />
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {t(isHeld ? 'recordings.hold' : 'recordings.release')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
      </div>
    </form>
  )
}
