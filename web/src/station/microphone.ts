import type { Result } from '#kernel/result.ts'
import type { DeviceChoice } from './device-choice.ts'

/** Why there is no microphone. Each has its own sentence and its own way out. */
export type MicrophoneTrouble =
  /** Plain HTTP from another computer: browsers give no microphone there. */
  | 'insecure-origin'
  | 'unsupported'
  | 'no-permission'
  | 'no-device'
  /** Another program holds it, or the system refuses. */
  | 'device-busy'

export interface AudioDevice {
  readonly deviceId: string
  readonly label: string
}

/** Opens the chosen microphone; another one when the chosen one is not plugged in. */
export async function openMicrophone(choice: DeviceChoice): Promise<Result<MediaStreamTrack, MicrophoneTrouble>> {
  if (!globalThis.isSecureContext) return { ok: false, error: 'insecure-origin' }
  if (!navigator.mediaDevices?.getUserMedia || typeof RTCPeerConnection === 'undefined')
    return { ok: false, error: 'unsupported' }
  const processing = {
    echoCancellation: choice.echoCancellation,
    noiseSuppression: choice.noiseSuppression,
    autoGainControl: choice.autoGainControl,
  }
  const wishes: MediaTrackConstraints[] = [processing]
  if (choice.inputId) wishes.unshift({ ...processing, deviceId: { exact: choice.inputId } })
  let trouble: MicrophoneTrouble = 'no-device'
  for (const audio of wishes) {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio, video: false })
      const track = stream.getAudioTracks()[0]
      if (track) return { ok: true, value: track }
    } catch (cause) {
      trouble = troubleOf(cause)
      if (trouble === 'no-permission') break
    }
  }
  return { ok: false, error: trouble }
}

/** Media Capture and Streams 10.2: the names of getUserMedia's rejections. */
export function troubleOf(cause: unknown): MicrophoneTrouble {
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'no-permission'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'no-device'
  return 'device-busy'
}

/** The devices of `kind`. Their names are empty until the person allowed the microphone once. */
export async function listDevices(kind: 'audioinput' | 'audiooutput'): Promise<AudioDevice[]> {
  try {
    const devices = await navigator.mediaDevices.enumerateDevices()
    return devices
      .filter((device) => device.kind === kind && device.deviceId !== '')
      .map(({ deviceId, label }) => ({ deviceId, label }))
  } catch {
    return []
  }
}
