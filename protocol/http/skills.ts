import { type Static, Type } from 'typebox'
import type { SkillId } from '#kernel/ids.ts'
import { Empty, idField, pageOf, personName } from './fields.ts'
import { Reach } from './geography.ts'

/** What agents can do, and what queues ask of them. */
const literals = <T extends string>(values: readonly T[]) =>
  // A union that is mapped from a list has no static type of its own.
  Type.Unsafe<T>(Type.Union(values.map((value) => Type.Literal(value))))

export const skillKinds = ['skill', 'language', 'product', 'region', 'businessUnit'] as const
export type SkillKind = (typeof skillKinds)[number]
export const SkillKind = literals(skillKinds)

/** 1 to 5, higher is better. */
export type Proficiency = 1 | 2 | 3 | 4 | 5
export const Proficiency = Type.Unsafe<Proficiency>(Type.Integer({ minimum: 1, maximum: 5 }))

/** An expression over skills; who lacks a skill has proficiency 0 in it. */
export type Requirement =
  | { readonly skillId: SkillId; readonly least: Proficiency }
  | { readonly all: readonly Requirement[] }
  | { readonly any: readonly Requirement[] }
  | { readonly not: Requirement }
/** Its shape is checked by who takes it: a schema that holds itself says little, and costs much. */
export const Requirement = Type.Unsafe<Requirement>(
  Type.Unknown({
    title: 'Requirement',
    description:
      'One of { skillId, least } with least from 1 to 5, { all: [Requirement] }, { any: [Requirement] } and { not: Requirement }; at most 8 deep and 100 in all.',
    examples: [{ all: [{ skillId: 'skl_01HZZZZZZZZZZZZZZZZZZZZZZZ', least: 3 }] }],
  }),
)

/** From `afterMs` of waiting on; said of what is asked at the beginning. */
export const RelaxationStep = Type.Object({
  afterMs: Type.Integer({ minimum: 0, maximum: 86_400_000 }),
  /** Members up to this ring are asked; absent: as before. */
  ring: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** Each skill may be this much lower, but is still asked for. */
  lowerBy: Type.Optional(Type.Integer({ minimum: 1, maximum: 4 })),
  /** No longer asked for. */
  drop: Type.Optional(Type.Array(idField('skill'), { minItems: 1, maxItems: 100 })),
  /** Agents who work so far from the customer are asked; absent: as before. */
  reach: Type.Optional(Reach),
  /** Nothing is asked any more but to be a member. */
  isAnybody: Type.Optional(Type.Boolean()),
})
export type RelaxationStep = Static<typeof RelaxationStep>

export const strategyNames = [
  'longestIdle',
  'roundRobin',
  'fewestHandled',
  'leastTalk',
  'leastOccupied',
  'random',
  'weightedRandom',
  'fixedOrder',
  'bestSkill',
] as const
export type StrategyName = (typeof strategyNames)[number]
export const StrategyName = literals(strategyNames)

/** Whoever has it is kept for work that asks for it, while few of them are free. */
export const SkillReservation = Type.Object({
  /** From this level on. */
  least: Proficiency,
  /** While no more of them are free than so many. */
  keepFree: Type.Integer({ minimum: 1, maximum: 100 }),
  /** Until other work has waited so long; absent: however long. */
  untilWaitedMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
})
export type SkillReservation = Static<typeof SkillReservation>
const writableSkill = {
  name: personName,
  kind: SkillKind,
  /** `null`: nobody is kept for it. It holds for what comes into a queue from then on. */
  reservation: Type.Optional(Type.Union([SkillReservation, Type.Null()])),
}
export const Skill = Type.Object({
  skillId: idField('skill'),
  ...writableSkill,
  /** How many agents have it. */
  agents: Type.Integer(),
  /** Queues that ask for it, or name it in a relaxation. */
  queueIds: Type.Array(idField('queue')),
  etag: Type.String(),
})
export type Skill = Static<typeof Skill>
export const CreateSkill = Type.Object(writableSkill)
export type CreateSkill = Static<typeof CreateSkill>
export const ChangeSkill = Type.Partial(CreateSkill)
export type ChangeSkill = Static<typeof ChangeSkill>

export const SkilledAgent = Type.Object({ agentId: idField('agent'), name: Type.String(), proficiency: Proficiency })
export type SkilledAgent = Static<typeof SkilledAgent>
/** The whole list: who is not in it has the skill no more. */
export const SetSkilledAgents = Type.Object({
  agents: Type.Array(Type.Object({ agentId: idField('agent'), proficiency: Proficiency }), { maxItems: 20_000 }),
})
export type SetSkilledAgents = Static<typeof SetSkilledAgents>

/** Over which time strategies count what agents did, and when that begins anew. */
export const TallyPeriod = Type.Object({
  /** A week begins on Monday. */
  period: literals(['day', 'week', 'never']),
  /** Of the day, in `timeZone`. */
  resetMinute: Type.Integer({ minimum: 0, maximum: 1439 }),
})
export type TallyPeriod = Static<typeof TallyPeriod>
export const ShownTallyPeriod = Type.Object({
  ...TallyPeriod.properties,
  /** IANA, of the root unit. */
  timeZone: Type.String(),
  /** Since when it is counted; absent: nobody is counted yet. */
  since: Type.Optional(Type.String({ format: 'date-time' })),
})
export type ShownTallyPeriod = Static<typeof ShownTallyPeriod>

export const skillRoutes = {
  skills: {
    method: 'GET',
    path: '/skills',
    permission: 'queues.manage',
    summary: 'Every skill, with who asks for it and how many have it',
    answer: pageOf(Skill),
  },
  createSkill: {
    method: 'POST',
    path: '/skills',
    permission: 'queues.manage',
    summary: 'Add a skill',
    body: CreateSkill,
    answer: Skill,
    creates: true,
  },
  changeSkill: {
    method: 'PATCH',
    path: '/skills/:id',
    permission: 'queues.manage',
    summary: 'Call a skill otherwise, or make it one of another kind',
    body: ChangeSkill,
    answer: Skill,
    needsIfMatch: true,
  },
  removeSkill: {
    method: 'DELETE',
    path: '/skills/:id',
    permission: 'queues.manage',
    summary: 'Remove a skill that no queue asks for and no agent has',
    answer: Empty,
    needsIfMatch: true,
  },
  skilledAgents: {
    method: 'GET',
    path: '/skills/:id/agents',
    permission: 'queues.manage',
    summary: 'Who has a skill, the best first',
    answer: pageOf(SkilledAgent),
  },
  setSkilledAgents: {
    method: 'PUT',
    path: '/skills/:id/agents',
    permission: 'queues.manage',
    summary: 'Say who has a skill, and how well',
    body: SetSkilledAgents,
    answer: Skill,
    needsIfMatch: true,
  },
  tallyPeriod: {
    method: 'GET',
    path: '/routing/tally-period',
    permission: 'queues.manage',
    summary: 'Over which time strategies count what agents did',
    answer: ShownTallyPeriod,
  },
  setTallyPeriod: {
    method: 'PUT',
    path: '/routing/tally-period',
    permission: 'queues.manage',
    summary: 'Count over another time',
    body: TallyPeriod,
    answer: ShownTallyPeriod,
  },
} as const
