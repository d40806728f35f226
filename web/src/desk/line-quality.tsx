import { useTranslation } from 'react-i18next'
import type { CallLines, LineQuality, LineSilence } from '#protocol/realtime/index.ts'
import { Parts } from '../design/parts.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { useFormats } from '../languages/use-formats.ts'
import styles from './line-quality.module.css'
import { soundLevel, soundTone } from './sound-level.ts'

/** How the call sounds now, of the caller's line and of the agent's own: in a word, with the figures behind it. */
export function LineQualities({ lines }: { readonly lines: CallLines }) {
  const { t } = useTranslation()
  const isSilent = (silence: LineSilence) => lines.silences?.includes(silence) ?? false
  return (
    <dl className={styles.lines} aria-label={t('desk.line.title')}>
      {lines.own && <Line name={t('desk.you')} of={lines.own} isSilent={isSilent('own-not-heard')} />}
      {lines.customer && <Line name={t('desk.caller')} of={lines.customer} isSilent={isSilent('customer-not-heard')} />}
    </dl>
  )
}

function Line({ name, of, isSilent }: { readonly name: string; readonly of: LineQuality; readonly isSilent: boolean }) {
  const { t } = useTranslation()
  const { number } = useFormats()
  // What was measured five seconds ago says nothing of a line that is silent now.
  const level = isSilent ? 'none' : soundLevel(of.mos)
  const heard = soundLevel(of.heard?.mos)
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className={styles.word}>
          <StatusDot tone={soundTone(level)} />
          {t(`desk.line.${level}`)}
        </span>
        <span className={styles.figures}>
          <Parts
            of={[
              t('desk.line.lost', { percent: number(of.lossPercent, 1) }),
              t('desk.line.jitter', { ms: number(of.jitterMs) }),
              of.roundTripMs === undefined ? undefined : t('desk.line.roundTrip', { ms: number(of.roundTripMs) }),
              // Said only where it differs: what leaves us may sound worse than what comes.
              heard === 'unknown' || heard === level
                ? undefined
                : t('desk.line.heardThere', { level: t(`desk.line.${heard}`) }),
            ]}
          />
        </span>
      </dd>
    </div>
  )
}
