import { useTranslation } from 'react-i18next'
import { Notice } from '../design/notice.tsx'
import { AwayNotices } from '../substitutions/away-notices.tsx'
import { CallPanel } from './call-panel.tsx'
import { ColleagueCard } from './colleague-card.tsx'
import { CustomerPanel } from './customer-panel.tsx'
import styles from './desk-page.module.css'
import { DialCard } from './dial-card.tsx'
import { GoneTaskNotice } from './gone-task-notice.tsx'
import { IdlePanel } from './idle-panel.tsx'
import { MonitorBar } from './monitor-bar.tsx'
import { OfferCard } from './offer-card.tsx'
import { ParkedPanel } from './parked-panel.tsx'
import { QueuePanel } from './queue-panel.tsx'
import { StationNotice } from './station-notice.tsx'
import { TaskPanel } from './task-panel.tsx'
import { UnreachedNotice } from './unreached-notice.tsx'
import { useDesk } from './use-desk.ts'

/** The agent's desk: what rings, what is in hand, who it is about, and what waits. */
export function DeskPage() {
  const { t } = useTranslation()
  const { offers, calls, tasks, isEdgeConnected } = useDesk()
  const subject = calls[0] ?? tasks[0] ?? offers[0]
  const isTalking = calls.some(({ state }) => state === 'engaged')
  const keyed = tasks.find(({ state }) => state === 'engaged')
  return (
    <div className={styles.desk}>
      <h1 className="p-hidden">{t('frame.section.desk')}</h1>
      <div className={styles.work}>
        <StationNotice />
        {isEdgeConnected === false && (
          <Notice tone="caution" title={t('desk.edgeLost')}>
            {isTalking ? t('desk.edgeLostInCall') : t('desk.edgeLostIdle')}
          </Notice>
        )}
        <AwayNotices />
        <MonitorBar />
        <UnreachedNotice />
        <GoneTaskNotice />
        {offers.map((offer) => (
          <OfferCard key={offer.offerId} offer={offer} />
        ))}
        {calls.map((call) =>
          call.isToAnswer || call.isGuest ? (
            <ColleagueCard key={call.interactionId} call={call} />
          ) : (
            <CallPanel key={call.interactionId} call={call} />
          ),
        )}
        {tasks.map((task) => (
          <TaskPanel key={task.interactionId} task={task} hasKey={task === keyed} />
        ))}
        {!subject && <IdlePanel />}
      </div>
      <aside className={styles.side}>
        {subject && (
          <CustomerPanel key={subject.interactionId} subject={subject} isOurs={calls.length + tasks.length > 0} />
        )}
        <DialCard />
        <ParkedPanel />
        <QueuePanel />
      </aside>
    </div>
  )
}
