import { IconDownload, IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recording } from '#protocol/http/interactions.ts'
import { IconButton } from '../design/button.tsx'
import { Notice } from '../design/notice.tsx'
import { useFormats } from '../languages/use-formats.ts'
import { addressOf } from '../sign-in/api.ts'
import styles from './recording-player.module.css'

const speeds = [1, 1.5, 2] as const

/** Plays a recording, streamed in ranges: the caller on the left, the agent on the right. */
export function RecordingPlayer({ recording }: { readonly recording: Recording }) {
  const { t } = useTranslation()
  const { clock, dateTime, bytes, number } = useFormats()
  const audio = useRef<HTMLAudioElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [atS, setAtS] = useState(0)
  const [lengthS, setLengthS] = useState((recording.durationMs ?? 0) / 1000)
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1)
  const [isBroken, setBroken] = useState(false)
  const address = addressOf('recordingAudio', recording.recordingId)
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed
  }, [speed])
  const toggle = () => {
    const element = audio.current
    if (!element) return
    if (element.paused) void element.play().catch(() => undefined)
    else element.pause()
  }
  const seek = (seconds: number) => {
    setAtS(seconds)
    if (audio.current) audio.current.currentTime = seconds
  }
  return (
    <div className={styles.player}>
      {/* biome-ignore lint/a11y/useMediaCaption: a telephone call has no captions; its note stands beside it */}
      <audio
        ref={audio}
        src={address}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={({ currentTarget }) => setAtS(currentTarget.currentTime)}
        onLoadedMetadata={({ currentTarget }) => {
          if (Number.isFinite(currentTarget.duration)) setLengthS(currentTarget.duration)
        }}
        onError={() => setBroken(true)}
      />
      {isBroken ? (
        <Notice tone="danger" title={t('history.cannotPlay')} />
      ) : (
        <div className={styles.row} dir="ltr">
          <IconButton
            label={isPlaying ? t('history.pause') : t('history.play')}
            icon={isPlaying ? <IconPlayerPauseFilled size={20} /> : <IconPlayerPlayFilled size={20} />}
            className={styles.play ?? ''}
            onClick={toggle}
          />
          <span className={styles.time}>{clock(atS * 1000)}</span>
          <input
            type="range"
            className={styles.track}
            aria-label={t('history.position')}
            aria-valuetext={clock(atS * 1000)}
            min={0}
            max={Math.max(0.1, lengthS)}
            step={0.1}
            value={Math.min(atS, lengthS)}
            onChange={(event) => seek(Number(event.currentTarget.value))}
          />
          <span className={styles.time}>{clock(lengthS * 1000)}</span>
          <button
            type="button"
            className={styles.speed}
            aria-label={t('history.speed', { speed: number(speed, 1) })}
            onClick={() => setSpeed(speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1)}
          >
            {number(speed, 1)}×
          </button>
          <a href={address} download={`${recording.recordingId}.wav`} className={styles.download}>
            <IconDownload size={18} aria-label={t('history.download')} role="img" />
          </a>
        </div>
      )}
      <p className={styles.about}>
        {dateTime(Date.parse(recording.startedAt))}
        {recording.bytes !== undefined && ` · ${bytes(recording.bytes)}`}
        {` · ${t('history.channels')}`}
      </p>
      {recording.missingMs > 0 && (
        <Notice tone="caution" title={t('history.missing', { time: clock(recording.missingMs) })} />
      )}
    </div>
  )
}
