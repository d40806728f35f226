import type { EndReason } from '#protocol/edge/parties.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import { DigitPairing, type DigitWay } from '#telephony/calls/digit-pairing.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import { isHeldByPeer } from '#telephony/sdp/index.ts'
import type { CallHandle, Flow, SipEngine, SipEvent } from '#telephony/sip/index.ts'
import { causeOfStatus } from '#telephony/sip/message/q850.ts'
import type { CallLeg, LegSignalling } from './call-leg.ts'
import type { SecureRandom } from './chance.ts'
import { streamStart } from './chance.ts'
import { InfoDigits } from './info-digits.ts'
import type { Legs } from './legs.ts'
import type { MediaTerms } from './media-terms.ts'
import type { Playing } from './playing.ts'
import type { AgreedSound, SipMedia } from './sip-media.ts'
import { causeOfReason, reasonOfEnd } from './sip-reasons.ts'
import { wayOf } from './sip-target.ts'

export interface SipCallParts {
  readonly engine: SipEngine
  /** Does what the engine has queued; called after each use of it. */
  readonly drain: () => void
  readonly sipNowMs: () => number
  readonly legs: Legs
  readonly playing: Playing
  readonly clock: CallClock
  readonly chance: SecureRandom
  readonly opus?: OpusLibrary | undefined
}

type EventOf<T extends SipEvent['type']> = Extract<SipEvent, { type: T }>

/** One SIP call: what its leg is asked to do becomes SIP, and what SIP says becomes the leg's state and sound. */
export class SipCall implements LegSignalling {
  leg: CallLeg | undefined
  readonly #parts: SipCallParts
  #handle: CallHandle
  readonly #direction: 'inbound' | 'outbound'
  #media: SipMedia
  /** Of a call that rings at several telephones: the sound of each, of which the one that answers is kept. */
  readonly #choices: ReadonlyMap<string, SipMedia>
  readonly #redial: ((offer: Uint8Array) => CallHandle | undefined) | undefined
  /** For a far end that takes no digits within the sound. */
  readonly #infoDigits: InfoDigits | undefined
  /** Our answer to the caller's offer, the same in 183 and 200. */
  #answerSdp: Uint8Array | undefined
  #hasEarlyMedia = false
  /** The caller made no offer, and takes ours before the answer (RFC 3262). */
  readonly #takesEarlyOffer: boolean
  /** What each fork of a call that we make said before its answer: a reliable one is not said again. */
  readonly #earlyAnswers = new Map<string, Uint8Array>()
  /** Sound may go out: early media was opened, or the call answered. */
  #isOpen = false
  /** Answered and acknowledged; the leg is connected once media is ready too. */
  #isSetUp = false
  #sound: AgreedSound | undefined
  readonly #pairing = new DigitPairing()
  /** Why we ended it, when we did. */
  #ourReason: EndReason | undefined

  constructor(
    parts: SipCallParts,
    of: {
      handle: CallHandle
      direction: 'inbound' | 'outbound'
      media: SipMedia
      /** By the way (see `wayOf`) of each telephone that rings; `media` is one of them. */
      choices?: ReadonlyMap<string, SipMedia>
      digits: MediaTerms['digits']
      takesEarlyOffer?: boolean
      /** Calls the same party once more with another offer, under a new handle. */
      redial?: (offer: Uint8Array) => CallHandle | undefined
    },
  ) {
    this.#parts = parts
    this.#handle = of.handle
    this.#direction = of.direction
    this.#media = of.media
    this.#choices = of.choices ?? new Map()
    this.#redial = of.redial
    this.#takesEarlyOffer = of.takesEarlyOffer ?? false
    if (of.digits === 'info') {
      this.#infoDigits = new InfoDigits((digit, durationMs) => {
        parts.engine.sendInfoDigit(this.#handle, digit, durationMs, parts.sipNowMs())
        parts.drain()
      })
    }
    // Of several it is not known yet whose sound counts.
    if (this.#choices.size === 0) this.#listen()
  }

