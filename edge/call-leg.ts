import type { EdgeId, LegId, PlayId, StationId, TrunkId } from '#kernel/ids.ts'
import type { EdgeEventOf } from '#protocol/edge/events.ts'
import type { EndReason, Leg } from '#protocol/edge/parties.ts'
import { type AudioSource, newFrame, type SampleRate, sampleRateHz } from '#telephony/audio/frame.ts'
import type { Overlay } from '#telephony/audio/overlay.ts'
import type { BridgeParty } from '#telephony/calls/bridge.ts'
import { DigitMask } from '#telephony/calls/digit-mask.ts'
import { LegLife } from '#telephony/calls/leg.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import type { LiveBridge } from './bridges.ts'
import { LegEar } from './leg-ear.ts'
import type { Collecting } from './playing.ts'

/** Who is on a leg and how it came about; does not change. */
export interface LegOrigin {
  readonly legId: LegId
  readonly edgeId: EdgeId
  readonly transport: Leg['transport']
  readonly direction: Leg['direction']
  readonly stationId?: StationId
  readonly callerNumber: string
  readonly callerName?: string
  readonly dialedNumber: string
  readonly authenticatedUser?: string
  /** The user of ours whose telephones were called. */
  readonly calledUser?: string
  readonly trunkId?: TrunkId
  readonly isCallerHidden?: boolean
  /** What is left of Max-Forwards on a call that came in (RFC 3261 20.22). */
  readonly maxForwards?: number
  readonly divertedFrom?: string
  /** Takes the place of this leg (RFC 3891). */
  readonly replacesLegId?: LegId
  /** Answered by this edge alone (600, 601): no core hears of it. */
  readonly isPrivate?: boolean
}

/** What a leg's far end can be told; each transport has its own way. Called only in states in which it makes sense. */
export interface LegSignalling {
  ring(): void
  /** Lets an unanswered caller hear us; `false` when the transport cannot. */
  openEarlyMedia(): boolean
  answer(): void
  /** Ends a call that was not answered. */
  refuse(how: { readonly status: number; readonly reason: EndReason; readonly retryAfterS?: number }): void
  hangUp(reason: EndReason): void
  /** Digits that do not go within the sound. `undefined`, or no such method: they do. `false`: too many wait. */
  sendDigits?(digits: readonly string[]): boolean | undefined
  /** Somebody may be heard now (a bridge, a prompt), or nobody any more. */
  soundWanted?(isWanted: boolean): void
}

/** How what a leg listened to came to its end. `failed`: a sound was not there. */
export type PlayOutcome = EdgeEventOf<'leg.play-ended'>['outcome']

/** What a leg listens to outside of a bridge, or alone of all in it: then in place of the bridge, or over it. */
export interface Listening {
  readonly source: AudioSource
  readonly playId?: PlayId
  readonly over?: Overlay
  /** `interrupted`: something else took its place. */
  ended(outcome: PlayOutcome): void
}

/** One party's side of a call: state, sound and signalling together. Its life is moved on by {@link Legs} alone. */
export class CallLeg implements BridgeParty {
  readonly legId: LegId
  origin: LegOrigin
  readonly life: LegLife
  signalling: LegSignalling
  media: LegMedia | undefined
  isMuted = false
  /** Whether the far end is to be sent sound now: it answered, or hears early media, and has not closed its ear. */
  isSending = false
  /** Its far end said that it sends nothing (`recvonly`): its silence means nothing. */
  isListener = false
  /** A station whose browser is away for a moment: others hear music in its place. */
  isLost = false
  /** Hears itself (number 600). */
  isEchoing = false
  /** Nothing comes from its far end, though it should. */
  isSilent = false
  /** Its far end gets nothing of what we send. */
  isUnheard = false
  /** Which keys its far end presses is nobody's business, until said otherwise; see {@link hidesDigits}. */
  isMasked = false
  bridge: LiveBridge | undefined
  /** It has been in a bridge. */
  wasJoined = false
  listening: Listening | undefined
  collecting: Collecting | undefined
  typedAhead = ''
  /** Those who want to hear what its far end sends: detectors. */
  readonly ear = new LegEar()
  /** Music for moments in which nobody else provides sound; made when first needed. */
  comfort: AudioSource | undefined
  /** Set where something went wrong on the tick: the leg is ended after it. */
  fault: unknown
  #mask: DigitMask | undefined
  readonly frame = newFrame()
  readonly outFrame = newFrame()

  constructor(origin: LegOrigin, signalling: LegSignalling, nowMs: number) {
    this.legId = origin.legId
    this.origin = origin
    this.signalling = signalling
    this.life = new LegLife(nowMs)
  }

  /** Whether nobody may learn which keys its far end presses now. */
  get hidesDigits(): boolean {
    return this.isMasked || this.collecting?.isSecret === true
  }

  get soundHz(): SampleRate {
    return this.media?.soundHz ?? sampleRateHz
  }

  /** Its call could not be made this way; what it heard of it is over. */
  betweenCalls(signalling: LegSignalling): void {
    this.signalling = signalling
    this.media?.release()
    this.media = undefined
    this.isSending = false
  }

  /** Its call is tried over another trunk. */
  goOver(signalling: LegSignalling, trunkId: TrunkId): void {
    this.signalling = signalling
    this.origin = { ...this.origin, trunkId }
  }

  pull(into: Int16Array, nowMs: number): boolean {
    try {
      const { media } = this
      const isSound = media?.pull(into, nowMs) ?? false
      if (media !== undefined && this.ear.isListening) this.ear.hear(isSound ? into : undefined, media.isSendingTones)
      return this.#masked(into, isSound)
    } catch (error) {
      this.fault = error
      return false
    }
  }

  /** A digit of its far end, by whichever way it was told. */
  pressed(): void {
    this.#mask?.pressed()
  }

  /** What others may hear of the frame that came. */
  #masked(frame: Int16Array, isSound: boolean): boolean {
    if (!this.hidesDigits) {
      this.#mask = undefined
      return isSound
    }
    this.#mask ??= new DigitMask()
    return this.#mask.pass(frame, isSound)
  }

  describe(nowMs: number): Leg {
    const { isPrivate: _, calledUser: __, maxForwards: ___, ...origin } = this.origin
    const connectedMs = this.life.connectedMs(nowMs)
    return {
      ...origin,
      state: this.life.state,
      ...(this.bridge ? { bridgeId: this.bridge.bridgeId } : {}),
      muted: this.isMuted,
      ...(this.isMasked ? { areDigitsMasked: true } : {}),
      ageMs: this.life.ageMs(nowMs),
      ...(connectedMs === undefined ? {} : { connectedMs }),
    }
  }
}
