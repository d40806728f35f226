import { type Static, Type } from 'typebox'
import { Ban } from './access.ts'
import { listeningId, longestUtteranceMs, soundHash } from './commands.ts'
import { DetectionReason, DetectionVerdict, detectionId } from './detection.ts'
import { LadderStep } from './ladder.ts'
import {
  bridgeId,
  EndReason,
  Leg,
  legId,
  MediaQuality,
  RecordingResult,
  recordingId,
  Station,
  stationId,
  transferId,
} from './parties.ts'
import { TrunkStatus, trunkId } from './trunks.ts'

/**
 * What an edge tells. Each event has a sequence number that grows by one within an incarnation of the edge. Terminal
 * events, listed in {@link terminalEventTypes}, are kept and sent again after each connect until they are acknowledged;
 * the others may be missed while no core is there: the snapshot says what they led to.
 */
const literal = <T extends string>(value: T) => Type.Literal(value)
const playId = Type.Unsafe<import('#kernel/ids.ts').PlayId>(Type.String())
const collectId = Type.Unsafe<import('#kernel/ids.ts').CollectId>(Type.String())

export const EdgeEvent = Type.Union([
  /** Someone calls. The leg is `initiated` until the core rings, answers or refuses it. */
  Type.Object({ type: literal('leg.incoming'), leg: Leg }),
  Type.Object({
    type: literal('leg.alerting'),
    legId,
    /** The far end sends sound before it answers: an announcement, its own ringing. */
    hasEarlySound: Type.Optional(Type.Boolean()),
  }),
  /** Both ways of media are there: SIP answered and acknowledged, WebRTC connected. */
  Type.Object({ type: literal('leg.connected'), legId }),
  /** The far end put us on hold by its own signalling, or took it back. */
  Type.Object({ type: literal('leg.held'), legId }),
  Type.Object({ type: literal('leg.retrieved'), legId }),
  Type.Object({
    type: literal('leg.digit'),
    legId,
    digit: Type.String({ minLength: 1, maxLength: 1 }),
    durationMs: Type.Integer(),
  }),
  Type.Object({
    type: literal('leg.play-ended'),
    legId,
    playId,
    /** `failed`: a sound of it was not there and did not come. */
    outcome: Type.Union([literal('finished'), literal('stopped'), literal('interrupted'), literal('failed')]),
  }),
  Type.Object({
    type: literal('leg.collected'),
    legId,
    collectId,
    digits: Type.String(),
    outcome: Type.Union([
      literal('terminated'),
      literal('full'),
      literal('first-digit-timeout'),
      literal('between-digits-timeout'),
      literal('stopped'),
      literal('leg-ended'),
    ]),
  }),
  Type.Object({
    type: literal('leg.ended'),
    legId,
    stationId: Type.Optional(stationId),
    reason: EndReason,
    sipStatus: Type.Optional(Type.Integer()),
    q850Cause: Type.Optional(Type.Integer()),
    /** By the edge's monotonic clock. */
    durationMs: Type.Number(),
    connectedMs: Type.Optional(Type.Number()),
    /** It was answered, and gone before it was joined with anybody. */
    neverJoined: Type.Optional(Type.Boolean()),
    quality: Type.Optional(MediaQuality),
  }),
  /**
   * The far end transfers (RFC 3515): its other party shall go to `target`, or, with `replacesLegId`, be put through to who is
   * on that leg (RFC 3891). It has been told 202; say how it goes with `leg.transfer-progress`.
   */
  Type.Object({
    type: literal('leg.transfer-requested'),
    legId,
    transferId,
    /** The user part of Refer-To: a number or a user. */
    target: Type.String({ maxLength: 128 }),
    replacesLegId: Type.Optional(legId),
  }),
  /** The signalling of a leg that has ended, in order; at most 200 steps. Says nothing new to routing and may be missed. */
  Type.Object({ type: literal('leg.ladder'), legId, sipCallId: Type.String(), steps: Type.Array(LadderStep) }),
  /** Which trunk a leg that was called over several went over at last. */
  Type.Object({ type: literal('leg.trunk'), legId, trunkId }),
  /** A trunk's condition changed; all of them are told after each connect. */
  Type.Object({ type: literal('trunk.changed'), trunk: TrunkStatus }),
  Type.Object({ type: literal('address.banned'), ban: Ban }),
  Type.Object({ type: literal('address.unbanned'), address: Type.String() }),
  Type.Object({ type: literal('siprec.failed'), recordingId, sentence: Type.String() }),

  /** What was listened for was heard, or its time is up (`isLast` and no verdict: nothing of it was heard). */
  Type.Object({
    type: literal('leg.detected'),
    legId,
    detectionId,
    verdict: Type.Optional(DetectionVerdict),
    /** Why a person, a machine or neither. */
    reason: Type.Optional(DetectionReason),
    /** Since the detection began, by the edge's monotonic clock. */
    afterMs: Type.Integer({ minimum: 0 }),
    /** Nothing more comes of this detection. */
    isLast: Type.Boolean(),
  }),

  /** Somebody said something. May be missed: a caller says it again. */
  Type.Object({
    type: literal('leg.heard'),
    legId,
    listeningId,
    /** Linear PCM of 16 bit, least byte first, at 8 kHz, base64. Said by a person: it is kept and logged nowhere. */
    sound: Type.String({ maxLength: Math.ceil(((longestUtteranceMs + 1000) * 16 * 4) / 3) }),
  }),

  /** Every five seconds for a connected leg: what its sound is like. */
  Type.Object({ type: literal('leg.quality'), legId, quality: MediaQuality }),
  /**
   * Sound goes one way only on a leg that should have both, or goes again: said within three seconds. `from`, the default:
   * nothing comes from the far end. `to`: the far end gets nothing of what we send, as it reports itself.
   */
  Type.Object({
    type: literal('leg.silent'),
    legId,
    isSilent: Type.Boolean(),
    direction: Type.Optional(Type.Union([literal('from'), literal('to')])),
  }),

  Type.Object({ type: literal('bridge.ended'), bridgeId }),
  /** A recording paused or went on by itself, because digits were pressed. */
  Type.Object({ type: literal('recording.paused'), recordingId, atMs: Type.Integer({ minimum: 0 }) }),
  Type.Object({ type: literal('recording.resumed'), recordingId, atMs: Type.Integer({ minimum: 0 }) }),
  /** Where recordings go is slow, full or gone, or well again; told at once, and after each connect unless all is well. */
  Type.Object({
    type: literal('recording.storage'),
    condition: Type.Union([literal('well'), literal('slow'), literal('full'), literal('failing')]),
    /** Recorded sound that is in memory alone. */
    waitingMs: Type.Integer({ minimum: 0 }),
    freeBytes: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  Type.Object({ type: literal('recording.closed'), recording: RecordingResult }),
  /** The file could not be finished at all. A disk that only filled up gives `recording.closed` with `missingMs`. */
  Type.Object({ type: literal('recording.failed'), recordingId, sentence: Type.String() }),
  Type.Object({ type: literal('station.changed'), station: Station }),
  /** Sounds that were announced or asked for and are not here, or were found damaged: to be sent by `sound.put`. */
  Type.Object({ type: literal('sounds.wanted'), hashes: Type.Array(soundHash, { maxItems: 100 }) }),
  /** The edge cannot keep time or is full, or can again. */
  Type.Object({
    type: literal('edge.load'),
    calls: Type.Integer(),
    maxCalls: Type.Integer(),
    tickLatenessMs: Type.Number(),
    isOverloaded: Type.Boolean(),
  }),
])
export type EdgeEvent = Static<typeof EdgeEvent>
export type EdgeEventType = EdgeEvent['type']
export type EdgeEventOf<T extends EdgeEventType> = Extract<EdgeEvent, { type: T }>

export const terminalEventTypes = ['leg.ended', 'leg.collected', 'recording.closed', 'recording.failed'] as const
export const isTerminalEvent = (event: EdgeEvent): boolean =>
  (terminalEventTypes as readonly string[]).includes(event.type)
