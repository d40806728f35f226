import { useTranslation } from 'react-i18next'
import { CallPanel } from '../desk/call-panel.tsx'
import { ColleagueCard } from '../desk/colleague-card.tsx'
import { DialCard } from '../desk/dial-card.tsx'
import { IdlePanel } from '../desk/idle-panel.tsx'
import { MonitorBar } from '../desk/monitor-bar.tsx'
import { OfferCard } from '../desk/offer-card.tsx'
import { ParkedPanel } from '../desk/parked-panel.tsx'
import { QueuePanel } from '../desk/queue-panel.tsx'
import { TaskPanel } from '../desk/task-panel.tsx'
import { useDesk } from '../desk/use-desk.ts'
import styles from './communication-part.module.css'

interface CommunicationPartProps {
  /** The interaction whose panel is shown. */
  readonly front: string | undefined
  /** Nothing is in hand, and nothing else says so. */
  readonly isIdleShown: boolean
}

/**
 * Everything on the contact in front, and whatever rings. Who is on the line stays in reach whatever is in front: muting and
 * hanging up cannot wait for a look around.
 */
export function CommunicationPart({ front, isIdleShown }: CommunicationPartProps) {
  const { t } = useTranslation()
  const { offers, calls, tasks } = useDesk()
  const keyed =
    tasks.find(({ interactionId, state }) => interactionId === front && state === 'engaged') ??
    tasks.find(({ state }) => state === 'engaged')
  return (
    <section className={styles.part} aria-label={t('workspace.part.communication')} data-part="communication">
      <MonitorBar />
      {offers.map((offer) => (
        <OfferCard key={offer.offerId} offer={offer} />
      ))}
      {calls.map((call) =>
        call.isToAnswer || call.isGuest ? (
          <ColleagueCard key={call.interactionId} call={call} />
        ) : (
          (call.interactionId === front || call.state === 'engaged') && (
            <CallPanel key={call.interactionId} call={call} />
          )
        ),
      )}
      {tasks.map(
        (task) =>
          task.interactionId === front && <TaskPanel key={task.interactionId} task={task} hasKey={task === keyed} />,
      )}
      {isIdleShown && <IdlePanel />}
      <DialCard />
      <ParkedPanel />
      <QueuePanel />
    </section>
  )
}
