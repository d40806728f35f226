import type { AgentId, BreakLimitId } from '#kernel/ids.ts'
import { DraftIndex, type Index, OrderedIndex } from './ordered-index.ts'
import type { Agent } from './state.ts'

/** Who asks for a break, in the order of asking. */
export interface Asker {
  readonly agentId: AgentId
  readonly sinceMs: number
}
const byAsking = (a: Asker, b: Asker): number =>
  a.sinceMs - b.sinceMs || (a.agentId < b.agentId ? -1 : a.agentId > b.agentId ? 1 : 0)

/** Of those for whom one limit holds. */
export interface BreakIndex {
  /** Logged in, away or not. */
  here: number
  /** On a break that had to be granted, or on the way to one. */
  away: number
  readonly asking: Index<Asker>
}

/** Who is away and who asks, limit by limit. */
export interface BreakIndexes {
  of(limitId: BreakLimitId): BreakIndex
}

export class LiveBreakIndexes implements BreakIndexes {
  readonly #byLimit = new Map<BreakLimitId, BreakIndex & { readonly asking: OrderedIndex<Asker> }>()

  of(limitId: BreakLimitId): BreakIndex & { readonly asking: OrderedIndex<Asker> } {
    const known = this.#byLimit.get(limitId)
    if (known) return known
    const made = { here: 0, away: 0, asking: new OrderedIndex(byAsking) }
    this.#byLimit.set(limitId, made)
    return made
  }
}

/** Laid over the live ones, which stay as they are. */
export class DraftBreakIndexes implements BreakIndexes {
  readonly #below: LiveBreakIndexes
  readonly #own = new Map<BreakLimitId, BreakIndex>()

  constructor(below: LiveBreakIndexes) {
    this.#below = below
  }

  of(limitId: BreakLimitId): BreakIndex {
    const own = this.#own.get(limitId)
    if (own) return own
    const { here, away, asking } = this.#below.of(limitId)
    const made = { here, away, asking: new DraftIndex(asking, byAsking) }
    this.#own.set(limitId, made)
    return made
  }
}

/** Whether he takes a place in the limits that hold for him, or will when his work is done. */
export const takesPlace = ({ presence, nextPresence }: Pick<Agent, 'presence' | 'nextPresence'>): boolean =>
  (presence.kind === 'break' && presence.isLimited === true) ||
  (nextPresence?.kind === 'break' && nextPresence.isLimited === true)

/** `undefined`: he asks for nothing. */
export const askerOf = ({ agentId, breakRequest }: Agent): Asker | undefined =>
  breakRequest?.state === 'asked' ? { agentId, sinceMs: breakRequest.sinceMs } : undefined

export function indexBreaks(breaks: BreakIndexes, agent: Agent, deed: 'add' | 'remove'): void {
  const limitIds = agent.settings.breakLimits
  if (limitIds === undefined) return
  const one = deed === 'add' ? 1 : -1
  const asker = askerOf(agent)
  for (const limitId of limitIds) {
    const index = breaks.of(limitId)
    if (agent.presence.kind !== 'offline') index.here += one
    if (takesPlace(agent)) index.away += one
    if (asker) index.asking[deed](asker)
  }
}
