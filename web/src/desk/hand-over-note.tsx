import { IconArrowForwardUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskHandOverNote } from '#protocol/realtime/index.ts'
import { useFormats } from '../languages/use-formats.ts'
import styles from './hand-over-note.module.css'

/** What whoever had the call before wrote for whoever has it now; nothing where nobody wrote. */
export function HandOverNote({ notes }: { readonly notes: readonly DeskHandOverNote[] | undefined }) {
  const { t } = useTranslation()
  const { time } = useFormats()
  if (!notes || notes.length === 0) return null
  return (
    <section className={styles.notes} aria-label={t('desk.handOver.title')}>
      <IconArrowForwardUp className={styles.icon} size={17} aria-hidden="true" />
      <ul className={styles.list}>
        {notes.map(({ text, byName, isOwn, atMs }) => (
          <li key={atMs}>
            <p className={styles.text} dir="auto">
              {text}
            </p>
            <p className={styles.by}>
              <bdi>{isOwn ? t('desk.handOver.you') : (byName ?? t('desk.colleague.somebody'))}</bdi>,{' '}
              <time dateTime={new Date(atMs).toISOString()}>{time(atMs)}</time>
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}
