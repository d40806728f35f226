import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { openTab } from '../tabs.ts'
import { useDeskStores } from '../use-desk-stores.ts'
import { AheadList } from './ahead-list.tsx'
import { MessageNotice, ReminderNotice } from './alert-notices.tsx'
import { ReminderForm } from './reminder-form.tsx'
import { useDueAlerts } from './use-due-alerts.ts'

interface DeskAlertsProps {
  readonly front: DeskInteraction | undefined
  /** A reminder is being set. */
  readonly isAsking: boolean
  asked(): void
}

/** Words of supervisors and reminders, in the alerts of the desk. */
export default function DeskAlerts({ front, isAsking, asked }: DeskAlertsProps) {
  const { desk } = useDeskStores()
  const { messages, due, ahead } = useDueAlerts()
  const showCustomer = (subject: string) => desk.set(openTab(desk.get(), { kind: 'customer', subject }))
  return (
    <>
      {messages.map((one) => (
        <MessageNotice key={one.floorMessageId} of={one} />
      ))}
      {due.map((one) => (
        <ReminderNotice key={one.reminderId} of={one} showCustomer={showCustomer} />
      ))}
      {isAsking && <ReminderForm front={front} done={asked} />}
      {ahead.length > 0 && <AheadList of={ahead} />}
    </>
  )
}
