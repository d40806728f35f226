import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recording } from '#protocol/http/interactions.ts'
import type { Waveform } from '#protocol/http/recordings.ts'
import { IconButton } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import styles from './sound-player.module.css'
import { speeds, usePlayback } from './use-playback.ts'
import { WaveformLanes } from './waveform-lanes.tsx'

interface SoundPlayerProps {
  readonly address: string
  readonly durationMs: number | undefined
  readonly waveform?: Waveform | undefined
  readonly pauses?: Recording['pauses']
  /** Stands at the end of the row of buttons. */
  readonly actions?: ReactNode
}

const none: readonly never[] = []

/** Plays a conversation, streamed in ranges: the caller on the left, everybody else on the right. */
export function SoundPlayer({ address, durationMs, waveform, pauses = [], actions }: SoundPlayerProps) {
  const { t } = useTranslation()
  const { clock, number } = useFormats()
  const silences = waveform?.silences ?? none
  const playback = usePlayback(durationMs, silences)
  const { isPlaying, isBroken, atMs, lengthMs, speed, skips } = playback
  return (
    <div className={styles.player}>
      {/* Nothing is loaded before it is played: the audit log tells who listened, not who saw that there is something. */}
      <audio ref={playback.audio} src={address} preload="none" {...playback.events} />
      {isBroken ? (
        <Notice tone="danger" title={t('recordings.cannotPlay')} />
      ) : (
        <>
          <WaveformLanes playback={playback} waveform={waveform} pauses={pauses} lengthMs={lengthMs} />
          <div className={styles.row} dir="ltr">
            <IconButton
              label={isPlaying ? t('recordings.pause') : t('recordings.play')}
              icon={isPlaying ? <IconPlayerPauseFilled size={20} /> : <IconPlayerPlayFilled size={20} />}
              className={styles.play ?? ''}
              onClick={playback.toggle}
            />
            <span className={styles.time}>
              {clock(atMs)} / {clock(lengthMs)}
            </span>
            <select
              className={styles.speed}
              aria-label={t('recordings.speed')}
              value={speed}
              onChange={(event) => playback.setSpeed(Number(event.currentTarget.value))}
            >
              {speeds.map((one) => (
                <option key={one} value={one}>
                  {number(one, 2)}×
                </option>
              ))}
            </select>
            {silences.length > 0 && (
              <label className={styles.skip}>
                <input
                  type="checkbox"
                  checked={skips}
                  onChange={(event) => playback.setSkips(event.currentTarget.checked)}
                />
                <span dir="auto">{t('recordings.skipSilence')}</span>
              </label>
            )}
            <span className={styles.actions}>{actions}</span>
          </div>
        </>
      )}
      {pauses.length > 0 && (
        <p className={styles.about}>
          {t('recordings.pauses')}{' '}
          {pauses.map(({ fromMs, toMs }, at) => (
            <bdi key={fromMs} dir="ltr" className={styles.span}>
              {`${at > 0 ? ' · ' : ''}${clock(fromMs)}–${clock(toMs)}`}
            </bdi>
          ))}
        </p>
      )}
    </div>
  )
}
