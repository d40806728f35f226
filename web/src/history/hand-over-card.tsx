import { useTranslation } from 'react-i18next'
import type { HandOverNote } from '#protocol/http/interactions.ts'
import { Card } from '../design/card.tsx'
import { useFormats } from '../languages/use-formats.ts'
import styles from './interaction-page.module.css'

/** What was written for whoever got the interaction next, in the order of the hands that it went through. */
export function HandOverCard({ notes }: { readonly notes: readonly HandOverNote[] | undefined }) {
  const { t } = useTranslation()
  const { dateTime } = useFormats()
  if (!notes || notes.length === 0) return null
  return (
    <Card title={t('desk.handOver.title')}>
      {notes.map(({ text, writtenAt, byName, toName }) => (
        <div key={writtenAt}>
          <p className={styles.faint}>
            <time dateTime={writtenAt}>{dateTime(Date.parse(writtenAt))}</time>
            {' · '}
            {toName === undefined
              ? t('desk.handOver.by', { by: byName ?? t('desk.colleague.somebody') })
              : t('desk.handOver.byTo', { by: byName ?? t('desk.colleague.somebody'), to: toName })}
          </p>
          <p className={styles.note} dir="auto">
            {text}
          </p>
        </div>
      ))}
    </Card>
  )
}
