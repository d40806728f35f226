import { useTranslation } from 'react-i18next'
import type { Announced } from '#protocol/http/announcements.ts'
import { useFormats } from './use-formats.ts'

/** What a caller who waited was told of how he stood, in the reader's words: his place, his wait, or both. */
export function useToldWords(): (told: Pick<Announced, 'position' | 'wait'>) => readonly string[] {
  const { t } = useTranslation()
  const { number } = useFormats()
  return ({ position, wait }) => [
    ...(position === undefined ? [] : [t('history.announced.position', { position: number(position) })]),
    ...(wait ? [t(`history.announced.${wait.is}`, { minutes: number(wait.minutes) })] : []),
  ]
}
