import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ShownPresenceReason } from '#protocol/http/presence-reasons.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { call } from '../sign-in/api.ts'

/** Why one may be away, in the order in which an administrator put them; retired ones too. */
export function useReasons(): readonly ShownPresenceReason[] {
  const reasons = useQuery({
    queryKey: ['presence-reasons'],
    queryFn: ({ signal }) => call('presenceReasons', { signal }),
    staleTime: 60_000,
    refetchOnWindowFocus: true,
  })
  return reasons.data?.items ?? []
}

/** What a reason is called: as an administrator called it, else by this language's own word. */
export function useReasonWord(): (reason: string) => string {
  const { t } = useTranslation()
  const reasons = useReasons()
  const word = useOpenWord()
  return (reason) =>
    reasons.find(({ reasonId }) => reasonId === reason)?.name ?? word('desk.reason', reason) ?? t('desk.reason.other')
}

/** How long one may be away for it; `undefined`: as long as it takes. */
export function useLongestMs(reason: string | undefined): number | undefined {
  return useReasons().find(({ reasonId }) => reasonId === reason)?.longestMs ?? undefined
}
