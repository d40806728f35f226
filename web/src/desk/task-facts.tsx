import { useTranslation } from 'react-i18next'
import styles from './task-panel.module.css'

/** What came with a task, as names and values. It is anybody's text: shown, and never read as anything else. */
export function TaskFacts({ payload }: { readonly payload: unknown }) {
  const { t } = useTranslation()
  if (typeof payload !== 'object' || payload === null) return null
  const facts = Object.entries(payload)
  if (facts.length === 0) return null
  return (
    <dl className={styles.facts} aria-label={t('desk.task.facts')} tabIndex={0}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>
            <bdi>{name}</bdi>
          </dt>
          <dd dir="auto">{textOf(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

function textOf(value: unknown): string {
  if (value === null) return '–'
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value)
}
