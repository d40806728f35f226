import { useTranslation } from 'react-i18next'
import type { InteractionSound } from '#protocol/http/interactions.ts'
import { Card } from '../design/card.tsx'
import { Parts } from '../design/parts.tsx'
import { StatusDot } from '../design/status-dot.tsx'
import { soundLevel, soundTone } from '../desk/sound-level.ts'
import { useFormats } from '../languages/use-formats.ts'
import styles from './sound-card.module.css'

/** How each leg of the interaction sounded, both ways. */
export function SoundCard({ sound }: { readonly sound: readonly InteractionSound[] }) {
  const { t } = useTranslation()
  return (
    <Card title={t('history.sound.title')}>
      <ul className={styles.legs}>
        {sound.map((leg) => (
          <Leg key={leg.legId} leg={leg} />
        ))}
      </ul>
      <p className={styles.scale}>{t('history.sound.scale')}</p>
    </Card>
  )
}

function Leg({ leg }: { readonly leg: InteractionSound }) {
  const { t } = useTranslation()
  const { number, clock } = useFormats()
  const lost = (percent: number | undefined) =>
    percent === undefined ? undefined : t('history.sound.lost', { percent: number(percent, 1) })
  return (
    <li className={styles.leg}>
      <h3 className={styles.role}>
        {t(`history.sound.role.${leg.role}`)}
        {leg.codec && <span className={styles.figures}>{codecNames[leg.codec] ?? leg.codec}</span>}
      </h3>
      <dl className={styles.ways}>
        <Way name={t('history.sound.heard')} mean={leg.mosMean} worst={leg.mosWorst}>
          <Parts
            of={[
              lost(leg.lossPercent),
              leg.jitterMs === undefined ? undefined : t('history.sound.jitter', { ms: number(leg.jitterMs) }),
              leg.roundTripMs === undefined ? undefined : t('history.sound.roundTrip', { ms: number(leg.roundTripMs) }),
            ]}
          />
        </Way>
        {leg.heardMosMean !== undefined && (
          <Way name={t('history.sound.sent')} mean={leg.heardMosMean} worst={leg.heardMosWorst}>
            <Parts of={[lost(leg.heardLossPercent)]} />
          </Way>
        )}
      </dl>
      {leg.silentFromMs > 0 && (
        <p className={styles.silent}>{t('history.sound.silentFrom', { time: clock(leg.silentFromMs) })}</p>
      )}
      {leg.silentToMs > 0 && (
        <p className={styles.silent}>{t('history.sound.silentTo', { time: clock(leg.silentToMs) })}</p>
      )}
    </li>
  )
}

function Way({
  name,
  mean,
  worst,
  children,
}: {
  readonly name: string
  readonly mean: number | undefined
  readonly worst: number | undefined
  readonly children: React.ReactNode
}) {
  const { t } = useTranslation()
  const { number } = useFormats()
  const level = soundLevel(mean)
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span className={styles.word}>
          <StatusDot tone={soundTone(level)} />
          {t(`desk.line.${level}`)}
        </span>
        {mean !== undefined && worst !== undefined && (
          <span>{t('history.sound.scores', { mean: number(mean, 1), worst: number(worst, 1) })}</span>
        )}
        <span className={styles.figures}>{children}</span>
      </dd>
    </div>
  )
}

const codecNames: Readonly<Record<string, string>> = { pcmu: 'G.711 µ', pcma: 'G.711 A', g722: 'G.722', opus: 'Opus' }
