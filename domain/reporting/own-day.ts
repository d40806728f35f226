import type { Presence } from '../agents/index.ts'
import type { Segment, SegmentKind } from '../interactions/index.ts'
import { holdMs, talkMs, wrapUpMs } from './times.ts'

/** What an agent said of himself from then on. */
export interface PresenceSince {
  readonly atMs: number
  readonly presence: Presence
}

/** What one agent did in a period, as he and whoever leads him read it. Milliseconds; a mean is `null` where there is nothing to take it of. */
export interface OwnDay {
  /** Interactions that he had in hand: of which a first talk, or a first work at a task, began in the period. */
  readonly handled: number
  /** What became of the offers made to him, by the time at which they were made. Withdrawn ones count nowhere. */
  readonly offers: { readonly accepted: number; readonly declined: number; readonly missed: number }
  /** Sums over all of his segments, cut off at the ends of the period; what runs counts up to now. */
  readonly talkMs: number
  readonly holdMs: number
  readonly wrapUpMs: number
  readonly meanTalkMs: number | null
  readonly meanHoldMs: number | null
  readonly meanWrapUpMs: number | null
  /** How long he was available, whether at work or waiting for it. */
  readonly availableMs: number
  readonly notReadyMs: number
  /** How long he was away, by reason, the longest first. */
  readonly breaks: readonly { readonly reason: string; readonly ms: number; readonly times: number }[]
  /**
   * Time in which he worked / (that + time in which he waited for work), 0 to 1; `null` when there was neither. Worked: anything
   * of a contact in hand, wrap-up included, overlaps once; and breaks whose reason counts as work. Waited: available with nothing
   * in hand, ringing included; and breaks whose reason counts as waiting. Other breaks, not ready and offline stand on neither side.
   */
  readonly occupancy: number | null
}

interface Period {
  readonly fromMs: number
  readonly nowMs: number
}
type Span = readonly [fromMs: number, toMs: number]

const busyKinds: ReadonlySet<SegmentKind> = new Set(['talk', 'work', 'hold', 'consult', 'conference', 'dial', 'wrapUp'])

/**
 * @param segments all segments of this agent that touch the period, of any interactions
 * @param presences his changes in the period and the last one before it, oldest first
 * Events: PresenceChanged, and those of the segments. Others say: agent performance, today's statistics.
 */
export function ownDay(segments: readonly Segment[], presences: readonly PresenceSince[], period: Period): OwnDay {
  const own = segments.flatMap((segment) => cut(segment, period))
  const handled = firstTalks(segments).filter(({ fromMs }) => fromMs >= period.fromMs).length
  const offers = segments.filter(({ kind, fromMs }) => kind === 'offer' && fromMs >= period.fromMs)
  const outcomes = (outcome: Segment['outcome']) => offers.filter((offer) => offer.outcome === outcome).length
  const sums = {
    talkMs: talkMs(own, period.nowMs),
    holdMs: holdMs(own, period.nowMs),
    wrapUpMs: wrapUpMs(own, period.nowMs),
  }
  const mean = (sumMs: number) => (handled === 0 ? null : sumMs / handled)
  const busy = united(own.filter(({ kind }) => busyKinds.has(kind)).map(({ fromMs, toMs }): Span => [fromMs, toMs]))
  return {
    handled,
    offers: { accepted: outcomes('accepted'), declined: outcomes('declined'), missed: outcomes('missed') },
    ...sums,
    meanTalkMs: mean(sums.talkMs),
    meanHoldMs: mean(sums.holdMs),
    meanWrapUpMs: mean(sums.wrapUpMs),
    ...presenceTimes(spansOf(presences, period), busy),
  }
}

interface PresenceSpan {
  readonly span: Span
  readonly presence: Presence
}

function presenceTimes(
  spans: readonly PresenceSpan[],
  busy: readonly Span[],
): Pick<OwnDay, 'availableMs' | 'notReadyMs' | 'breaks' | 'occupancy'> {
  let [availableMs, notReadyMs, workedMs, waitedMs] = [0, 0, lengthMs(busy), 0]
  const breaks = new Map<string, { ms: number; times: number }>()
  for (const { span, presence } of spans) {
    const ms = span[1] - span[0]
    const freeMs = ms - overlapMs(span, busy)
    if (presence.kind === 'available') {
      availableMs += ms
      waitedMs += freeMs
    } else if (presence.kind === 'notReady') notReadyMs += ms
    else if (presence.kind === 'break') {
      const known = breaks.get(presence.reason) ?? { ms: 0, times: 0 }
      breaks.set(presence.reason, { ms: known.ms + ms, times: known.times + 1 })
      if (presence.countsAs === 'work') workedMs += freeMs
      if (presence.countsAs === 'idle') waitedMs += freeMs
    }
  }
  return {
    availableMs,
    notReadyMs,
    breaks: [...breaks].map(([reason, of]) => ({ reason, ...of })).sort((a, b) => b.ms - a.ms),
    occupancy: workedMs + waitedMs === 0 ? null : workedMs / (workedMs + waitedMs),
  }
}

/** The part of a segment that lies in the period. */
function cut(segment: Segment, { fromMs, nowMs }: Period): (Segment & { readonly toMs: number })[] {
  const [begins, ends] = [Math.max(segment.fromMs, fromMs), Math.min(segment.toMs ?? nowMs, nowMs)]
  return ends > begins ? [{ ...segment, fromMs: begins, toMs: ends }] : []
}

/** The first time that he had each interaction in hand. */
function firstTalks(segments: readonly Segment[]): readonly Segment[] {
  const first = new Map<string, Segment>()
  for (const segment of segments) {
    if (segment.kind !== 'talk' && segment.kind !== 'work') continue
    const known = first.get(segment.interactionId)
    if (!known || segment.fromMs < known.fromMs) first.set(segment.interactionId, segment)
  }
  return [...first.values()]
}

function spansOf(presences: readonly PresenceSince[], { fromMs, nowMs }: Period): PresenceSpan[] {
  return presences.flatMap(({ atMs, presence }, i) => {
    const span: Span = [Math.max(atMs, fromMs), Math.min(presences[i + 1]?.atMs ?? nowMs, nowMs)]
    return span[1] > span[0] ? [{ span, presence }] : []
  })
}

/** The same time without overlaps, in order. */
function united(spans: readonly Span[]): readonly Span[] {
  const sorted = [...spans].sort((a, b) => a[0] - b[0])
  const apart: [number, number][] = []
  for (const [fromMs, toMs] of sorted) {
    const last = apart.at(-1)
    if (last && fromMs <= last[1]) last[1] = Math.max(last[1], toMs)
    else apart.push([fromMs, toMs])
  }
  return apart
}

const lengthMs = (spans: readonly Span[]): number => spans.reduce((sum, [fromMs, toMs]) => sum + toMs - fromMs, 0)
const overlapMs = ([fromMs, toMs]: Span, spans: readonly Span[]): number =>
  spans.reduce((sum, span) => sum + Math.max(0, Math.min(toMs, span[1]) - Math.max(fromMs, span[0])), 0)
