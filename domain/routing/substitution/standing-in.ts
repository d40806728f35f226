import type { AgentId, QueueId, SkillId } from '#kernel/ids.ts'
import type { Channel } from '../../interactions/index.ts'
import { isMet, type Requirement } from '../asking/requirement.ts'
import { type Agent, membershipIn, type RoutingTables } from '../state.ts'
import { type Burden, isOccupied, overloadedFromMs, relievedFromMs } from './load.ts'
import { causeOf, type SubstitutionCause, type SubstitutionRule } from './rule.ts'

/** An agent for whom others stand in, or may. */
export interface Substituted {
  readonly agentId: AgentId
  readonly rules: readonly SubstitutionRule[]
  /** Which of them hold now, the first that is meant first. */
  readonly active: readonly ActiveSubstitution[]
  /** When any of it, or what waits for him, last changed. */
  readonly changedMs: number
}

export interface ActiveSubstitution {
  readonly substitutionId: SubstitutionRule['substitutionId']
  readonly sinceMs: number
}

/** Where work is, which some rules are about and others not. */
export interface Place {
  readonly queueId: QueueId
  readonly channel: Channel
  /** What is asked there at the beginning. */
  readonly requirement: Requirement | null
}

/** Whose work it is, and who has it in his place. */
export interface HandedOver {
  readonly agentId: AgentId
  readonly substitutionId: SubstitutionRule['substitutionId']
  readonly why: SubstitutionCause
  /** As far as anybody knows; `null`: open, or as long as it is too much for him. */
  readonly untilMs: number | null
  /** The first who is there before the next; nobody: everybody is asked, or the team. */
  readonly to: readonly AgentId[]
  /** A team that is known by a skill, whose members are asked before everybody. */
  readonly teamSkillId?: SkillId
}

export interface Resolved {
  readonly handedOver: HandedOver
  /** Everybody who was looked at: with any of them it may become another answer. */
  readonly lookedAt: readonly AgentId[]
  /** What is asked of a team that is known by a skill. */
  readonly team?: Requirement
}

const deepest = 4
const mostLooks = 25
const mostAsked = 5

/** The rule by which others do his work of this place now. */
export function ruleFor(state: RoutingTables, agentId: AgentId, place: Place): SubstitutionRule | undefined {
  const known = state.substitutions.get(agentId)
  if (!known || known.active.length === 0) return undefined
  return known.rules.find(
    ({ substitutionId, queueIds, channels }) =>
      known.active.some((active) => active.substitutionId === substitutionId) &&
      (queueIds === undefined || queueIds.includes(place.queueId)) &&
      (channels === undefined || channels.includes(place.channel)),
  )
}

/**
 * Who does the work of this agent in this place; `null`: he himself. Whoever stands in and is substituted himself is passed
 * over for those who stand in for him; nobody is looked at twice, so who stands in for one another ends with the next in the list.
 */
export function standingInFor(state: RoutingTables, agentId: AgentId, place: Place): Resolved | null {
  const rule = ruleFor(state, agentId, place)
  if (!rule) return null
  const { substitutionId, when, by } = rule
  const lookedAt = new Set<AgentId>([agentId])
  const to: AgentId[] = []
  const isAble = (agent: Agent) =>
    rule.isAnySkill === true || place.requirement === null || isMet(place.requirement, agent.settings.skills ?? {})
  const walk = (agentIds: readonly AgentId[], depth: number): void => {
    for (const id of agentIds) {
      if (to.length >= mostAsked || lookedAt.size >= mostLooks) return
      if (lookedAt.has(id)) continue
      lookedAt.add(id)
      const next = ruleFor(state, id, place)
      if (next) {
        if (next.by.kind === 'people' && depth < deepest) walk(next.by.agentIds, depth + 1)
        continue
      }
      const agent = state.agents.get(id)
      if (agent && agent.presence.kind !== 'offline' && membershipIn(agent, place.queueId) && isAble(agent)) to.push(id)
    }
  }
  if (by.kind === 'people') walk(by.agentIds, 1)
  const handedOver: HandedOver = {
    ...{ agentId, substitutionId, to },
    why: causeOf(rule),
    untilMs: when.kind === 'absence' ? when.untilMs : null,
    ...(by.kind === 'team' && by.skillId !== null && { teamSkillId: by.skillId }),
  }
  return { handedOver, lookedAt: [...lookedAt], ...teamOf(rule, place) }
}

function teamOf({ by, isAnySkill }: SubstitutionRule, { requirement }: Place): Pick<Resolved, 'team'> {
  if (by.kind !== 'team' || by.skillId === null) return {}
  const member = { skillId: by.skillId, least: 1 } as const
  return { team: requirement === null || isAnySkill ? member : { all: [member, requirement] } }
}

export function burdenOf(state: RoutingTables, agentId: AgentId): Burden {
  const agent = state.agents.get(agentId)
  const owned = state.indexes.owned.get(agentId)?.entries
  const inHand = agent?.work.filter(({ workState }) => workState === 'engaged').length ?? 0
  return {
    lately: agent?.lately,
    isOccupied: agent !== undefined && isOccupied(agent),
    open: inHand + (owned?.size ?? 0),
    oldestSinceMs: owned?.first()?.sinceMs ?? null,
  }
}

export interface Turn {
  readonly rule: SubstitutionRule
  readonly atMs: number
  readonly begins: boolean
}

/** What begins or ends next of the rules of one agent, as long as nothing else happens; `null`: nothing. */
export function nextTurn(state: RoutingTables, { agentId, rules, active, changedMs }: Substituted): Turn | null {
  const burden = burdenOf(state, agentId)
  let next: Turn | null = null
  for (const rule of rules) {
    const { when, substitutionId } = rule
    const running = active.find((one) => one.substitutionId === substitutionId)
    const atMs =
      when.kind === 'overload'
        ? running
          ? relievedFromMs(when, burden, running.sinceMs + when.leastMs, changedMs)
          : overloadedFromMs(when, burden, changedMs)
        : running
          ? // Put off while it was on: it is over, and begins again then.
            when.fromMs > running.sinceMs
            ? changedMs
            : when.untilMs
          : when.untilMs !== null && when.untilMs <= changedMs
            ? null
            : when.fromMs
    if (atMs !== null && (next === null || atMs < next.atMs)) next = { rule, atMs, begins: !running }
  }
  return next
}
