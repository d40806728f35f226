import type { EdgeId } from '#kernel/ids.ts'
import type { Interaction } from '../state.ts'
import type { AgentGroup } from './agent-group.ts'
import { isInReach, keyOfArea, kmTo } from './area.ts'
import type { Asked } from './relaxation.ts'
import { isMet, keyOf } from './requirement.ts'

/**
 * All interactions of a queue that the same agents may take in this moment: they ask the same, of the same ring, from the
 * same place, and need the same edge. Those that ask for certain people are no part of one. Thinking in demands and groups keeps a decision's cost
 * off the number of those who wait and of those who are free.
 */
export class Demand {
  readonly key: string
  readonly edgeId: EdgeId | null
  readonly asked: Asked
  readonly #accepted = new Map<string, boolean>()
  readonly #km = new Map<string, number>()

  constructor(asked: Asked, edgeId: EdgeId | null) {
    const { ring, requirement, isOfTeam, area, kept = [] } = asked
    this.asked = asked
    this.edgeId = edgeId
    const where = `${area ? ` ${keyOfArea(area)}` : ''}${kept.length > 0 ? ` but ${kept.join(' ')}` : ''}`
    this.key =
      ring === null && requirement === null && !isOfTeam
        ? `${edgeId ?? ''}${where}`
        : `${edgeId ?? ''} ${ring ?? ''} ${keyOf(requirement)}${isOfTeam ? ' team' : ''}${where}`
  }

  /** Whether agents of this group may take them, when they are ready. */
  accepts(group: AgentGroup): boolean {
    const known = this.#accepted.get(group.key)
    if (known !== undefined) return known
    const { ring, requirement, isOfTeam = false, area } = this.asked
    const isAccepted =
      (isOfTeam || !group.isStandIn) &&
      (ring === null || group.ring <= ring) &&
      // An outside number is called by whichever edge has the customer.
      (this.edgeId === null || group.edgeId === null || group.edgeId === this.edgeId) &&
      (requirement === null || isMet(requirement, group.skills)) &&
      (area === undefined || isInReach(area, group.areas))
    this.#accepted.set(group.key, isAccepted)
    return isAccepted
  }

  /** How far from the customer they work: 0 where nothing is asked of that. Reckoned once for each group. */
  kmTo(group: AgentGroup): number {
    const { area } = this.asked
    if (area === undefined) return 0
    const known = this.#km.get(group.key)
    if (known !== undefined) return known
    const km = kmTo(area, group.areas)
    this.#km.set(group.key, km)
    return km
  }
}

const everybodyNow: Asked = { afterMs: 0, ring: null, requirement: null }

/** What an interaction that waits asks now. */
export const askedNow = ({ waiting }: Interaction): Asked => waiting?.asked[waiting.step] ?? everybodyNow

/** Steps are replaced and never changed, so the demand that was made of one holds. */
const known = new WeakMap<Asked, Demand>()

/** The demand that an interaction is part of while it waits. */
export const demandOf = (interaction: Interaction): Demand =>
  demandFor(askedNow(interaction), interaction.kind === 'call' ? interaction.edgeId : null)

/** @param edgeId that carries it; `null`: none does */
export function demandFor(asked: Asked, edgeId: EdgeId | null): Demand {
  const before = known.get(asked)
  if (before?.edgeId === edgeId) return before
  const demand = new Demand(asked, edgeId)
  known.set(asked, demand)
  return demand
}
