import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '#protocol/http/interactions.ts'
import { ErrorNotice } from '../../design/error-notice.tsx'
import { CallerName } from '../../desk/caller-name.tsx'
import { TaskFacts } from '../../desk/task-facts.tsx'
import factStyles from '../../history/interaction-page.module.css'
import { OutcomeTag } from '../../history/outcome-tag.tsx'
import { useFormats } from '../../languages/use-formats.ts'
import type { TabProps } from '../tab-kind.ts'
import { useInteraction } from '../use-interaction.ts'
import styles from './tab-panel.module.css'

/** An earlier interaction in short: when, who, how it ended, and what was written. The whole story is a click away. */
export default function InteractionTabPanel({ subject }: TabProps) {
  const { t } = useTranslation()
  const query = useInteraction(subject)
  if (query.isError) return <ErrorNotice error={query.error} retry={() => void query.refetch()} />
  if (!query.data) return <p role="status">{t('common.loading')}</p>
  const item = query.data
  return (
    <div className={styles.panel}>
      <header className={styles.head}>
        <h3 className={styles.title}>
          <CallerName of={item} />
        </h3>
        <OutcomeTag item={item} />
      </header>
      <InteractionFacts item={item} />
      <section>
        <h4 className={styles.heading}>{t('desk.note')}</h4>
        <p className={item.note ? styles.words : styles.faint} dir="auto">
          {item.note || t('history.noNote')}
        </p>
      </section>
      <Link to="/history/$interactionId" params={{ interactionId: item.interactionId }}>
        {t('workspace.wholeStory')}
      </Link>
    </div>
  )
}

function InteractionFacts({ item }: { readonly item: Interaction }) {
  const { t } = useTranslation()
  const { dateTime, clock } = useFormats()
  const isWork = item.channel === 'task'
  const rows: readonly (readonly [string, string | undefined])[] = [
    [t('history.fact.started'), dateTime(Date.parse(item.startedAt))],
    [t('history.fact.queue'), item.queueName],
    [t('history.fact.agent'), item.agentName],
    [t('history.fact.reference'), item.task?.reference],
    [t(isWork ? 'history.fact.work' : 'history.fact.talk'), item.talkMs ? clock(item.talkMs) : undefined],
    [t('history.fact.outcome'), item.dispositionName],
  ]
  return (
    <>
      <dl className={factStyles.facts}>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
      </dl>
      <TaskFacts payload={item.task?.payload} />
    </>
  )
}
