import { useTranslation } from 'react-i18next'
import { Card } from '../design/card.tsx'
import { Clock } from '../design/clock.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useTopic } from '../stream/use-topic.ts'
import styles from './queue-panel.module.css'

/** Who waits, how long, and how many could answer. */
export function QueuePanel() {
  const { t } = useTranslation()
  const { number } = useFormats()
  const topic = useTopic('queues')
  const queues = Object.values(topic ?? {}).sort((a, b) => b.waiting - a.waiting || a.name.localeCompare(b.name))
  return (
    <Card title={t('desk.queues')} isFlush>
      {topic === undefined ? (
        <p className={styles.empty}>{t('common.loading')}</p>
      ) : queues.length === 0 ? (
        <p className={styles.empty}>{t('desk.noQueues')}</p>
      ) : (
        <ul>
          {queues.map((queue) => (
            <li key={queue.queueId} className={styles.queue}>
              <span className={styles.name}>{queue.name}</span>
              <span className={styles.waiting} data-some={queue.waiting > 0 || undefined}>
                {queue.waiting > 0 ? t('desk.waiting', { count: queue.waiting }) : t('desk.nobodyWaits')}
              </span>
              <span className={styles.detail}>
                <span>{t('desk.agentsFree', { count: queue.agentsAvailable })}</span>{' '}
                <span>
                  {t('desk.inCalls')} {number(queue.agentsEngaged)}
                </span>
              </span>
              {queue.longestWaitSinceMs !== undefined && queue.waiting > 0 && (
                <span className={styles.longest}>
                  {t('desk.longest')} <Clock sinceMs={queue.longestWaitSinceMs} />
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
