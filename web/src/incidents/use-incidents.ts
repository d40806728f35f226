import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'

/** Incidents that last, and the last ones that are over. */
export const useIncidents = () =>
  useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => call('incidents', { signal }),
    refetchInterval: 10_000,
    refetchOnMount: 'always',
  })

/** By how much something is lifted: "+30", "as if it had waited 1:00 longer", or "1:00 less". */
export function useAmountWords() {
  const { t } = useTranslation()
  const { number, clock, list } = useFormats()
  return ({ level, boostMs }: { readonly level: number; readonly boostMs: number }): string => {
    const levels = level === 0 ? [] : [`\u2066${level > 0 ? '+' : '−'}${number(Math.abs(level))}\u2069`]
    const words = boostMs > 0 ? 'floor.incidents.longer' : 'floor.incidents.shorter'
    const time = boostMs === 0 ? [] : [t(words, { time: clock(Math.abs(boostMs)) })]
    return list([...levels, ...time])
  }
}
