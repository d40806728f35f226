import { Fragment, lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Interaction, Segment } from '#protocol/http/interactions.ts'
import { Parts } from '../design/parts.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import { useToldWords } from '../languages/use-told-words.ts'
import { speakOf } from '../languages/words.ts'
import styles from './timeline.module.css'
import { type Piece, timelineLayout } from './timeline-layout.ts'

// What blocks and their exits are called comes with the first call that went through a flow.
const FlowWalk = lazy(async () => {
  await speakOf('studio')
  return import('./flow-walk.tsx')
})

/** The interaction's segments: as a bar for the eye, and as a list for everybody. */
export function Timeline({ item }: { readonly item: Interaction }) {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { time, clock } = useFormats()
  const told = useToldWords()
  const nowMs = useNowMs()
  const pieces = timelineLayout(item.segments, item.state === 'ended' ? 0 : nowMs)
  const lanes = Math.max(1, ...pieces.map(({ lane }) => lane + 1))
  const lengthOf = ({ startedAt, endedAt, durationMs }: Segment): number =>
    durationMs ?? (endedAt === undefined ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt)
  if (pieces.length === 0) return <p className={styles.none}>{t('history.noSegments')}</p>
  const moments = momentsOf(item)
  const isLater = (at: string, { segment }: Piece) => Date.parse(segment.startedAt) > Date.parse(at)
  /** What came between the beginning of this segment and that of the next. */
  const momentsAfter = (place: number) =>
    moments.filter(({ at }) => {
      const next = pieces.findIndex((piece) => isLater(at, piece))
      return (next < 0 ? pieces.length : next) === place
    })
  const row = ({ segment }: Piece) => (
    <li className={styles.row}>
      <time className={styles.time} dateTime={segment.startedAt}>
        {time(Date.parse(segment.startedAt), true)}
      </time>
      <span className={styles.mark} data-kind={segment.kind} aria-hidden="true" />
      <span className={styles.words}>
        <span className={styles.kind}>{t(`history.segment.${segment.kind}`)}</span>{' '}
        <span className={styles.detail}>
          <Parts of={[segment.queueName, segment.agentName, word('history.segmentOutcome', segment.outcome)]} />
        </span>
      </span>
      <span className={styles.length}>
        {segment.endedAt === undefined && item.state !== 'ended' ? t('history.running') : clock(lengthOf(segment))}
      </span>
    </li>
  )
  const momentRow = (moment: Moment) => (
    <li key={`${moment.kind} ${moment.at}`} className={styles.row}>
      <time className={styles.time} dateTime={moment.at}>
        {time(Date.parse(moment.at), true)}
      </time>
      <span className={styles.mark} aria-hidden="true" />
      {moment.kind === 'consent' ? (
        <span className={styles.words}>{t(`history.consent.${moment.consent}`)}</span>
      ) : (
        <span className={styles.words}>
          <span className={styles.kind}>{t('history.announced.title')}</span>{' '}
          <span className={styles.detail}>
            <Parts of={told(moment)} />
          </span>
        </span>
      )}
    </li>
  )
  return (
    <div className={styles.timeline}>
      <div className={styles.bar} style={{ height: lanes * 16 - 4 }} aria-hidden="true">
        {pieces.map(({ segment, start, length, lane }) => (
          <span
            key={`${segment.kind} ${segment.startedAt} ${lane}`}
            className={styles.piece}
            data-kind={segment.kind}
            title={t(`history.segment.${segment.kind}`)}
            style={{
              insetInlineStart: `${start * 100}%`,
              width: `max(3px, ${length * 100}%)`,
              insetBlockStart: lane * 16,
            }}
          />
        ))}
      </div>
      <ol className={styles.list}>
        {momentsAfter(0).map(momentRow)}
        {pieces.map((piece, index) => (
          <Fragment key={`${piece.segment.kind} ${piece.segment.startedAt} ${piece.lane}`}>
            {row(piece)}
            {piece.segment.kind === 'flow' && <Walk of={item} within={piece.segment} />}
            {momentsAfter(index + 1).map(momentRow)}
          </Fragment>
        ))}
      </ol>
    </div>
  )
}

/** The blocks to which he came in this stretch: those after its beginning, up to the next one's. */
function Walk({ of: { walked = [], segments }, within }: { readonly of: Interaction; readonly within: Segment }) {
  const stretches = segments.filter(({ kind }) => kind === 'flow')
  const steps = walked.filter(
    ({ at }) => stretches.findLast(({ startedAt }) => Date.parse(startedAt) <= Date.parse(at)) === within,
  )
  if (steps.length === 0) return null
  return (
    <li>
      <Suspense>
        <FlowWalk steps={steps} />
      </Suspense>
    </li>
  )
}

/** What happened in a moment of the call, and took no time of its own. */
type Moment =
  | ({ readonly kind: 'consent' } & NonNullable<Interaction['recordingConsent']>)
  | ({ readonly kind: 'announced' } & NonNullable<Interaction['announcements']>[number])

/** In the order of time. */
function momentsOf({ recordingConsent, announcements = [] }: Interaction): readonly Moment[] {
  const all: Moment[] = announcements.map((told) => ({ kind: 'announced', ...told }))
  if (recordingConsent) all.push({ kind: 'consent', ...recordingConsent })
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
