import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { OnShift } from '#protocol/http/shifts.ts'
import { Tag } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { call } from '../sign-in/api.ts'

const anewEveryMs = 60_000

/** Who is to be there now, by the agent; shifts begin and end at full minutes. */
export function useOnShift(): ReadonlyMap<string, OnShift> {
  const now = useQuery({
    queryKey: ['shifts', 'now'],
    queryFn: ({ signal }) => call('onShift', { signal }),
    refetchInterval: anewEveryMs,
  })
  return new Map((now.data?.items ?? []).map((one) => [one.agentId, one]))
}

/** Whether somebody keeps to his shift, in a word; nothing where there is nothing to say. */
export function Keeping({ of: shift, isThere }: { readonly of: OnShift | undefined; readonly isThere: boolean }) {
  const { t } = useTranslation()
  const { time } = useFormats()
  if (!shift) return null
  const { keeping, endsAt } = shift
  // He came since it was asked.
  if (isThere && (keeping === 'late' || keeping === 'absent')) return null
  if (keeping !== 'on-shift')
    return <Tag tone={keeping === 'extra' ? 'neutral' : 'caution'}>{t(`floor.keeping.${keeping}`)}</Tag>
  return endsAt === undefined ? null : <span>{t('floor.keeping.until', { time: time(Date.parse(endsAt)) })}</span>
}
