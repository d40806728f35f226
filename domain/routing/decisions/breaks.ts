import type { BreakLimitId } from '#kernel/ids.ts'
import { areBreakRules, byRules, mostAway } from '../../agents/index.ts'
import { askerOf, takesPlace } from '../break-indexes.ts'
import type { RoutingCommandOf } from '../commands.ts'
import type { Decision } from '../decision.ts'
import type { BreakGranted } from '../events.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Agent, RoutingTables } from '../state.ts'
import { changePresence } from './agents.ts'

/** Breaks that have to be granted: in the order of asking, as long as every limit that holds for who asks has room. */

export function configureBreaks(
  decision: Decision,
  { rules }: RoutingCommandOf<'ConfigureBreaks'>,
): RefusalCode | null {
  if (!areBreakRules(rules)) return 'wrong-settings'
  if (JSON.stringify(rules) === JSON.stringify(decision.draft.breakRules)) return null
  decision.add({ type: 'BreakRulesConfigured', rules })
  for (const limitId of Object.keys(rules.limits)) decision.breakLimitIds.add(limitId as BreakLimitId)
  return null
}

export function requestBreak(
  decision: Decision,
  { agentId, reason }: RoutingCommandOf<'RequestBreak'>,
): RefusalCode | null {
  const { agents, breakRules } = decision.draft
  const agent = agents.get(agentId)
  if (!agent) return 'no-such-agent'
  if (agent.presence.kind === 'offline') return 'agent-not-available'
  const { presence, nextPresence, breakRequest } = agent
  const isHad = (one: typeof nextPresence) => one?.kind === 'break' && one.reason === reason
  if (isHad(presence) || isHad(nextPresence)) return null
  // Nobody has to be asked for it.
  if (!breakRules.reasons[reason]?.needsGrant) {
    changePresence(decision, agentId, byRules(breakRules, { kind: 'break', reason }), 'agent')
    return null
  }
  if (breakRequest?.state === 'asked' && breakRequest.reason === reason) return null
  decision.add({ type: 'BreakRequested', agentId, reason })
  return null
}

export function withdrawBreak(decision: Decision, { agentId }: RoutingCommandOf<'WithdrawBreak'>): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  const { breakRequest, nextPresence } = agent
  if (breakRequest) decision.add({ type: 'BreakWithdrawn', agentId, reason: breakRequest.reason, cause: 'agent' })
  if (nextPresence?.kind === 'break' && nextPresence.isLimited) {
    decision.add({ type: 'PresencePlanned', agentId, presence: null, cause: 'agent' })
  }
  return null
}

export function answerBreak(
  decision: Decision,
  { agentId, isGranted }: RoutingCommandOf<'AnswerBreak'>,
): RefusalCode | null {
  const agent = decision.draft.agents.get(agentId)
  if (!agent) return 'no-such-agent'
  const { breakRequest } = agent
  if (breakRequest?.state !== 'asked') return 'no-break-request'
  if (isGranted) grant(decision, agent, breakRequest.reason, 'supervisor')
  else decision.add({ type: 'BreakRefused', agentId, reason: breakRequest.reason })
  return null
}

/** Whoever's turn it is goes: of those only for whom something changed with this decision. */
export function grantBreaks(decision: Decision): void {
  const { agents, indexes } = decision.draft
  const limitIds = decision.breakLimitIds
  for (const agentId of decision.agentIds) {
    for (const limitId of agents.get(agentId)?.settings.breakLimits ?? []) limitIds.add(limitId)
  }
  for (const limitId of limitIds) {
    limitIds.delete(limitId)
    const first = indexes.breaks.of(limitId).asking.first()
    const agent = first && agents.get(first.agentId)
    if (!agent?.breakRequest || !isHisTurn(decision.draft, agent)) continue
    grant(decision, agent, agent.breakRequest.reason, 'rule')
    // Behind him somebody may be next, in each of them.
    for (const next of agent.settings.breakLimits ?? []) limitIds.add(next)
  }
}

function grant(decision: Decision, { agentId }: Agent, reason: BreakGranted['reason'], by: BreakGranted['by']): void {
  decision.add({ type: 'BreakGranted', agentId, reason, by })
  const rules = decision.draft.breakRules
  const presence = { ...byRules(rules, { kind: 'break', reason }), isLimited: true } as const
  changePresence(decision, agentId, presence, 'break-granted')
}

/**
 * Whether he who asks goes now, with no supervisor: a limit holds for him at all, and in each that does he asked first and
 * there is room. Nobody is overtaken by who asked later in a limit that they share, so nobody waits for ever.
 */
export function isHisTurn({ breakRules, indexes }: RoutingTables, agent: Agent): boolean {
  if (!askerOf(agent)) return false
  let isLimited = false
  for (const limitId of agent.settings.breakLimits ?? []) {
    const limit = breakRules.limits[limitId]
    if (!limit) continue
    isLimited = true
    const { here, away, asking } = indexes.breaks.of(limitId)
    const others = takesPlace(agent) ? away - 1 : away
    if (asking.first()?.agentId !== agent.agentId || others >= mostAway(limit, here)) return false
  }
  return isLimited
}

/** His place among those who ask, from 1: in the limit in which most asked before him. `undefined`: he asks for nothing. */
export function placeAmongAsking({ breakRules, indexes }: RoutingTables, agent: Agent): number | undefined {
  const asker = askerOf(agent)
  if (!asker) return undefined
  const before = (agent.settings.breakLimits ?? [])
    .filter((limitId) => breakRules.limits[limitId])
    .map((limitId) => indexes.breaks.of(limitId).asking.rankOf(asker))
  return Math.max(0, ...before) + 1
}
