import { Switch } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ReasonKind, ShownPresenceReason } from '#protocol/http/presence-reasons.ts'
import { Button } from '../design/button.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useReasonWord } from '../desk/use-reasons.ts'
import { call } from '../sign-in/api.ts'
import { AskFirst } from '../telephony/ask-first.tsx'
import { ChoiceField, NumberField, WordField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'

const kinds = ['break', 'meal', 'meeting', 'training', 'work', 'other'] as const satisfies readonly ReasonKind[]
const minuteMs = 60_000

/** Adds, changes, retires and removes a reason for being away. */
export function ReasonForm({ reason, done }: { readonly reason: ShownPresenceReason | undefined; done(): void }) {
  const { t } = useTranslation()
  const word = useReasonWord()
  const known = reason ? word(reason.reasonId) : ''
  const [name, setName] = useState(known)
  const [kind, setKind] = useState<ReasonKind>(reason?.kind ?? 'break')
  const [isPaid, setPaid] = useState(reason?.isPaid ?? true)
  const [isCounted, setCounted] = useState(reason?.isCounted ?? false)
  const [needsGrant, setNeedsGrant] = useState(reason?.needsGrant ?? false)
  const [minutes, setMinutes] = useState(reason?.longestMs ? String(reason.longestMs / minuteMs) : '')
  const [isChecked, setChecked] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const touches = [['presence-reasons']]
  const longest = minutes.trim() === '' ? null : Number(minutes.trim().replace(',', '.'))
  const isMinutesWrong = longest !== null && !(Number.isInteger(longest) && longest >= 1 && longest <= 1440)
  const isNameMissing = name.trim() === ''
  const save = useSaving<unknown>(
    (idempotencyKey) => {
      const longestMs = longest === null ? null : longest * minuteMs
      const body = { kind, isPaid, isCounted, needsGrant, longestMs }
      if (!reason) return call('createPresenceReason', { idempotencyKey, body: { ...body, name: name.trim() } })
      // What every language has its own word for keeps it until somebody says otherwise.
      const renamed = name.trim() === known ? {} : { name: name.trim() }
      return call('changePresenceReason', { id: reason.reasonId, ifMatch: reason.etag, body: { ...body, ...renamed } })
    },
    { touches, done },
  )
  const target = { id: reason?.reasonId ?? '', ifMatch: reason?.etag ?? '' }
  const bringBack = useSaving(() => call('changePresenceReason', { ...target, body: { isRetired: false } }), {
    touches,
    done,
  })
  const remove = useSaving(() => call('removePresenceReason', target), { touches, done })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setChecked(true)
    if (!isNameMissing && !isMinutesWrong) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <WordField
        label={t('telephony.name')}
        value={name}
        isFirst
        problem={isChecked && isNameMissing ? t('telephony.needed') : undefined}
        set={setName}
      />
      <ChoiceField
        label={t('staffing.reasons.kind')}
        value={kind}
        choices={kinds.map((value) => ({ value, label: t(`staffing.reasons.kinds.${value}`) }))}
        set={(value) => setKind(value as ReasonKind)}
      />
      <Switch
        label={t('staffing.reasons.paid')}
        checked={isPaid}
        onChange={({ currentTarget: { checked } }) => setPaid(checked)}
      />
      <Switch
        label={t('staffing.reasons.counted')}
        description={t('staffing.reasons.countedHint')}
        checked={isCounted}
        onChange={({ currentTarget: { checked } }) => setCounted(checked)}
      />
      <Switch
        label={t('staffing.reasons.grant')}
        description={t('staffing.reasons.grantHint')}
        checked={needsGrant}
        onChange={({ currentTarget: { checked } }) => setNeedsGrant(checked)}
      />
      <NumberField
        label={t('staffing.reasons.longest')}
        hint={t('staffing.reasons.longestHint')}
        value={minutes}
        problem={isChecked && isMinutesWrong ? t('staffing.reasons.minutesWrong') : undefined}
        set={setMinutes}
      />
      {[save, bringBack].map(({ isError, error }) => isError && <ErrorNotice key={String(error)} error={error} />)}
      {isAsking && reason && (
        <AskFirst
          title={t('telephony.removeAsk', { name: known })}
          deed={t('telephony.remove')}
          isBusy={remove.isPending}
          error={remove.error}
          onYes={() => remove.mutate()}
          onNo={() => setAsking(false)}
        >
          {t('staffing.reasons.removeText')}
        </AskFirst>
      )}
      <div className={form.actions}>
        <Button type="submit" kind="primary" isBusy={save.isPending}>
          {reason ? t('common.save') : t('staffing.reasons.add')}
        </Button>
        <Button onClick={done}>{t('common.cancel')}</Button>
        {reason?.isRetired && (
          <Button kind="quiet" className={form.away} isBusy={bringBack.isPending} onClick={() => bringBack.mutate()}>
            {t('staffing.reasons.bringBack')}
          </Button>
        )}
        {reason && !reason.isRetired && !isAsking && (
          <Button kind="quiet" className={form.away} onClick={() => setAsking(true)}>
            {t('telephony.remove')}
          </Button>
        )}
      </div>
    </form>
  )
}
