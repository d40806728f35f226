import styles from './status-dot.module.css'

export type Tone = 'neutral' | 'accent' | 'positive' | 'caution' | 'danger' | 'pause'

/** A state's color. Never alone: the words stand beside it, and each tone has a shape of its own. */
export const StatusDot = ({ tone, isPulsing }: { readonly tone: Tone; readonly isPulsing?: boolean }) => (
  <span className={styles.dot} data-tone={tone} data-pulsing={isPulsing || undefined} aria-hidden="true" />
)

export function Tag({ tone = 'neutral', children }: { readonly tone?: Tone; readonly children: React.ReactNode }) {
  return (
    <span className={styles.tag} data-tone={tone}>
      {children}
    </span>
  )
}
