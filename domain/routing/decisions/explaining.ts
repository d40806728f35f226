import type { AgentId } from '#kernel/ids.ts'
import { offline } from '../../agents/index.ts'
import { askedNow, demandOf } from '../asking/demand.ts'
import type { Asked } from '../asking/relaxation.ts'
import type { Decision } from '../decision.ts'
import type { AskedFacts, OfferReason } from '../events.ts'
import { type Interaction, membershipIn, type Queue } from '../state.ts'
import { byRank, type Candidate } from '../strategy/index.ts'
import { type NotAsked, whyNotFor } from '../why-not.ts'

/** A team is told of in whole; of thousands a handful is: a decision must cost the same in both. */
const mostOthers = 5
const mostBehind = 2
const mostLooks = 7
const mostGroups = 2

/** What is asked, where anything is. */
export function askedFacts({ ring, requirement }: Asked): AskedFacts {
  return { ...(ring === null ? {} : { ring }), ...(requirement === null ? {} : { requirement }) }
}

/** What was asked for, and why others were not asked: told before the offer is made. */
export function explained(
  decision: Decision,
  interaction: Interaction,
  queue: Queue,
  chosenId: AgentId,
): Pick<OfferReason, 'asked' | 'others'> {
  const facts = askedFacts(askedNow(interaction))
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
    const why = membership ? whyNotFor(agent, membership, interaction) : null
    if (why) others.push({ agentId, why })
  }
  return {
    ...(Object.keys(facts).length === 0 ? {} : { asked: facts }),
    ...(others.length === 0 ? {} : { others }),
  }
}

/** The first of those who could have had it and stood behind. */
function behind(decision: Decision, interaction: Interaction, queue: Queue, chosenId: AgentId): readonly NotAsked[] {
  const { draft, nowMs } = decision
  const indexes = draft.indexes.of(queue.queueId)
  if (!indexes || askedNow(interaction).agentIds) return []
  const demand = demandOf(interaction)
  const found: Candidate[] = []
  let groups = 0
  for (const { label, entries } of indexes.ready) {
    if (entries.size === 0 || !demand.accepts(label)) continue
    if (++groups > mostGroups) break
    let looks = 0
    for (const candidate of entries) {
      if (++looks > mostBehind + 1) break
      if (candidate.agentId !== chosenId) found.push(candidate)
    }
  }
  return found
    .sort(byRank)
    .filter(({ agentId }) => {
      const agent = draft.agents.get(agentId)
      const membership = agent && membershipIn(agent, queue.queueId)
      return agent && membership && whyNotFor(agent, membership, interaction) === null
    })
    .slice(0, mostBehind)
    .map(({ agentId, idleSinceMs }) => ({ agentId, why: { kind: 'behind', idleMs: nowMs - idleSinceMs } }))
}
