import type { AgentId } from '#kernel/ids.ts'
import { offline } from '../../agents/index.ts'
import { nearerFirst } from '../asking/area.ts'
import { askedNow, demandOf } from '../asking/demand.ts'
import type { Asked } from '../asking/relaxation.ts'
import { keptBackFor } from '../asking/reservation.ts'
import type { Decision } from '../decision.ts'
import type { AskedFacts, OfferReason } from '../events.ts'
import { readyIn } from '../indexing/readiness.ts'
import { type Interaction, membershipIn, type Queue } from '../state.ts'
import { byRank, type Candidate } from '../strategy/index.ts'
import { type NotAsked, whereaboutsOf, whyKept, whyNotFor } from '../why-not.ts'

/** A team is told of in whole; of thousands a handful is: a decision must cost the same in both. */
const mostOthers = 5
const mostBehind = 2
const mostLooks = 7
const mostGroups = 2

/** What is asked, where anything is. */
export function askedFacts({ ring, requirement, area }: Asked): AskedFacts {
  return {
    ...(ring === null ? {} : { ring }),
    ...(requirement === null ? {} : { requirement }),
    ...(area && { area: { regionCode: area.place.regionCode, reach: area.reach } }),
  }
}

/** What was asked for, and why others were not asked: told before the offer is made. */
export function explained(
  decision: Decision,
  interaction: Interaction,
  queue: Queue,
  chosenId: AgentId,
): Pick<OfferReason, 'asked' | 'others' | 'works'> {
  const asked = askedNow(interaction)
  const facts = askedFacts(asked)
  const chosen = decision.draft.agents.get(chosenId)
  const works = chosen && whereaboutsOf(asked.area, chosen.settings)
  const others = [...behind(decision, interaction, queue, chosenId)]
  const { agents, indexes } = decision.draft
  let looks = 0
  for (const agentId of indexes.of(queue.queueId)?.members.values() ?? []) {
    if (others.length >= mostOthers || ++looks > mostLooks) break
    if (agentId === chosenId || others.some((other) => other.agentId === agentId)) continue
    const agent = agents.get(agentId)
    // Whoever is not at work is no part of the question.
    if (!agent || agent.presence.kind === offline.kind) continue
    const membership = membershipIn(agent, queue.queueId)
    const why = membership ? (whyNotFor(agent, membership, interaction) ?? whyKept(decision.draft, agent, asked)) : null
    if (why) others.push({ agentId, why })
  }
  return {
    ...(Object.keys(facts).length === 0 ? {} : { asked: facts }),
    ...(works && { works }),
    ...(others.length === 0 ? {} : { others }),
  }
}

const nobody: readonly NotAsked[] = []

/** The first of those who could have had it and stood behind. */
function behind(decision: Decision, interaction: Interaction, queue: Queue, chosenId: AgentId): readonly NotAsked[] {
  const { draft, nowMs } = decision
  const asked = askedNow(interaction)
  const { agentIds, area } = asked
  if (agentIds) return []
  const demand = demandOf(interaction)
  const found: (Candidate & { readonly km: number })[] = []
  let groups = 0
  for (const { label, entries } of readyIn(draft, queue.queueId) ?? []) {
    if (!demand.accepts(label) || keptBackFor(draft, asked, label.skills)) continue
    if (++groups > mostGroups) break
    let looks = 0
    for (const candidate of entries) {
      if (++looks > mostBehind + 1) break
      const { agentId, rank, idleSinceMs } = candidate
      if (agentId !== chosenId) found.push({ agentId, rank, idleSinceMs, km: demand.kmTo(label) })
    }
  }
  if (found.length === 0) return nobody
  return found
    .sort((a, b) => nearerFirst(a.km, b.km) || byRank(a, b))
    .filter(({ agentId }) => {
      const agent = draft.agents.get(agentId)
      const membership = agent && membershipIn(agent, queue.queueId)
      return agent && membership && whyNotFor(agent, membership, interaction) === null
    })
    .slice(0, mostBehind)
    .map(({ agentId, idleSinceMs }) => {
      const works = whereaboutsOf(area, draft.agents.get(agentId)?.settings ?? {})
      return { agentId, why: { kind: 'behind', idleMs: nowMs - idleSinceMs, ...works } }
    })
}
