import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { StrategyName } from '#protocol/http/skills.ts'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { ChoiceField } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'
import { countsPeriod, strategies } from './strategies.ts'
import { minuteOfDay } from './tally-period.ts'

/** Whom a queue asks first, what it compares for that, over which time, and when that begins anew. */
export function StrategyChoice({ value, set }: { readonly value: StrategyName; set(name: StrategyName): void }) {
  const { t } = useTranslation()
  const { dateTime } = useFormats()
  const period = useQuery({ queryKey: ['tally-period'], queryFn: ({ signal }) => call('tallyPeriod', { signal }) })
  const { period: over, resetMinute, timeZone, since } = period.data ?? {}
  return (
    <div className={form.group}>
      <ChoiceField
        label={t('telephony.queues.strategy')}
        value={value}
        choices={strategies.map((name) => ({ value: name, label: t(`telephony.queues.strategies.${name}.name`) }))}
        set={(name) => set(name as StrategyName)}
      />
      <p className={form.hint}>{t(`telephony.queues.strategies.${value}.text`)}</p>
      {countsPeriod(value) && over !== undefined && resetMinute !== undefined && (
        <p className={form.hint}>
          {t(`telephony.queues.counted.${over}`, { time: minuteOfDay(resetMinute), zone: timeZone })}{' '}
          {since !== undefined && t('telephony.queues.counted.since', { since: dateTime(Date.parse(since)) })}
        </p>
      )}
    </div>
  )
}
