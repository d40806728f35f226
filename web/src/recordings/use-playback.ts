import { type RefObject, useEffect, useRef, useState } from 'react'
import { ChannelMixer, type MutedChannels } from './channel-mixer.ts'
import { beyondSilence } from './silence.ts'

export const speeds = [0.75, 1, 1.25, 1.5, 1.75, 2] as const

export interface Playback {
  readonly audio: RefObject<HTMLAudioElement | null>
  readonly isPlaying: boolean
  readonly isBroken: boolean
  readonly atMs: number
  readonly lengthMs: number
  readonly speed: number
  readonly muted: MutedChannels
  readonly skips: boolean
  toggle(): void
  seek(ms: number): void
  setSpeed(speed: number): void
  setMuted(muted: MutedChannels): void
  setSkips(skips: boolean): void
  /** What the audio element is to be given. */
  readonly events: {
    onPlay(): void
    onPause(): void
    onTimeUpdate(): void
    onLoadedMetadata(): void
    onError(): void
  }
}

/** An audio element's sound and what a player does with it. The browser keeps the pitch at every speed. */
export function usePlayback(
  durationMs: number | undefined,
  silences: readonly { readonly fromMs: number; readonly toMs: number }[],
): Playback {
  const audio = useRef<HTMLAudioElement>(null)
  const mixer = useRef<ChannelMixer>(undefined)
  const [isPlaying, setPlaying] = useState(false)
  const [isBroken, setBroken] = useState(false)
  const [atMs, setAtMs] = useState(0)
  const [lengthMs, setLengthMs] = useState(durationMs ?? 0)
  const [speed, setSpeed] = useState(1)
  const [skips, setSkips] = useState(false)
  const [muted, setMuted] = useState<MutedChannels>({ left: false, right: false })

  useEffect(() => {
    if (!audio.current) return
    audio.current.preservesPitch = true
    audio.current.playbackRate = speed
  }, [speed])

  // The element tells of the time four times a second: too seldom for a line that moves and for a leap over silence.
  useEffect(() => {
    if (!isPlaying) return
    let frame = requestAnimationFrame(function look() {
      const element = audio.current
      if (element && !element.seeking) {
        const nowMs = element.currentTime * 1000
        const beyond = skips ? beyondSilence(nowMs, silences) : undefined
        if (beyond !== undefined) element.currentTime = beyond / 1000
        setAtMs(beyond ?? nowMs)
      }
      frame = requestAnimationFrame(look)
    })
    return () => cancelAnimationFrame(frame)
  }, [isPlaying, skips, silences])

  return {
    audio,
    isPlaying,
    isBroken,
    atMs,
    lengthMs,
    speed,
    muted,
    skips,
    toggle() {
      const element = audio.current
      if (!element) return
      if (element.paused) void element.play().catch(() => undefined)
      else element.pause()
    },
    seek(ms) {
      const at = Math.max(0, Math.min(ms, lengthMs))
      setAtMs(at)
      if (audio.current) audio.current.currentTime = at / 1000
    },
    setSpeed,
    setSkips,
    setMuted(wanted) {
      const element = audio.current
      if (!element) return
      void (async () => {
        mixer.current ??= await ChannelMixer.over(element)
        if (!mixer.current) return
        mixer.current.set(wanted)
        setMuted(wanted)
      })()
    },
    events: {
      onPlay: () => setPlaying(true),
      onPause: () => setPlaying(false),
      onTimeUpdate: () => audio.current && setAtMs(audio.current.currentTime * 1000),
      onLoadedMetadata: () => {
        const seconds = audio.current?.duration ?? Number.NaN
        if (Number.isFinite(seconds)) setLengthMs(seconds * 1000)
        if (audio.current) audio.current.playbackRate = speed
      },
      onError: () => setBroken(true),
    },
  }
}
