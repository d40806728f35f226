import { type Static, Type } from 'typebox'
import type { AgentId, BridgeId, EdgeId, LegId, RecordingId, StationId, TransferId } from '#kernel/ids.ts'
import { trunkId } from './trunks.ts'

/**
 * The things that an edge knows: legs, bridges, stations, registrations, recordings. It knows no queue, no customer and
 * no agent; the ids of those never cross the edge link.
 */
const idOf = <T extends string>() => Type.Unsafe<T>(Type.String({ minLength: 1, maxLength: 64 }))
export const legId = idOf<LegId>()
export const bridgeId = idOf<BridgeId>()
export const stationId = idOf<StationId>()
export const recordingId = idOf<RecordingId>()
export const edgeId = idOf<EdgeId>()
export const transferId = idOf<TransferId>()
export type { AgentId }

/** How a leg's media and signalling reach us. */
export const LegTransport = Type.Union([
  Type.Literal('sip'),
  /** A customer's or an agent's browser over WebRTC. */
  Type.Literal('web'),
  /** Plain RTP to another edge: in the contract from the first day, carried out when there is a second edge. */
  Type.Literal('link'),
])
export type LegTransport = Static<typeof LegTransport>

export const LegState = Type.Union([
  Type.Literal('initiated'),
  Type.Literal('alerting'),
  Type.Literal('connected'),
  Type.Literal('held'),
  Type.Literal('failed'),
  Type.Literal('ended'),
])
export type LegState = Static<typeof LegState>

/** Why a leg ended, in our words. The SIP status and the Q.850 cause, where there are any, stand beside it. */
export const EndReason = Type.Union([
  /** The party hung up. */
  Type.Literal('party-left'),
  /** We hung up: an agent, a process, an administrator. */
  Type.Literal('hung-up'),
  /** The caller gave up before we answered (CANCEL). */
  Type.Literal('cancelled'),
  Type.Literal('busy'),
  Type.Literal('declined'),
  Type.Literal('no-answer'),
  Type.Literal('unknown-number'),
  Type.Literal('unreachable'),
  /** We refused it: overloaded, draining, or no core for longer than the grace time. */
  Type.Literal('refused'),
  /** No media or no signalling for longer than we wait. */
  Type.Literal('connection-lost'),
  /** The edge process that carried it ended. */
  Type.Literal('edge-lost'),
  Type.Literal('error'),
])
export type EndReason = Static<typeof EndReason>

/** What a leg's media was like. Durations in milliseconds, from the edge's monotonic clock. */
export const MediaQuality = Type.Object({
  packetsReceived: Type.Integer(),
  packetsLost: Type.Integer(),
  packetsLate: Type.Integer(),
  packetsSent: Type.Integer(),
  /** What the far end's sound comes and goes in. */
  codec: Type.Optional(Type.String()),
  /** Lost or too late to be heard: in `leg.quality` of the last five seconds, in `leg.ended` of the whole leg, as is `mos`. */
  lossPercent: Type.Optional(Type.Number()),
  jitterMs: Type.Number(),
  roundTripMs: Type.Optional(Type.Number()),
  bufferDepthMs: Type.Number(),
  /** Estimated by the E-model (ITU-T G.107), 1 to 4.5; absent before the first packet. */
  mos: Type.Optional(Type.Number()),
  /** What the far end hears of us, by its own reports (RTCP, or its page's); absent until it made one. */
  remote: Type.Optional(Type.Object({ lossPercent: Type.Number(), jitterMs: Type.Number(), mos: Type.Number() })),
})
export type MediaQuality = Static<typeof MediaQuality>

export const Leg = Type.Object({
  legId,
  edgeId,
  transport: LegTransport,
  direction: Type.Union([Type.Literal('inbound'), Type.Literal('outbound')]),
  state: LegState,
  /** The station that this leg belongs to; absent on a customer's leg. */
  stationId: Type.Optional(stationId),
  /** What the far end says of itself, as received: E.164 is made of it by the core. */
  callerNumber: Type.String(),
  callerName: Type.Optional(Type.String()),
  /** What was dialled: the user part of the request's address, or the number that a web caller's page asked for. */
  dialedNumber: Type.String(),
  /** The registered user that signed the call, when it was one of ours. */
  authenticatedUser: Type.Optional(Type.String()),
  /** The trunk that it came in or goes out over. A leg with neither a user nor a trunk is a stranger's. */
  trunkId: Type.Optional(trunkId),
  /** The far end asked not to be shown (RFC 3323): `callerNumber` is for routing and emergencies, not for the desk. */
  isCallerHidden: Type.Optional(Type.Boolean()),
  /** Whom the call was for before it was sent on to us (Diversion, History-Info), as received. */
  divertedFrom: Type.Optional(Type.String()),
  /** Takes the place of this leg of ours (RFC 3891): the transfer that somebody's phone made. */
  replacesLegId: Type.Optional(legId),
  bridgeId: Type.Optional(bridgeId),
  muted: Type.Boolean(),
  /** By `leg.mask-digits`; absent: no. */
  areDigitsMasked: Type.Optional(Type.Boolean()),
  /** Milliseconds since the leg began and since it was answered, by the edge's monotonic clock. */
  ageMs: Type.Number(),
  connectedMs: Type.Optional(Type.Number()),
})
export type Leg = Static<typeof Leg>

export const Bridge = Type.Object({
  bridgeId,
  edgeId,
  legIds: Type.Array(legId),
  /** Legs on hold in it: they hear music and are not heard. */
  heldLegIds: Type.Array(legId),
  /** Legs beside it: they hear and are heard by some or by nobody. */
  monitorLegIds: Type.Optional(Type.Array(legId)),
  recordingId: Type.Optional(recordingId),
})
export type Bridge = Static<typeof Bridge>

/** A place an agent talks through, as the edge sees it. */
export const Station = Type.Object({
  stationId,
  kind: Type.Union([Type.Literal('browser'), Type.Literal('endpoint')]),
  /** For an endpoint: the user that it registers as. */
  user: Type.Optional(Type.String()),
  reachable: Type.Boolean(),
  /** The persistent leg of a browser station while it is connected. */
  legId: Type.Optional(legId),
})
export type Station = Static<typeof Station>

/** A SIP user that may register, with the hash that digest needs (RFC 8760): never the password. */
export const Account = Type.Object({
  user: Type.String({ minLength: 1, maxLength: 64 }),
  /** MD5(user:realm:password), lower-case hexadecimal. */
  ha1Md5: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  ha1Sha256: Type.Optional(Type.String({ pattern: '^[0-9a-f]{64}$' })),
  stationId: Type.Optional(stationId),
  displayName: Type.Optional(Type.String()),
})
export type Account = Static<typeof Account>

export const RecordingResult = Type.Object({
  recordingId,
  /** Path below the recordings folder that edge and core share (or the object's key). */
  path: Type.String(),
  bytes: Type.Integer(),
  sha256: Type.String(),
  durationMs: Type.Integer(),
  /** Milliseconds of the recorded time that were not written because storage could not keep up. */
  missingMs: Type.Integer(),
  /** Which key it is encrypted under; absent: the file is plain. */
  keyId: Type.Optional(Type.String()),
  /** When it was paused, in milliseconds of the recording; silence stands in these places. */
  pauses: Type.Optional(Type.Array(Type.Object({ fromMs: Type.Integer(), toMs: Type.Integer() }), { maxItems: 1000 })),
})
export type RecordingResult = Static<typeof RecordingResult>
