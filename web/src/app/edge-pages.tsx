import { IconMapQuestion } from '@tabler/icons-react'
import { Link, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { EmptyState } from '../design/empty-state.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Spinner } from '../design/spinner.tsx'
import styles from './edge-pages.module.css'

/** The pages at the app's edges: not there yet, not there at all, and not to be had. */
export function StillLoading() {
  const { t } = useTranslation()
  return (
    <div className={styles.middle} role="status">
      <Spinner size={24} />
      <span className="p-hidden">{t('common.loading')}</span>
    </div>
  )
}

export function NothingHere() {
  const { t } = useTranslation()
  return (
    <main className={styles.middle}>
      <EmptyState
        isPage
        icon={<IconMapQuestion size={22} />}
        title={t('frame.notFoundTitle')}
        action={<Link to="/">{t('frame.backToStart')}</Link>}
      >
        {t('frame.notFoundText')}
      </EmptyState>
    </main>
  )
}

export function LoadFailed({ error }: { readonly error: unknown }) {
  const router = useRouter()
  return (
    <div className={styles.middle}>
      <div className={styles.narrow}>
        <ErrorNotice error={error} retry={() => void router.invalidate()} />
      </div>
    </div>
  )
}
