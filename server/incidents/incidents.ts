import type { Kysely, Selectable } from 'kysely'
import type { Database, IncidentTable } from '#adapters/postgres/schema.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { isRegionCode } from '#domain/geography/index.ts'
import { incidentSlice, type IncidentMatch as RoutedMatch, type RoutingEvent } from '#domain/routing/index.ts'
import type { IncidentId, InteractionId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { IncidentMatch } from '#protocol/http/index.ts'
import type { Decider, ExecuteFailure } from '../core-services.ts'
import { goesByMarks, isMarkedBy, type Outside } from './outside-marks.ts'

/**
 * Incidents that many call about. Routing knows which last and lifts what comes; here is what it may not know (what they are
 * called, and the numbers and words by which they are told), and here whoever waits already is brought to it, and put back, in
 * slices between which calls are decided.
 */
export class Incidents {
  readonly #db: Kysely<Database>
  readonly #decider: Pick<Decider, 'state' | 'execute'>
  readonly #wallMs: () => number
  readonly #logger: Logger
  /** Those that last and are told by what routing does not see. */
  readonly #byMarks = new Map<IncidentId, IncidentMatch>()
  readonly #settling = new Set<IncidentId>()

  constructor(options: {
    readonly db: Kysely<Database>
    readonly decider: Pick<Decider, 'state' | 'execute'>
    readonly wallMs: () => number
    readonly logger: Logger
  }) {
    this.#db = options.db
    this.#decider = options.decider
    this.#wallMs = options.wallMs
    this.#logger = options.logger
  }

  /** Incidents to which this belongs by what routing does not see. */
  marksOf = (outside: Outside): readonly IncidentId[] => {
    if (this.#byMarks.size === 0) return []
    return [...this.#byMarks].filter(([, match]) => isMarkedBy(match, outside)).map(([incidentId]) => incidentId)
  }

  /** Declares what stands in the table. Whoever waits already is lifted soon after. */
  async declare(row: Pick<Selectable<IncidentTable>, 'incident_id' | 'match' | 'level' | 'boost_ms' | 'ends_at'>) {
    const { incident_id: incidentId, match, level, boost_ms: boostMs, ends_at: endsAt } = row
    this.#note(incidentId, match)
    const declared = await this.#decider.execute({
      ...{ type: 'DeclareIncident', incidentId, match: routedMatch(match), lift: { level, boostMs } },
      endsAtMs: endsAt === null ? null : endsAt.getTime(),
    })
    if (declared.ok) void this.#sweep(incidentId, match)
    else this.#byMarks.delete(incidentId)
    return declared
  }

  async end(incidentId: IncidentId): Promise<Result<undefined, ExecuteFailure>> {
    const ended = await this.#decider.execute({ type: 'EndIncident', incidentId })
    return ended.ok ? success(undefined) : failure(ended.error)
  }

  /** Before the first edge is heard: who calls is compared with all that last. */
  async load(): Promise<void> {
    for (const { incident_id, match } of await this.#lasting()) this.#note(incident_id, match)
  }

  /** A core begins, or routing was loaded anew: what was begun is gone on with. */
  async resume(): Promise<void> {
    const { state } = this.#decider
    if (!state) return
    for (const { incident_id: incidentId, match } of await this.#lasting()) {
      const known = state.incidents.get(incidentId)
      if (known && !known.isOver) void this.#sweep(incidentId, match)
      else await this.#over(incidentId, 'lost', this.#wallMs())
    }
    for (const { incidentId, isOver } of [...state.incidents.values()]) if (isOver) void this.#settle(incidentId)
  }

  committed(events: readonly RoutingEvent[]): void {
    for (const event of events) {
      if (event.type !== 'IncidentEnded') continue
      const { incidentId, cause, atMs } = event
      this.#over(incidentId, cause, atMs).catch((error: unknown) =>
        this.#logger.warn('That an incident is over could not be written', { incidentId, error }),
      )
      void this.#settle(incidentId)
    }
  }

  #note(incidentId: IncidentId, match: IncidentMatch): void {
    if (goesByMarks(match)) this.#byMarks.set(incidentId, match)
  }

  #lasting() {
    return this.#db.selectFrom('incident').select(['incident_id', 'match']).where('ended_at', 'is', null).execute()
  }

  async #over(incidentId: IncidentId, cause: 'supervisor' | 'time' | 'lost', atMs: number): Promise<void> {
    this.#byMarks.delete(incidentId)
    await this.#db
      .updateTable('incident')
      .set({ ended_at: new Date(atMs), ended_cause: cause })
      .where('incident_id', '=', incidentId)
      .where('ended_at', 'is', null)
      .execute()
  }

  /** Who waits now, slice by slice; whoever comes meanwhile is compared when he comes. */
  async #sweep(incidentId: IncidentId, match: IncidentMatch): Promise<void> {
    const waiting: InteractionId[] = []
    for (const one of this.#decider.state?.interactions.values() ?? []) if (one.waiting) waiting.push(one.interactionId)
    const areMarked = goesByMarks(match)
    try {
      for (let from = 0; from < waiting.length; from += incidentSlice) {
        const slice = waiting.slice(from, from + incidentSlice)
        const interactionIds = areMarked ? await this.#marked(match, slice) : slice
        if (interactionIds.length === 0) continue
        const lifted = await this.#decider.execute({ type: 'LiftWaiting', incidentId, interactionIds, areMarked })
        if (!lifted.ok) return
      }
    } catch (error) {
      this.#logger.warn('Not all who wait could be compared with an incident', { incidentId, error })
    }
  }

  async #marked(match: IncidentMatch, slice: readonly InteractionId[]): Promise<readonly InteractionId[]> {
    const rows = await this.#db
      .selectFrom('interaction_particulars as of')
      .fullJoin('task', 'task.interaction_id', 'of.interaction_id')
      .select(({ fn }) => fn.coalesce('of.interaction_id', 'task.interaction_id').as('interaction_id'))
      .select(['of.caller_number', 'of.dialed_number', 'task.payload'])
      .where((eb) => eb.or([eb('of.interaction_id', 'in', slice), eb('task.interaction_id', 'in', slice)]))
      .execute()
    return rows.flatMap(({ interaction_id, caller_number, dialed_number, payload }) => {
      const outside = { callerNumber: caller_number, dialedNumber: dialed_number, payload }
      return interaction_id !== null && isMarkedBy(match, outside) ? [interaction_id] : []
    })
  }

  async #settle(incidentId: IncidentId): Promise<void> {
    if (this.#settling.has(incidentId)) return
    this.#settling.add(incidentId)
    try {
      while (this.#decider.state?.incidents.get(incidentId)?.isOver) {
        const done = await this.#decider.execute({ type: 'SettleIncident', incidentId })
        if (!done.ok) return
      }
    } finally {
      this.#settling.delete(incidentId)
    }
  }
}

/** What routing sees of it. */
export function routedMatch(match: IncidentMatch): RoutedMatch {
  const { dialedNumbers: _, callerPrefixes: __, payload: ___, regionCodes, ...seen } = match
  const regions = regionCodes && { regionCodes: regionCodes.filter(isRegionCode) }
  return { ...seen, ...regions, ...(goesByMarks(match) && { isMarked: true as const }) }
}
