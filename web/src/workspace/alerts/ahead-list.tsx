import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskReminder } from '#protocol/realtime/index.ts'
import { reportFailure } from '../../app/failures.ts'
import { IconButton } from '../../design/button.tsx'
import { useNowMs } from '../../design/use-now.ts'
import { useFormats } from '../../languages/use-formats.ts'
import { call } from '../../sign-in/api.ts'
import styles from './alerts.module.css'

/** Reminders whose time has not come: one may look at them, and take them back. */
export function AheadList({ of }: { readonly of: readonly DeskReminder[] }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  return (
    <details className={styles.ahead}>
      <summary>{t('alerts.ahead', { count: of.length })}</summary>
      <ul>
        {of.map(({ reminderId: id, text, dueAtMs }) => (
          <li key={id}>
            <time dateTime={new Date(dueAtMs).toISOString()}>{moment(dueAtMs, nowMs)}</time>
            <bdi className={styles.text}>{text}</bdi>
            <IconButton
              label={t('alerts.remove', { text })}
              icon={<IconX size={14} />}
              onClick={() => void call('finishReminder', { id }).catch(reportFailure)}
            />
          </li>
        ))}
      </ul>
    </details>
  )
}
