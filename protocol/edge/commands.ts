import { type Static, Type } from 'typebox'
import { AccessPolicy, Ban } from './access.ts'
import { Detector, detectionId } from './detection.ts'
import { Account, bridgeId, EndReason, edgeId, legId, recordingId, stationId, transferId } from './parties.ts'
import { EdgeTrunk, trunkId } from './trunks.ts'

/**
 * What a core may ask of an edge. Every command is idempotent: the edge remembers the outcome of a command id for ten
 * minutes at least and answers a repeated one with the same outcome, and a command whose effect already stands (join a leg that
 * is in the bridge, end a leg that ended) succeeds.
 */
const literal = <T extends string>(value: T) => Type.Literal(value)
const sdp = Type.String({ maxLength: 65_536 })

/** SHA-256 of a sound's bytes, lower-case hexadecimal. */
export const soundHash = Type.String({ pattern: '^[0-9a-f]{64}$' })
/** A sound is raw G.711 µ-law, 8 kHz, mono: 1000 bytes are 125 ms. Four minutes at most. */
export const mostSoundBytes = 1_920_000
/** Of a sound's bytes in one `sound.put`: small enough that no frame of the media waits for it. */
export const soundPartBytes = 48_000

/** One thing that a leg hears. Prompts that come with Parley are named; the others are told by the hash of their sound. */
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
  /** Silence until it has come, where the edge lacks it; after three seconds without it the play ends as `failed`. */
  Type.Object({ kind: literal('sound'), hash: soundHash }),
  Type.Object({ kind: literal('music'), name: Type.Optional(Type.String()) }),
  Type.Object({ kind: literal('silence'), durationMs: Type.Integer({ minimum: 20, maximum: 600_000 }) }),
])
export type PlayItem = Static<typeof PlayItem>

const playId = Type.Unsafe<import('#kernel/ids.ts').PlayId>(Type.String({ maxLength: 64 }))
export const listeningId = Type.Unsafe<import('#kernel/ids.ts').ListeningId>(
  Type.String({ minLength: 1, maxLength: 64 }),
)
/** What nobody says to a machine in one go. */
export const longestUtteranceMs = 10_000
const collectId = Type.Unsafe<import('#kernel/ids.ts').CollectId>(Type.String({ maxLength: 64 }))

