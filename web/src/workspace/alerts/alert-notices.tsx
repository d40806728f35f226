import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskMessage, DeskReminder } from '#protocol/realtime/index.ts'
import { reportFailure } from '../../app/failures.ts'
import { Button } from '../../design/button.tsx'
import { Menu, MenuItem } from '../../design/menu.tsx'
import { Notice } from '../../design/notice.tsx'
import { Parts } from '../../design/parts.tsx'
import { useNowMs } from '../../design/use-now.ts'
import { useFormats } from '../../languages/use-formats.ts'
import { call } from '../../sign-in/api.ts'
import { serverNowMs } from '../../stream/stream.ts'
import styles from './alerts.module.css'
import { laterMinutes, useLaterWord } from './later.ts'

/** One deed at a time; its failure is told, and what it was about stays. */
function useDeed(): [boolean, (deed: () => Promise<unknown>) => void] {
  const [isBusy, setBusy] = useState(false)
  return [
    isBusy,
    (deed) => {
      setBusy(true)
      void deed()
        .catch(reportFailure)
        .finally(() => setBusy(false))
    },
  ]
}

/** Words of a supervisor, until they have been read. */
export function MessageNotice({ of }: { readonly of: DeskMessage }) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const [isBusy, carryOut] = useDeed()
  const { floorMessageId: id, fromName, text, sentTo, atMs } = of
  return (
    <Notice
      tone="accent"
      title={fromName === undefined ? t('alerts.fromSupervisor') : t('alerts.from', { name: fromName })}
      actions={
        <Button size="small" isBusy={isBusy} onClick={() => carryOut(() => call('readFloorMessage', { id }))}>
          {t('alerts.read')}
        </Button>
      }
    >
      <p className={styles.text}>
        <bdi>{text}</bdi>
      </p>
      <p className={styles.about}>
        <Parts of={[t(`alerts.to.${sentTo}`), moment(atMs, nowMs)]} />
      </p>
    </Notice>
  )
}

interface ReminderNoticeProps {
  readonly of: DeskReminder
  /** Shows the customer whom it is about; absent: there is no place for him here. */
  showCustomer?: ((customerId: string) => void) | undefined
}

/** What one wanted to be reminded of, until it is done or put off. */
export function ReminderNotice({ of, showCustomer }: ReminderNoticeProps) {
  const { t } = useTranslation()
  const { moment } = useFormats()
  const nowMs = useNowMs()
  const laterWord = useLaterWord()
  const [isBusy, carryOut] = useDeed()
  const { reminderId: id, text, dueAtMs, customerId, customerName } = of
  const again = (minutes: number) => {
    const dueAt = new Date(serverNowMs() + minutes * 60_000).toISOString()
    carryOut(() => call('moveReminder', { id, body: { dueAt } }))
  }
  return (
    <Notice
      tone="caution"
      title={t('alerts.reminder')}
      actions={
        <>
          {customerId !== undefined && showCustomer && (
            <Button size="small" kind="quiet" onClick={() => showCustomer(customerId)}>
              {t('desk.customer')}
            </Button>
          )}
          <Menu label={t('alerts.later')} className={styles.later} align="end" button={t('alerts.later')}>
            {laterMinutes.map((minutes) => (
              <MenuItem key={minutes} onChoose={() => again(minutes)}>
                {laterWord(minutes)}
              </MenuItem>
            ))}
          </Menu>
          <Button size="small" isBusy={isBusy} onClick={() => carryOut(() => call('finishReminder', { id }))}>
            {t('alerts.done')}
          </Button>
        </>
      }
    >
      <p className={styles.text}>
        <bdi>{text}</bdi>
      </p>
      <p className={styles.about}>
        <Parts of={[customerName, moment(dueAtMs, nowMs)]} />
      </p>
    </Notice>
  )
}
