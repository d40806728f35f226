import type { Result } from '#kernel/result.ts'
import { Store } from '../state/store.ts'
import type { DeviceChoice } from './device-choice.ts'
import { type MicrophoneTrouble, openMicrophone } from './microphone.ts'

/**
 * The microphone that a station talks through: one track at a time, replaced when another is chosen or when it goes
 * away. While it is lost, each device that is plugged in is tried.
 */
export class HeldMicrophone {
  /** Whether it went away (or the system silenced it) while it was held. */
  readonly isLost = new Store(false)
  readonly #replaced: (track: MediaStreamTrack) => void
  #track: MediaStreamTrack | undefined
  #choice: DeviceChoice | undefined
  #isMuted = false
  #run = 0

  /** @param replaced called with each track that takes the place of another */
  constructor(replaced: (track: MediaStreamTrack) => void) {
    this.#replaced = replaced
  }

  get track(): MediaStreamTrack | undefined {
    return this.#track
  }

  async open(choice: DeviceChoice): Promise<Result<MediaStreamTrack, MicrophoneTrouble | 'overtaken'>> {
    this.close()
    const run = this.#run
    const opened = await openMicrophone(choice)
    if (run !== this.#run) {
      if (opened.ok) opened.value.stop()
      return { ok: false, error: 'overtaken' }
    }
    if (!opened.ok) return opened
    this.#choice = choice
    this.#adopt(opened.value)
    navigator.mediaDevices.addEventListener('devicechange', this.#devicesChanged)
    return opened
  }

  /** Changes to another device or treatment. Stays with the present one when the new one cannot be had. */
  async replace(choice: DeviceChoice): Promise<void> {
    if (!this.#choice) return
    this.#choice = choice
    const run = this.#run
    const opened = await openMicrophone(choice)
    if (run !== this.#run) {
      if (opened.ok) opened.value.stop()
      return
    }
    if (!opened.ok) {
      this.isLost.set(true)
      return
    }
    this.#adopt(opened.value)
    this.#replaced(opened.value)
  }

  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted
    if (this.#track) this.#track.enabled = !isMuted
  }

  close(): void {
    this.#run++
    // Not yet there when nothing was ever opened: plain HTTP has no mediaDevices.
    if (this.#choice) navigator.mediaDevices.removeEventListener('devicechange', this.#devicesChanged)
    const track = this.#track
    this.#track = undefined
    this.#choice = undefined
    track?.stop()
    this.isLost.set(false)
  }

  readonly #devicesChanged = (): void => {
    if (this.isLost.get() && this.#choice) void this.replace(this.#choice)
  }

  #adopt(track: MediaStreamTrack): void {
    const before = this.#track
    this.#track = track
    track.enabled = !this.#isMuted
    const isCurrent = () => track === this.#track
    track.addEventListener('ended', () => {
      if (!isCurrent() || !this.#choice) return
      this.isLost.set(true)
      void this.replace(this.#choice)
    })
    track.addEventListener('mute', () => isCurrent() && this.isLost.set(true))
    track.addEventListener('unmute', () => isCurrent() && this.isLost.set(false))
    before?.stop()
    this.isLost.set(false)
  }
}

/** Without a microphone: calls `again` when a device comes or the permission changes. @returns a function that ends it */
export function awaitMicrophone(again: () => void): () => void {
  const devices = navigator.mediaDevices
  if (!devices) return () => undefined
  devices.addEventListener('devicechange', again, { once: true })
  let permission: PermissionStatus | undefined
  let isOver = false
  void navigator.permissions
    ?.query({ name: 'microphone' as PermissionName })
    .then((status) => {
      if (isOver) return
      permission = status
      status.addEventListener('change', again, { once: true })
    })
    .catch(() => undefined)
  return () => {
    isOver = true
    devices.removeEventListener('devicechange', again)
    permission?.removeEventListener('change', again)
  }
}
