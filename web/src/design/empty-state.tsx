import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

interface EmptyStateProps {
  readonly icon: ReactNode
  readonly title: string
  readonly children?: ReactNode
  readonly action?: ReactNode
  /** Nothing else stands on the page. */
  readonly isPage?: boolean
}

/** Nothing here, and what that means. */
export function EmptyState({ icon, title, children, action, isPage }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      {isPage ? <h1 className={styles.title}>{title}</h1> : <p className={styles.title}>{title}</p>}
      {children && <p className={styles.text}>{children}</p>}
      {action}
    </div>
  )
}
