import { IconArrowLeft } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import styles from './back-link.module.css'

/** The way back to the list. */
export const BackLink = ({ to, children }: { readonly to: '/telephony/trunks'; readonly children: ReactNode }) => (
  <Link to={to} className={styles.back}>
    <IconArrowLeft size={16} className={styles.arrow} aria-hidden="true" />
    {children}
  </Link>
)
