import { useTranslation } from 'react-i18next'
import type { Substitution, SubstitutionCause } from '#protocol/http/substitutions.ts'
import type { ShownSubstitution } from '#protocol/realtime/index.ts'
import { useFormats } from '../languages/use-formats.ts'

/** Absences and limits in the reader's words. */
export function useAwayWords() {
  const { t } = useTranslation()
  const { dateTime, number } = useFormats()
  const until = (untilMs: number | undefined) =>
    untilMs === undefined ? t('desk.away.openEnd') : t('desk.away.until', { time: dateTime(untilMs) })
  const cause = (why: SubstitutionCause) => t(`desk.away.causes.${why}`)
  const namesOf = (names: readonly string[]) =>
    names.length === 0 ? t('desk.away.team') : names.filter((name) => name !== '').join(', ')
  return {
    cause,
    until,
    shown: ({ why, untilMs, byNames, name }: ShownSubstitution) => ({
      ...{ cause: cause(why), until: until(untilMs), names: namesOf(byNames), name },
    }),
    /** From when to when, or beyond which limit. */
    when(of: Substitution): string {
      const { cause: why, from, until: end, on = 0, off = 0 } = of
      if (why === 'occupancy' || why === 'open-work' || why === 'oldest-age') {
        const unit = why === 'oldest-age' ? 60_000 : 1
        return t(`desk.away.limit.${why}`, { on: number(on / unit), off: number(off / unit) })
      }
      const began = from === undefined ? '' : `${dateTime(Date.parse(from))} – `
      return end === undefined ? `${began}${t('desk.away.openEnd')}` : `${began}${dateTime(Date.parse(end))}`
    },
    standIns: (of: Substitution): string =>
      of.standIns.length > 0
        ? of.standIns.map(({ name = '…' }) => name).join(', ')
        : (of.teamSkillName ?? t('desk.away.team')),
  }
}
