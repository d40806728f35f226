import type { EdgeFigures } from '#protocol/edge/ladder.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { CallLeg } from '../call-leg.ts'
import type { LegEnd, Legs } from '../legs.ts'
import type { MessageCounts } from './message-counts.ts'

type CallFigures = EdgeFigures['calls'][number]
type Counted = { -readonly [Key in keyof CallFigures]: CallFigures[Key] }

/** Upper bounds, seconds: from "at once" to the 30 s after which nobody waits any more. */
const setUpBounds = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30]

export interface FiguresParts {
  readonly legs: Legs
  readonly clock: CallClock
  readonly counts: MessageCounts
}

/** What the edge has done since it started, for Prometheus: counters are kept as calls end, gauges are taken when asked. */
export class Figures {
  readonly #parts: FiguresParts
  readonly #ended = new Map<string, Counted>()
  readonly #setUpCounts = setUpBounds.map(() => 0)
  #setUpSum = 0
  #setUpCount = 0
  #received = 0
  #lost = 0

  constructor(parts: FiguresParts) {
    this.#parts = parts
    parts.legs.observe({
      alerting: (leg) => this.#setUp(leg),
      connected: (leg) => this.#setUp(leg),
      ended: (leg, end) => this.#count(leg, end),
    })
  }

  /** A leg's first sign of life; a later one of the same leg is not counted. */
  readonly #seen = new WeakSet<CallLeg>()
  #setUp(leg: CallLeg): void {
    if (leg.origin.transport !== 'sip' || this.#seen.has(leg)) return
    this.#seen.add(leg)
    const seconds = leg.life.ageMs(this.#parts.clock.monotonicMs()) / 1000
    this.#setUpSum += seconds
    this.#setUpCount++
    const at = setUpBounds.findIndex((bound) => seconds <= bound)
    if (at >= 0) this.#setUpCounts[at] = (this.#setUpCounts[at] ?? 0) + 1
  }

  #count(leg: CallLeg, end: LegEnd): void {
    const quality = leg.media?.quality()
    this.#received += quality?.packetsReceived ?? 0
    this.#lost += quality?.packetsLost ?? 0
    if (leg.origin.transport !== 'sip') return
    const counted = row(this.#ended, leg)
    const wasAnswered = leg.life.connectedMs(this.#parts.clock.monotonicMs()) !== undefined
    counted.begun++
    if (wasAnswered) counted.answered++
    const status = wasAnswered ? '2xx' : end.sipStatus === undefined ? 'none' : `${Math.floor(end.sipStatus / 100)}xx`
    counted.endedBy[status] = (counted.endedBy[status] ?? 0) + 1
  }

  calls(): CallFigures[] {
    const all = new Map(
      [...this.#ended].map(([key, counted]) => [key, { ...counted, endedBy: { ...counted.endedBy } }]),
    )
    for (const leg of this.#parts.legs.live) {
      if (leg.origin.transport !== 'sip') continue
      const counted = row(all, leg)
      counted.begun++
      counted.active++
      if (leg.life.isAnswered) counted.answered++
    }
    return [...all.values()]
  }

  setUpSeconds(): EdgeFigures['setUpSeconds'] {
    return { bounds: setUpBounds, counts: [...this.#setUpCounts], sum: this.#setUpSum, count: this.#setUpCount }
  }

  rtp(): EdgeFigures['rtp'] {
    let packetsReceived = this.#received
    let packetsLost = this.#lost
    const scores: number[] = []
    const jitters: number[] = []
    for (const leg of this.#parts.legs.live) {
      const quality = leg.media?.quality()
      if (!quality) continue
      packetsReceived += quality.packetsReceived
      packetsLost += quality.packetsLost
      if (!leg.life.isAnswered || quality.mos === undefined) continue
      jitters.push(quality.jitterMs)
      scores.push(quality.mos)
    }
    return {
      packetsReceived,
      packetsLost,
      jitterMsMean: mean(jitters),
      ...(scores.length === 0 ? {} : { mosMean: mean(scores), mosLowest: Math.min(...scores) }),
    }
  }

  get counts(): MessageCounts {
    return this.#parts.counts
  }
}

function row(rows: Map<string, Counted>, { origin }: CallLeg): Counted {
  const trunkId = origin.trunkId ?? ''
  const key = `${trunkId}|${origin.direction}`
  const counted = rows.get(key) ?? {
    trunkId,
    direction: origin.direction,
    begun: 0,
    answered: 0,
    active: 0,
    endedBy: {},
  }
  rows.set(key, counted)
  return counted
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
