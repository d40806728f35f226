import { type Static, Type } from 'typebox'
import { WaitInWords } from './announcements.ts'
import { CallbackAskedBy } from './callbacks.ts'
import { idField, instant, PageQuery } from './fields.ts'
import { NamedRegion, Reach, RegionCode } from './geography.ts'
import { Requirement, StrategyName } from './skills.ts'
import { SubstitutionCause } from './substitutions.ts'

/** Why an interaction went to whom it went, out of the log. */
const literals = <T extends string>(values: readonly T[]) =>
  Type.Unsafe<T>(Type.Union(values.map((value) => Type.Literal(value))))

export const decisionKinds = [
  'queued',
  'diverted',
  'stays',
  'relaxed',
  'announced',
  'priority-changed',
  'offered',
  'accepted',
  'declined',
  'missed',
  'withdrawn',
  'may-be-asked-again',
  'returned',
  'moved',
  'callback-offered',
  'callback-granted',
  'callback-promised',
  'callback-dialed',
  'callback-put-off',
  'callback-ended',
  'handed-over',
  'handed-back',
  'customer-noted',
  'lifted',
  'lowered',
] as const
export type DecisionKind = (typeof decisionKinds)[number]

export const whyNotKinds = [
  'behind',
  'absent',
  'leaving',
  'monitoring',
  'unreachable',
  'other-edge',
  'telephone-failed',
  'missed',
  'at-capacity',
  'not-wanted',
  'ring',
  'too-far',
  'lacks',
  'kept',
  'declined',
  'asked',
] as const
export type WhyNotKind = (typeof whyNotKinds)[number]

/** What is asked of an agent; with neither he has to serve the queue and nothing else. */
export const Asked = Type.Object({
  /** Members up to this ring. */
  ring: Type.Optional(Type.Integer()),
  requirement: Type.Optional(Requirement),
  /** Where the customer is, and how far from there they may work. */
  area: Type.Optional(Type.Object({ regionCode: RegionCode, reach: Reach })),
})
export type Asked = Static<typeof Asked>

/** Where somebody works, of what is nearest to the customer; 0 km: where he is. */
export const Works = Type.Object({ regionCode: RegionCode, km: Type.Number() })
export type Works = Static<typeof Works>

/** Why an agent was not asked, or cannot be. */
export const WhyNot = Type.Object({
  kind: literals(whyNotKinds),
  /** `behind`: for how long he had been idle. */
  idleMs: Type.Optional(Type.Number()),
  /** `absent`: what he says of himself. */
  presence: Type.Optional(literals(['offline', 'break', 'notReady'])),
  /** `ring`: his own, which is not asked yet. */
  ring: Type.Optional(Type.Integer()),
  /** `kept`: for work that asks for this skill, while no more than so many who have it are free. */
  skillId: Type.Optional(idField('skill')),
  keepFree: Type.Optional(Type.Integer()),
  /** `lacks`: the first thing that is asked and that he has not. */
  requirement: Type.Optional(Requirement),
  /** `behind` and `too-far`: where he works, of what is nearest, and how far that is; absent: nobody said. */
  regionCode: Type.Optional(RegionCode),
  km: Type.Optional(Type.Number()),
})
export type WhyNot = Static<typeof WhyNot>

const agent = {
  agentId: idField('agent'),
  /** Absent: nobody has this id any more. */
  agentName: Type.Optional(Type.String()),
}
export const NotAsked = Type.Object({ ...agent, why: WhyNot })
export type NotAsked = Static<typeof NotAsked>

/** Others do the work of the decision's agent. */
export const HandedOver = Type.Object({
  why: SubstitutionCause,
  /** Absent: open, or as long as it is too much for him. */
  until: Type.Optional(instant),
  /** The first who is there before the next; nobody: the team, or whoever serves the queue. */
  to: Type.Array(Type.Object(agent)),
  /** The team: whoever has this skill. */
  teamSkillId: Type.Optional(idField('skill')),
})
export type HandedOver = Static<typeof HandedOver>

/** What lets it stand before others, beside what it asks for itself. */
export const Lifted = Type.Object({
  by: literals(['tier', 'rule', 'incident']),
  level: Type.Integer(),
  boostMs: Type.Number(),
  tierId: Type.Optional(idField('customer-tier')),
  incidentId: Type.Optional(idField('incident')),
  /** Which of the queue's rules on customers, from 1. */
  rule: Type.Optional(Type.Integer()),
  /** Of the tier or the incident; absent: it is gone. */
  name: Type.Optional(Type.String()),
})
export type Lifted = Static<typeof Lifted>

