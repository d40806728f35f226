import { type Static, Type } from 'typebox'

/** What an edge that stands on the internet lets pass, and whom it shuts out. */
const literal = <T extends string>(value: T) => Type.Literal(value)
const addressRange = Type.String({ maxLength: 64, pattern: '^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$' })

export const BanReason = Type.Union([
  /** Wrong passwords to REGISTER or INVITE. */
  literal('guessing'),
  /** Calls from strangers to numbers that nobody has: somebody looks for a way out. */
  literal('probing'),
  /** More messages than any telephone sends. */
  literal('flooding'),
  /** Bytes that are no SIP, again and again. */
  literal('malformed'),
  /** An administrator did it. */
  literal('by-hand'),
])
export type BanReason = Static<typeof BanReason>
export const Ban = Type.Object({
  address: Type.String({ maxLength: 64 }),
  reason: BanReason,
  /** Offences that led to it. */
  offences: Type.Integer(),
  /** UTC milliseconds. */
  sinceMs: Type.Number(),
  untilMs: Type.Number(),
})
export type Ban = Static<typeof Ban>

/** Who may call in without a password or a trunk, and how much is too much. Replaces the last one. */
export const AccessPolicy = Type.Object({
  /** Strangers may call our own numbers. Off: trunks and registered phones alone. */
  areGuestsAllowed: Type.Boolean(),
  /**
   * Our own numbers as patterns: digits with an optional leading plus, `X` for any digit, `*` at the end for any rest.
   * A stranger's call to anything else is challenged like every other, so that it learns nothing.
   */
  ownNumbers: Type.Array(Type.String({ maxLength: 64 }), { maxItems: 100_000 }),
  /** Never banned and not slowed: offices, session border controllers. Trunks' addresses count as such by themselves. */
  trustedAddresses: Type.Array(addressRange, { maxItems: 1000 }),
  /** Never refused by any limit of ours, whoever calls them from a phone of ours. */
  emergencyNumbers: Type.Array(Type.String({ maxLength: 16 }), { maxItems: 64 }),
  /** Offences within `offenceWindowS` that ban an address for `banS`; each further ban lasts twice as long, at most a day. */
  offencesBeforeBan: Type.Integer({ minimum: 1, maximum: 1000 }),
  offenceWindowS: Type.Integer({ minimum: 1, maximum: 86_400 }),
  banS: Type.Integer({ minimum: 1, maximum: 86_400 }),
  /** New calls a second that one stranger's address may begin, and how many may be under way at once. */
  guestCallsPerSecond: Type.Number({ minimum: 0, maximum: 10_000 }),
  guestCallsAtOnce: Type.Integer({ minimum: 0, maximum: 100_000 }),
  /** Calls a second over one trunk. */
  trunkCallsPerSecond: Type.Number({ minimum: 1, maximum: 10_000 }),
})
export type AccessPolicy = Static<typeof AccessPolicy>
