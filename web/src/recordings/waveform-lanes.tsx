import { IconVolume, IconVolumeOff } from '@tabler/icons-react'
import { type KeyboardEvent, type PointerEvent, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Recording } from '#protocol/http/interactions.ts'
import type { Waveform } from '#protocol/http/recordings.ts'
import { useFormats } from '../languages/use-formats.ts'
import type { Playback } from './use-playback.ts'
import styles from './waveform-lanes.module.css'
import { barsOf, pathOf } from './waveform-shape.ts'

const barsAtMost = 240
const stepMs = 5000
const leapMs = 30_000
const sides = ['left', 'right'] as const

interface WaveformLanesProps {
  readonly playback: Playback
  readonly waveform: Waveform | undefined
  readonly pauses: NonNullable<Recording['pauses']>
  readonly lengthMs: number
}

/** Both sides of a conversation over time, and where it plays: the slider of a player. */
export function WaveformLanes({ playback, waveform, pauses, lengthMs }: WaveformLanesProps) {
  const { t } = useTranslation()
  const { clock } = useFormats()
  const track = useRef<HTMLDivElement>(null)
  const { atMs, seek, toggle, muted } = playback
  const share = lengthMs > 0 ? Math.min(1, atMs / lengthMs) : 0
  const seekTo = (event: PointerEvent<HTMLDivElement>) => {
    const box = track.current?.getBoundingClientRect()
    if (box && box.width > 0) seek(((event.clientX - box.left) / box.width) * lengthMs)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const to: Record<string, () => void> = {
      ArrowRight: () => seek(atMs + stepMs),
      ArrowUp: () => seek(atMs + stepMs),
      ArrowLeft: () => seek(atMs - stepMs),
      ArrowDown: () => seek(atMs - stepMs),
      PageUp: () => seek(atMs + leapMs),
      PageDown: () => seek(atMs - leapMs),
      Home: () => seek(0),
      End: () => seek(lengthMs),
      ' ': toggle,
    }
    const deed = to[event.key]
    if (!deed) return
    event.preventDefault()
    event.stopPropagation()
    deed()
  }
  return (
    <div className={styles.lanes} dir="ltr">
      <div className={styles.sides}>
        {sides.map((side) => {
          const Icon = muted[side] ? IconVolumeOff : IconVolume
          const name = t(`recordings.side.${side}`)
          return (
            <button
              key={side}
              type="button"
              className={styles.side}
              aria-pressed={muted[side]}
              title={t('recordings.muteSide', { side: name })}
              aria-label={t('recordings.muteSide', { side: name })}
              onClick={() => playback.setMuted({ ...muted, [side]: !muted[side] })}
            >
              <Icon size={15} aria-hidden="true" />
              <span className={styles.sideName} dir="auto">
                {name}
              </span>
            </button>
          )
        })}
      </div>
      <div
        ref={track}
        role="slider"
        tabIndex={0}
        className={styles.track}
        aria-label={t('recordings.position')}
        aria-valuemin={0}
        aria-valuemax={Math.round(lengthMs / 1000)}
        aria-valuenow={Math.round(atMs / 1000)}
        aria-valuetext={t('recordings.positionOf', { at: clock(atMs), length: clock(lengthMs) })}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          seekTo(event)
        }}
        onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && seekTo(event)}
      >
        {sides.map((side) => (
          <Lane key={side} peaks={waveform?.[side] ?? []} share={share} isMuted={muted[side]} />
        ))}
        {lengthMs > 0 &&
          pauses.map(({ fromMs, toMs }) => (
            <span
              key={fromMs}
              className={styles.pause}
              style={{ left: `${(fromMs / lengthMs) * 100}%`, width: `${((toMs - fromMs) / lengthMs) * 100}%` }}
            />
          ))}
        <span className={styles.head} style={{ left: `${share * 100}%` }} />
      </div>
    </div>
  )
}

interface LaneProps {
  readonly peaks: readonly number[]
  readonly share: number
  readonly isMuted: boolean
}

function Lane({ peaks, share, isMuted }: LaneProps) {
  const { path, width } = useMemo(() => {
    // Until its shape is known, or where it is not to be had, a line to seek on.
    const bars = peaks.length > 0 ? barsOf(peaks, barsAtMost) : Array<number>(barsAtMost).fill(0)
    return { path: pathOf(bars), width: Math.max(1, bars.length) }
  }, [peaks])
  return (
    <span className={styles.lane} data-muted={isMuted || undefined} aria-hidden="true">
      <svg className={styles.shape} viewBox={`0 0 ${width} 2`} preserveAspectRatio="none" aria-hidden="true">
        <path d={path} vectorEffect="non-scaling-stroke" />
      </svg>
      <svg
        className={styles.played}
        style={{ clipPath: `inset(0 ${(1 - share) * 100}% 0 0)` }}
        viewBox={`0 0 ${width} 2`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <path d={path} vectorEffect="non-scaling-stroke" />
      </svg>
    </span>
  )
}
