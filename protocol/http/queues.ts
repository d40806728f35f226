import { type Static, Type } from 'typebox'
import { QueueAnnouncements } from './announcements.ts'
import { CallbackSettings } from './callbacks.ts'
import { CustomerRule } from './customer-kinds.ts'
import { Empty, idField, pageOf, personName } from './fields.ts'
import { Reach } from './geography.ts'
import { Channel, Disposition } from './interactions.ts'
import { ChoosesBy } from './people.ts'
import { RelaxationStep, Requirement, StrategyName } from './skills.ts'

/** Queues, who serves them, and the outcomes to choose from: what an administrator sets. */
const dayMs = 86_400_000

/** Who serves a queue. Of an agent's queues the one with the higher priority is served first. */
export const QueueMember = Type.Object({
  agentId: idField('agent'),
  priority: Type.Integer({ minimum: -1000, maximum: 1000 }),
  /** 1 is asked first, the next ones when a step of the relaxation names them. Absent: 1. */
  ring: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** How many lots he has where they are drawn. Absent: 1. */
  weight: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
  /** Where he chooses by share: so many parts of his work in queues of one priority. Absent: 1. */
  share: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** His place in a fixed order, lower first. Absent: 0. */
  position: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
})
export type QueueMember = Static<typeof QueueMember>

/** A profile that names the queue, and how many serve the queue by it. */
export const QueueProfile = Type.Object({
  routingProfileId: idField('routing-profile'),
  name: Type.String(),
  agents: Type.Integer(),
})
export type QueueProfile = Static<typeof QueueProfile>

const afterMs = Type.Integer({ minimum: 1000, maximum: dayMs })
/** When a queue sends somebody elsewhere. All but `waited` are asked once, when he comes. */
export const DivertedWhen = Type.Union([
  Type.Object({ kind: Type.Literal('closed') }),
  /** Nobody is logged in who could ever be asked for him, however little is asked. */
  Type.Object({ kind: Type.Literal('nobody') }),
  /** So many wait already. */
  Type.Object({ kind: Type.Literal('full'), waiting: Type.Integer({ minimum: 0, maximum: 1_000_000 }) }),
  /** He would wait longer than that, likely. */
  Type.Object({ kind: Type.Literal('expected-wait'), overMs: Type.Integer({ minimum: 0, maximum: dayMs }) }),
  /** Of a hundred, fewer were answered within the promised time lately. */
  Type.Object({ kind: Type.Literal('service-level'), belowPercent: Type.Integer({ minimum: 1, maximum: 99 }) }),
  Type.Object({ kind: Type.Literal('waited'), afterMs }),
])
/** Where it sends him: into another queue with the time that he has waited, or an announcement, after which the call ends. */
export const Diversion = Type.Union([
  Type.Object({ kind: Type.Literal('queue'), queueId: idField('queue') }),
  Type.Object({ kind: Type.Literal('announcement'), prompt: Type.String({ minLength: 1, maxLength: 64 }) }),
  /** He is promised to be called back, and the call ends. Who shows no number that can be called waits. */
  Type.Object({ kind: Type.Literal('callback') }),
  /** He leaves a message, which waits in this queue in his place. */
  Type.Object({ kind: Type.Literal('voicemail') }),
  /** He goes through this flow; while it is not published he waits. */
  Type.Object({ kind: Type.Literal('flow'), flowId: idField('flow') }),
  /** His call goes on to this number outside, over the outbound rules; where nobody answers there he waits after all. */
  Type.Object({ kind: Type.Literal('number'), number: Type.String({ minLength: 1, maxLength: 64 }) }),
])
export const DiversionRule = Type.Object({ when: DivertedWhen, to: Diversion })
export type DiversionRule = Static<typeof DiversionRule>

