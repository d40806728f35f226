import type { FailureCode } from '../sign-in/api.ts'
import type { MicrophoneTrouble } from './microphone.ts'

/**
 * ```
 * off -> asking -> connecting -> ready
 *          |           |  ^        |
 *          v           v  |        v
 *   a trouble      lost (tries again by itself)
 *   elsewhere: another tab has the station
 * ```
 */
export type StationPhase = 'off' | 'asking' | 'elsewhere' | MicrophoneTrouble | 'connecting' | 'ready' | 'lost'

export interface StationState {
  readonly phase: StationPhase
  /** Why the last attempt at connecting failed, when the server said so. */
  readonly failure?: FailureCode
  readonly retryAtMs?: number
  /** The microphone went away while the station was up: the other side hears nothing. */
  readonly isMicrophoneLost: boolean
  /** The browser refuses to play until somebody clicks. */
  readonly isPlaybackBlocked: boolean
  /** The chosen loudspeaker cannot be used, so the system's own plays. */
  readonly isOutputReplaced: boolean
  readonly isAwake: boolean
  readonly isMuted: boolean
}

export const stationOff: StationState = {
  phase: 'off',
  isMicrophoneLost: false,
  isPlaybackBlocked: false,
  isOutputReplaced: false,
  isAwake: false,
  isMuted: false,
}

/** A person can do something about these; the others pass by themselves. */
export const isTrouble = (phase: StationPhase): phase is MicrophoneTrouble | 'elsewhere' =>
  phase === 'insecure-origin' ||
  phase === 'unsupported' ||
  phase === 'no-permission' ||
  phase === 'no-device' ||
  phase === 'device-busy' ||
  phase === 'elsewhere'
