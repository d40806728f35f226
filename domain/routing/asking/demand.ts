import type { EdgeId } from '#kernel/ids.ts'
import type { Interaction } from '../state.ts'
import type { AgentGroup } from './agent-group.ts'
import type { Asked } from './relaxation.ts'
import { isMet, keyOf } from './requirement.ts'

/**
 * All interactions of a queue that the same agents may take in this moment: they ask the same, of the same ring, and need
 * the same edge. Those that ask for certain people are no part of one. Thinking in demands and groups keeps a decision's cost
 * off the number of those who wait and of those who are free.
 */
export class Demand {
  readonly key: string
  readonly edgeId: EdgeId | null
  readonly asked: Asked
  readonly #accepted = new Map<string, boolean>()

  constructor(asked: Asked, edgeId: EdgeId | null) {
    const { ring, requirement, isOfTeam } = asked
    this.asked = asked
    this.edgeId = edgeId
    this.key =
      ring === null && requirement === null
        ? `${edgeId ?? ''}`
        : `${edgeId ?? ''} ${ring ?? ''} ${keyOf(requirement)}${isOfTeam ? ' team' : ''}`
  }

  /** Whether agents of this group may take them, when they are ready. */
  accepts(group: AgentGroup): boolean {
    const known = this.#accepted.get(group.key)
    if (known !== undefined) return known
    const { ring, requirement, isOfTeam = false } = this.asked
    const isAccepted =
      (isOfTeam || !group.isStandIn) &&
      (ring === null || group.ring <= ring) &&
      // An outside number is called by whichever edge has the customer.
      (this.edgeId === null || group.edgeId === null || group.edgeId === this.edgeId) &&
      (requirement === null || isMet(requirement, group.skills))
    this.#accepted.set(group.key, isAccepted)
    return isAccepted
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
