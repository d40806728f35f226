import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Interaction } from '#protocol/http/interactions.ts'
import { Card } from '../design/card.tsx'
import { ErrorNotice } from '../design/error-notice.tsx'
import { Page } from '../design/page.tsx'
import { CallerAnswers } from '../desk/caller-answers.tsx'
import { CallerName } from '../desk/caller-name.tsx'
import { PhoneNumber } from '../desk/phone-number.tsx'
import { TaskFacts } from '../desk/task-facts.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { call } from '../sign-in/api.ts'
import { may, mayAny, useMe } from '../sign-in/me.ts'
import { HandOverCard } from './hand-over-card.tsx'
import styles from './interaction-page.module.css'
import { OutcomeTag } from './outcome-tag.tsx'
import { RecordingList } from './recording-list.tsx'
import { SoundCard } from './sound-card.tsx'
import { Timeline } from './timeline.tsx'
import { useVerifiedWords } from './use-verified-words.ts'

const DecisionsCard = lazy(() => import('../explaining/decisions-card.tsx'))
const SignallingCard = lazy(() => import('../telephony/signalling-card.tsx'))

/** One interaction: who, when, what happened in which order, what was said and what was written. */
export function InteractionPage() {
  const { t } = useTranslation()
  const { interactionId } = useParams({ from: '/frame/history/$interactionId' })
  const me = useMe()
  const query = useQuery({
    queryKey: ['interaction', interactionId],
    queryFn: ({ signal }) => call('interaction', { id: interactionId, signal }),
    // What still runs is looked at again; what ended stays.
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'ended' ? 5000 : false),
  })
  const back = (
    <Link to="/history" className={styles.back}>
      <IconArrowLeft size={16} className={styles.arrow} aria-hidden="true" />
      {t('frame.section.history')}
    </Link>
  )
  if (query.isError) {
    return (
      <Page title={t('history.interaction')} back={back}>
        <ErrorNotice error={query.error} retry={() => void query.refetch()} />
      </Page>
    )
  }
  if (!query.data) {
    return (
      <Page title={t('history.interaction')} back={back}>
        <p role="status">{t('common.loading')}</p>
      </Page>
    )
  }
  const item = query.data
  return (
    <Page title={<CallerName of={item} />} back={back} actions={<OutcomeTag item={item} />}>
      <div className={styles.columns}>
        <div className={styles.main}>
          {item.hasRecording && (mayAny(me, 'recordings.listen') || may(me, 'recordings.manage')) && (
            <RecordingList interactionId={interactionId} />
          )}
          {item.voicemail && <MessageLink item={item} />}
          {item.task && <TaskCard task={item.task} />}
          {item.answers && (
            <Card title={t('desk.said.title')}>
              <CallerAnswers answers={item.answers} isUntitled />
            </Card>
          )}
          <Card title={t('history.timeline')}>
            <Timeline item={item} />
          </Card>
          <HandOverCard notes={item.handOverNotes} />
          <Suspense>
            <DecisionsCard interactionId={interactionId} isLive={item.state !== 'ended'} />
          </Suspense>
          {item.sound && item.sound.length > 0 && <SoundCard sound={item.sound} />}
          <Card title={t('desk.note')}>
            {item.note ? (
              <p className={styles.note} dir="auto">
                {item.note}
              </p>
            ) : (
              <p className={styles.faint}>{t('history.noNote')}</p>
            )}
          </Card>
          <Suspense>
            {may(me, 'telephony.read') && (
              <SignallingCard interactionId={interactionId} isLive={item.state !== 'ended'} />
            )}
          </Suspense>
        </div>
        <Facts item={item} mayReadCustomers={may(me, 'customers.read')} />
      </div>
    </Page>
  )
}

function TaskCard({ task: { link, payload } }: { readonly task: NonNullable<Interaction['task']> }) {
  const { t } = useTranslation()
  if (link === undefined && payload === undefined) return null
  return (
    <Card title={t('desk.task.facts')}>
      <TaskFacts payload={payload} />
      {link !== undefined && (
        <p className={styles.note} dir="ltr">
          <a href={link} target="_blank" rel="noopener noreferrer">
            {link}
          </a>
        </p>
      )}
    </Card>
  )
}

/** From a message to the call in which it was left, and back. */
function MessageLink({ item: { interactionId, voicemail } }: { readonly item: Interaction }) {
  const { t } = useTranslation()
  if (!voicemail) return null
  const isMessage = voicemail.interactionId === interactionId
  return (
    <Card title={t('history.voicemail.title')}>
      <Link
        to="/history/$interactionId"
        params={{ interactionId: isMessage ? voicemail.fromInteractionId : voicemail.interactionId }}
      >
        {t(isMessage ? 'history.voicemail.call' : 'history.voicemail.message')}
      </Link>
    </Card>
  )
}

function Facts({ item, mayReadCustomers }: { readonly item: Interaction; readonly mayReadCustomers: boolean }) {
  const { t } = useTranslation()
  const { dateTime, clock } = useFormats()
  const reason = useOpenWord()('history.endReason', item.endReason)
  const time = (ms: number | undefined) => (ms === undefined ? undefined : clock(ms))
  const rows: readonly (readonly [string, React.ReactNode])[] = [
    [
      t('history.fact.customer'),
      item.customerId && mayReadCustomers ? (
        <Link to="/customers/$customerId" params={{ customerId: item.customerId }}>
          {item.customerName}
        </Link>
      ) : (
        item.customerName
      ),
    ],
    [t('history.fact.verified'), useVerifiedWords()(item.verification)],
    [t('history.fact.from'), item.callerNumber && <PhoneNumber of={item.callerNumber} />],
    [t('history.fact.to'), item.dialedNumber && <PhoneNumber of={item.dialedNumber} />],
    [t('history.fact.direction'), item.channel === 'task' ? undefined : t(`history.direction.${item.direction}`)],
    [t('history.fact.reference'), item.task?.reference],
    [t('history.fact.due'), item.task?.dueAt && dateTime(Date.parse(item.task.dueAt))],
    [t('history.fact.queue'), item.queueName],
    [t('history.fact.agent'), item.agentName],
    [t('history.fact.started'), dateTime(Date.parse(item.startedAt))],
    [t('history.fact.ended'), item.endedAt && dateTime(Date.parse(item.endedAt))],
    [t('history.fact.endReason'), reason],
    [t('history.fact.wait'), time(item.waitMs)],
    [t(item.channel === 'task' || item.isVoicemail ? 'history.fact.work' : 'history.fact.talk'), time(item.talkMs)],
    [t('history.fact.hold'), time(item.holdMs)],
    [t('history.fact.wrapUp'), time(item.wrapUpMs)],
    [t('history.fact.outcome'), item.dispositionName],
  ]
  return (
    <Card title={t('history.details')}>
      <dl className={styles.facts}>
        {rows
          .filter(([, value]) => value !== undefined && value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Card>
  )
}
