import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import styles from './notice.module.css'

interface NoticeProps {
  readonly tone: 'danger' | 'caution' | 'accent'
  readonly title?: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** `alert` interrupts a screen reader, `status` waits for a pause. */
  readonly role?: 'alert' | 'status'
}

const icons = { danger: IconCircleX, caution: IconAlertTriangle, accent: IconInfoCircle }

/** A sentence that must not be missed, with what can be done about it. */
export function Notice({ tone, title, children, actions, role = tone === 'danger' ? 'alert' : 'status' }: NoticeProps) {
  const Icon = icons[tone]
  return (
    <div className={styles.notice} data-tone={tone} role={role}>
      <Icon size={18} className={styles.icon} aria-hidden="true" />
      <div className={styles.text}>
        {title && <p className={styles.title}>{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
