import type { LegId } from '#kernel/ids.ts'
import { Newest } from '#kernel/newest.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { EndReason } from '#protocol/edge/parties.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { CallLeg } from './call-leg.ts'

export type Emit = (event: EdgeEvent) => void

export interface LegEnd {
  readonly reason: EndReason
  readonly sipStatus?: number
  readonly q850Cause?: number
}

/** Sees what happens to legs, private ones too; for figures and ladders. */
export interface LegObserver {
  began?(leg: CallLeg): void
  /** The first sign that it rings, at either end. */
  alerting?(leg: CallLeg): void
  connected?(leg: CallLeg): void
  ended?(leg: CallLeg, end: LegEnd): void
}

const rememberedEnds = 10_000

/** All legs of this edge. Whatever happens to a leg's life happens here, and is told from here. */
export class Legs {
  /** For the media tick, which walks it fifty times a second; read only. */
  readonly live: CallLeg[] = []
  readonly #byId = new Map<LegId, CallLeg>()
  readonly #ended = new Newest<LegId, true>(rememberedEnds)
  readonly #clock: CallClock
  readonly #emit: Emit
  readonly #atEnd: ((leg: CallLeg) => void)[] = []
  readonly #observers: LegObserver[] = []

  constructor(clock: CallClock, emit: Emit) {
    this.#clock = clock
    this.#emit = emit
  }

  get(legId: LegId): CallLeg | undefined {
    return this.#byId.get(legId)
  }

  /** Whether a leg of this name has been here and ended; remembered for the last ten thousand. */
  hasEnded(legId: LegId): boolean {
    return this.#ended.has(legId)
  }

  add(leg: CallLeg): void {
    this.#byId.set(leg.legId, leg)
    this.live.push(leg)
    for (const observer of this.#observers) observer.began?.(leg)
  }

  /** Tells about a leg, unless it is one that no core hears of. */
  tell(leg: CallLeg, event: EdgeEvent): void {
    if (!leg.origin.isPrivate) this.#emit(event)
  }

  announce(leg: CallLeg): void {
    this.tell(leg, { type: 'leg.incoming', leg: leg.describe(this.#clock.monotonicMs()) })
  }

  /** Registers what must be put in order before a leg's end is told. */
  whenEnding(tidy: (leg: CallLeg) => void): void {
    this.#atEnd.push(tidy)
  }

  observe(observer: LegObserver): void {
    this.#observers.push(observer)
  }

  /** @param hasEarlySound the far end sends sound before its answer; told also of one that rings already */
  alerting(leg: CallLeg, hasEarlySound = false): void {
    const isNews = leg.life.apply('ring', this.#clock.monotonicMs())
    if (isNews) for (const observer of this.#observers) observer.alerting?.(leg)
    if (leg.origin.direction !== 'outbound' || !(isNews || (hasEarlySound && leg.life.state === 'alerting'))) return
    this.tell(leg, { type: 'leg.alerting', legId: leg.legId, ...(hasEarlySound ? { hasEarlySound } : {}) })
  }

  connected(leg: CallLeg): void {
    if (!leg.life.apply('connect', this.#clock.monotonicMs())) return
    for (const observer of this.#observers) observer.connected?.(leg)
    leg.media?.expectPackets(this.#clock.monotonicMs())
    this.tell(leg, { type: 'leg.connected', legId: leg.legId })
  }

  /** It will not come about; its caller still hears why. */
  failing(leg: CallLeg): void {
    leg.life.apply('fail', this.#clock.monotonicMs())
  }

  /** The far end's own hold, or its end. */
  farHold(leg: CallLeg, isHeld: boolean): void {
    if (!leg.life.apply(isHeld ? 'hold' : 'retrieve', this.#clock.monotonicMs())) return
    leg.media?.expectPackets(this.#clock.monotonicMs())
    this.tell(leg, { type: isHeld ? 'leg.held' : 'leg.retrieved', legId: leg.legId })
  }

  /** The last that is told of a leg. Whoever calls this sees to its signalling and closes its transport. */
  ended(leg: CallLeg, end: LegEnd): void {
    const nowMs = this.#clock.monotonicMs()
    if (!leg.life.apply('end', nowMs)) return
    for (const tidy of this.#atEnd) tidy(leg)
    leg.isSending = false
    leg.media?.end(nowMs, this.#clock.wallMs())
    this.#forget(leg)
    for (const observer of this.#observers) observer.ended?.(leg, end)
    const connectedMs = leg.life.connectedMs(nowMs)
    this.tell(leg, {
      type: 'leg.ended',
      legId: leg.legId,
      ...(leg.origin.stationId === undefined ? {} : { stationId: leg.origin.stationId }),
      ...end,
      durationMs: leg.life.ageMs(nowMs),
      ...(connectedMs === undefined ? {} : { connectedMs }),
      ...(connectedMs === undefined || leg.wasJoined ? {} : { neverJoined: true }),
      ...(leg.media ? { quality: leg.media.quality() } : {}),
    })
  }

  #forget(leg: CallLeg): void {
    this.#byId.delete(leg.legId)
    const at = this.live.indexOf(leg)
    // The last takes its place: the order does not matter, and nothing has to move.
    const last = this.live.pop()
    if (last && last !== leg) this.live[at] = last
    this.#ended.set(leg.legId, true)
  }
}
