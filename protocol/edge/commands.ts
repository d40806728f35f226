import { type Static, Type } from 'typebox'
import { Account, bridgeId, EndReason, edgeId, legId, recordingId, stationId } from './parties.ts'

/**
 * What a core may ask of an edge. Every command is idempotent: the edge remembers the outcome of a command id for ten
 * minutes and answers a repeated one with the same outcome, and a command whose effect already stands (join a leg that
 * is in the bridge, end a leg that ended) succeeds.
 */
const literal = <T extends string>(value: T) => Type.Literal(value)
const sdp = Type.String({ maxLength: 65_536 })

/** One thing that a leg hears. Prompts are named; the edge keeps their sound by content hash. */
export const PlayItem = Type.Union([
  Type.Object({ kind: literal('prompt'), name: Type.String(), language: Type.Optional(Type.String()) }),
  Type.Object({
    kind: literal('tone'),
    tone: Type.Union([
      literal('ringback'),
      literal('busy'),
      literal('congestion'),
      literal('beep'),
      literal('milliwatt'),
      literal('not-in-service'),
    ]),
    durationMs: Type.Optional(Type.Integer({ minimum: 20, maximum: 600_000 })),
  }),
  Type.Object({ kind: literal('music'), name: Type.Optional(Type.String()) }),
  Type.Object({ kind: literal('silence'), durationMs: Type.Integer({ minimum: 20, maximum: 600_000 }) }),
])
export type PlayItem = Static<typeof PlayItem>

const playId = Type.Unsafe<import('#kernel/ids.ts').PlayId>(Type.String({ maxLength: 64 }))
const collectId = Type.Unsafe<import('#kernel/ids.ts').CollectId>(Type.String({ maxLength: 64 }))

