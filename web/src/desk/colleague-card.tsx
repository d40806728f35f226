import { IconPhone, IconPhoneX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { answerColleague, refuseColleague } from './call-commands.ts'
import { callerLabel } from './caller.ts'
import { CallerAnswers } from './caller-answers.tsx'
import styles from './colleague-card.module.css'
import { HandOverNote } from './hand-over-note.tsx'
import { MuteButton } from './mute-button.tsx'
import { useIsPending } from './use-desk.ts'

/** A colleague calls, asks, or has this agent in his conference: the customer stays his. */
export function ColleagueCard({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const isAnswering = useIsPending(`accept:${call.interactionId}`)
  const isLeaving = useIsPending(`decline:${call.interactionId}`)
  const colleague = call.calledByName ?? t('desk.colleague.somebody')
  const isToAnswer = call.isToAnswer === true
  const answer = () => void answerColleague(call)
  const leave = () => void refuseColleague(call)
  const answerKey = useShortcut('A', answer, isToAnswer)
  const leaveKey = useShortcut(isToAnswer ? 'D' : 'Shift+E', leave)
  return (
    <section className={styles.card} aria-label={t('desk.colleague.label')}>
      <div className={styles.who}>
        <p className={styles.name} role={isToAnswer ? 'alert' : 'status'}>
          {t(call.isRinging ? 'desk.colleague.calls' : 'desk.colleague.talking', { name: colleague })}
        </p>
        <p className={styles.about}>
          {t('desk.colleague.about', { caller: callerLabel(call) })} <Clock sinceMs={call.acceptedAtMs} />
        </p>
        <HandOverNote notes={call.handOverNotes} />
        <CallerAnswers answers={call.answers} isShort={call.isRinging === true} />
      </div>
      {isToAnswer && (
        <Button
          kind="positive"
          size="large"
          icon={<IconPhone size={19} />}
          shortcut={answerKey}
          isBusy={isAnswering}
          onClick={answer}
        >
          {t('desk.answer')}
        </Button>
      )}
      {!call.isRinging && <MuteButton call={call} />}
      <Button
        kind={isToAnswer ? 'plain' : 'danger'}
        size="large"
        icon={<IconPhoneX size={19} />}
        shortcut={leaveKey}
        isBusy={isLeaving}
        onClick={leave}
      >
        {t(isToAnswer ? 'desk.decline' : 'desk.hangUp')}
      </Button>
    </section>
  )
}
