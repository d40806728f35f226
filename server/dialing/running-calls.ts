import { minutesBegun } from '#domain/dialing/index.ts'
import type { EdgeId, LegId, PersonId, TrunkId } from '#kernel/ids.ts'
import type { Leg } from '#protocol/edge/index.ts'

/** One call out over a trunk, from the moment in which an edge is asked for it. */
export interface RunningCall {
  readonly legId: LegId
  readonly edgeId: EdgeId
  readonly personId: PersonId | undefined
  readonly isEmergency: boolean
  readonly begunAtMs: number
  /** The one that it goes over, as far as is known: the first of those asked for until the edge says which it was. */
  trunkId: TrunkId
  answeredAtMs: number | undefined
  /** Minutes that were charged. */
  minutes: number
  /** What a minute of its trunk cost when that was last known. */
  costMicros: number
  /** When it was last asked to end. */
  askedToEndAtMs: number | undefined
}

const hourMs = 3_600_000
/** A leg that was asked for this recently may not be in the edge's snapshot yet. */
const settlesWithinMs = 15_000

/** The calls out that are under way, and when each person began theirs in the last hour. */
export class RunningCalls {
  readonly #calls = new Map<LegId, RunningCall>()
  readonly #begunBy = new Map<PersonId, number[]>()

  /** Asked for again (a repeated command) it is the same call. */
  begin(call: Pick<RunningCall, 'legId' | 'edgeId' | 'personId' | 'isEmergency' | 'trunkId'>, nowMs: number): void {
    if (this.#calls.has(call.legId)) return
    this.#calls.set(call.legId, {
      ...call,
      begunAtMs: nowMs,
      answeredAtMs: undefined,
      minutes: 0,
      costMicros: 0,
      askedToEndAtMs: undefined,
    })
    if (call.personId !== undefined && !call.isEmergency) this.noteBegun(call.personId, nowMs)
  }

  /** Counts for the person's hour: also what was begun before this core. */
  noteBegun(personId: PersonId, atMs: number): void {
    const times = this.#begunBy.get(personId)
    if (times) times.push(atMs)
    else this.#begunBy.set(personId, [atMs])
  }

  get = (legId: LegId): RunningCall | undefined => this.#calls.get(legId)
  end = (legId: LegId): boolean => this.#calls.delete(legId)
  all = (): readonly RunningCall[] => [...this.#calls.values()]

  /** What an edge carries at a connect is the truth: what it does not know is over, and what this core did not know goes on. */
  reconcile(
    edgeId: EdgeId,
    legs: readonly Leg[],
    known: {
      readonly personOf: (legId: LegId) => PersonId | undefined
      readonly isEmergency: (number: string) => boolean
      /** Until when the core before this one charged calls over a trunk; `undefined` when nothing says so. */
      readonly chargedUntilMs: (trunkId: TrunkId) => number | undefined
      readonly nowMs: number
    },
  ): void {
    const { nowMs } = known
    const carried = new Map(
      legs.filter((leg) => leg.state !== 'ended' && leg.state !== 'failed').map((leg) => [leg.legId, leg]),
    )
    for (const call of this.#calls.values()) {
      const isNew = call.answeredAtMs === undefined && nowMs - call.begunAtMs < settlesWithinMs
      if (call.edgeId === edgeId && !carried.has(call.legId) && !isNew) this.#calls.delete(call.legId)
    }
    for (const leg of carried.values()) {
      if (leg.direction !== 'outbound' || leg.trunkId === undefined || this.#calls.has(leg.legId)) continue
      const answeredAtMs = leg.connectedMs === undefined ? undefined : nowMs - leg.connectedMs
      this.#calls.set(leg.legId, {
        legId: leg.legId,
        edgeId,
        personId: known.personOf(leg.legId),
        isEmergency: known.isEmergency(leg.dialedNumber),
        begunAtMs: nowMs - leg.ageMs,
        trunkId: leg.trunkId,
        answeredAtMs,
        minutes:
          answeredAtMs === undefined ? 0 : minutesCharged(answeredAtMs, known.chargedUntilMs(leg.trunkId) ?? nowMs + 1),
        costMicros: 0,
        askedToEndAtMs: undefined,
      })
    }
  }

  count(isMeant: (call: RunningCall) => boolean): number {
    let count = 0
    for (const call of this.#calls.values()) if (isMeant(call)) count++
    return count
  }

  begunThisHour(personId: PersonId, nowMs: number): number {
    const times = this.#begunBy.get(personId)
    if (!times) return 0
    const first = times.findIndex((atMs) => atMs > nowMs - hourMs)
    if (first === -1) this.#begunBy.delete(personId)
    else times.splice(0, first)
    return first === -1 ? 0 : times.length
  }
}

/** Those that began before the core that counted them ended. */
const minutesCharged = (answeredAtMs: number, untilMs: number): number => minutesBegun(untilMs - 1 - answeredAtMs)