export const EdgeCommand = Type.Union([
  /** The whole set of SIP users that may register; replaces the last one. Sent after every connect. */
  Type.Object({ type: literal('accounts.set'), realm: Type.String(), accounts: Type.Array(Account) }),

  /** 180, or 183 with early media when something is to be played before the answer. */
  Type.Object({ type: literal('leg.ring'), legId }),
  Type.Object({ type: literal('leg.answer'), legId }),
  /** Refuses a leg that was not answered. With `play`, people hear it as early media first (183), then the status goes. */
  Type.Object({
    type: literal('leg.refuse'),
    legId,
    status: Type.Integer({ minimum: 400, maximum: 699 }),
    reason: EndReason,
    retryAfterS: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600 })),
    play: Type.Optional(Type.Array(PlayItem, { maxItems: 8 })),
  }),
  /** Calls out: to a registered user of ours, or to any SIP address. The core chooses `legId`. */
  Type.Object({
    type: literal('leg.originate'),
    legId,
    to: Type.Union([
      Type.Object({ kind: literal('endpoint'), user: Type.String() }),
      Type.Object({ kind: literal('sip'), uri: Type.String({ maxLength: 512 }) }),
    ]),
    stationId: Type.Optional(stationId),
    callerNumber: Type.String({ maxLength: 64 }),
    callerName: Type.Optional(Type.String({ maxLength: 128 })),
    ringTimeoutMs: Type.Integer({ minimum: 1000, maximum: 300_000 }),
  }),
  Type.Object({ type: literal('leg.end'), legId, reason: EndReason }),
  Type.Object({ type: literal('leg.mute'), legId, muted: Type.Boolean() }),
  Type.Object({ type: literal('leg.digits'), legId, digits: Type.String({ pattern: '^[0-9A-D*#]{1,64}$' }) }),
  /** Plays to a leg outside of a bridge, in order; `loop` repeats the list. A new play ends the one before. */
  Type.Object({
    type: literal('leg.play'),
    legId,
    playId,
    items: Type.Array(PlayItem, { minItems: 1, maxItems: 32 }),
    loop: Type.Boolean(),
  }),
  Type.Object({ type: literal('leg.stop-play'), legId }),
  /** Play-and-collect as one command: barge-in, type-ahead, terminator and times run on the edge. */
  Type.Object({
    type: literal('leg.collect'),
    legId,
    collectId,
    items: Type.Array(PlayItem, { maxItems: 32 }),
    isInterruptible: Type.Boolean(),
    acceptsTypeAhead: Type.Boolean(),
    minDigits: Type.Integer({ minimum: 1, maximum: 64 }),
    maxDigits: Type.Integer({ minimum: 1, maximum: 64 }),
    terminators: Type.String({ maxLength: 16 }),
    firstDigitTimeoutMs: Type.Integer({ minimum: 100, maximum: 120_000 }),
    betweenDigitsTimeoutMs: Type.Integer({ minimum: 100, maximum: 60_000 }),
  }),
  Type.Object({ type: literal('leg.stop-collect'), legId }),

  /** Makes the bridge when it is not there and puts these legs into it; a leg's play or collect ends by that. */
  Type.Object({ type: literal('bridge.join'), bridgeId, legIds: Type.Array(legId, { minItems: 1, maxItems: 64 }) }),
  Type.Object({ type: literal('bridge.leave'), bridgeId, legId }),
  /** The leg hears `items` (music when empty) and is not heard until `bridge.retrieve`. */
  Type.Object({ type: literal('bridge.hold'), bridgeId, legId, items: Type.Array(PlayItem, { maxItems: 8 }) }),
  Type.Object({ type: literal('bridge.retrieve'), bridgeId, legId }),
  /** How loud `speaker` is to `listener`: 0 is not at all, 1 as it is. Coaching is three of these. */
  Type.Object({
    type: literal('bridge.gain'),
    bridgeId,
    listener: legId,
    speaker: legId,
    gain: Type.Number({ minimum: 0, maximum: 4 }),
  }),
  /** Legs stay up and hear silence; a bridge with no legs ends by itself. */
  Type.Object({ type: literal('bridge.end'), bridgeId }),

  /** Two channels of one file: what `left` says and what everybody else in the bridge says. */
  Type.Object({ type: literal('recording.start'), recordingId, bridgeId, left: legId }),
  Type.Object({ type: literal('recording.pause'), recordingId }),
  Type.Object({ type: literal('recording.resume'), recordingId }),
  Type.Object({ type: literal('recording.stop'), recordingId }),

  /**
   * A browser station: `offerSdp` in, answer out (result `{ answerSdp }`). Sent again for the same station it swaps the
   * transport under the persistent leg, which is how a station survives sleep and a change of network.
   */
  Type.Object({ type: literal('station.connect'), stationId, offerSdp: sdp }),
  Type.Object({ type: literal('station.close'), stationId }),
  /** A customer's browser: makes an inbound leg, which is then announced like any other by `leg.incoming`. */
  Type.Object({
    type: literal('web-call.connect'),
    legId,
    offerSdp: sdp,
    dialedNumber: Type.String({ maxLength: 64 }),
    callerNumber: Type.String({ maxLength: 64 }),
    callerName: Type.Optional(Type.String({ maxLength: 128 })),
  }),

  /** Plain RTP between two edges: `link.open` on both, then `link.connect` with each other's address. */
  Type.Object({ type: literal('link.open'), legId, peerEdgeId: edgeId }),
  Type.Object({
    type: literal('link.connect'),
    legId,
    remoteAddress: Type.String(),
    remotePort: Type.Integer({ minimum: 1, maximum: 65_535 }),
  }),

  /** Take no new calls; talking ones go on. */
  Type.Object({ type: literal('edge.drain'), isDraining: Type.Boolean() }),
])
export type EdgeCommand = Static<typeof EdgeCommand>
export type EdgeCommandType = EdgeCommand['type']
export type EdgeCommandOf<T extends EdgeCommandType> = Extract<EdgeCommand, { type: T }>

/** What a successful command answers with. Commands that are not named here answer with an empty object. */
export interface EdgeCommandValue {
  'station.connect': { readonly answerSdp: string; readonly legId: import('#kernel/ids.ts').LegId }
  'web-call.connect': { readonly answerSdp: string }
}
export type EdgeValueOf<T extends EdgeCommandType> = T extends keyof EdgeCommandValue
  ? EdgeCommandValue[T]
  : Record<string, never>
