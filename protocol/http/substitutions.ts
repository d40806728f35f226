import { type Static, Type } from 'typebox'
import { Empty, idField, instant } from './fields.ts'
import { Channel } from './interactions.ts'

/** Who does whose work: while he is away, or while it is too much for him. */
const literals = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(values.map((value) => Type.Literal(value))))

export const absenceCauses = ['sick', 'leave', 'reserve-duty', 'absent'] as const
export const overloadCauses = ['occupancy', 'open-work', 'oldest-age'] as const
export const substitutionCauses = [...absenceCauses, ...overloadCauses] as const
export type SubstitutionCause = (typeof substitutionCauses)[number]
export const SubstitutionCause = literals(substitutionCauses)

const standIns = {
  /** Agents in the order in which they stand in; none: the team, or whoever serves the queue. */
  standInIds: Type.Array(idField('agent'), { maxItems: 10, uniqueItems: true }),
  /** Whoever has this skill, as that of a business unit. */
  teamSkillId: Type.Optional(idField('skill')),
  /** Whoever stands in need not be able to do what is asked. */
  isAnySkill: Type.Optional(Type.Boolean()),
  /** How long what he had in hand is kept for who stands in, before everybody is asked; ten minutes unless said otherwise. */
  patienceMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
}
const scope = {
  /** Only his work of these queues; absent: of all. */
  queueIds: Type.Optional(Type.Array(idField('queue'), { minItems: 1, maxItems: 200, uniqueItems: true })),
  /** Only his work of these channels; absent: of all. */
  channels: Type.Optional(Type.Array(Channel, { minItems: 1, maxItems: 10, uniqueItems: true })),
}
/** Of an absence. */
const period = {
  /** Absent: from now. */
  from: Type.Optional(instant),
  /** Absent: until it is ended. */
  until: Type.Optional(instant),
}

export const WritableSubstitution = Type.Object({
  /** Whose work; of an overload it may be everybody's who has `ofSkillId` instead. */
  agentId: Type.Optional(idField('agent')),
  ofSkillId: Type.Optional(idField('skill')),
  cause: SubstitutionCause,
  ...period,
  /** Of an overload: percent of his time, a number of interactions, or milliseconds of age. */
  on: Type.Optional(Type.Integer({ minimum: 1, maximum: 2_147_483_647 })),
  /** Below `on`: at which it is over. */
  off: Type.Optional(Type.Integer({ minimum: 0, maximum: 2_147_483_646 })),
  /** Of an overload: it lasts so long at least; a minute unless said otherwise. */
  leastMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
  ...standIns,
  ...scope,
})
export type WritableSubstitution = Static<typeof WritableSubstitution>

export const OwnAbsence = Type.Object({ cause: literals(absenceCauses), ...period, ...standIns })
export type OwnAbsence = Static<typeof OwnAbsence>

export const substitutionStates = ['now', 'coming', 'watching', 'over'] as const
const named = { name: Type.Optional(Type.String()) }
export const Substitution = Type.Object({
  substitutionId: idField('substitution'),
  ...WritableSubstitution.properties,
  agentName: Type.Optional(Type.String()),
  ofSkillName: Type.Optional(Type.String()),
  teamSkillName: Type.Optional(Type.String()),
  standIns: Type.Array(Type.Object({ agentId: idField('agent'), ...named })),
  /** `watching`: a limit that nobody is over. */
  state: literals(substitutionStates),
  /** Of an overload: whose limit is passed now. */
  agentsOver: Type.Optional(Type.Integer()),
  etag: Type.String(),
})
export type Substitution = Static<typeof Substitution>

export const SubstitutionsQuery = Type.Object({
  agentId: Type.Optional(idField('agent')),
  cause: Type.Optional(SubstitutionCause),
  state: Type.Optional(literals(substitutionStates)),
})
const name = Type.String()
/** All there are, those that are over for a month; and whom, what and where one can name. */
export const Substitutions = Type.Object({
  items: Type.Array(Substitution),
  agents: Type.Array(Type.Object({ id: idField('agent'), name })),
  skills: Type.Array(Type.Object({ id: idField('skill'), name })),
  queues: Type.Array(Type.Object({ id: idField('queue'), name })),
})
export type Substitutions = Static<typeof Substitutions>
export const OwnAbsences = Type.Object({
  items: Type.Array(Substitution),
  agents: Type.Array(Type.Object({ id: idField('agent'), name })),
})
export type OwnAbsences = Static<typeof OwnAbsences>

export const substitutionRoutes = {
  substitutions: {
    method: 'GET',
    path: '/substitutions',
    permission: 'substitutions.manage',
    summary: 'Who does whose work, now and later',
    query: SubstitutionsQuery,
    answer: Substitutions,
  },
  createSubstitution: {
    method: 'POST',
    path: '/substitutions',
    permission: 'substitutions.manage',
    summary: 'Let others do the work of somebody who is away, or while it is too much for him',
    body: WritableSubstitution,
    answer: Substitution,
    creates: true,
  },
  changeSubstitution: {
    method: 'PUT',
    path: '/substitutions/:id',
    permission: 'substitutions.manage',
    summary: 'Say it otherwise',
    body: WritableSubstitution,
    answer: Substitution,
    needsIfMatch: true,
  },
  removeSubstitution: {
    method: 'DELETE',
    path: '/substitutions/:id',
    permission: 'substitutions.manage',
    summary: 'End a substitution: what still waits comes back at once',
    answer: Empty,
  },
  ownAbsences: {
    method: 'GET',
    path: '/me/absences',
    permission: 'substitutions.own',
    summary: 'When the signed-in agent is away, and who stands in',
    answer: OwnAbsences,
  },
  createOwnAbsence: {
    method: 'POST',
    path: '/me/absences',
    permission: 'substitutions.own',
    summary: 'Be away, and say who stands in',
    body: OwnAbsence,
    answer: Substitution,
    creates: true,
  },
  removeOwnAbsence: {
    method: 'DELETE',
    path: '/me/absences/:id',
    permission: 'substitutions.own',
    summary: 'Be there again: what still waits comes back at once',
    answer: Empty,
  },
} as const
