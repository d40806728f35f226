import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { Place } from '../geography/index.ts'
import { kmTo, nearerFirst } from './asking/area.ts'
import type { Asked } from './asking/relaxation.ts'
import { withReservations } from './asking/reservation.ts'
import { askedIn, noWishes } from './asking/wishes.ts'
import { membershipIn, type RoutingState } from './state.ts'
import type { StrategyName } from './strategy/index.ts'
import { byRank, type Candidate, strategyOf } from './strategy/index.ts'
import { type Whereabouts, type WhyNot, whereaboutsOf, whyKept, whyNotAsked, whyNotFor } from './why-not.ts'

/** A member of a queue, and whether he could take an interaction of it. */
export interface Previewed {
  readonly agentId: AgentId
  /** `null`: he could. */
  readonly why: WhyNot | null
  /** From 1, in the order in which they would be asked; `null` for who could not, and where lots are drawn. */
  readonly place: number | null
  readonly idleMs: number
  /** Where he works, as far as that matters; absent: it does not, or nobody said. */
  readonly works?: Whereabouts
}

export interface QueuePreview {
  readonly strategy: StrategyName
  /** Which of `steps` is shown. */
  readonly step: number
  readonly steps: readonly Asked[]
  readonly waiting: number
  /** Who could take it first, in the order of the strategy; then the others, by their ids. */
  readonly members: readonly Previewed[]
}

/** For which interaction: one that waits, or one that would come from `place`. */
interface PreviewedFor {
  readonly interactionId?: InteractionId
  readonly step?: number
  readonly place?: Place
}

/**
 * Who could take an interaction of this queue in this moment, and why not the others: one that waits in it, or one that would
 * come. Walks over all members: for a person who asks, not for a decision. `null`: there is no such queue.
 */
export function previewOf(
  state: RoutingState,
  queueId: QueueId,
  nowMs: number,
  { interactionId, step: wanted, place }: PreviewedFor = {},
): QueuePreview | null {
  const queue = state.queues.get(queueId)
  const indexes = state.indexes.of(queueId)
  if (!queue || !indexes) return null
  const found = interactionId && state.interactions.get(interactionId)
  const interaction = found?.waiting?.queueId === queueId ? found : undefined
  const steps =
    interaction?.waiting?.asked ??
    withReservations(
      state,
      askedIn(queue.settings, { ...noWishes, ...(place && { place }) }, () => false),
      queue.settings.requirement ?? null,
    )
  const step = Math.min(wanted ?? interaction?.waiting?.step ?? 0, steps.length - 1)
  const asked = steps[step] as Asked
  const { rank, rankOfSkills, lots } = strategyOf(queue.settings.strategy)
  const eligible: (Candidate & { readonly rankOfSkills: number; readonly km: number; works?: Whereabouts })[] = []
  const others: Previewed[] = []
  for (const agentId of indexes.members.values()) {
    const agent = state.agents.get(agentId)
    const membership = agent && membershipIn(agent, queueId)
    if (!agent || !membership) continue
    const whyNot = interaction
      ? whyNotFor(agent, membership, interaction, asked)
      : whyNotAsked(agent, membership, asked, queue.settings.channel)
    const why = whyNot ?? whyKept(state, agent, asked)
    const { idleSinceMs, settings } = agent
    const works = whereaboutsOf(asked.area, settings)
    if (why) others.push({ agentId, why, place: null, idleMs: nowMs - idleSinceMs, ...(works && { works }) })
    else {
      const ofSkills = rankOfSkills?.(asked.requirement, settings.skills ?? {}) ?? 0
      const km = asked.area ? kmTo(asked.area, settings.areas ?? []) : 0
      const ranks = { rank: rank({ agent, queueId, membership }), rankOfSkills: ofSkills, km }
      eligible.push({ agentId, idleSinceMs, ...ranks, ...(works && { works }) })
    }
  }
  eligible.sort((a, b) => nearerFirst(a.km, b.km) || a.rankOfSkills - b.rankOfSkills || byRank(a, b))
  others.sort((a, b) => (a.agentId < b.agentId ? -1 : 1))
  const members = [
    ...eligible.map(({ agentId, idleSinceMs, works }, index) => ({
      ...{ agentId, why: null, place: lots ? null : index + 1, idleMs: nowMs - idleSinceMs },
      ...(works && { works }),
    })),
    ...others,
  ]
  return { strategy: queue.settings.strategy, step, steps, waiting: indexes.waiting.size, members }
}
