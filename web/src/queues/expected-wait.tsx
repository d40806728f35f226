import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { QueueId } from '#kernel/ids.ts'
import type { QueueWait } from '#protocol/http/announcements.ts'
import { ErrorNotice } from '../design/error-notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'
import { may, useMe } from '../sign-in/me.ts'
import form from '../telephony/telephony.module.css'

/** It changes with every call, and no topic tells of it. */
const readEveryMs = 10_000

/** How long one would wait in each queue, and how right such words were; nothing for whom it is none of his business. */
export function useQueueWaits() {
  const me = useMe()
  return useQuery({
    queryKey: ['queue-waits'],
    queryFn: ({ signal }) => call('queueWaits', { signal }),
    refetchInterval: readEveryMs,
    enabled: may(me, 'floor.watch'),
  })
}

/** A wait and how it turned out, in words. */
export function useWaitWords() {
  const { t } = useTranslation()
  const { clock, number } = useFormats()
  return {
    now: ({ now }: QueueWait): string => {
      if (!now) return t('telephony.expectedWait.unknown')
      if (now.by === 'free') return t('telephony.expectedWait.free')
      const [likely, low, high] = [clock(now.likelyMs), clock(now.lowMs), clock(now.highMs)]
      return t('telephony.expectedWait.range', { likely, low, high })
    },
    figures: ({ answered, inside, medianErrorMs }: NonNullable<QueueWait['lastDay']>) => ({
      answered: number(answered),
      inside: number(inside),
      percent: number((100 * inside) / answered),
      error: clock(medianErrorMs),
    }),
  }
}

/** Of one queue, in two sentences. */
export function ExpectedWaitLines({ queueId }: { readonly queueId: QueueId }) {
  const { t } = useTranslation()
  const waits = useQueueWaits()
  const words = useWaitWords()
  if (waits.isError) return <ErrorNotice error={waits.error} />
  const wait = waits.data?.items.find((each) => each.queueId === queueId)
  // A queue that is out of use has none.
  if (!wait) return null
  return (
    <p className={form.hint}>
      {t('telephony.expectedWait.nowLine', { now: words.now(wait) })}{' '}
      {wait.lastDay
        ? t('telephony.expectedWait.lastDayLine', words.figures(wait.lastDay))
        : t('telephony.expectedWait.noneLine')}
    </p>
  )
}
