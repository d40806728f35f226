import { type Static, Type } from 'typebox'

/** A SIP ladder: what went to and fro for one leg, a line a message, without bodies and without secrets. */
export const LadderStep = Type.Object({
  /** UTC milliseconds by the edge's wall clock. */
  atMs: Type.Number(),
  direction: Type.Union([Type.Literal('in'), Type.Literal('out')]),
  transport: Type.Union([
    Type.Literal('udp'),
    Type.Literal('tcp'),
    Type.Literal('tls'),
    Type.Literal('ws'),
    Type.Literal('wss'),
  ]),
  /** `address:port` of the peer. */
  remote: Type.String(),
  /** Of a request, or of the request that a response answers (from CSeq). */
  method: Type.String({ maxLength: 32 }),
  /** Of a response. */
  status: Type.Optional(Type.Integer()),
  reason: Type.Optional(Type.String({ maxLength: 128 })),
  cseq: Type.Integer(),
  hasSdp: Type.Optional(Type.Boolean()),
  /** How often the same message went again. */
  repeats: Type.Optional(Type.Integer()),
  /** From a Reason header (RFC 3326). */
  q850: Type.Optional(Type.Integer()),
})
export type LadderStep = Static<typeof LadderStep>

/** A phone's binding at our registrar (RFC 3261 10), as shown to an administrator. */
export const Registration = Type.Object({
  user: Type.String(),
  contact: Type.String(),
  transport: LadderStep.properties.transport,
  remote: Type.String(),
  userAgent: Type.Optional(Type.String()),
  /** The proxies on the way (RFC 3327), when there are any. */
  path: Type.Optional(Type.Array(Type.String())),
  sinceMs: Type.Number(),
  expiresAtMs: Type.Number(),
})
export type Registration = Static<typeof Registration>

/** Counters since the edge's start, for Prometheus; `trunkId` empty where there was none. */
export const EdgeFigures = Type.Object({
  calls: Type.Array(
    Type.Object({
      trunkId: Type.String(),
      direction: Type.Union([Type.Literal('inbound'), Type.Literal('outbound')]),
      /** INVITEs begun, answered, and ended by final status class: `2xx` … `6xx`, `none`. */
      begun: Type.Integer(),
      answered: Type.Integer(),
      active: Type.Integer(),
      endedBy: Type.Record(Type.String(), Type.Integer()),
    }),
  ),
  /** Final and provisional responses, `sent 486`, `received 503`. */
  responses: Type.Record(Type.String(), Type.Integer()),
  requests: Type.Record(Type.String(), Type.Integer()),
  /** Upper bounds in seconds (last: Infinity is left out) and counts: INVITE to the first 180, 183 or 200. */
  setUpSeconds: Type.Object({
    bounds: Type.Array(Type.Number()),
    counts: Type.Array(Type.Integer()),
    sum: Type.Number(),
    count: Type.Integer(),
  }),
  rtp: Type.Object({
    packetsReceived: Type.Integer(),
    packetsLost: Type.Integer(),
    /** Over the connected legs now. */
    jitterMsMean: Type.Number(),
    mosMean: Type.Optional(Type.Number()),
    mosLowest: Type.Optional(Type.Number()),
  }),
  tickLatenessMs: Type.Number(),
  registrations: Type.Integer(),
  bannedAddresses: Type.Integer(),
  refusedMessages: Type.Integer(),
})
export type EdgeFigures = Static<typeof EdgeFigures>
