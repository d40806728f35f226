import { useTranslation } from 'react-i18next'

/** In how many minutes something comes up (again). */
export const laterMinutes = [5, 15, 30, 60, 120, 24 * 60] as const

/** As one would say it: in minutes, in hours, or tomorrow at this time. */
export function useLaterWord(): (minutes: number) => string {
  const { t } = useTranslation()
  return (minutes) => {
    if (minutes === 24 * 60) return t('alerts.tomorrow')
    return minutes % 60 === 0 ? t('alerts.inHours', { count: minutes / 60 }) : t('alerts.inMinutes', { count: minutes })
  }
}
