import type { ReactNode } from 'react'
import styles from './card.module.css'

export interface CardProps {
  readonly title?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
  /** Without inner margins: for tables and lists that reach the edges. */
  readonly isFlush?: boolean
  readonly className?: string
  /** Names the region for screen readers when there is no title. */
  readonly label?: string
}

export function Card({ title, actions, children, isFlush, className, label }: CardProps) {
  return (
    <section className={`${styles.card} ${className ?? ''}`} aria-label={label}>
      {(title !== undefined || actions !== undefined) && (
        <header className={styles.head}>
          <h2 className={styles.title}>{title}</h2>
          {actions}
        </header>
      )}
      <div className={isFlush ? styles.flush : styles.body}>{children}</div>
    </section>
  )
}
