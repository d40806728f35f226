import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { inputWrapperOrder } from '../telephony/fields.tsx'
import form from '../telephony/telephony.module.css'

interface PeriodFieldsProps {
  readonly from: string
  readonly until: string
  setFrom(local: string): void
  setUntil(local: string): void
}

/** From when to when, in the reader's zone. */
export function PeriodFields({ from, until, setFrom, setUntil }: PeriodFieldsProps) {
  const { t } = useTranslation()
  return (
    <div className={form.pair}>
      <TextInput
        type="datetime-local"
        dir="ltr"
        label={t('desk.away.from')}
        value={from}
        onChange={({ currentTarget: { value } }) => setFrom(value)}
      />
      <TextInput
        type="datetime-local"
        dir="ltr"
        label={t('desk.away.untilLabel')}
        description={t('desk.away.untilHint')}
        inputWrapperOrder={inputWrapperOrder}
        value={until}
        onChange={({ currentTarget: { value } }) => setUntil(value)}
      />
    </div>
  )
}
