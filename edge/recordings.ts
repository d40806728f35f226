import type { RecordingId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { RecordingResult } from '#protocol/edge/parties.ts'
import { frameMs } from '#telephony/audio/frame.ts'
import { StereoRecorder } from '#telephony/audio/recording.ts'
import type { RecordingSink, RecordingStore, StoredFile } from '#telephony/calls/ports.ts'
import type { Bridges, LiveBridge } from './bridges.ts'
import type { CallLeg } from './call-leg.ts'
import type { Emit } from './legs.ts'
import { refuse } from './refusal.ts'

/** Sound waits here for the disk: long enough for a slow one, 8 kHz x 2 channels x 2 bytes x 20 s = 640 kB. */
const ringMs = 20_000
const drainEveryMs = 250
const blockBytes = 8192

interface Recording {
  readonly recordingId: RecordingId
  readonly bridge: LiveBridge
  readonly left: CallLeg
  readonly recorder: StereoRecorder
  sink: RecordingSink | undefined
  isClosing: boolean
}

/** Recordings that run. The tick writes into memory; a drain of its own carries it to the store. */
export class Recordings {
  /** For the media tick; read only. */
  readonly live: Recording[] = []
  readonly #store: RecordingStore
  readonly #emit: Emit
  #drain: NodeJS.Timeout | undefined
  #closing: Promise<void>[] = []

  constructor(store: RecordingStore, bridges: Bridges, emit: Emit) {
    this.#store = store
    this.#emit = emit
    bridges.whenLeaving((bridge, leg) => {
      const recording = this.live.find((candidate) => candidate.bridge === bridge)
      if (recording && (recording.left === leg || (bridge.mix.parties === 1 && !bridge.mix.isMonitor(leg.legId))))
        this.#close(recording)
    })
  }

  /** Finishes what the last incarnation left behind and tells of it. */
  async repair(): Promise<void> {
    for (const file of await this.#store.repairUnfinished())
      this.#emit({ type: 'recording.closed', recording: closed(file, 0) })
  }

  async start(recordingId: RecordingId, bridge: LiveBridge, left: CallLeg): Promise<Result<void, EdgeError>> {
    if (bridge.recordingId === recordingId) return success(undefined)
    if (bridge.recordingId !== undefined) return refuse('wrong-state', 'Another recording of this bridge runs.')
    const recorder = new StereoRecorder({ ringMs })
    const recording: Recording = { recordingId, bridge, left, recorder, sink: undefined, isClosing: false }
    bridge.recordingId = recordingId
    // From this moment on sound is kept, also while the store makes the file.
    this.live.push(recording)
    const opened = await this.#store.open(recordingId)
    if (!opened.ok) {
      this.#forget(recording)
      return refuse('failed', `The recording could not be begun: ${opened.error.kind}.`)
    }
    recording.sink = opened.value
    if (recording.isClosing) this.#finish(recording)
    else this.#drain ??= setTimeout(() => this.#drainAll(), drainEveryMs)
    return success(undefined)
  }

  /** A recording that runs. */
  get(recordingId: RecordingId): Recording | undefined {
    return this.live.find((recording) => recording.recordingId === recordingId)
  }

  stop(recordingId: RecordingId): void {
    const recording = this.get(recordingId)
    if (recording) this.#close(recording)
  }

  /** One tick: takes what was said. Nothing is allocated, nothing is written. */
  tick(): void {
    for (let i = 0; i < this.live.length; i++) {
      const { recorder, bridge, left } = this.live[i] as Recording
      recorder.tick(bridge.mix.saidBy(left.legId), bridge.mix.saidTo(left.legId))
    }
  }

  async closeAll(): Promise<void> {
    for (const recording of [...this.live]) this.#close(recording)
    await Promise.all(this.#closing)
  }

  describe(): { recordingId: RecordingId; isPaused: boolean }[] {
    return this.live.map(({ recordingId, recorder }) => ({ recordingId, isPaused: recorder.isPaused }))
  }

  #close(recording: Recording): void {
    if (recording.isClosing) return
    recording.isClosing = true
    this.#forget(recording)
    if (recording.sink) this.#finish(recording)
  }

  #forget(recording: Recording): void {
    const at = this.live.indexOf(recording)
    if (at >= 0) this.live.splice(at, 1)
    if (recording.bridge.recordingId === recording.recordingId) recording.bridge.recordingId = undefined
  }

  #finish(recording: Recording): void {
    const { recordingId, recorder, sink } = recording
    if (!sink) return
    const finishing = (async () => {
      // What is still in memory may be more than the sink takes at once.
      for (let attempt = 0; attempt < 400 && carry(recorder, sink, 1) === 'overloaded'; attempt++) {
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
      const file = await sink.close()
      if (file.ok) {
        // What the store took but a full disk did not counts as well.
        const unwrittenMs = Math.max(0, Math.round(recorder.durationMs - file.value.durationMs))
        const missingMs = Math.min(recorder.durationMs, recorder.lostFrames * frameMs + unwrittenMs)
        this.#emit({ type: 'recording.closed', recording: closed(file.value, missingMs) })
      } else this.#failed(recordingId, file.error.kind)
    })().catch((error: unknown) => this.#failed(recordingId, String(error)))
    this.#closing.push(finishing)
    void finishing.then(() => {
      this.#closing = this.#closing.filter((other) => other !== finishing)
    })
  }

  #failed(recordingId: RecordingId, why: string): void {
    this.#emit({ type: 'recording.failed', recordingId, sentence: `The recording could not be kept: ${why}.` })
  }

  #drainAll(): void {
    this.#drain = undefined
    for (const recording of [...this.live]) {
      const { recorder, sink } = recording
      const failure = sink && carry(recorder, sink, blockBytes)
      // An overloaded disk is what the ring is for; anything else is the end of this file, which keeps what it has.
      if (failure !== undefined && failure !== 'overloaded') this.#close(recording)
    }
    if (this.live.length > 0) this.#drain = setTimeout(() => this.#drainAll(), drainEveryMs)
  }
}

/** Carries what waits, in blocks of at least `leastBytes`. @returns why it had to stop, if it had to */
function carry(recorder: StereoRecorder, sink: RecordingSink, leastBytes: number): string | undefined {
  while (recorder.pendingBytes >= leastBytes) {
    const block = recorder.peek()
    if (block.length === 0) return undefined
    const appended = sink.append(block)
    if (!appended.ok) return appended.error.kind
    recorder.release(block.length)
  }
  return undefined
}

const closed = (file: StoredFile, missingMs: number): RecordingResult => ({
  recordingId: file.recordingId,
  path: file.path,
  bytes: file.bytes,
  sha256: file.sha256,
  durationMs: Math.round(file.durationMs),
  missingMs,
})
