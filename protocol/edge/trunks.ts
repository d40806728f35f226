import { type Static, Type } from 'typebox'
import type { TrunkId } from '#kernel/ids.ts'

/** Trunks as an edge needs them: the ways to and from a telephone company, a session border controller or a gateway. */
const literal = <T extends string>(value: T) => Type.Literal(value)
export const trunkId = Type.Unsafe<TrunkId>(Type.String({ minLength: 1, maxLength: 64 }))

/** `auto` follows the address: NAPTR and SRV where it is a name without a port (RFC 3263), else UDP. */
export const TrunkTransport = Type.Union([literal('auto'), literal('udp'), literal('tcp'), literal('tls')])
/** How numbers are written towards this trunk: `+995322…`, `995322…`, `032 2…` as dialled inside the country, or unchanged. */
export const NumberFormat = Type.Union([
  literal('e164'),
  literal('e164-without-plus'),
  literal('national'),
  literal('as-dialed'),
])
export type NumberFormat = Static<typeof NumberFormat>

export const trunkFields = {
  /** The host part of From and of the Request-URI; also the registrar. A name or an address, with `:port` when not the usual. */
  domain: Type.String({ minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9.:\\[\\]-]+$' }),
  /** Where requests are sent instead of to the domain: `host` or `host:port`. */
  outboundProxy: Type.Optional(Type.String({ minLength: 1, maxLength: 255, pattern: '^[A-Za-z0-9.:\\[\\]-]+$' })),
  transport: TrunkTransport,
  /** We register there (RFC 3261 10) and calls come over that registration; else they are known by `addresses`. */
  registers: Type.Boolean(),
  /** The account: user part of the address of record and, when `authUserName` is absent, the digest's user name. */
  userName: Type.Optional(Type.String({ maxLength: 128 })),
  authUserName: Type.Optional(Type.String({ maxLength: 128 })),
  registerExpiresS: Type.Integer({ minimum: 30, maximum: 86_400 }),
  /** Addresses or CIDR ranges whose calls are this trunk's, besides those that its own names lead to. */
  addresses: Type.Array(Type.String({ maxLength: 64, pattern: '^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$' }), { maxItems: 64 }),
  /** The user part of From on outgoing calls: the account (the caller stands in PAI or PPI), or the caller. */
  fromUser: Type.Union([literal('account'), literal('caller')]),
  /** Which header also says who calls: P-Asserted-Identity (RFC 3325), P-Preferred-Identity, Remote-Party-ID, or none. */
  identityHeader: Type.Union([literal('none'), literal('pai'), literal('ppi'), literal('rpid')]),
  /** How a forwarded call says for whom it was: Diversion (RFC 5806), History-Info (RFC 7044), or not at all. */
  diversionHeader: Type.Union([literal('none'), literal('diversion'), literal('history-info')]),
  numberFormat: NumberFormat,
  /** Shown when the caller's own number may not be; E.164. */
  defaultCallerNumber: Type.Optional(Type.String({ maxLength: 32 })),
  /** In order of preference. Wideband ones (G.722, Opus) for carriers and controllers that pass them on. */
  codecs: Type.Array(Type.Union([literal('pcma'), literal('pcmu'), literal('g722'), literal('opus')]), {
    minItems: 1,
    maxItems: 4,
    uniqueItems: true,
  }),
  dtmf: Type.Union([literal('rfc4733'), literal('info')]),
  /** SDES (RFC 4568). `optional` offers it beside plain RTP's profile only where the peer did so first. */
  srtp: Type.Union([literal('off'), literal('optional'), literal('required')]),
  /** 100rel (RFC 3262): not spoken of, offered in Supported, or demanded in Require. */
  reliableProvisional: Type.Union([literal('off'), literal('supported'), literal('required')]),
  /** Session timer (RFC 4028) that we propose; 0 proposes none (one that is asked of us is always kept). */
  sessionExpiresS: Type.Integer({ minimum: 0, maximum: 86_400 }),
  /** Calls at once, in both directions together. */
  maxCalls: Type.Integer({ minimum: 1, maximum: 100_000 }),
  /** OPTIONS are sent so often to see whether it is there; 0 sends none. */
  keepAliveS: Type.Integer({ minimum: 0, maximum: 3600 }),
  /** After so long without any answer to an INVITE the next target of the SRV answer, or the next trunk, is tried. */
  failoverMs: Type.Integer({ minimum: 500, maximum: 32_000 }),
}

/** One trunk, with its secret: never logged. */
export const EdgeTrunk = Type.Object({
  trunkId,
  ...trunkFields,
  password: Type.Optional(Type.String({ maxLength: 256 })),
  /** The calling region that `national` and bare numbers are read in, ISO 3166. */
  region: Type.String({ minLength: 2, maxLength: 2 }),
})
export type EdgeTrunk = Static<typeof EdgeTrunk>

/**
 * `off`: not in use. `unknown`: neither registers nor is probed. `connecting`: the first answer is awaited. `registered`,
 * `reachable`: it answers. `refused`: it answers, but turns us away (wrong password, unknown account). `unreachable`: silence.
 */
export const TrunkCondition = Type.Union([
  literal('off'),
  literal('unknown'),
  literal('connecting'),
  literal('registered'),
  literal('reachable'),
  literal('refused'),
  literal('unreachable'),
])
export type TrunkCondition = Static<typeof TrunkCondition>

export const TrunkStatus = Type.Object({
  trunkId,
  condition: TrunkCondition,
  /** UTC milliseconds by the edge's wall clock. */
  sinceMs: Type.Number(),
  /** The last final answer that decided it, when there was one. */
  sipStatus: Type.Optional(Type.Integer()),
  sipReason: Type.Optional(Type.String()),
  /** When the registration runs out. */
  expiresAtMs: Type.Optional(Type.Number()),
  /** When it is tried again after a failure. */
  nextTryAtMs: Type.Optional(Type.Number()),
  /** `udp 192.0.2.1:5060`: where the last request went. */
  target: Type.Optional(Type.String()),
  calls: Type.Integer(),
})
export type TrunkStatus = Static<typeof TrunkStatus>
