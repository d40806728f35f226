import { IconPlayerRecordFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeskInteraction } from '#protocol/realtime/index.ts'
import { Clock } from '../design/clock.tsx'
import { Notice } from '../design/notice.tsx'
import { Tag } from '../design/status-dot.tsx'
import { useOpenWord } from '../languages/use-open-word.ts'
import { LinkButtons } from '../links/link-buttons.tsx'
import { CallControls } from './call-controls.tsx'
import { CallLevels } from './call-levels.tsx'
import styles from './call-panel.module.css'
import { CallerAnswers } from './caller-answers.tsx'
import { CallerName, CallerNumber } from './caller-name.tsx'
import { ConsultationBar } from './consultation-bar.tsx'
import { HandOverNote } from './hand-over-note.tsx'
import { LineQualities } from './line-quality.tsx'
import { NoteField } from './note-field.tsx'
import { OutcomeChoice } from './outcome-choice.tsx'
import { PartyList } from './party-list.tsx'
import { SilenceNotice } from './silence-notice.tsx'
import { WrapUpBar } from './wrap-up-bar.tsx'
import { WrapUpWish } from './wrap-up-wish.tsx'

/** The call in hand, from the answer to the end of its wrap-up. */
export function CallPanel({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const isTalking = call.state === 'engaged'
  return (
    <section
      className={styles.panel}
      data-state={isTalking ? (call.isHeld ? 'held' : 'talking') : 'wrapUp'}
      aria-label={isTalking ? t('desk.currentCall') : t('desk.wrapUp')}
    >
      <header className={styles.head}>
        <div className={styles.who}>
          <h2 className={styles.caller}>
            <CallerName of={call} />
          </h2>
          <ul className={styles.facts}>
            <CallerNumber of={call} />
            {call.queueName && <li>{call.queueName}</li>}
            {call.isRecorded && isTalking && (
              <li className={styles.recorded}>
                <IconPlayerRecordFilled size={12} aria-hidden="true" />
                {call.recording?.isPaused
                  ? t(call.recording.pausedBy === 'digits' ? 'desk.recordingPausedByDigits' : 'desk.recordingPaused')
                  : t('desk.recorded')}
              </li>
            )}
            {(call.recordingConsent === 'refused' || call.recordingConsent === 'unanswered') && isTalking && (
              <li>{t(`desk.consent.${call.recordingConsent}`)}</li>
            )}
            {call.isDigitsMasked && isTalking && <li>{t('desk.digitsMasked')}</li>}
          </ul>
        </div>
        {isTalking ? <TalkTime call={call} /> : <EndedAs call={call} />}
      </header>
      <HandOverNote notes={call.handOverNotes} />
      <LinkButtons call={call} />
      <CallerAnswers answers={call.answers} />
      {isTalking ? (
        <>
          {call.isSilent && <SilenceNotice call={call} />}
          {(call.recordingConsent === 'asking' || call.recordingConsent === 'announcing') && (
            <Notice tone="accent" title={t(`desk.consent.${call.recordingConsent}`)}>
              {t('desk.consent.comesAfter')}
            </Notice>
          )}
          {call.supervisor && (
            <Notice
              tone="accent"
              title={t(call.supervisor.mode === 'coach' ? 'desk.supervisor.coachTitle' : 'desk.supervisor.bargeTitle', {
                name: call.supervisor.name,
              })}
            >
              {t(call.supervisor.mode === 'coach' ? 'desk.supervisor.coachText' : 'desk.supervisor.bargeText')}
            </Notice>
          )}
          {call.isMutedBySupervisor && call.isMuted && (
            <Notice tone="caution" title={t('desk.supervisor.mutedTitle')}>
              {t('desk.supervisor.mutedText')}
            </Notice>
          )}
          <CallControls call={call} />
          <WrapUpWish of={call} />
          {call.consultation && <ConsultationBar call={call} of={call.consultation} />}
          {hasCompany(call) && <PartyList call={call} />}
          <CallLevels />
          {call.lines && <LineQualities lines={call.lines} />}
        </>
      ) : (
        <WrapUpBar call={call} />
      )}
      <OutcomeChoice call={call} />
      <NoteField interactionId={call.interactionId} />
    </section>
  )
}

const hasCompany = ({ parties = [] }: DeskInteraction) => parties.length > 1 || parties.some(({ isMuted }) => isMuted)

function TalkTime({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  return (
    <div className={styles.time}>
      <Clock sinceMs={call.acceptedAtMs} size="figure" label={t('desk.talkTime')} />
      {call.isHeld ? (
        <Tag tone="caution">
          {t('desk.onHold')} {call.heldSinceMs !== undefined && <Clock sinceMs={call.heldSinceMs} />}
        </Tag>
      ) : (
        <Tag tone={call.isMuted || call.isRinging ? 'caution' : 'positive'}>
          {call.isMuted ? t('desk.muted') : t(call.isRinging ? 'desk.dial.ringing' : 'desk.connected')}
        </Tag>
      )}
    </div>
  )
}

function EndedAs({ call }: { readonly call: DeskInteraction }) {
  const { t } = useTranslation()
  const reason = useOpenWord()('desk.ended', call.endReason)
  return (
    <div className={styles.time}>
      <Tag tone="accent">{t('desk.wrapUp')}</Tag>
      {reason && <p className={styles.reason}>{reason}</p>}
    </div>
  )
}