  #listen(): void {
    this.#media.listener = { ready: () => this.#connectWhenReady(), lost: () => this.hangUp('connection-lost') }
  }

  /** Reads the caller's offer. @returns the SIP status to refuse it with, if it cannot be used */
  async takeOffer(offer: Uint8Array | undefined): Promise<number | undefined> {
    // RFC 3261 13.2.1: without an offer ours goes with the answer.
    if (offer === undefined) return undefined
    const answer = await this.#media.answerOffer(offer, 'sendrecv')
    if (!answer.ok) return answer.error
    this.#answerSdp = answer.value.sdp
    this.#sound = answer.value.sound
    return undefined
  }

  /** The leg has been made: its sound can be set up. */
  begin(leg: CallLeg): void {
    this.leg = leg
    if (this.#sound) this.#agree(this.#sound)
  }

  ring(): void {
    this.#parts.engine.progress(this.#handle, 180, undefined, this.#parts.sipNowMs())
    this.#parts.drain()
  }

  openEarlyMedia(): boolean {
    if (this.#hasEarlyMedia) return true
    if (this.#takesEarlyOffer) this.#answerSdp ??= this.#media.makeOffer('sendrecv')
    if (this.#answerSdp === undefined) return false
    const done = this.#parts.engine.progress(this.#handle, 183, this.#answerSdp, this.#parts.sipNowMs())
    this.#hasEarlyMedia = done.ok
    if (done.ok) this.#open()
    this.#parts.drain()
    return done.ok
  }

  answer(): void {
    this.#answerSdp ??= this.#media.makeOffer('sendrecv')
    if (this.#parts.engine.answer(this.#handle, this.#answerSdp, this.#parts.sipNowMs()).ok) this.#open()
    this.#parts.drain()
  }

  refuse(how: { readonly status: number; readonly reason: EndReason; readonly retryAfterS?: number }): void {
    this.#ourReason = how.reason
    const { engine, sipNowMs } = this.#parts
    const retry = how.retryAfterS === undefined ? {} : { retryAfterS: how.retryAfterS }
    const done = engine.reject(this.#handle, how.status, { ...retry, q850: causeOfStatus(how.status) }, sipNowMs())
    this.#parts.drain()
    if (!done.ok) this.#over({ reason: how.reason })
  }

  hangUp(reason: EndReason): void {
    this.#ourReason = reason
    const done = this.#parts.engine.hangUp(this.#handle, { q850: causeOfReason(reason) }, this.#parts.sipNowMs())
    this.#parts.drain()
    if (!done.ok) this.#over({ reason })
  }

  /** @returns `undefined` when digits go within the sound */
  sendDigits(digits: readonly string[]): boolean | undefined {
    return this.#infoDigits?.queue(digits)
  }

  /** Another call takes its place on the leg: this one's sound ends, the leg does not. */
  leave(): void {
    this.leg = undefined
    this.#infoDigits?.stop()
    this.#closeMedia()
  }

  #closeMedia(): void {
    this.#media.close()
    for (const media of this.#choices.values()) if (media !== this.#media) media.close()
  }

  /** One of several telephones answered: its sound is the call's, the others' is not needed. */
  #choose(flow: Flow): void {
    const way = wayOf(flow)
    const kind = way.slice(0, way.indexOf('|') + 1)
    const ofItsKind = [...this.#choices].find(([other]) => other.startsWith(kind))?.[1]
    const chosen = this.#choices.get(way) ?? ofItsKind
    if (chosen === undefined) return
    for (const media of this.#choices.values()) if (media !== chosen) media.close()
    this.#media = chosen
    this.#listen()
  }

  progressed(event: EventOf<'callProgress'>): void {
    let hasEarlySound = false
    if (event.sdp !== undefined && event.fork !== undefined) this.#earlyAnswers.set(event.fork, event.sdp)
    // Of several telephones nobody is heard before one has answered.
    if (event.sdp !== undefined && this.#choices.size === 0) {
      // Not yet the answer of this exchange: the 200 says it again, and our offer stays open until then.
      const early = this.#media.acceptAnswer(event.sdp, true)
      if (early.ok) {
        hasEarlySound = !this.#isOpen
        this.#isOpen = true
        this.#agree(early.value)
      }
    }
    if (this.leg && (event.status === 180 || event.status === 183)) this.#parts.legs.alerting(this.leg, hasEarlySound)
  }

  answered(event: EventOf<'callAnswered'>): void {
    const early = event.fork === undefined ? undefined : this.#earlyAnswers.get(event.fork)
    this.#earlyAnswers.clear()
    this.#choose(event.flow)
    this.#answerTaken(event.sdp ?? early)
  }

  /** The PRACK that answers our early offer; of a session refresh it says nothing new. */
  offerAnswered(event: EventOf<'offerAnswered'>): void {
    if (event.sdp === undefined || !this.#media.hasOpenOffer) return
    const answer = this.#media.acceptAnswer(event.sdp, false)
    if (answer.ok) this.#agree(answer.value)
    else this.hangUp('error')
  }

  acknowledged(event: EventOf<'callAcknowledged'>): void {
    this.#media.proved?.()
    this.#answerTaken(this.#media.hasOpenOffer ? event.sdp : undefined)
  }

  #answerTaken(sdp: Uint8Array | undefined): void {
    const answer = sdp === undefined ? undefined : this.#media.acceptAnswer(sdp, false)
    const sound = answer === undefined ? this.#sound : answer.ok ? answer.value : undefined
    if (!sound) {
      this.hangUp('error')
      return
    }
    this.#isOpen = true
    this.#agree(sound)
    this.#isSetUp = true
    this.#connectWhenReady()
  }

  /** Nobody is told that a leg is connected before its first word can be heard. */
  #connectWhenReady(): void {
    if (!this.leg || !this.#isSetUp || !this.#media.isReady) return
    this.#parts.legs.connected(this.leg)
    this.#tellHold()
  }

  offered(event: EventOf<'remoteOffer'>): void {
    const { engine, sipNowMs, drain } = this.#parts
    // An UPDATE before the answer: what this fork said first does not hold any more.
    if (event.fork !== undefined) this.#earlyAnswers.delete(event.fork)
    if (event.sdp !== undefined) {
      void this.#answerOffer(event.sdp).catch(() => this.hangUp('error'))
      return
    }
    engine.answerOffer(this.#handle, this.#media.makeOffer('sendrecv'), sipNowMs())
    drain()
  }

  async #answerOffer(offer: Uint8Array): Promise<void> {
    const { engine, sipNowMs, drain } = this.#parts
    const answer = await this.#media.answerOffer(offer, 'sendrecv')
    if (answer.ok) {
      engine.answerOffer(this.#handle, answer.value.sdp, sipNowMs())
      this.#agree(answer.value.sound)
      this.#tellHold()
    } else engine.refuseOffer(this.#handle, answer.error, sipNowMs())
    drain()
  }

  digits(event: EventOf<'infoDigits'>): void {
    for (const digit of event.digits) this.#pressed(digit, 'info', Math.round(event.durationMs ?? 160))
  }

  #pressed(digit: string, way: DigitWay, durationMs: number): void {
    const { clock, playing } = this.#parts
    if (this.leg && this.#pairing.isNew(digit, way, clock.monotonicMs()))
      playing.digit(this.leg, digit, durationMs, way)
  }

  ended(event: EventOf<'callEnded'>): void {
    if (this.#triesAgain(event)) return
    const reason = this.#ourReason ?? reasonOfEnd(event, this.#direction, this.leg?.life.state ?? 'initiated')
    this.#over({
      reason,
      ...(event.status === undefined ? {} : { sipStatus: event.status }),
      ...(event.q850 === undefined ? {} : { q850Cause: event.q850 }),
    })
  }

  /** RFC 3261 21.4.26: our description could not be taken; another one may be. */
  #triesAgain(event: EventOf<'callEnded'>): boolean {
    const isRefusedOffer = event.by === 'refused' && (event.status === 488 || event.status === 606)
    if (!isRefusedOffer || !this.#redial || this.#choices.size > 0) return false
    if (this.#ourReason !== undefined || !this.#media.fallBack?.()) return false
    const handle = this.#redial(this.#media.makeOffer('sendrecv'))
    if (handle === undefined) return false
    this.#handle = handle
    return true
  }

  #over(end: { reason: EndReason; sipStatus?: number; q850Cause?: number }): void {
    if (this.leg) this.#parts.legs.ended(this.leg, end)
    // Closed with the leg's media, if it had any.
    this.#infoDigits?.stop()
    this.#closeMedia()
  }

  #open(): void {
    this.#isOpen = true
    this.#updateSending()
  }

  #agree(sound: AgreedSound): void {
    const { leg } = this
    this.#sound = sound
    if (!leg || leg.life.isOver) return
    const { chance, clock, opus } = this.#parts
    const { transport } = this.#media
    leg.isListener = sound.direction === 'sendonly'
    if (!leg.media) {
      leg.media = new LegMedia({
        transport,
        format: sound.format,
        start: this.#media.streamStart ?? streamStart(chance),
        chance: chance.fraction,
        nowMs: clock.monotonicMs(),
        onDigit: (digit, durationMs) => this.#pressed(digit, 'telephone-event', durationMs),
        opus,
      })
    } else if (leg.media.transport === transport) leg.media.setFormat(sound.format)
    else {
      const start = this.#media.streamStart ?? streamStart(chance)
      leg.media.setTransport(transport, sound.format, start, clock.monotonicMs())
    }
    leg.ear.hearDigits(leg.media.takesDigitEvents ? undefined : (digit, ms) => this.#pressed(digit, 'in-band', ms))
    // Also of a leg that has had another call before: what comes in belongs to it from now on.
    this.#media.media = leg.media
    this.#updateSending()
  }

  #updateSending(): void {
    if (!this.leg) return
    const direction = this.#sound?.direction
    this.leg.isSending = this.#isOpen && (direction === 'sendrecv' || direction === 'sendonly')
  }

  /** RFC 3264 8.4: what the far end's direction says of hold. */
  #tellHold(): void {
    if (this.leg && this.#sound) this.#parts.legs.farHold(this.leg, isHeldByPeer(this.#sound))
  }
}
