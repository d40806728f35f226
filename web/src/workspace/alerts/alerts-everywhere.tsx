import { useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useMe } from '../../sign-in/me.ts'
import { MessageNotice, ReminderNotice } from './alert-notices.tsx'
import styles from './alerts.module.css'
import { tell } from './telling.ts'
import { useDueAlerts } from './use-due-alerts.ts'

/** Whatever page is open, who is told something hears of it; outside of the desk it is shown as well. */
export default function AlertsEverywhere() {
  const { personId } = useMe()
  const { pathname } = useLocation()
  const { messages, due } = useDueAlerts()
  useEffect(() => tell(personId, { messages, due }))
  if (pathname === '/' || messages.length + due.length === 0) return null
  return (
    <div className={styles.strip}>
      {messages.map((one) => (
        <MessageNotice key={one.floorMessageId} of={one} />
      ))}
      {due.map((one) => (
        <ReminderNotice key={one.reminderId} of={one} />
      ))}
    </div>
  )
}
