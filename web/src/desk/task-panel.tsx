import { IconCheck, IconExternalLink } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { Tag } from '../design/status-dot.tsx'
import { useOpenWord } from '../languages/use-open-word.ts'
import { speakOf } from '../languages/words.ts'
import { finishTask } from './call-commands.ts'
import callStyles from './call-panel.module.css'
import { CallerAnswers } from './caller-answers.tsx'
import { CallerName, CallerNumber } from './caller-name.tsx'
import { DueTag } from './due-tag.tsx'
import { CallBack, LeftAt } from './message-verbs.tsx'
import { NoteField } from './note-field.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { TaskFacts } from './task-facts.tsx'
import styles from './task-panel.module.css'
import { useIsPending } from './use-desk.ts'
import { WrapUpBar } from './wrap-up-bar.tsx'
import { WrapUpWish } from './wrap-up-wish.tsx'

// The player and its words come with the first message.
const MessageCard = lazy(async () => {
  await speakOf('recordings')
  return import('./message-card.tsx')
})

/** A task in hand, from the moment it was taken to the end of its wrap-up. */
export function TaskPanel({ task, hasKey }: { readonly task: DeskInteraction; readonly hasKey: boolean }) {
  const { t } = useTranslation()
  const isUnderWay = task.state === 'engaged'
  const { voicemail } = task
  const { link, dueAtMs } = task.task ?? {}
  return (
    <section
      className={callStyles.panel}
      data-state={isUnderWay ? 'talking' : 'wrapUp'}
      aria-label={isUnderWay ? t(voicemail ? 'desk.voicemail.current' : 'desk.task.current') : t('desk.wrapUp')}
    >
      <header className={callStyles.head}>
        <div className={callStyles.who}>
          <h2 className={callStyles.caller} dir="auto">
            <CallerName of={task} />
          </h2>
          <ul className={callStyles.facts}>
            {voicemail && <CallerNumber of={task} />}
            {task.queueName && <li>{task.queueName}</li>}
            {task.task?.reference && (
              <li>
                <bdi>{task.task.reference}</bdi>
              </li>
            )}
            {voicemail && <LeftAt atMs={voicemail.leftAtMs} />}
            {dueAtMs !== undefined && (
              <li>
                <DueTag dueAtMs={dueAtMs} />
              </li>
            )}
          </ul>
        </div>
        {isUnderWay ? (
          <div className={callStyles.time}>
            <Clock sinceMs={task.acceptedAtMs} size="figure" label={t('desk.task.since')} />
            <Tag tone="positive">{t('desk.task.underWay')}</Tag>
          </div>
        ) : (
          <EndedAs task={task} />
        )}
      </header>
      {isUnderWay && (
        <div className={styles.verbs}>
          {link !== undefined && (
            <a className={styles.link} href={link} target="_blank" rel="noopener noreferrer">
              <IconExternalLink size={18} aria-hidden="true" />
              {t('desk.task.open')}
              <span className="p-hidden">{t('desk.task.opensNew')}</span>
            </a>
          )}
          {voicemail && <CallBack message={task} />}
          <Finish task={task} hasKey={hasKey} />
          <WrapUpWish of={task} />
        </div>
      )}
      {!isUnderWay && <WrapUpBar call={task} />}
      {voicemail && (
        <Suspense>
          <MessageCard voicemail={voicemail} interactionId={task.interactionId} />
        </Suspense>
      )}
      <CallerAnswers answers={task.answers} />
      <TaskFacts payload={task.task?.payload} />
      <OutcomeChoice call={task} />
      <NoteField interactionId={task.interactionId} />
    </section>
  )
}

function Finish({ task, hasKey }: { readonly task: DeskInteraction; readonly hasKey: boolean }) {
  const { t } = useTranslation()
  const isBusy = useIsPending(`hang-up:${task.interactionId}`)
  const finish = () => void finishTask(task)
  const shortcut = useShortcut('F', finish, hasKey)
  return (
    <Button
      kind="primary"
      size="large"
      icon={<IconCheck size={19} />}
      {...(hasKey ? { shortcut } : {})}
      isBusy={isBusy}
      onClick={finish}
    >
      {t('desk.task.finish')}
    </Button>
  )
}

function EndedAs({ task }: { readonly task: DeskInteraction }) {
  const { t } = useTranslation()
  const reason = useOpenWord()('desk.task.ended', task.endReason)
  return (
    <div className={callStyles.time}>
      <Tag tone={task.endReason === 'cancelled' ? 'caution' : 'accent'}>{t('desk.wrapUp')}</Tag>
      {reason && <p className={callStyles.reason}>{reason}</p>}
    </div>
  )
}
