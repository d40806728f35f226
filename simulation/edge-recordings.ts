import type { BridgeId, LegId, RecordingId } from '#kernel/ids.ts'
import type { EdgeEvent, RecordingResult } from '#protocol/edge/index.ts'
import type { VirtualClock } from './clock.ts'

/** How long a recording stays silent after the last digit. */
const digitPauseMs = 3000

interface SimulatedRecording {
  readonly recordingId: RecordingId
  readonly bridgeId: BridgeId
  readonly left: LegId
  readonly startedAtMs: number
  readonly pausesAtDigits: number
  readonly pausedBy: Set<'hand' | 'digits'>
  digitsTyped: number
  digitsUntilMs: number
}

/** Recordings without sound: when they begin, pause and end, as `edge/recordings.ts` does it. */
export class EdgeRecordings {
  readonly live = new Map<RecordingId, SimulatedRecording>()
  /** Finished, and not acknowledged. */
  readonly closed = new Map<RecordingId, RecordingResult>()
  /** Recordings that were finished, and that the core has to have for ever. */
  readonly promised = new Set<RecordingId>()
  /** One begins, of this customer's leg. */
  onStarted: (recordingId: RecordingId, left: LegId) => void = () => {}
  /** Begun here, over or not: asked for once more they stay as they are. */
  readonly #begun = new Set<RecordingId>()
  readonly #clock: VirtualClock
  readonly #tell: (event: EdgeEvent) => void

  constructor(clock: VirtualClock, tell: (event: EdgeEvent) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  start(of: {
    readonly recordingId: RecordingId
    readonly bridgeId: BridgeId
    readonly left: LegId
    readonly isPaused: boolean
    readonly pausesAtDigits: number
  }): void {
    const { recordingId, bridgeId, left, isPaused, pausesAtDigits } = of
    if (this.#begun.has(recordingId)) return
    this.#begun.add(recordingId)
    const former = [...this.live.values()].find((candidate) => candidate.bridgeId === bridgeId)
    const recording: SimulatedRecording = {
      ...{ recordingId, bridgeId, left, pausesAtDigits },
      startedAtMs: this.#clock.nowMs,
      pausedBy: new Set(isPaused ? ['hand'] : []),
      digitsTyped: 0,
      digitsUntilMs: 0,
    }
    if (former) this.stop(former.recordingId)
    this.live.set(recordingId, recording)
    this.onStarted(recordingId, left)
    // Digits that are being typed are kept from the new one as from the old.
    if (former?.pausedBy.has('digits')) this.#pauseForDigits(recording, former.digitsUntilMs)
  }

  stop(recordingId: RecordingId): void {
    const recording = this.live.get(recordingId)
    if (!recording) return
    this.live.delete(recordingId)
    const durationMs = Math.round(this.#clock.nowMs - recording.startedAtMs)
    const bytes = durationMs * 32
    const result = { recordingId, path: `${recordingId}.wav`, bytes, sha256: '', durationMs, missingMs: 0 }
    this.closed.set(recordingId, result)
    this.promised.add(recordingId)
    this.#tell({ type: 'recording.closed', recording: result })
  }

  /** False where there is none. */
  pause(recordingId: RecordingId, isPaused: boolean): boolean {
    const recording = this.live.get(recordingId)
    if (isPaused) recording?.pausedBy.add('hand')
    else recording?.pausedBy.delete('hand')
    return recording !== undefined
  }

  /** Whose conversation it is leaves the bridge, or the last one does. */
  leaves(bridgeId: BridgeId, legId: LegId, isLast: boolean): void {
    for (const recording of [...this.live.values()]) {
      if (recording.bridgeId === bridgeId && (isLast || recording.left === legId)) this.stop(recording.recordingId)
    }
  }

  typed(bridgeId: BridgeId, legId: LegId, isMasked: boolean): void {
    for (const recording of this.live.values()) {
      if (recording.bridgeId !== bridgeId) continue
      if (recording.left === legId) recording.digitsTyped++
      const isEnough = recording.pausesAtDigits > 0 && recording.digitsTyped >= recording.pausesAtDigits
      if (isMasked || isEnough) this.#pauseForDigits(recording, this.#clock.nowMs + digitPauseMs)
    }
  }

  #pauseForDigits(recording: SimulatedRecording, untilMs: number): void {
    const { recordingId, pausedBy } = recording
    recording.digitsUntilMs = untilMs
    const isNew = pausedBy.size === 0
    pausedBy.add('digits')
    if (isNew) this.#tell({ type: 'recording.paused', recordingId, atMs: 0 })
    this.#clock.after(untilMs - this.#clock.nowMs, () => {
      if (this.live.get(recordingId) !== recording || recording.digitsUntilMs !== untilMs) return
      recording.digitsTyped = 0
      if (pausedBy.delete('digits') && pausedBy.size === 0)
        this.#tell({ type: 'recording.resumed', recordingId, atMs: 0 })
    })
  }

  acknowledge(recordingId: RecordingId): void {
    this.closed.delete(recordingId)
  }

  /** The process breaks off: what was not acknowledged is promised to nobody. */
  crash(): void {
    for (const recordingId of this.closed.keys()) this.promised.delete(recordingId)
    this.live.clear()
    this.closed.clear()
    this.#begun.clear()
  }
}