export const EdgeCommand = Type.Union([
  /** The whole set of SIP users that may register; replaces the last one. Sent after every connect. */
  Type.Object({ type: literal('accounts.set'), realm: Type.String(), accounts: Type.Array(Account) }),

  /** The whole set of trunks; replaces the last one. Unchanged ones keep their registration and their calls. Sent after every connect. */
  Type.Object({ type: literal('trunks.set'), trunks: Type.Array(EdgeTrunk, { maxItems: 1000 }) }),
  /** Sent after every connect. `bans` are those that the core remembers; the edge adds them to its own. */
  Type.Object({ type: literal('access.set'), policy: AccessPolicy, bans: Type.Array(Ban, { maxItems: 10_000 }) }),
  Type.Object({
    type: literal('address.ban'),
    address: Type.String({ maxLength: 64 }),
    forS: Type.Integer({ minimum: 1 }),
  }),
  Type.Object({ type: literal('address.unban'), address: Type.String({ maxLength: 64 }) }),
  /** What a phone's lamps and its message light show (RFC 4235, 3842, 3856) for a user; kept until said otherwise. */
  Type.Object({
    type: literal('user.set'),
    user: Type.String({ maxLength: 64 }),
    /** What the core knows beyond the calls of the user's own phones: an agent who talks at a browser is busy too. */
    isBusy: Type.Boolean(),
    isAvailable: Type.Boolean(),
    newMessages: Type.Integer({ minimum: 0 }),
    oldMessages: Type.Integer({ minimum: 0 }),
  }),

  /** How a transfer that the far end asked for goes (`leg.transfer-requested`): told to it by NOTIFY (RFC 3515 2.4.4). A final status ends it. */
  Type.Object({
    type: literal('leg.transfer-progress'),
    legId,
    transferId,
    status: Type.Integer({ minimum: 100, maximum: 699 }),
  }),
  /** Keeps this leg's media packets from now on too (its SIP is always kept), for `leg.packets`. Bounded; `isOn: false` stops. */
  Type.Object({ type: literal('leg.capture'), legId, isOn: Type.Boolean() }),
  /** The ladder of a leg so far: `{ steps }`, JSON of a list of {@link LadderStep}, and its Call-ID. */
  Type.Object({ type: literal('leg.signalling'), legId }),
  /** The packets kept of these legs, ended ones included while memory has them: `{ pcapBase64 }`, empty when none is left. */
  Type.Object({
    type: literal('leg.packets'),
    legIds: Type.Array(legId, { minItems: 1, maxItems: 16 }),
    /** RTP too, where it was captured; signalling alone for whoever may not listen. */
    withSound: Type.Boolean(),
  }),
  /** Registrations, trunks, bans and figures as they are now: `{ inspection }`, JSON of {@link EdgeInspection}. */
  Type.Object({ type: literal('edge.inspect') }),
  /**
   * Feeds what is said in a bridge to an outside recorder (SIPREC, RFC 7866): one stream for `left`, one for everybody else.
   * Ends with the bridge or `siprec.stop`; `siprec.failed` says when the recorder cannot be had.
   */
  Type.Object({
    type: literal('siprec.start'),
    recordingId,
    bridgeId,
    left: legId,
    recorderUri: Type.String({ maxLength: 512 }),
    /** For the metadata (RFC 7865): who speaks on which stream. */
    leftParty: Type.Object({ number: Type.String(), name: Type.Optional(Type.String()) }),
    rightParty: Type.Object({ number: Type.String(), name: Type.Optional(Type.String()) }),
  }),
  Type.Object({ type: literal('siprec.stop'), recordingId }),

  /** 180, or 183 with early media when the leg is in a bridge, in which somebody speaks before the answer. */
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
      /** Over the first of these trunks that is there and has room; the next on 503, time-out or no way (RFC 3263 4.3). */
      Type.Object({
        kind: literal('trunk'),
        trunkIds: Type.Array(trunkId, { minItems: 1, maxItems: 16 }),
        /** E.164, or digits that no country code belongs to (an emergency number); each trunk writes it its own way. */
        number: Type.String({ maxLength: 64 }),
      }),
    ]),
    /** Says "private" to the far end (RFC 3323, 3325); the trunk still learns who calls. */
    isCallerHidden: Type.Optional(Type.Boolean()),
    /** The number that was dialled first, on a call that we send on: for Diversion or History-Info. */
    divertedFrom: Type.Optional(Type.String({ maxLength: 64 })),
    /** The leg whose call goes on with this one: one less of its Max-Forwards goes along, so that loops end (RFC 3261 16.6). */
    onBehalfOf: Type.Optional(legId),
    /** Exempt from channel limits and rates: an emergency call. */
    isEmergency: Type.Optional(Type.Boolean()),
    stationId: Type.Optional(stationId),
    callerNumber: Type.String({ maxLength: 64 }),
    callerName: Type.Optional(Type.String({ maxLength: 128 })),
    ringTimeoutMs: Type.Integer({ minimum: 1000, maximum: 300_000 }),
    /** A phone of ours is asked to answer at once, by itself; it does so where it knows how and was allowed to. */
    isToAnswerAlone: Type.Optional(Type.Boolean()),
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
    /** A card number, a PIN: the digits are masked as by `leg.mask-digits` while they are collected, and stand in `leg.collected` alone. */
    isSecret: Type.Optional(Type.Boolean()),
  }),
  Type.Object({ type: literal('leg.stop-collect'), legId }),

  /**
   * From now on nobody learns which digits this leg presses: others in its bridge hear silence in their place, recordings of
   * it pause from the first digit until three seconds after the last, ladders and captures leave them out, and `leg.digit`
   * tells of each as `•`.
   */
  Type.Object({ type: literal('leg.mask-digits'), legId, isOn: Type.Boolean() }),
  /** Listens for these things in what the far end sends, until all have said their verdict, `timeoutMs`, or the leg ends. */
  Type.Object({
    type: literal('leg.detect'),
    legId,
    detectionId,
    detectors: Type.Array(Detector, { minItems: 1, maxItems: 6 }),
    timeoutMs: Type.Optional(Type.Integer({ minimum: 100, maximum: 3_600_000 })),
  }),
  Type.Object({ type: literal('leg.stop-detect'), legId, detectionId }),

  /**
   * Hands on what the far end says, utterance by utterance, as `leg.heard`, until it is stopped, the leg is joined with somebody or
   * ends. Takes the place of what listened to this leg before. Beside it plays, digits and detectors go on.
   */
  Type.Object({
    type: literal('leg.listen'),
    legId,
    listeningId,
    /** Quiet for so long, an utterance is over. */
    endMs: Type.Integer({ minimum: 200, maximum: 5000 }),
    /** An utterance is cut there. */
    longestMs: Type.Integer({ minimum: 500, maximum: longestUtteranceMs }),
  }),
  Type.Object({ type: literal('leg.stop-listen'), legId }),

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
  /**
   * An announcement, a zip tone, a whisper: this leg alone hears it, in place of the bridge or, with `isOver`, over it. What
   * the leg says is heard all the while. `leg.play-ended` says when; `leg.stop-play` ends it.
   */
  Type.Object({
    type: literal('bridge.play'),
    bridgeId,
    legId,
    playId,
    items: Type.Array(PlayItem, { minItems: 1, maxItems: 32 }),
    isOver: Type.Boolean(),
  }),
  /**
   * A supervisor's leg beside a bridge, put there when it is not: it hears everybody, is heard by those named and by nobody
   * else, those who join later included. Said again it changes who hears. A monitor keeps no bridge up, stands in no
   * recording, and leaves by `bridge.leave`; `bridge.join` makes it a party like any other.
   */
  Type.Object({
    type: literal('bridge.monitor'),
    bridgeId,
    legId,
    /** Empty: listens. The agent's leg: coaches. */
    heardBy: Type.Array(legId, { maxItems: 16 }),
  }),
  /** Legs stay up and hear silence; a bridge with no legs ends by itself. */
  Type.Object({ type: literal('bridge.end'), bridgeId }),

  /** Two channels of one file: what `left` says and what everybody else in the bridge says. */
  Type.Object({
    type: literal('recording.start'),
    recordingId,
    bridgeId,
    left: legId,
    /** Begun on hold: an agent resumes it once the customer has agreed. */
    isPaused: Type.Optional(Type.Boolean()),
    /** Pauses by itself while `left` presses this many digits or more in a row: a card number. 0 or absent: never. */
    pausesAtDigits: Type.Optional(Type.Integer({ minimum: 0, maximum: 32 })),
  }),
  /**
   * The key that recordings begun from now on are encrypted with (AES-256-GCM, a key of each file derived from it). Sent after
   * every connect, before any `recording.start`. Neither written down by the edge nor shown in any log.
   */
  Type.Object({
    type: literal('recording-key.set'),
    keyId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,32}$' }),
    keyBase64: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$' }),
  }),
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

  /**
   * Every sound that may be played from now on; replaces the last set. Sent after every connect. Those that the edge lacks it
   * asks for by `sounds.wanted`; what is in no set goes first when its disk's share is full.
   */
  Type.Object({ type: literal('sounds.set'), hashes: Type.Array(soundHash, { maxItems: 20_000 }) }),
  /** The next part of a sound, in order; a part at 0 begins it anew. The whole is refused when it is not what its hash says. */
  Type.Object({
    type: literal('sound.put'),
    hash: soundHash,
    offset: Type.Integer({ minimum: 0, maximum: mostSoundBytes }),
    /** Of the whole. */
    bytes: Type.Integer({ minimum: 1, maximum: mostSoundBytes }),
    partBase64: Type.String({ maxLength: (soundPartBytes / 3) * 4, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
  }),
  /** The core has no such sound: whoever waits to hear it has waited long enough. */
  Type.Object({ type: literal('sound.gone'), hash: soundHash }),

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
  'leg.packets': { readonly pcapBase64: string }
  'leg.signalling': { readonly steps: string; readonly sipCallId: string }
  'edge.inspect': { readonly inspection: string }
}
export type EdgeValueOf<T extends EdgeCommandType> = T extends keyof EdgeCommandValue
  ? EdgeCommandValue[T]
  : Record<string, never>
