import { useTranslation } from 'react-i18next'
import type { TriedFigure } from '#protocol/http/queue-trials.ts'
import { useFormats } from '../languages/use-formats.ts'

/** The figures of a trial that are shown, by the simulator's names, the promise first. */
export const shownFigures = [
  'serviceLevel.ofOffered',
  'share.abandoned',
  'waitMs.ofAnswered',
  'queueLength',
  'answered',
] as const
export type FigureName = (typeof shownFigures)[number]

const kindOf = (figure: FigureName): 'share' | 'time' | 'count' =>
  figure === 'waitMs.ofAnswered' ? 'time' : figure === 'queueLength' || figure === 'answered' ? 'count' : 'share'

/** Figures and differences as the reader writes them. */
export function useFigureWords() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const plain = (figure: FigureName, value: number): string => {
    const kind = kindOf(figure)
    if (kind === 'share') return t('telephony.trial.percent', { percent: number(value * 100, 1) })
    return kind === 'time' ? t('telephony.seconds', { shown: number(value / 1000, 1) }) : number(value, 1)
  }
  return {
    value: (figure: FigureName, value: number | null) => (value === null ? '–' : plain(figure, value)),
    /** What lies within chance is no difference that one should act upon. */
    difference(figure: FigureName, { mean, low, high }: TriedFigure['change']): string {
      if (mean === null) return '–'
      if (mean === 0 && low === 0 && high === 0) return t('telephony.trial.none')
      if (low === null || high === null || (low <= 0 && high >= 0)) return t('telephony.trial.unsure')
      // The sign stands before the number in every one of our languages, and is isolated with it.
      return `\u2068${mean > 0 ? '+' : '−'}${plain(figure, Math.abs(mean))}\u2069`
    },
  }
}
