import { useTranslation } from 'react-i18next'
import type { AgentEntry } from '#protocol/realtime/index.ts'
import { Tag } from '../design/status-dot.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useLongestMs } from '../desk/use-reasons.ts'

interface TooLongProps extends Pick<AgentEntry, 'presence' | 'sinceMs'> {
  readonly reason: string | undefined
}

/** Says that somebody is away for longer than his reason allows. */
export function TooLong({ presence, reason, sinceMs }: TooLongProps) {
  const longestMs = useLongestMs(reason)
  if (presence !== 'break' || longestMs === undefined) return null
  return <Over atMs={sinceMs + longestMs} />
}

function Over({ atMs }: { readonly atMs: number }) {
  const { t } = useTranslation()
  return useNowMs() >= atMs ? <Tag tone="caution">{t('desk.break.tooLong')}</Tag> : null
}
