import { TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ShownTallyPeriod, TallyPeriod } from '#protocol/http/skills.ts'
import { Button } from '../design/button.tsx'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { call } from '../sign-in/api.ts'
import { ChoiceField, inputWrapperOrder } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { useSaving } from '../telephony/use-saving.ts'
import { minuteOfDay, readMinuteOfDay } from './tally-period.ts'

const periods = ['day', 'week', 'never'] as const

/** Over which time strategies count what agents did. */
export function TallyCard() {
  const { t } = useTranslation()
  const period = useQuery({ queryKey: ['tally-period'], queryFn: ({ signal }) => call('tallyPeriod', { signal }) })
  return (
    <Card label={t('telephony.queues.tally.title')} title={t('telephony.queues.tally.title')}>
      {period.isError && <ErrorNotice error={period.error} retry={() => void period.refetch()} />}
      {period.data && <PeriodForm known={period.data} />}
    </Card>
  )
}

function PeriodForm({ known }: { readonly known: ShownTallyPeriod }) {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<TallyPeriod['period']>(known.period)
  const [time, setTime] = useState(minuteOfDay(known.resetMinute))
  const resetMinute = readMinuteOfDay(time)
  const save = useSaving(() => call('setTallyPeriod', { body: { period, resetMinute: resetMinute ?? 0 } }), {
    touches: [['tally-period']],
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (resetMinute !== undefined) save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <p className={form.hint}>{t('telephony.queues.tally.text')}</p>
      <div className={form.pair}>
        <ChoiceField
          label={t('telephony.queues.tally.period')}
          value={period}
          choices={periods.map((value) => ({ value, label: t(`telephony.queues.tally.periods.${value}`) }))}
          set={(value) => setPeriod(value as TallyPeriod['period'])}
        />
        <TextInput
          type="time"
          dir="ltr"
          label={t('telephony.queues.tally.time')}
          description={t('telephony.queues.tally.zone', { zone: known.timeZone })}
          inputWrapperOrder={inputWrapperOrder}
          disabled={period === 'never'}
          value={time}
          error={resetMinute === undefined ? t('telephony.needed') : undefined}
          onChange={({ currentTarget: { value } }) => setTime(value)}
        />
      </div>
      {save.isError && <ErrorNotice error={save.error} />}
      <div className={form.actions}>
        <Button type="submit" isBusy={save.isPending}>
          {t('common.save')}
        </Button>
        {save.isSuccess && <span role="status">{t('telephony.saved')}</span>}
      </div>
    </form>
  )
}
