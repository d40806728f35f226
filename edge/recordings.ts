import { setTimeout as delay } from 'node:timers/promises'
import type { RecordingId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { RecordingResult } from '#protocol/edge/parties.ts'
import { frameMs, sampleRateHz } from '#telephony/audio/frame.ts'
import { StereoRecorder } from '#telephony/audio/recording.ts'
import { DigitPause } from '#telephony/calls/digit-pause.ts'
import type { RecordingSink, RecordingStore, StoredFile } from '#telephony/calls/ports.ts'
import type { Bridges, LiveBridge } from './bridges.ts'
import type { CallLeg } from './call-leg.ts'
import type { Emit } from './legs.ts'
import { refuse } from './refusal.ts'

/** From the tick to the store: the store's own memory is what a slow disk fills. */
const ringMs = 2000
/** By then a digit that began is known to be one. */
const heldBackMs = 240
const drainEveryMs = 20
/** Each recording's turn to be drained comes this often; chunks of many are then not encrypted all at one moment. */
const turnMs = 100
const hasStoppedMs = 3000
const rememberedStarts = 10_000

interface Recording {
  readonly recordingId: RecordingId
  readonly bridge: LiveBridge
  readonly left: CallLeg
  readonly recorder: StereoRecorder
  readonly sink: RecordingSink
  readonly digits: DigitPause
}

export interface RecordingStart {
  readonly recordingId: RecordingId
  readonly isPaused?: boolean | undefined
  readonly pausesAtDigits?: number | undefined
}

export interface RecordingsParts {
  readonly store: Pick<RecordingStore, 'open' | 'repairUnfinished'>
  readonly bridges: Bridges
  readonly emit: Emit
  /** The outside recorder of the same conversation pauses and goes on with ours. */
  readonly pauseOutside?: (recordingId: RecordingId, isPaused: boolean, by: 'hand' | 'digits') => boolean
  readonly stopOutside?: (recordingId: RecordingId) => void
}

/** Recordings that run. The tick writes into memory; a drain of its own carries it to the store, which encrypts it. */
export class Recordings {
  /** For the media tick; read only. */
  readonly live: Recording[] = []
  readonly #parts: RecordingsParts
  /** Recordings that have begun here, over or not. */
  readonly #begun = new Set<RecordingId>()
  /** They are over, and their last sound waits for the disk. */
  readonly #finishing = new Map<Recording, Promise<void>>()
  #drain: NodeJS.Timeout | undefined
  #nextTurn = 0

  constructor(parts: RecordingsParts) {
    this.#parts = parts
    parts.bridges.whenLeaving((bridge, leg) => {
      const recording = this.live.find((candidate) => candidate.bridge === bridge)
      if (recording && (recording.left === leg || bridge.legs.length === 1)) this.#close(recording)
    })
  }

  /** Finishes what the last incarnation left behind and tells of it. */
  async repair(): Promise<void> {
    for (const file of await this.#parts.store.repairUnfinished())
      this.#parts.emit({ type: 'recording.closed', recording: closed(file, 0, []) })
  }

  /**
   * Where another recording of this bridge runs, that one ends with this tick and the new one begins with the next: no
   * moment is in both, and none is lost. Digits that are being typed then are kept from the new one as from the old.
   */
  start(of: RecordingStart, bridge: LiveBridge, left: CallLeg): Result<void, EdgeError> {
    const { recordingId } = of
    // Asked for twice it is one; asked for once more when it is over, by a core that could not know, it stays over.
    if (bridge.recordingId === recordingId || this.#begun.has(recordingId)) return success(undefined)
    const former = bridge.recordingId === undefined ? undefined : this.#find(bridge.recordingId)
    // 7 kHz is all of a voice; a bridge that becomes wideband later is recorded as it began.
    const rateHz = bridge.mix.rateHz > sampleRateHz ? 16_000 : sampleRateHz
    const recorder = new StereoRecorder({ ringMs, heldBackMs, rateHz })
    const sink = this.#parts.store.open(recordingId, { rateHz: recorder.rateHz, channels: 2 })
    if (!sink.ok) {
      return sink.error.kind === 'no-key'
        ? refuse('wrong-state', 'This edge was not given a key: recordings are encrypted or not made.')
        : refuse('failed', `The recording could not be begun: ${sink.error.kind}.`)
    }
    this.#remember(recordingId)
    if (of.isPaused) recorder.pause('hand')
    const goesOn = former && { of: former.digits, atMs: former.recorder.durationMs }
    const digits = new DigitPause(of.pausesAtDigits ?? 0, goesOn)
    if (former) {
      this.#close(former)
      this.#parts.stopOutside?.(former.recordingId)
    }
    bridge.recordingId = recordingId
    this.live.push({ recordingId, bridge, left, recorder, sink: sink.value, digits })
    this.#drain ??= setTimeout(() => this.#drainSome(), drainEveryMs)
    if (digits.isPaused && recorder.pause('digits'))
      this.#parts.emit({ type: 'recording.paused', recordingId, atMs: 0 })
    return success(undefined)
  }

  /** @returns whether it runs here, as ours or as an outside recorder's */
  pause(recordingId: RecordingId): boolean {
    const recording = this.#find(recordingId)
    recording?.recorder.pause('hand')
    const isOutside = this.#parts.pauseOutside?.(recordingId, true, 'hand') ?? false
    return recording !== undefined || isOutside
  }

  resume(recordingId: RecordingId): boolean {
    const recording = this.#find(recordingId)
    recording?.recorder.resume('hand')
    const isOutside = this.#parts.pauseOutside?.(recordingId, false, 'hand') ?? false
    return recording !== undefined || isOutside
  }

  stop(recordingId: RecordingId): void {
    const recording = this.#find(recordingId)
    if (recording) this.#close(recording)
    this.#parts.stopOutside?.(recordingId)
  }

  /** Who wants nothing of it to be kept now. */
  pausedBy(recordingId: RecordingId): readonly ('hand' | 'digits')[] {
    const recorder = this.#find(recordingId)?.recorder
    return (['hand', 'digits'] as const).filter((by) => recorder?.isPausedBy(by))
  }

  /** Somebody pressed a key: the recording that hears it may pause. */
  pressed(leg: CallLeg): void {
    const recording = leg.bridge && this.live.find((candidate) => candidate.bridge === leg.bridge)
    if (!recording) return
    const { recorder, digits, recordingId, left } = recording
    if (!digits.digit(recorder.durationMs, { isMasked: leg.hidesDigits, counts: leg === left })) return
    this.#parts.pauseOutside?.(recordingId, true, 'digits')
    if (recorder.pause('digits')) {
      const atMs = recorder.pauses.at(-1)?.fromMs ?? recorder.durationMs
      this.#parts.emit({ type: 'recording.paused', recordingId, atMs })
    }
  }

  /** One tick: takes what was said. Nothing is allocated, nothing is written. */
  tick(): void {
    for (let i = 0; i < this.live.length; i++) {
      const recording = this.live[i] as Recording
      const { recorder, bridge, left, digits } = recording
      if (digits.advance(recorder.durationMs)) this.#digitsOver(recording)
      recorder.tick(bridge.mix.saidBy(left.legId, recorder.rateHz), bridge.mix.saidTo(left.legId, recorder.rateHz))
    }
  }

  /** Ends all of them. A disk that does not take what waits keeps a stop for three seconds and no longer. */
  async closeAll(): Promise<void> {
    for (const recording of [...this.live]) this.#close(recording)
    for (const { sink } of this.#finishing.keys()) sink.giveUpIn(hasStoppedMs / 2)
    await Promise.race([Promise.all(this.#finishing.values()), delay(hasStoppedMs, undefined, { ref: false })])
  }

  describe(): { recordingId: RecordingId; isPaused: boolean }[] {
    // One whose last sound waits for the disk is not lost: its end is still to be told.
    return [...this.live, ...this.#finishing.keys()].map(({ recordingId, recorder }) => ({
      recordingId,
      isPaused: recorder.isPaused,
    }))
  }

  #remember(recordingId: RecordingId): void {
    this.#begun.add(recordingId)
    if (this.#begun.size <= rememberedStarts) return
    for (const oldest of this.#begun) {
      this.#begun.delete(oldest)
      return
    }
  }

  #find(recordingId: RecordingId): Recording | undefined {
    return this.live.find((recording) => recording.recordingId === recordingId)
  }

  #digitsOver({ recorder, recordingId }: Recording): void {
    this.#parts.pauseOutside?.(recordingId, false, 'digits')
    if (!recorder.resume('digits')) return
    this.#parts.emit({ type: 'recording.resumed', recordingId, atMs: recorder.durationMs })
  }

  #close(recording: Recording): void {
    const at = this.live.indexOf(recording)
    if (at < 0) return
    this.live.splice(at, 1)
    const { bridge, recordingId } = recording
    if (bridge.recordingId === recordingId) bridge.recordingId = undefined
    recording.recorder.end()
    const finishing = this.#finish(recording)
      .catch((error: unknown) => this.#failed(recordingId, String(error)))
      .finally(() => this.#finishing.delete(recording))
    this.#finishing.set(recording, finishing)
  }

  async #finish({ recordingId, recorder, sink }: Recording): Promise<void> {
    // The store takes it at once unless its memory is full, and then as soon as the disk has taken some.
    for (let attempt = 0; attempt < 400 && carry(recorder, sink) === 'overloaded'; attempt++) await delay(25)
    const file = await sink.close()
    if (!file.ok) {
      this.#failed(recordingId, file.error.kind)
      return
    }
    // What the store took but a full disk did not counts as well.
    const unwrittenMs = Math.max(0, Math.round(recorder.durationMs - file.value.durationMs))
    const missingMs = Math.min(recorder.durationMs, recorder.lostFrames * frameMs + unwrittenMs)
    this.#parts.emit({ type: 'recording.closed', recording: closed(file.value, missingMs, recorder.pauses) })
  }

  #failed(recordingId: RecordingId, why: string): void {
    this.#parts.emit({ type: 'recording.failed', recordingId, sentence: `The recording could not be kept: ${why}.` })
  }

  /** Drains those whose turn it is: each has its turn once in {@link turnMs}. */
  #drainSome(): void {
    this.#drain = undefined
    const turns = turnMs / drainEveryMs
    for (let i = this.#nextTurn; i < this.live.length; i += turns) {
      const recording = this.live[i] as Recording
      const failure = carry(recording.recorder, recording.sink)
      // Full memory is what the ring is for; anything else is the end of this file, which keeps what it has.
      if (failure !== undefined && failure !== 'overloaded') this.#close(recording)
    }
    this.#nextTurn = (this.#nextTurn + 1) % turns
    if (this.live.length > 0) this.#drain = setTimeout(() => this.#drainSome(), drainEveryMs)
  }
}

/** Carries what waits. @returns why it had to stop, if it had to */
function carry(recorder: StereoRecorder, sink: RecordingSink): string | undefined {
  for (let block = recorder.peek(); block.length > 0; block = recorder.peek()) {
    const appended = sink.append(block)
    if (!appended.ok) return appended.error.kind
    recorder.release(block.length)
  }
  return undefined
}

const closed = (
  file: StoredFile,
  missingMs: number,
  pauses: readonly { fromMs: number; toMs: number }[],
): RecordingResult => ({
  recordingId: file.recordingId,
  path: file.path,
  bytes: file.bytes,
  sha256: file.sha256,
  durationMs: Math.round(file.durationMs),
  missingMs,
  ...(file.keyId === undefined ? {} : { keyId: file.keyId }),
  ...(pauses.length === 0 ? {} : { pauses: [...pauses] }),
})
