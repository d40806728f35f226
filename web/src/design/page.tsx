import type { ReactNode } from 'react'
import styles from './page.module.css'

interface PageProps {
  readonly title: ReactNode
  /** Above the title: the way back. */
  readonly back?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A section's page: its title, what can be done, and the content. */
export function Page({ title, back, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      {back}
      <header className={styles.head}>
        <h1 className={styles.title}>{title}</h1>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
