import { useFormats } from '../languages/use-formats.ts'
import styles from './clock.module.css'
import { useNowMs } from './use-now.ts'

interface ClockProps {
  /** Counts up from here… */
  readonly sinceMs?: number | undefined
  /** …or down to here. UTC milliseconds by the server's clock. */
  readonly untilMs?: number | undefined
  /** What it measures, for screen readers. */
  readonly label?: string
  readonly size?: 'body' | 'figure'
}

/** A running time. Quiet for screen readers (`role="timer"` is not announced); they read it when they come by. */
export function Clock({ sinceMs, untilMs, label, size = 'body' }: ClockProps) {
  const nowMs = useNowMs()
  const { clock } = useFormats()
  const ms = untilMs !== undefined ? untilMs - nowMs + 999 : nowMs - (sinceMs ?? nowMs)
  return (
    <span
      className={styles.clock}
      data-size={size}
      role="timer"
      aria-label={label ? `${label} ${clock(ms)}` : undefined}
    >
      {clock(ms)}
    </span>
  )
}
