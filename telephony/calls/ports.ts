import type { RecordingId } from '#kernel/ids.ts'
import type { Result } from '#kernel/result.ts'
import type { AudioSource } from '../audio/frame.ts'
import type { RelayLane } from '../rtp/relay-lane.ts'

/** What calls ask of the world outside: ways for packets, places for recordings, sound by name, and time. */

/** The way of one leg's packets to its far end. What comes back is handed to the leg by whoever made the transport. */
export interface MediaTransport {
  /** Sends the first `length` bytes as one RTP packet, and has read them when it returns. What cannot be sent is dropped. */
  sendRtp(bytes: Uint8Array, length: number): void
  /** Sends RTCP; absent where the transport makes reports of its own (WebRTC). */
  sendRtcp?(bytes: Uint8Array): void
  /** As the transport itself measured it, if it does. */
  roundTripMs?(): number | undefined
  /**
   * Lets what comes go on by `to` without being received here, as long as `lane` takes it. Absent, or `false`: there is no such
   * way now; it can be asked again at any time, and costs little when it is there.
   */
  shorten?(lane: RelayLane, to: MediaTransport): boolean
  /** Everything is received again. */
  endShortcut?(): void
  /** So many packets took the shortcut since this was said last, the newest of this number and at this time. */
  passed?(packets: number, sequence: number, lastMs: number): void
  close(): void
}

/** UTC and monotonic milliseconds, see `adapters/system/clock.ts`. */
export interface CallClock {
  wallMs(): number
  monotonicMs(): number
}

/** One thing to be heard: the edge link's `PlayItem`, which this folder may not import. */
export type PlayPiece =
  | { readonly kind: 'prompt'; readonly name: string; readonly language?: string }
  | {
      readonly kind: 'tone'
      readonly tone: 'ringback' | 'busy' | 'congestion' | 'beep' | 'milliwatt' | 'not-in-service'
      readonly durationMs?: number
    }
  /** By the SHA-256 of its bytes. */
  | { readonly kind: 'sound'; readonly hash: string }
  | { readonly kind: 'music'; readonly name?: string }
  | { readonly kind: 'silence'; readonly durationMs: number }

/** Where sound comes from by name. Called on the media tick: what is not in memory is silence until it comes. */
export interface PromptSource {
  /** A reader at the piece's beginning; `undefined` when there is no such prompt or music. */
  open(piece: PlayPiece): AudioSource | undefined
}

/** A finished file of the store. */
export interface StoredFile {
  readonly recordingId: RecordingId
  /** Relative to the store's root, with forward slashes. */
  readonly path: string
  readonly bytes: number
  /** Lower-case hexadecimal, of the whole file as it lies there. */
  readonly sha256: string
  readonly durationMs: number
  /** Which key it is encrypted under; absent: it is plain. */
  readonly keyId?: string
}

/** One recording that grows. Sound is 16 bit little-endian PCM, channels interleaved. */
export interface RecordingSink {
  /** Copies `bytes` and never waits. A failure of kind `overloaded` took nothing and can be repeated; any other is the end. */
  append(bytes: Uint8Array): Result<void, { readonly kind: string }>
  /** Lets a disk that is not there keep nobody waiting: what it has not taken by then is missing. */
  giveUpIn(afterMs: number): void
  /** Writes what waits and gives the file its final name; while the disk is full or gone it waits for it. */
  close(): Promise<Result<StoredFile, { readonly kind: string }>>
}

/** Where recordings are kept: `adapters/storage` has it on encrypted files. */
export interface RecordingStore {
  /** 32 bytes, for recordings that are opened from now on. */
  setKey(keyId: string, master: Uint8Array): void
  /** At once, whatever the disk is doing; refused without a key. */
  open(
    recordingId: RecordingId,
    sound: { readonly rateHz: number; readonly channels: number },
  ): Result<RecordingSink, { readonly kind: string }>
  /** Finishes what a former incarnation left behind; called before any `open`. */
  repairUnfinished(): Promise<readonly StoredFile[]>
  /** How it goes with the disk now, and for how long the oldest sound that is in memory alone has waited for it. */
  condition(): 'well' | 'slow' | 'full' | 'failing'
  readonly waitingMs: number
  freeBytes(): Promise<number | undefined>
  /** Tries the disk when no recording does, so that `condition` can say that it is well again. */
  probe(): Promise<void>
}
