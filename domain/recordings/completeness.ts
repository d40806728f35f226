import type { InteractionId } from '#kernel/ids.ts'

/** A conversation that a rule wants recorded: from the first word to the last, holds and consultations included. */
export interface WantedRecording {
  readonly interactionId: InteractionId
  readonly talkMs: number
}

/** What there is of it. */
export interface FoundRecording {
  readonly state: 'recording' | 'ready' | 'failed' | 'erased'
  readonly durationMs: number
  /** Not written because storage could not keep up. */
  readonly missingMs: number
  /** Whether its file is where it ought to be, and reads as it was written; absent: not looked at. */
  readonly file?: 'whole' | 'missing' | 'damaged'
}

export interface RecordingGap {
  readonly kind: 'none' | 'shorter' | 'file-missing' | 'damaged'
  /** How much of the conversation is not there. */
  readonly missingMs: number
}

/** What answering and hanging up take is no gap: a recording begins when the bridge stands and ends with it. */
const allowanceMs = 2000
const allowanceShare = 0.01

/** Compares what ought to be recorded with what is. `undefined`: nothing is missing. */
export function gapIn(
  wanted: Pick<WantedRecording, 'talkMs'>,
  found: readonly FoundRecording[],
): RecordingGap | undefined {
  const { talkMs } = wanted
  if (talkMs <= allowanceMs) return undefined
  // Erased ones were there: that is what they are kept in the books for.
  const usable = found.filter(({ state }) => state === 'ready' || state === 'erased' || state === 'recording')
  if (usable.length === 0) return { kind: 'none', missingMs: talkMs }
  const lost = usable.filter(({ file }) => file === 'missing')
  if (lost.length > 0) return { kind: 'file-missing', missingMs: sum(lost) }
  const damaged = usable.filter(({ file }) => file === 'damaged')
  if (damaged.length > 0) return { kind: 'damaged', missingMs: sum(damaged) }
  if (usable.some(({ state }) => state === 'recording')) return undefined
  const recordedMs = usable.reduce((total, { durationMs, missingMs }) => total + durationMs - missingMs, 0)
  const missingMs = talkMs - recordedMs
  return missingMs > allowanceMs + talkMs * allowanceShare ? { kind: 'shorter', missingMs } : undefined
}

const sum = (recordings: readonly FoundRecording[]): number =>
  recordings.reduce((total, { durationMs }) => total + durationMs, 0)
