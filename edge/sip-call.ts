import type { EndReason } from '#protocol/edge/parties.ts'
import { DigitPairing, type DigitWay } from '#telephony/calls/digit-pairing.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import {
  acceptAnswer,
  answerOffer,
  isHeldByPeer,
  type MediaSession,
  makeOffer,
  type NegotiatedAudio,
} from '#telephony/sdp/index.ts'
import type { CallHandle, SipEngine, SipEvent } from '#telephony/sip/index.ts'
import type { CallLeg, LegSignalling } from './call-leg.ts'
import type { SecureRandom } from './chance.ts'
import { streamStart } from './chance.ts'
import type { Legs } from './legs.ts'
import type { Playing } from './playing.ts'
import { reasonOfEnd } from './sip-reasons.ts'
import type { SipRtp } from './sip-rtp.ts'

export interface SipCallParts {
  readonly engine: SipEngine
  /** Does what the engine has queued; called after each use of it. */
  readonly drain: () => void
  readonly sipNowMs: () => number
  readonly legs: Legs
  readonly playing: Playing
  readonly clock: CallClock
  readonly chance: SecureRandom
}

type EventOf<T extends SipEvent['type']> = Extract<SipEvent, { type: T }>

/** One SIP call: what its leg is asked to do becomes SIP, and what SIP says becomes the leg's state and sound. */
export class SipCall implements LegSignalling {
  leg: CallLeg | undefined
  readonly #parts: SipCallParts
  readonly #handle: CallHandle
  readonly #direction: 'inbound' | 'outbound'
  readonly #rtp: SipRtp
  #session: MediaSession
  /** Our answer to the caller's offer, the same in 183 and 200. */
  #answerSdp: Uint8Array | undefined
  #hasEarlyMedia = false
  /** Sound may go out: early media was opened, or the call answered. */
  #isOpen = false
  #audio: NegotiatedAudio | undefined
  readonly #pairing = new DigitPairing()
  /** Why we ended it, when we did. */
  #ourReason: EndReason | undefined

  constructor(
    parts: SipCallParts,
    of: { handle: CallHandle; direction: 'inbound' | 'outbound'; rtp: SipRtp; session: MediaSession },
  ) {
    this.#parts = parts
    this.#handle = of.handle
    this.#direction = of.direction
    this.#rtp = of.rtp
    this.#session = of.session
  }

