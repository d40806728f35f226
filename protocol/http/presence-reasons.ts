import { type Static, Type } from 'typebox'
import type { PresenceReasonId } from '#kernel/ids.ts'
import { Empty, idField, instant, pageOf, personName } from './fields.ts'

/** Why agents are away, what that means, and how breaks are granted. */

/** Those that every installation begins with have words for ids; those that were added have ids. */
export const builtInReasonIds = ['rest', 'lunch', 'training', 'meeting', 'other'] as const
export type ReasonId = (typeof builtInReasonIds)[number] | PresenceReasonId
export const ReasonId = Type.Unsafe<ReasonId>(
  Type.String({ pattern: `^(${builtInReasonIds.join('|')}|prs_[0-9A-HJKMNP-TV-Z]{26})$` }),
)

export const reasonKinds = ['break', 'meal', 'meeting', 'training', 'work', 'other'] as const
export type ReasonKind = (typeof reasonKinds)[number]
export const ReasonKind = Type.Unsafe<ReasonKind>(Type.Union(reasonKinds.map((kind) => Type.Literal(kind))))

const writable = {
  kind: ReasonKind,
  isPaid: Type.Boolean(),
  /** Into occupancy: a break or a meal as time of waiting for work, anything else as work. False: on neither side. */
  isCounted: Type.Boolean(),
  /** Agents ask for it; a limit with room grants it, or a supervisor. */
  needsGrant: Type.Boolean(),
  /** After which the floor is told that it is too long; null: no such time. */
  longestMs: Type.Union([Type.Integer({ minimum: 60_000, maximum: 86_400_000 }), Type.Null()]),
}
export const ShownPresenceReason = Type.Object({
  reasonId: ReasonId,
  /** Absent: one of those that every installation begins with, which each reader's language has a word for. */
  name: Type.Optional(Type.String()),
  ...writable,
  /** Offered to nobody any more; what was named by it still is. */
  isRetired: Type.Boolean(),
  etag: Type.String(),
})
export type ShownPresenceReason = Static<typeof ShownPresenceReason>
export const CreatePresenceReason = Type.Object({
  name: personName,
  kind: ReasonKind,
  ...Type.Partial(
    Type.Object({
      isPaid: writable.isPaid,
      isCounted: writable.isCounted,
      needsGrant: writable.needsGrant,
      longestMs: writable.longestMs,
    }),
  ).properties,
})
export type CreatePresenceReason = Static<typeof CreatePresenceReason>
export const ChangePresenceReason = Type.Partial(
  Type.Object({ name: personName, ...writable, isRetired: Type.Boolean() }),
)
export type ChangePresenceReason = Static<typeof ChangePresenceReason>
export const RemovedPresenceReason = Type.Object({
  /** It was used, or is one of the first: it is retired. */
  isRetired: Type.Boolean(),
})
export type RemovedPresenceReason = Static<typeof RemovedPresenceReason>
export const OrderPresenceReasons = Type.Object({
  reasonIds: Type.Array(ReasonId, { minItems: 1, maxItems: 200, uniqueItems: true }),
})
export type OrderPresenceReasons = Static<typeof OrderPresenceReasons>

/** Of one team, or of those who serve one queue; `most` or `percent` of those who are logged in. */
export const BreakLimit = Type.Object({
  teamId: Type.Optional(idField('team')),
  queueId: Type.Optional(idField('queue')),
  most: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  percent: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
})
export type BreakLimit = Static<typeof BreakLimit>
/** Now, of one limit. */
export const ShownBreakLimit = Type.Object({
  breakLimitId: idField('break-limit'),
  ...BreakLimit.properties,
  /** Logged in, on such a break or on the way to one, and asking for one. */
  here: Type.Integer(),
  away: Type.Integer(),
  asking: Type.Integer(),
})
export type ShownBreakLimit = Static<typeof ShownBreakLimit>
/** The whole list: what is not in it is no limit any more. */
export const SetBreakLimits = Type.Object({ items: Type.Array(BreakLimit, { maxItems: 500 }) })
export type SetBreakLimits = Static<typeof SetBreakLimits>

export const RequestBreak = Type.Object({ reason: ReasonId })
export type RequestBreak = Static<typeof RequestBreak>
export const AnswerBreak = Type.Object({
  isGranted: Type.Boolean(),
  /** Shown to the agent. */
  word: Type.Optional(Type.String({ maxLength: 200 })),
})
export type AnswerBreak = Static<typeof AnswerBreak>
/** What a supervisor said last of an agent's wish; all absent: nobody said anything. */
export const BreakAnswer = Type.Partial(
  Type.Object({ isGranted: Type.Boolean(), word: Type.String(), byName: Type.String(), at: instant }),
)
export type BreakAnswer = Static<typeof BreakAnswer>

export const presenceReasonRoutes = {
  presenceReasons: {
    method: 'GET',
    path: '/presence-reasons',
    permission: 'signed-in',
    summary: 'Why agents are away, in order; retired ones too',
    answer: pageOf(ShownPresenceReason),
  },
  createPresenceReason: {
    method: 'POST',
    path: '/presence-reasons',
    permission: 'queues.manage',
    summary: 'Add a reason for being away',
    body: CreatePresenceReason,
    answer: ShownPresenceReason,
    creates: true,
  },
  orderPresenceReasons: {
    method: 'PUT',
    path: '/presence-reasons/order',
    permission: 'queues.manage',
    summary: 'In which order they are offered; those that are not named follow',
    body: OrderPresenceReasons,
    answer: pageOf(ShownPresenceReason),
  },
  changePresenceReason: {
    method: 'PATCH',
    path: '/presence-reasons/:reason',
    permission: 'queues.manage',
    summary: 'Change a reason; whoever is away goes on as he began',
    body: ChangePresenceReason,
    answer: ShownPresenceReason,
    needsIfMatch: true,
  },
  removePresenceReason: {
    method: 'DELETE',
    path: '/presence-reasons/:reason',
    permission: 'queues.manage',
    summary: 'Remove a reason that was never used; one that was is retired',
    answer: RemovedPresenceReason,
    needsIfMatch: true,
  },
  breakLimits: {
    method: 'GET',
    path: '/break-limits',
    permission: 'floor.watch',
    summary: 'How many may be away at once, and how many are',
    answer: pageOf(ShownBreakLimit),
  },
  setBreakLimits: {
    method: 'PUT',
    path: '/break-limits',
    permission: 'queues.manage',
    summary: 'Say how many of which team or queue may be away at once',
    body: SetBreakLimits,
    answer: pageOf(ShownBreakLimit),
  },
  requestBreak: {
    method: 'PUT',
    path: '/me/break',
    permission: 'calls.take',
    summary: 'Ask for a break that has to be granted',
    body: RequestBreak,
    answer: Empty,
  },
  withdrawBreak: {
    method: 'DELETE',
    path: '/me/break',
    permission: 'calls.take',
    summary: 'Ask for it no more, or take a refusal off the desk',
    answer: Empty,
  },
  breakAnswer: {
    method: 'GET',
    path: '/me/break',
    permission: 'calls.take',
    summary: 'What a supervisor said last of a break that you asked for',
    answer: BreakAnswer,
  },
  answerBreak: {
    method: 'POST',
    path: '/agents/:id/break-answer',
    permission: 'queues.direct',
    summary: 'Grant an agent the break that he asks for, or refuse it',
    body: AnswerBreak,
    answer: Empty,
  },
} as const
