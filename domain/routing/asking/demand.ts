import type { EdgeId } from '#kernel/ids.ts'
import type { Channel } from '../../interactions/index.ts'
import { canBeJoined, isSpoken } from '../eligibility.ts'
import type { AgentSettings, Membership } from '../settings.ts'
import type { Agent, Interaction } from '../state.ts'
import type { Asked } from './relaxation.ts'
import { isMet, keyOf, type Requirement } from './requirement.ts'

/**
 * All interactions of a queue that the same agents may take in this moment: they ask the same, of the same ring, and need
 * the same edge. Those that ask for certain people are no part of one. Thinking in demands keeps a decision's cost off the number of those who wait and of those who are free.
 */
export class Demand {
  readonly key: string
  readonly ring: number | null
  readonly requirement: Requirement | null
  readonly edgeId: EdgeId | null
  /** Settings are replaced and never changed, so what was found of them holds. */
  readonly #isMetBy = new WeakMap<AgentSettings, boolean>()

  constructor(interaction: Interaction) {
    const { ring, requirement } = askedNow(interaction)
    this.key = demandKey(interaction)
    this.ring = ring
    this.requirement = requirement
    this.edgeId = isSpoken(interaction.channel) ? interaction.edgeId : null
  }

  /** Whether this member may take them, when he is ready. */
  accepts(agent: Agent, membership: Membership): boolean {
    if (this.ring !== null && (membership.ring ?? 1) > this.ring) return false
    if (this.edgeId !== null && !canBeJoined(agent, { edgeId: this.edgeId })) return false
    return this.requirement === null || this.#meets(agent.settings, this.requirement)
  }

  #meets(settings: AgentSettings, requirement: Requirement): boolean {
    const known = this.#isMetBy.get(settings)
    if (known !== undefined) return known
    const isMetBy = isMet(requirement, settings.skills ?? {})
    this.#isMetBy.set(settings, isMetBy)
    return isMetBy
  }
}

const everybodyNow: Asked = { afterMs: 0, ring: null, requirement: null }

/** What an interaction that waits asks now. */
export const askedNow = ({ waiting }: Interaction): Asked => waiting?.asked[waiting.step] ?? everybodyNow

/** Equal for interactions of one queue that are one demand. */
export const demandKey = (interaction: Interaction): string =>
  demandKeyOf(askedNow(interaction), interaction.channel, interaction.edgeId)

export function demandKeyOf({ ring, requirement }: Asked, channel: Channel, edgeId: EdgeId): string {
  const edge = isSpoken(channel) ? edgeId : ''
  return ring === null && requirement === null ? edge : `${edge} ${ring ?? ''} ${keyOf(requirement)}`
}