export const RoutingDecision = Type.Object({
  at: instant,
  kind: literals(decisionKinds),
  queueId: Type.Optional(idField('queue')),
  queueName: Type.Optional(Type.String()),
  /** `handed-over` and `handed-back`: whose work it is. */
  agentId: Type.Optional(idField('agent')),
  agentName: Type.Optional(Type.String()),
  /** Of the relaxation, from 0. */
  step: Type.Optional(Type.Integer()),
  asked: Type.Optional(Asked),
  /** `offered`: why this one, and why in this moment. */
  why: Type.Optional(
    Type.Object({
      strategy: StrategyName,
      /** Who could have had it, the chosen one among them. */
      candidates: Type.Integer(),
      idleMs: Type.Number(),
      /** From 1. */
      waitingPosition: Type.Integer(),
      preferred: Type.Optional(literals(['last-agent', 'owner', 'case-owner', 'named'])),
      /** A supervisor asked him, and no turn did. */
      isPushed: Type.Optional(Type.Boolean()),
      works: Type.Optional(Works),
      /** In whose place he was asked. */
      standsInFor: Type.Optional(Type.Object({ ...agent, why: SubstitutionCause, until: Type.Optional(instant) })),
    }),
  ),
  /** `offered`: a handful of those who were not asked. */
  others: Type.Optional(Type.Array(NotAsked)),
  /** Why it was withdrawn, returned, diverted, put off, or why nobody is called any more. */
  cause: Type.Optional(Type.String()),
  /** `diverted`: where to. */
  to: Type.Optional(literals(['queue', 'announcement', 'callback', 'voicemail', 'outside', 'flow'])),
  level: Type.Optional(Type.Integer()),
  boostMs: Type.Optional(Type.Number()),
  /** `queued` and `offered`: all that lifted it then. `lifted` and `lowered`: the one that began, or is over. */
  lifts: Type.Optional(Type.Array(Lifted)),
  /** `announced`: the place in the queue, from 1, and the wait, as they were said. */
  position: Type.Optional(Type.Integer()),
  wait: Type.Optional(WaitInWords),
  /** `queued` and `announced`: how long it would wait, as far as anybody could say. */
  expected: Type.Optional(Type.Object({ likelyMs: Type.Number(), lowMs: Type.Number(), highMs: Type.Number() })),
  /** `callback-promised`: how it was asked for, since when its place counts, and in which call. */
  askedBy: Type.Optional(CallbackAskedBy),
  since: Type.Optional(instant),
  fromInteractionId: Type.Optional(idField('interaction')),
  /** `callback-granted`: the interaction that calls back. */
  callbackId: Type.Optional(idField('interaction')),
  /** `callback-promised` and `callback-put-off`: from when on he is called; absent: in his turn. */
  dueAt: Type.Optional(instant),
  /** `callback-put-off`: whether it uses up one of the tries. */
  isCounted: Type.Optional(Type.Boolean()),
  /** `callback-dialed`: which dial it is, from 1; ahead of an agent, how long it was to take until one is free. */
  dial: Type.Optional(Type.Integer()),
  foretoldMs: Type.Optional(Type.Number()),
  handedOver: Type.Optional(HandedOver),
  /** All of it in English. */
  text: Type.String(),
})
export type RoutingDecision = Static<typeof RoutingDecision>

const namedSkills = Type.Array(Type.Object({ skillId: idField('skill'), name: Type.String() }))
export const RoutingDecisions = Type.Object({
  items: Type.Array(RoutingDecision),
  /** Those that the requirements name; one that was removed is not among them. */
  skills: namedSkills,
  /** Those that are spoken of. */
  regions: Type.Array(NamedRegion),
  next: Type.Optional(Type.String()),
})
export type RoutingDecisions = Static<typeof RoutingDecisions>

export const EligibilityQuery = Type.Object({
  ...PageQuery.properties,
  /** For an interaction that waits in this queue; absent: for one that would come now. */
  interactionId: Type.Optional(idField('interaction')),
  /** Of the queue's relaxation, from 0; absent: 0, or where the interaction is. */
  step: Type.Optional(Type.Integer({ minimum: 0, maximum: 20 })),
  /** For a customer who is there. */
  regionCode: Type.Optional(RegionCode),
})
export type EligibilityQuery = Static<typeof EligibilityQuery>

/** Who could take it now, in the order in which they would be asked, and then why not the others. */
export const Eligibility = Type.Object({
  items: Type.Array(
    Type.Object({
      ...agent,
      /** Absent: he could take it. */
      why: Type.Optional(WhyNot),
      /** Of who could: from 1, in the order of the strategy; absent where lots are drawn. */
      place: Type.Optional(Type.Integer()),
      idleMs: Type.Optional(Type.Number()),
      works: Type.Optional(Works),
    }),
  ),
  /** How many could, of how many who serve the queue. */
  eligible: Type.Integer(),
  members: Type.Integer(),
  waiting: Type.Integer(),
  strategy: StrategyName,
  step: Type.Integer(),
  /** From which moment of the waiting on each step is asked, and what. */
  steps: Type.Array(Type.Object({ afterMs: Type.Number(), asked: Asked })),
  skills: namedSkills,
  /** Those that are spoken of. */
  regions: Type.Array(NamedRegion),
  next: Type.Optional(Type.String()),
})
export type Eligibility = Static<typeof Eligibility>

export const decisionRoutes = {
  decisions: {
    method: 'GET',
    path: '/interactions/:id/decisions',
    permission: 'interactions.read.own',
    summary: 'Why an interaction went to whom it went, and why not to others',
    query: PageQuery,
    answer: RoutingDecisions,
  },
  eligibility: {
    method: 'GET',
    path: '/queues/:id/eligibility',
    permission: 'queues.manage',
    summary: 'Who could take an interaction of this queue now, and why not the others',
    query: EligibilityQuery,
    answer: Eligibility,
  },
} as const
