import { type Static, Type } from 'typebox'
import { idField, instant, Language } from './fields.ts'

/** Where a call to one of our numbers goes. */
const direct = [
  /** Through the greeting, when there is one, into a queue. */
  Type.Object({
    kind: Type.Literal('queue'),
    queueId: idField('queue'),
    greeting: Type.Optional(Type.String({ maxLength: 64 })),
  }),
  /** Offered to one person alone. */
  Type.Object({ kind: Type.Literal('person'), personId: idField('person') }),
  /** Sent on to a number, over the outbound rules. */
  Type.Object({ kind: Type.Literal('number'), number: Type.String({ pattern: '^[0-9+*#]{1,32}$' }) }),
  /** Through this flow. */
  Type.Object({ kind: Type.Literal('flow'), flowId: idField('flow') }),
  /** A prompt is played and the call ends. */
  Type.Object({ kind: Type.Literal('announcement'), prompt: Type.String({ minLength: 1, maxLength: 64 }) }),
] as const
export const DirectTarget = Type.Union([...direct])
export type DirectTarget = Static<typeof DirectTarget>
export const NumberTarget = Type.Union([
  ...direct,
  /** One way while the hours are open and another while they are closed. */
  Type.Object({
    kind: Type.Literal('hours'),
    businessHoursId: idField('hours'),
    open: DirectTarget,
    closed: DirectTarget,
  }),
])
export type NumberTarget = Static<typeof NumberTarget>

/**
 * `+995322123456`, or `+99532212XXXX` (X is any digit), or `+995322*` (any rest), or inside digits such as `100`. The most exact
 * pattern that fits wins: fewest open places, then the longest.
 */
export const numberPattern = Type.String({ pattern: '^\\+?[0-9*#X]{1,31}$', maxLength: 32 })

const writableRule = {
  pattern: numberPattern,
  description: Type.String({ maxLength: 200 }),
  businessUnitId: idField('unit'),
  target: NumberTarget,
}
export const NumberRule = Type.Object({
  numberRuleId: idField('number-rule'),
  ...writableRule,
  /** Its callers are spoken to in it, but for customers whose own language is known. Absent: as the installation. */
  language: Type.Optional(Language),
  etag: Type.String(),
})
export type NumberRule = Static<typeof NumberRule>
export const CreateNumberRule = Type.Object({
  ...writableRule,
  description: Type.Optional(writableRule.description),
  /** Absent: the root unit. */
  businessUnitId: Type.Optional(writableRule.businessUnitId),
  language: Type.Optional(Language),
})
export type CreateNumberRule = Static<typeof CreateNumberRule>
export const ChangeNumberRule = Type.Partial(
  /** `null`: as the installation. */
  Type.Object({ ...writableRule, language: Type.Union([Language, Type.Null()]) }),
)
export type ChangeNumberRule = Static<typeof ChangeNumberRule>

/** Minutes of the day, 0 to 1440; a span that crosses midnight is two. */
const span = Type.Object({
  fromMinute: Type.Integer({ minimum: 0, maximum: 1440 }),
  toMinute: Type.Integer({ minimum: 0, maximum: 1440 }),
})
/** When people are there. */
const writableHours = {
  name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  /** IANA. */
  timeZone: Type.String({ minLength: 1, maxLength: 64 }),
  /** Monday first: seven lists. */
  week: Type.Array(Type.Array(span, { maxItems: 12 }), { minItems: 7, maxItems: 7 }),
  /** Days that are unlike their weekday: no spans, closed. `2026-11-21`. */
  exceptions: Type.Array(
    Type.Object({
      date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }),
      name: Type.String({ maxLength: 120 }),
      spans: Type.Array(span, { maxItems: 12 }),
    }),
    { maxItems: 1000 },
  ),
}
export const BusinessHours = Type.Object({
  businessHoursId: idField('hours'),
  ...writableHours,
  isOpenNow: Type.Boolean(),
  etag: Type.String(),
})
export type BusinessHours = Static<typeof BusinessHours>
export const CreateBusinessHours = Type.Object(writableHours)
export type CreateBusinessHours = Static<typeof CreateBusinessHours>
export const ChangeBusinessHours = Type.Partial(Type.Object(writableHours))
export type ChangeBusinessHours = Static<typeof ChangeBusinessHours>

export const BusinessUnit = Type.Object({
  businessUnitId: idField('unit'),
  parentId: Type.Optional(idField('unit')),
  name: Type.String(),
})
export type BusinessUnit = Static<typeof BusinessUnit>

/** What a caller must be allowed to have a call of this kind. */
export const DialPermission = Type.Union([
  Type.Literal('calls.dial'),
  Type.Literal('calls.dial.abroad'),
  Type.Literal('calls.dial.premium'),
])
export type DialPermission = Static<typeof DialPermission>

