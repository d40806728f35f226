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
  /** Begun where an answer is dearer than looking it up. */
  #accepted: Map<string, boolean> | undefined
  #km: Map<string, number> | undefined

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
    const { ring, requirement, isOfTeam = false, area } = this.asked
    if (group.isStandIn && !isOfTeam) return false
    if (ring !== null && group.ring > ring) return false
    // An outside number is called by whichever edge has the customer.
    if (this.edgeId !== null && group.edgeId !== null && group.edgeId !== this.edgeId) return false
    if (area === undefined && (requirement === null || 'skillId' in requirement)) {
      return requirement === null || isMet(requirement, group.skills)
    }
    const known = this.#accepted?.get(group.key)
    if (known !== undefined) return known
    const isAccepted =
      (requirement === null || isMet(requirement, group.skills)) && (area === undefined || isInReach(area, group.areas))
    this.#accepted ??= new Map()
    this.#accepted.set(group.key, isAccepted)
    return isAccepted
  }

  /** How far from the customer they work: 0 where nothing is asked of that. Reckoned once for each group. */
  kmTo(group: AgentGroup): number {
    const { area } = this.asked
    if (area === undefined) return 0
    const known = this.#km?.get(group.key)
    if (known !== undefined) return known
    const km = kmTo(area, group.areas)
    this.#km ??= new Map()
    this.#km.set(group.key, km)
    return km
  }
}

const everybodyNow: Asked = { afterMs: 0, ring: null, requirement: null }

/** What an interaction that waits asks now. */
export const askedNow = ({ waiting }: Interaction): Asked => waiting?.asked[waiting.step] ?? everybodyNow

/** Steps are replaced and never changed, so the demand that was made of one holds. */
const known = new WeakMap<Asked, Demand[]>()

/** The demand that an interaction is part of while it waits. */
export const demandOf = (interaction: Interaction): Demand =>
  demandFor(askedNow(interaction), interaction.kind === 'call' ? interaction.edgeId : null)

/** @param edgeId that carries it; `null`: none does */
export function demandFor(asked: Asked, edgeId: EdgeId | null): Demand {
  const made = known.get(asked)
  // One for each edge: there are few.
  if (made) for (const demand of made) if (demand.edgeId === edgeId) return demand
  const demand = new Demand(asked, edgeId)
  if (made) made.push(demand)
  else known.set(asked, [demand])
  return demand
}
