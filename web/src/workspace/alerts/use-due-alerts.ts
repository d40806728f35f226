import { useEffect, useState } from 'react'
import { useDesk } from '../../desk/use-desk.ts'
import { serverNowMs } from '../../stream/stream.ts'
import { type DueAlerts, dueAlerts } from './due-alerts.ts'

/** A timer holds no more, and a page that slept looks again soon. */
const longestWaitMs = 60_000

/** What is up now, drawn anew when the time of something comes. */
export function useDueAlerts(): DueAlerts {
  const { messages, reminders } = useDesk()
  const [, setLooked] = useState(0)
  const found = dueAlerts({ messages, reminders }, serverNowMs())
  const { nextChangeMs } = found
  useEffect(() => {
    if (nextChangeMs === undefined) return
    let timer: ReturnType<typeof setTimeout>
    const look = () => {
      const leftMs = nextChangeMs - serverNowMs()
      if (leftMs <= 0) setLooked((count) => count + 1)
      else timer = setTimeout(look, Math.min(leftMs, longestWaitMs))
    }
    look()
    return () => clearTimeout(timer)
  }, [nextChangeMs])
  return found
}