const writableOutbound = {
  name: Type.String({ minLength: 1, maxLength: 120, pattern: '\\S' }),
  isActive: Type.Boolean(),
  /** Lower is asked first; the first rule that fits and has a way is taken. */
  rank: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  /** E.164 beginnings with the plus sign, or short numbers whole (`112`). Empty: any number. */
  prefixes: Type.Array(Type.String({ pattern: '^\\+?[0-9*#]{1,20}$' }), { maxItems: 500 }),
  /** Empty: everybody. A unit includes those below it. */
  businessUnitIds: Type.Array(idField('unit'), { maxItems: 200 }),
  requires: DialPermission,
  /** In order; equal order goes by cost. */
  trunkIds: Type.Array(idField('trunk'), { minItems: 1, maxItems: 16, uniqueItems: true }),
  /** Shown to who is called, in place of the trunk's default; E.164. */
  callerNumber: Type.Optional(Type.String({ pattern: '^\\+?[0-9]{1,32}$' })),
}
export const OutboundRule = Type.Object({
  outboundRuleId: idField('outbound-rule'),
  ...writableOutbound,
  etag: Type.String(),
})
export type OutboundRule = Static<typeof OutboundRule>
export const CreateOutboundRule = Type.Object({
  ...writableOutbound,
  isActive: Type.Optional(writableOutbound.isActive),
  rank: Type.Optional(writableOutbound.rank),
  businessUnitIds: Type.Optional(writableOutbound.businessUnitIds),
  requires: Type.Optional(DialPermission),
})
export type CreateOutboundRule = Static<typeof CreateOutboundRule>
export const ChangeOutboundRule = Type.Object({
  ...Type.Partial(Type.Object(writableOutbound)).properties,
  callerNumber: Type.Optional(Type.Union([writableOutbound.callerNumber, Type.Null()])),
})
export type ChangeOutboundRule = Static<typeof ChangeOutboundRule>

/** What stops toll fraud. A limit that is reached refuses the call and raises an alarm; emergency numbers pass every one. */
const limits = {
  /** E.164 beginnings that nobody calls. */
  blockedPrefixes: Type.Array(Type.String({ pattern: '^\\+?[0-9*#]{1,20}$' }), { maxItems: 2000 }),
  callsAtOncePerPerson: Type.Integer({ minimum: 1, maximum: 1000 }),
  callsPerHourPerPerson: Type.Integer({ minimum: 1, maximum: 100_000 }),
  callsAtOnceOutbound: Type.Integer({ minimum: 1, maximum: 100_000 }),
  longestCallMinutes: Type.Integer({ minimum: 1, maximum: 1440 }),
  /** Money for talk time over trunks, in millionths of the currency; absent: no limit. Counted minute by minute. */
  spendPerHourMicros: Type.Optional(Type.Integer({ minimum: 1 })),
  spendPerDayMicros: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Outside of these hours only emergency numbers are called. */
  businessHoursId: Type.Optional(idField('hours')),
  emergencyNumbers: Type.Array(Type.String({ pattern: '^[0-9]{2,10}$' }), { maxItems: 64 }),
}
export const DialLimits = Type.Object({
  ...limits,
  /** What was spent in this hour and on this day (UTC) until now. */
  spentThisHourMicros: Type.Integer(),
  spentTodayMicros: Type.Integer(),
  etag: Type.String(),
})
export type DialLimits = Static<typeof DialLimits>
export const ChangeDialLimits = Type.Object({
  ...Type.Partial(Type.Object(limits)).properties,
  spendPerHourMicros: Type.Optional(Type.Union([limits.spendPerHourMicros, Type.Null()])),
  spendPerDayMicros: Type.Optional(Type.Union([limits.spendPerDayMicros, Type.Null()])),
  businessHoursId: Type.Optional(Type.Union([limits.businessHoursId, Type.Null()])),
})
export type ChangeDialLimits = Static<typeof ChangeDialLimits>

/** "If this person dialled that now": which rule, which trunks, or which sentence. */
export const DialCheckQuery = Type.Object({
  number: Type.String({ maxLength: 64 }),
  personId: Type.Optional(idField('person')),
})
export type DialCheckQuery = Static<typeof DialCheckQuery>
export const DialCheck = Type.Object({
  /** As the rules see it: E.164, or the bare digits. */
  number: Type.String(),
  isAllowed: Type.Boolean(),
  /** One of ours is reached inside. */
  numberRuleId: Type.Optional(idField('number-rule')),
  outboundRuleId: Type.Optional(idField('outbound-rule')),
  trunkIds: Type.Array(idField('trunk')),
  /** An error code of the catalogue, when it is not. */
  refusal: Type.Optional(Type.String()),
  checkedAt: instant,
})
export type DialCheck = Static<typeof DialCheck>
