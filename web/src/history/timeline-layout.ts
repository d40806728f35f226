import type { Segment } from '#protocol/http/interactions.ts'

/** A segment as a piece of the bar: where it begins and how long it is, as shares of the whole. */
export interface Piece {
  readonly segment: Segment
  /** 0 to 1 from the interaction's start. */
  readonly start: number
  readonly length: number
  /** Segments that run at the same time (an offer while queued) stand on lanes below one another, from 0. */
  readonly lane: number
}

/** Lays segments out on lanes, in the order of their starts. @param nowMs where those that still run end */
export function timelineLayout(segments: readonly Segment[], nowMs: number): readonly Piece[] {
  const spans = segments
    .map((segment) => {
      const startMs = Date.parse(segment.startedAt)
      const endMs = segment.endedAt === undefined ? Math.max(nowMs, startMs) : Date.parse(segment.endedAt)
      return { segment, startMs, endMs: Math.max(startMs, endMs) }
    })
    .sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs)
  const firstMs = spans[0]?.startMs ?? 0
  const totalMs = Math.max(1, ...spans.map(({ endMs }) => endMs - firstMs))
  const laneEndsMs: number[] = []
  return spans.map(({ segment, startMs, endMs }) => {
    let lane = laneEndsMs.findIndex((laneEndMs) => laneEndMs <= startMs)
    if (lane < 0) lane = laneEndsMs.length
    laneEndsMs[lane] = endMs
    return { segment, start: (startMs - firstMs) / totalMs, length: (endMs - startMs) / totalMs, lane }
  })
}