  /** Reads the caller's offer. @returns the SIP status to refuse it with, if it cannot be used */
  takeOffer(offer: Uint8Array | undefined): number | undefined {
    // RFC 3261 13.2.1: without an offer ours goes with the answer.
    if (offer === undefined) return undefined
    const answer = answerOffer(this.#session, offer, 'sendrecv')
    if (!answer.ok) return answer.error.status
    this.#session = answer.value.session
    this.#answerSdp = answer.value.sdp
    this.#audio = answer.value.audio
    return undefined
  }

  /** The leg has been made: its sound can be set up. */
  begin(leg: CallLeg): void {
    this.leg = leg
    if (this.#audio) this.#agree(this.#audio)
  }

  ring(): void {
    this.#parts.engine.progress(this.#handle, 180, undefined, this.#parts.sipNowMs())
    this.#parts.drain()
  }

  openEarlyMedia(): boolean {
    if (this.#hasEarlyMedia) return true
    if (this.#answerSdp === undefined) return false
    const done = this.#parts.engine.progress(this.#handle, 183, this.#answerSdp, this.#parts.sipNowMs())
    this.#hasEarlyMedia = done.ok
    if (done.ok) this.#open()
    this.#parts.drain()
    return done.ok
  }

  answer(): void {
    if (this.#answerSdp === undefined) {
      const offer = makeOffer(this.#session, 'sendrecv')
      this.#session = offer.session
      this.#answerSdp = offer.sdp
    }
    if (this.#parts.engine.answer(this.#handle, this.#answerSdp, this.#parts.sipNowMs()).ok) this.#open()
    this.#parts.drain()
  }

  refuse(how: { readonly status: number; readonly reason: EndReason; readonly retryAfterS?: number }): void {
    this.#ourReason = how.reason
    const { engine, sipNowMs } = this.#parts
    const headers = how.retryAfterS === undefined ? {} : { retryAfterS: how.retryAfterS }
    const done = engine.reject(this.#handle, how.status, headers, sipNowMs())
    this.#parts.drain()
    if (!done.ok) this.#over({ reason: how.reason })
  }

  hangUp(reason: EndReason): void {
    this.#ourReason = reason
    const done = this.#parts.engine.hangUp(this.#handle, {}, this.#parts.sipNowMs())
    this.#parts.drain()
    if (!done.ok) this.#over({ reason })
  }

  progressed(event: EventOf<'callProgress'>): void {
    if (event.sdp !== undefined) {
      // Not yet the answer of this exchange: the 200 says it again, and our offer stays open until then.
      const early = acceptAnswer(this.#session, event.sdp)
      if (early.ok) {
        this.#isOpen = true
        this.#agree(early.value.audio)
      }
    }
    if (this.leg && (event.status === 180 || event.status === 183)) this.#parts.legs.alerting(this.leg)
  }

  answered(event: EventOf<'callAnswered'>): void {
    if (event.sdp !== undefined) {
      const answer = acceptAnswer(this.#session, event.sdp)
      if (!answer.ok) {
        this.hangUp('error')
        return
      }
      this.#session = answer.value.session
      this.#audio = answer.value.audio
    }
    if (!this.#audio) {
      this.hangUp('error')
      return
    }
    this.#isOpen = true
    this.#agree(this.#audio)
    if (this.leg) this.#parts.legs.connected(this.leg)
    this.#tellHold()
  }

  acknowledged(event: EventOf<'callAcknowledged'>): void {
    if (event.sdp !== undefined && this.#session.hasOpenOffer) {
      const answer = acceptAnswer(this.#session, event.sdp)
      if (!answer.ok) {
        this.hangUp('error')
        return
      }
      this.#session = answer.value.session
      this.#agree(answer.value.audio)
    }
    if (!this.#audio) {
      this.hangUp('error')
      return
    }
    if (this.leg) this.#parts.legs.connected(this.leg)
    this.#tellHold()
  }

  offered(event: EventOf<'remoteOffer'>): void {
    const { engine, sipNowMs, drain } = this.#parts
    if (event.sdp === undefined) {
      const offer = makeOffer(this.#session, 'sendrecv')
      this.#session = offer.session
      engine.answerOffer(this.#handle, offer.sdp, sipNowMs())
    } else {
      const answer = answerOffer(this.#session, event.sdp, 'sendrecv')
      if (answer.ok) {
        this.#session = answer.value.session
        engine.answerOffer(this.#handle, answer.value.sdp, sipNowMs())
        this.#agree(answer.value.audio)
        this.#tellHold()
      } else engine.refuseOffer(this.#handle, answer.error.status, sipNowMs())
    }
    drain()
  }

  digits(event: EventOf<'infoDigits'>): void {
    for (const digit of event.digits) this.#pressed(digit, 'info', Math.round(event.durationMs ?? 160))
  }

  #pressed(digit: string, way: DigitWay, durationMs: number): void {
    const { clock, playing } = this.#parts
    if (this.leg && this.#pairing.isNew(digit, way, clock.monotonicMs())) playing.digit(this.leg, digit, durationMs)
  }

  ended(event: EventOf<'callEnded'>): void {
    const reason = this.#ourReason ?? reasonOfEnd(event, this.#direction, this.leg?.life.state ?? 'initiated')
    this.#over({
      reason,
      ...(event.status === undefined ? {} : { sipStatus: event.status }),
      ...(event.q850 === undefined ? {} : { q850Cause: event.q850 }),
    })
  }

  #over(end: { reason: EndReason; sipStatus?: number; q850Cause?: number }): void {
    if (this.leg) this.#parts.legs.ended(this.leg, end)
    // Closed with the leg's media, if it had any.
    this.#rtp.close()
  }

  #open(): void {
    this.#isOpen = true
    this.#updateSending()
  }

  #agree(audio: NegotiatedAudio): void {
    const { leg } = this
    this.#audio = audio
    if (!leg) return
    this.#rtp.signal(audio)
    leg.isListener = audio.direction === 'sendonly'
    if (leg.media) leg.media.setFormat(audio)
    else {
      const { chance, clock } = this.#parts
      leg.media = new LegMedia({
        transport: this.#rtp,
        format: audio,
        start: streamStart(chance),
        chance: chance.fraction,
        nowMs: clock.monotonicMs(),
        onDigit: (digit, durationMs) => this.#pressed(digit, 'telephone-event', durationMs),
      })
      this.#rtp.media = leg.media
    }
    this.#updateSending()
  }

  #updateSending(): void {
    if (!this.leg) return
    const direction = this.#audio?.direction
    this.leg.isSending = this.#isOpen && (direction === 'sendrecv' || direction === 'sendonly')
  }

  /** RFC 3264 8.4: what the far end's direction says of hold. */
  #tellHold(): void {
    if (this.leg && this.#audio) this.#parts.legs.farHold(this.leg, isHeldByPeer(this.#audio))
  }
}
