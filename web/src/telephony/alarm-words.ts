import { useTranslation } from 'react-i18next'
import type { Alarm } from '#protocol/http/access.ts'
import { useOpenWord } from '../languages/use-open-word.ts'

/** A function that says an alarm in a sentence. */
export function useAlarmWords(): (alarm: Alarm) => string {
  const { t } = useTranslation()
  const word = useOpenWord()
  return ({ kind, subject }) =>
    t(`telephony.alarm.kind.${word('telephony.alarm.kind', kind) === undefined ? 'other' : kind}`, {
      subject: `\u2068${subject}\u2069`,
    })
}
