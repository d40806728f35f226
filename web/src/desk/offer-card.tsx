import {
  IconCheck,
  IconChecklist,
  IconPhone,
  IconPhoneCalling,
  IconPhoneX,
  IconRecordMail,
  IconX,
} from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DeskOffer } from '#protocol/realtime/index.ts'
import { useShortcut } from '../app/use-shortcut.ts'
import { Button } from '../design/button.tsx'
import { Clock } from '../design/clock.tsx'
import { useNowMs } from '../design/use-now.ts'
import { answer, decline, takeTask } from './call-commands.ts'
import { callerLabel } from './caller.ts'
import { CallerAnswers } from './caller-answers.tsx'
import { CallerName, CallerNumber } from './caller-name.tsx'
import { DueTag } from './due-tag.tsx'
import { HandOverNote } from './hand-over-note.tsx'
import { LeftAt } from './message-verbs.tsx'
import styles from './offer-card.module.css'
import { useIsPending } from './use-desk.ts'

/** A call that rings at this agent, or a task that he is offered: who or what, for which queue, since when, and how long it will still ring. */
export function OfferCard({ offer }: { readonly offer: DeskOffer }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const isTask = offer.channel === 'task'
  const [what, Icon] = offer.voicemail
    ? ([t('desk.voicemail.incoming'), IconRecordMail] as const)
    : isTask
      ? ([t('desk.task.incoming'), IconChecklist] as const)
      : offer.isCallback
        ? ([t('desk.callback.incoming'), IconPhoneCalling] as const)
        : ([t('desk.incomingCall'), IconPhone] as const)
  const isAnswering = useIsPending(`accept:${offer.offerId}`)
  const isDeclining = useIsPending(`decline:${offer.offerId}`)
  const take = async () => {
    if (await (isTask ? takeTask(offer) : answer(offer))) await navigate({ to: '/' })
  }
  const answerKey = useShortcut('A', () => void take())
  const declineKey = useShortcut('D', () => void decline(offer))
  return (
    <section className={styles.card} aria-label={what}>
      <p className="p-hidden" role="alert">
        {isTask && !offer.voicemail
          ? t('desk.task.incomingOf', { subject: callerLabel(offer), queue: offer.queueName })
          : t(
              offer.voicemail
                ? 'desk.voicemail.incomingOf'
                : offer.isCallback
                  ? 'desk.callback.incomingOf'
                  : 'desk.incomingFrom',
              {
                caller: callerLabel(offer),
                queue: offer.queueName,
              },
            )}
      </p>
      <Remaining offer={offer} />
      <div className={styles.who}>
        <p className={styles.eyebrow}>
          <span className={styles.bell} aria-hidden="true">
            <Icon size={15} />
          </span>
          {what}
        </p>
        <h2 className={styles.caller}>
          <CallerName of={offer} />
        </h2>
        <ul className={styles.facts}>
          <CallerNumber of={offer} />
          <li>{offer.queueName}</li>
          {offer.voicemail && <LeftAt atMs={offer.voicemail.leftAtMs} />}
          {offer.task?.dueAtMs !== undefined && (
            <li>
              <DueTag dueAtMs={offer.task.dueAtMs} />
            </li>
          )}
          <li>
            {t('desk.waited')} <Clock sinceMs={offer.queuedAtMs} />
          </li>
          {offer.isCallback && (offer.dials ?? 0) > 0 && <li>{t('desk.callback.dialed', { count: offer.dials })}</li>}
        </ul>
        <HandOverNote notes={offer.handOverNotes} />
        <CallerAnswers answers={offer.answers} isShort />
      </div>
      <div className={styles.actions}>
        <Button
          kind="positive"
          size="large"
          icon={isTask ? <IconCheck size={19} /> : <IconPhone size={19} />}
          shortcut={answerKey}
          isBusy={isAnswering}
          onClick={() => void take()}
        >
          {isTask ? t('desk.task.take') : t(offer.isCallback ? 'desk.callback.take' : 'desk.answer')}
        </Button>
        <Button
          size="large"
          icon={isTask ? <IconX size={19} /> : <IconPhoneX size={19} />}
          shortcut={declineKey}
          isBusy={isDeclining}
          onClick={() => void decline(offer)}
        >
          {t('desk.decline')}
        </Button>
      </div>
    </section>
  )
}

/** The time that is left, as a line that runs out and as seconds. */
function Remaining({ offer: { offeredAtMs, expiresAtMs } }: { readonly offer: DeskOffer }) {
  const { t } = useTranslation()
  const leftMs = Math.max(0, expiresAtMs - useNowMs())
  const share = Math.min(1, leftMs / Math.max(1, expiresAtMs - offeredAtMs))
  return (
    <>
      <span className={styles.remaining} aria-hidden="true">
        <span className={styles.left} style={{ transform: `scaleX(${share})` }} />
      </span>
      <span className={styles.seconds}>
        <Clock untilMs={expiresAtMs} label={t('desk.ringsFor')} />
      </span>
    </>
  )
}
