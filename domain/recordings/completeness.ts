import type { AgentId } from '#kernel/ids.ts'
import type { RecordingRule } from './rule.ts'

/** What of one person's conversation a rule wants recorded: from the first word to the last, holds and consultations included. */
export interface WantedRecording {
  readonly talkMs: number
}

/** A slice of a call in which an agent had the customer: talk, hold, consultation, conference. */
export interface TalkSlice {
  readonly agentId: AgentId
  readonly rule: Pick<RecordingRule, 'sharePercent'>
  readonly fromMs: number
  readonly toMs: number
  /** The agent was gone before he talked, or in the middle of it. */
  readonly isAgentLost: boolean
}

/** A recording as the books have it: whose conversation it is, and when it was begun. */
export interface BegunRecording {
  /** `null`: nobody knows; it is taken for whoever lacks one. */
  readonly agentId: AgentId | null
  readonly startedAtMs: number
}

/** A telephone rings so long, and at an outside number a key is asked for: nobody talks yet, though he has accepted. */
const reachedWithinMs = 45_000

/**
 * How long each agent's part of a call was, of those parts that a rule wants recorded. One part begins where the agent comes
 * into the call and ends where he leaves it; who is called at a telephone talks from its answer, which is when his
 * recording begins. What two have at once, as in a conference, is the first one's.
 * @param slices in the order in which they began
 */
export function wantedOf(
  slices: readonly TalkSlice[],
  begun: readonly BegunRecording[],
  has: { readonly isWanted: (slice: TalkSlice) => boolean; readonly hasTelephone: (agentId: AgentId) => boolean },
): ReadonlyMap<AgentId, WantedRecording> {
  const wanted = new Map<AgentId, WantedRecording>()
  let countedUntilMs = 0
  for (const part of partsOf(slices)) {
    const { agentId, fromMs, toMs } = part
    if (!has.isWanted(part)) continue
    const began = begun
      .filter((one) => one.agentId === null || one.agentId === agentId)
      .map(({ startedAtMs }) => startedAtMs)
      .find((startedAtMs) => startedAtMs >= fromMs && startedAtMs <= Math.min(toMs, fromMs + reachedWithinMs))
    let talksFromMs = fromMs
    if (has.hasTelephone(agentId)) {
      if (began === undefined && part.isAgentLost && toMs - fromMs <= reachedWithinMs) continue
      talksFromMs = began ?? fromMs
    }
    const talkMs = Math.max(0, toMs - Math.max(talksFromMs, countedUntilMs))
    countedUntilMs = Math.max(countedUntilMs, toMs)
    wanted.set(agentId, { talkMs: (wanted.get(agentId)?.talkMs ?? 0) + talkMs })
  }
  return wanted
}

/** Talk and hold and talk again are one part, as long as nobody else has the customer in between. */
function partsOf(slices: readonly TalkSlice[]): readonly TalkSlice[] {
  const parts: TalkSlice[] = []
  for (const slice of slices) {
    const last = parts.at(-1)
    if (last?.agentId === slice.agentId && slice.fromMs - last.toMs < 1) {
      const { toMs, isAgentLost } = slice
      parts[parts.length - 1] = { ...last, toMs: Math.max(last.toMs, toMs), isAgentLost }
    } else parts.push(slice)
  }
  return parts
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
export function gapIn(wanted: WantedRecording, found: readonly FoundRecording[]): RecordingGap | undefined {
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

/** What is missing of a call, of whoever's part: the worst kind, and all of it together. */
export function gapInAll(gaps: readonly RecordingGap[], wantedParts: number): RecordingGap | undefined {
  const missingMs = gaps.reduce((total, gap) => total + gap.missingMs, 0)
  for (const kind of ['file-missing', 'damaged'] as const)
    if (gaps.some((gap) => gap.kind === kind)) return { kind, missingMs }
  if (gaps.length === 0) return undefined
  // Somebody else's part of the call is there.
  const isAll = gaps.length === wantedParts && gaps.every(({ kind }) => kind === 'none')
  return { kind: isAll ? 'none' : 'shorter', missingMs }
}

const sum = (recordings: readonly FoundRecording[]): number =>
  recordings.reduce((total, { durationMs }) => total + durationMs, 0)
