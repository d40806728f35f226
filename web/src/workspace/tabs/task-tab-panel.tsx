import { useTranslation } from 'react-i18next'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { TaskFacts } from '../../desk/task-facts.tsx'
import factStyles from '../../history/interaction-page.module.css'
import { useFormats } from '../../languages/use-formats.ts'
import type { TabProps } from '../tab-kind.ts'
import { useInteraction } from '../use-interaction.ts'
import styles from './tab-panel.module.css'

/** A task with all that came with it, and when it came and has to be done. */
export default function TaskTabPanel({ subject }: TabProps) {
  const { t } = useTranslation()
  const { dateTime } = useFormats()
  const query = useInteraction(subject)
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <p role="status">{t('common.loading')}</p>
  const item = query.data
  const { task } = item
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    [t('history.fact.reference'), task?.reference && <bdi>{task.reference}</bdi>],
    [t('history.fact.started'), dateTime(Date.parse(item.startedAt))],
    [t('history.fact.due'), task?.dueAt && dateTime(Date.parse(task.dueAt))],
    [t('history.fact.queue'), item.queueName && <bdi>{item.queueName}</bdi>],
    [
      t('workspace.address'),
      task?.link && (
        <a href={task.link} target="_blank" rel="noopener noreferrer" dir="ltr">
          {task.link}
        </a>
      ),
    ],
  ]
  return (
    <div className={styles.panel}>
      <h3 className={styles.title} dir="auto">
        {item.subject ?? t('desk.task.nameless')}
      </h3>
      <dl className={factStyles.facts}>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <TaskFacts payload={task?.payload} />
    </div>
  )
}
