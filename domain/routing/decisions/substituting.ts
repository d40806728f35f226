import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId } from '#kernel/ids.ts'
import { groupOf } from '../asking/agent-group.ts'
import { demandFor } from '../asking/demand.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import { type Interaction, membershipIn, type Waiting } from '../state.ts'
import { areSubstitutionRules, causeOf, type SubstitutionRule } from '../substitution/rule.ts'
import { nextTurn } from '../substitution/standing-in.ts'
import { isKept, whomToAsk } from '../substitution/whom-to-ask.ts'
import { offersOf, withdrawOffer } from './ownership.ts'
import { handTasksOver } from './tasks.ts'

/** Who does whose work, and since when: rules of each agent that begin and end by the clock or by what he bears. */

export function configureSubstitutions(
  decision: Decision,
  { agentId, rules }: RoutingCommandOf<'ConfigureSubstitutions'>,
): RefusalCode | null {
  if (!areSubstitutionRules(agentId, rules)) return 'wrong-settings'
  const known = decision.draft.substitutions.get(agentId)
  if (JSON.stringify(known?.rules ?? []) === JSON.stringify(rules)) return null
  const isGone = (rule: SubstitutionRule) => rules.every(({ substitutionId }) => substitutionId !== rule.substitutionId)
  for (const rule of known?.rules ?? []) {
    const isOn = known?.active.some(({ substitutionId }) => substitutionId === rule.substitutionId)
    if (isOn && isGone(rule)) end(decision, agentId, rule)
  }
  decision.add({ type: 'SubstitutionsConfigured', agentId, rules })
  while (substituteNext(decision, agentId)) {}
  // Those that go on may name others now.
  askAnew(decision, agentId)
  return null
}

/** What is due of this agent's substitutions by now begins or ends. @returns false when nothing is */
export function substituteNext(decision: Decision, agentId: AgentId): boolean {
  const known = decision.draft.substitutions.get(agentId)
  const turn = known && nextTurn(decision.draft, known)
  if (!turn || turn.atMs > decision.nowMs) return false
  if (turn.begins) begin(decision, agentId, turn.rule)
  else end(decision, agentId, turn.rule)
  return true
}

function begin(decision: Decision, agentId: AgentId, rule: SubstitutionRule): void {
  const { substitutionId, when } = rule
  const untilMs = when.kind === 'absence' ? when.untilMs : null
  decision.add({ type: 'SubstitutionBegan', agentId, substitutionId, why: causeOf(rule), untilMs })
  handTasksOver(decision, agentId)
  askAnew(decision, agentId)
}

function end(decision: Decision, agentId: AgentId, rule: SubstitutionRule): void {
  decision.add({ type: 'SubstitutionEnded', agentId, substitutionId: rule.substitutionId, why: causeOf(rule) })
  askAnew(decision, agentId)
}

/** He is at work again: what others had in his place and still waits is his. */
export function handBackTo(decision: Decision, agentId: AgentId): void {
  for (const interactionId of waitingFor(decision, agentId)) {
    const waiting = decision.draft.interactions.get(interactionId)?.waiting
    if (waiting?.wasHandedOver) reask(decision, interactionId)
  }
}

/** All that waits and is his, or is asked of whom because of him. */
function waitingFor({ draft }: Decision, agentId: AgentId): ReadonlySet<InteractionId> {
  const { owned, dependent } = draft.indexes
  const entries = [...(owned.get(agentId)?.entries ?? []), ...(dependent.get(agentId)?.entries ?? [])]
  return new Set(entries.map(({ interactionId }) => interactionId))
}

function askAnew(decision: Decision, agentId: AgentId): void {
  for (const interactionId of waitingFor(decision, agentId)) reask(decision, interactionId)
}

/**
 * It waits for who is meant now, where that is another than before; whoever is being asked and is not meant any more is asked
 * no more. A call for which everybody is asked by now goes on so: it is kept for nobody, and nobody gains by it.
 */
function reask(decision: Decision, interactionId: InteractionId): void {
  const interaction = decision.draft.interactions.get(interactionId)
  const waiting = interaction?.waiting
  const queue = waiting && decision.draft.queues.get(waiting.queueId)
  if (!waiting || !queue || !interaction) return
  const whom = whomToAsk(decision.draft, queue, interaction.wishes)
  if (isSame(whom, waiting)) return
  const isHisAlone = queue.settings.ownerAgentId !== undefined
  if (!isKept(waiting) && interaction.kind === 'call' && !isHisAlone) return
  if (!whom.handedOver && !waiting.handedOver && !waiting.wasHandedOver) return
  withdrawUnmeant(decision, interaction, whom)
  const { queueId } = queue
  for (const handedOver of whom.handedOver ?? []) {
    decision.add({ type: 'WorkHandedOver', interactionId, queueId, ...handedOver })
  }
  if (whom.handedOver) return
  const [agentId] = waiting.ofAgentIds ?? []
  assert(agentId, `${interactionId} is handed back to nobody`)
  decision.add({ type: 'WorkHandedBack', interactionId, queueId, agentId })
}

const isSame = (a: Pick<Waiting, 'asked' | 'handedOver'>, b: Pick<Waiting, 'asked' | 'handedOver'>): boolean =>
  JSON.stringify([a.asked, a.handedOver ?? null]) === JSON.stringify([b.asked, b.handedOver ?? null])

function withdrawUnmeant(
  decision: Decision,
  interaction: Interaction,
  { asked, handedOver }: Pick<Waiting, 'asked' | 'handedOver'>,
): void {
  const [first] = asked
  assert(first, 'something is asked')
  const edgeId = interaction.kind === 'call' ? interaction.edgeId : null
  for (const offer of offersOf(decision, interaction.interactionId)) {
    const agent = decision.draft.agents.get(offer.agentId)
    const membership = agent && membershipIn(agent, offer.queueId)
    const isMeant = first.agentIds
      ? first.agentIds.includes(offer.agentId)
      : membership && demandFor(first, edgeId).accepts(groupOf(agent, membership))
    if (!isMeant) withdrawOffer(decision, offer, handedOver ? 'handed-over' : 'handed-back')
  }
}

/** Whatever came into a queue by this decision and is done by others says so. */
export function tellHandedOver(decision: Decision): void {
  if (decision.draft.substitutions.size === 0) return
  const touched = decision.events.flatMap((event) => ('interactionId' in event ? [event.interactionId] : []))
  for (const interactionId of new Set(touched)) {
    const waiting = decision.draft.interactions.get(interactionId)?.waiting
    if (!waiting?.handedOver || waiting.wasHandedOver) continue
    for (const handedOver of waiting.handedOver) {
      decision.add({ type: 'WorkHandedOver', interactionId, queueId: waiting.queueId, ...handedOver })
    }
  }
}
