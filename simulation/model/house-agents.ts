import {
  available,
  type BreakLimit,
  type BreakReason,
  type BreakRules,
  offline,
  type Presence,
  type ReasonRule,
} from '#domain/agents/index.ts'
import type { AgentSettings, Skills, SubstitutionRule } from '#domain/routing/index.ts'
import type { AgentId, BreakLimitId, QueueId, SubstitutionId } from '#kernel/ids.ts'
import { shipped } from './describing/sensible.ts'
import { skillIdOf } from './house-queue.ts'
import type { Model, ModelAgents } from './model.ts'
import { beginningMs } from './moments.ts'
import { present } from './present.ts'
import { type Span, spansOf } from './shifts.ts'

/** A presence that changes at a moment of the model. */
export interface PresenceChange {
  readonly atMs: number
  readonly agentId: AgentId
  readonly presence: Presence
  /** Whoever comes late comes before this, or not at all. */
  readonly untilMs: number
}

/** Breaks that somebody takes by himself, and such for which he has to ask. */
export const freeBreak: BreakReason = 'other'
export const askedBreak = 'prs_asked' as BreakReason

/** How the decider is told of an agent of a group. @param idOf the queue of a name */
export function agentSettingsOf(
  group: ModelAgents,
  index: number,
  model: Model,
  idOf: (name: string) => QueueId,
): AgentSettings {
  const { answers, mistakes, choosesBy, weights, interruptedBy, regions, breaks } = group
  const channels = new Set(
    group.queues.map(({ id }) => model.queues.find((queue) => queue.id === id)?.channel ?? 'voice'),
  )
  const oneOfEach = Object.fromEntries([...channels].map((channel) => [channel, 1]))
  return {
    memberships: group.queues.map(({ id, priority = 0, ...others }) => ({
      queueId: idOf(id),
      priority,
      ...present(others),
    })),
    capacity: group.capacity ? present(group.capacity) : channels.size === 0 ? { voice: 1 } : oneOfEach,
    skills: skillsOf(group),
    // Whose habits are not told answers in the moment in which he is asked.
    isAutoAnswered: answers === undefined && !mistakes?.declineShare,
    ...present({ choosesBy }),
    ...(weights && { weights: present(weights) }),
    ...(interruptedBy && { interruptedBy: present(interruptedBy) }),
    ...(regions && { areas: regions.flatMap((code) => shipped().area(code) ?? []) }),
    ...(breaks?.limit && { breakLimits: [limitIdOf(index)] }),
  }
}

/** Who stands in for the agents of a group, and when, as the decider is told of each of them. @param agentsOf a group's, by its name */
export function substitutionsOf(
  { substitutions = [] }: Model,
  { id: group }: ModelAgents,
  agentsOf: (group: string) => readonly AgentId[],
): SubstitutionRule[] {
  return substitutions.flatMap(({ fromMs, toMs, by, isAnySkill, patienceMs = 60_000, ...of }, index) =>
    of.group !== group
      ? []
      : [
          {
            substitutionId: `sub_${index}` as SubstitutionId,
            when: {
              ...{ kind: 'absence', why: 'absent' },
              fromMs: Math.round(beginningMs + fromMs),
              untilMs: Math.round(beginningMs + toMs),
            },
            by:
              by === undefined
                ? { kind: 'team', skillId: null }
                : { kind: 'people', agentIds: agentsOf(by).slice(0, mostStandIns) },
            ...(isAnySkill && { isAnySkill }),
            patienceMs,
          } satisfies SubstitutionRule,
        ],
  )
}
const mostStandIns = 10

function skillsOf({ skills = [] }: ModelAgents): Skills {
  const pairs = Array.isArray(skills)
    ? skills.map(({ skill, proficiency }) => [skill, proficiency] as const)
    : Object.entries(skills)
  return Object.fromEntries(pairs.map(([name, proficiency]) => [skillIdOf(name), proficiency])) as Skills
}

const limitIdOf = (group: number) => `blm_${group}` as BreakLimitId

/** `null`: nobody has to ask. */
export function breakRulesOf({ agents }: Model): BreakRules | null {
  const limits = agents.flatMap(({ breaks }, group): [BreakLimitId, BreakLimit][] =>
    breaks?.limit ? [[limitIdOf(group), breaks.limit]] : [],
  )
  return limits.length === 0
    ? null
    : { reasons: { [askedBreak]: { needsGrant: true } satisfies ReasonRule }, limits: Object.fromEntries(limits) }
}

/** When somebody of this group comes and goes. Whoever is there from the beginning stands not in it. */
export function changesOf(agentId: AgentId, { mistakes }: ModelAgents, spans: readonly Span[]): PresenceChange[] {
  return spans.flatMap(({ fromMs, toMs, breaks }): PresenceChange[] => [
    ...(isThereAtOnce(fromMs, mistakes) ? [] : [{ atMs: fromMs, agentId, presence: available, untilMs: toMs }]),
    ...breaks.flatMap((planned): PresenceChange[] => [
      { atMs: planned.fromMs, agentId, presence: { kind: 'break', reason: reasonOf(planned.reason) }, untilMs: toMs },
      ...(planned.toMs < toMs ? [{ atMs: planned.toMs, agentId, presence: available, untilMs: toMs }] : []),
    ]),
    ...(toMs < Number.POSITIVE_INFINITY ? [{ atMs: toMs, agentId, presence: offline, untilMs: toMs }] : []),
  ])
}

const reasonOf = (name: string): BreakReason =>
  name === 'rest' || name === 'lunch' ? name : (`prs_of_${name}` as BreakReason)

export const isThereAtOnce = (fromMs: number, mistakes: ModelAgents['mistakes']): boolean =>
  fromMs === 0 && mistakes?.late === undefined

export const spansOfGroup = ({ shifts }: ModelAgents, model: Model): readonly Span[] =>
  shifts ? spansOf(shifts, model) : [{ fromMs: 0, toMs: Number.POSITIVE_INFINITY, breaks: [] }]