const writableQueue = {
  name: personName,
  isActive: Type.Boolean(),
  /** How long an agent may let it ring before it goes to the next. */
  ringTimeoutMs: Type.Integer({ minimum: 1000, maximum: dayMs }),
  /** 0: no wrap-up at all. */
  wrapUpLimitMs: Type.Integer({ minimum: 0, maximum: dayMs }),
  /** How often an agent may ask for the wrap-up's time once more. */
  wrapUpExtensions: Type.Integer({ minimum: 0, maximum: 1000 }),
  /** How much longer each of them makes it, counted from its end; null: its time once more, counted from then. */
  wrapUpExtensionMs: Type.Union([Type.Integer({ minimum: 1000, maximum: dayMs }), Type.Null()]),
  /** Who did not ask for it before the end is free at once. */
  isWrapUpOptional: Type.Boolean(),
  /** Who declined is not asked again for the same call before this has passed. */
  declineCoolDownMs: Type.Integer({ minimum: 1000, maximum: dayMs }),
  /** Who lets so many offers in a row ring out is not ready until he says otherwise; 0: never. */
  notReadyAfterMisses: Type.Integer({ minimum: 0, maximum: 100 }),
  /** So long nothing is offered to who missed one and stays available; five seconds at least. */
  missedCoolDownMs: Type.Integer({ minimum: 1000, maximum: dayMs }),
  /** Between queues that an agent serves with the same priority, the higher one goes first. */
  priority: Type.Integer({ minimum: -1000, maximum: 1000 }),
  isAutoAnswered: Type.Boolean(),
  parkTimeoutMs: Type.Integer({ minimum: 1000, maximum: dayMs }),
  /** Whom it asks first of those who can. */
  strategy: StrategyName,
  /** What it asks of its members, besides what an interaction asks; `null`: nothing. */
  requirement: Type.Union([Requirement, Type.Null()]),
  /**
   * How far from a customer whose region is known its agents may work; the nearest are asked first. `null`: that does not
   * matter.
   */
  reach: Type.Union([Reach, Type.Null()]),
  /** In the order of time, each at another one. */
  relaxation: Type.Array(RelaxationStep, { maxItems: 10 }),
  /** How many are asked at the same time; the first to accept has it. */
  offersAtOnce: Type.Integer({ minimum: 1, maximum: 100 }),
  /** When it is open; `null`: always. Whoever waits when it closes goes on waiting. */
  businessHoursId: Type.Union([idField('hours'), Type.Null()]),
  /** Whom it does not take, or keeps no longer: the first rule that holds. */
  diversions: Type.Array(DiversionRule, { maxItems: 10 }),
  /** The promise: so many of a hundred are answered within the time. */
  serviceLevel: Type.Object({ thresholdMs: afterMs, percent: Type.Integer({ minimum: 1, maximum: 99 }) }),
  /** How long whoever talked with the customer last is waited for before others are asked; 0: not at all. */
  lastAgentPatienceMs: Type.Union([Type.Literal(0), afterMs]),
  /** What callers are told while they wait; `null`: nothing. */
  announcements: Type.Union([QueueAnnouncements, Type.Null()]),
  /** How long only the owner of the customer is asked, before whoever talked with him last; 0: not at all. */
  ownerPatienceMs: Type.Union([Type.Literal(0), afterMs]),
  /** How long only the owner of the case is asked to which an interaction belongs, before anybody else; 0: not at all. */
  caseOwnerPatienceMs: Type.Union([Type.Literal(0), afterMs]),
  /** What it asks besides, and whom it lets stand before others, by who the customer is. */
  customerRules: Type.Array(CustomerRule, { maxItems: 10 }),
  /** The branch or department whose it is. */
  businessUnitId: idField('unit'),
  /** How it calls back; `null`: it does not. */
  callback: Type.Union([CallbackSettings, Type.Null()]),
  /** When customers may be called, by the clock of their own country; `null`: when the queue is open. */
  callbackHoursId: Type.Union([idField('hours'), Type.Null()]),
  /** How long a message may be of whom a rule sends to its voicemail. */
  voicemailLongestMs: Type.Integer({ minimum: 10_000, maximum: 1_800_000 }),
  /** The script that its agents are shown with each of its interactions; `null`: none. */
  scriptFlowId: Type.Union([idField('flow'), Type.Null()]),
}
export const ManagedQueue = Type.Object({
  queueId: idField('queue'),
  channel: Channel,
  ...writableQueue,
  /** Who serves it by settings of his own. */
  members: Type.Array(QueueMember),
  /** Whoever has one of these profiles serves it too. */
  profiles: Type.Array(QueueProfile),
  etag: Type.String(),
})
export type ManagedQueue = Static<typeof ManagedQueue>

/** The whole list: who is not in it serves the queue no more, but by his profile. Nobody who has a profile is in it. */
const members = Type.Array(QueueMember, { maxItems: 20_000 })
const { name, isActive: _, ...settings } = writableQueue
/** What is not said is as for every new queue; without members nobody serves it. */
export const CreateQueue = Type.Object({
  name,
  /** For life; absent: voice. */
  channel: Type.Optional(Channel),
  ...Type.Partial(Type.Object({ ...settings, members })).properties,
})
export type CreateQueue = Static<typeof CreateQueue>
export const ChangeQueue = Type.Partial(Type.Object({ ...writableQueue, members }))
export type ChangeQueue = Static<typeof ChangeQueue>

/** Whoever can serve a queue. */
export const ListedAgent = Type.Object({
  agentId: idField('agent'),
  name: Type.String(),
  choosesBy: ChoosesBy,
  /** Absent: his queues are set one by one. */
  routingProfileId: Type.Optional(idField('routing-profile')),
})
export type ListedAgent = Static<typeof ListedAgent>

export const SetDispositionName = Type.Object({ name: personName })
export type SetDispositionName = Static<typeof SetDispositionName>

export const queueRoutes = {
  managedQueues: {
    method: 'GET',
    path: '/managed-queues',
    permission: 'queues.manage',
    summary: 'Every queue with its settings and members, deactivated ones too',
    answer: pageOf(ManagedQueue),
  },
  createQueue: {
    method: 'POST',
    path: '/queues',
    permission: 'queues.manage',
    summary: 'Add a queue',
    body: CreateQueue,
    answer: ManagedQueue,
    creates: true,
  },
  changeQueue: {
    method: 'PATCH',
    path: '/queues/:id',
    permission: 'queues.manage',
    summary: 'Change a queue, who serves it, and whether it is there at all',
    body: ChangeQueue,
    answer: ManagedQueue,
    needsIfMatch: true,
  },
  agents: {
    method: 'GET',
    path: '/agents',
    permission: 'queues.manage',
    summary: 'Everybody who can serve a queue',
    answer: pageOf(ListedAgent),
  },
  createDisposition: {
    method: 'POST',
    path: '/dispositions',
    permission: 'queues.manage',
    summary: 'Add an outcome, as the last of the list',
    body: SetDispositionName,
    answer: Disposition,
    creates: true,
  },
  renameDisposition: {
    method: 'PUT',
    path: '/dispositions/:id',
    permission: 'queues.manage',
    summary: 'Call an outcome otherwise, in what was written before as well',
    body: SetDispositionName,
    answer: Disposition,
  },
  removeDisposition: {
    method: 'DELETE',
    path: '/dispositions/:id',
    permission: 'queues.manage',
    summary: 'Offer an outcome no more; what was written with it keeps it',
    answer: Empty,
  },
} as const
