import { useTranslation } from 'react-i18next'
import type { Interaction, Segment } from '#protocol/http/interactions.ts'
import { Parts } from '../design/parts.tsx'
import { useNowMs } from '../design/use-now.ts'
import { useFormats } from '../languages/use-formats.ts'
import { useOpenWord } from '../languages/use-open-word.ts'
import styles from './timeline.module.css'
import { type Piece, timelineLayout } from './timeline-layout.ts'

/** The interaction's segments: as a bar for the eye, and as a list for everybody. */
export function Timeline({ item }: { readonly item: Interaction }) {
  const { t } = useTranslation()
  const word = useOpenWord()
  const { time, clock } = useFormats()
  const nowMs = useNowMs()
  const pieces = timelineLayout(item.segments, item.state === 'ended' ? 0 : nowMs)
  const lanes = Math.max(1, ...pieces.map(({ lane }) => lane + 1))
  const lengthOf = ({ startedAt, endedAt, durationMs }: Segment): number =>
    durationMs ?? (endedAt === undefined ? nowMs : Date.parse(endedAt)) - Date.parse(startedAt)
  if (pieces.length === 0) return <p className={styles.none}>{t('history.noSegments')}</p>
  const consent = item.recordingConsent
  const isEarlier = ({ segment }: Piece) =>
    consent !== undefined && Date.parse(segment.startedAt) <= Date.parse(consent.at)
  const before = pieces.filter(isEarlier).length
  const row = ({ segment, lane }: Piece) => (
    <li key={`${segment.kind} ${segment.startedAt} ${lane}`} className={styles.row}>
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
        {pieces.slice(0, before).map(row)}
        {consent && (
          <li className={styles.row}>
            <time className={styles.time} dateTime={consent.at}>
              {time(Date.parse(consent.at), true)}
            </time>
            <span className={styles.mark} aria-hidden="true" />
            <span className={styles.words}>{t(`history.consent.${consent.consent}`)}</span>
          </li>
        )}
        {pieces.slice(before).map(row)}
      </ol>
    </div>
  )
}
