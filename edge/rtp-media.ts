import { failure, type Result, success } from '#kernel/result.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import {
  acceptAnswer,
  answerOffer,
  type Direction,
  type MediaSession,
  makeOffer,
  type NegotiatedAudio,
  withoutSrtp,
} from '#telephony/sdp/index.ts'
import type { AgreedSound, SipMedia, SipMediaListener } from './sip-media.ts'
import type { SipRtp } from './sip-rtp.ts'

/** A SIP call's sound over RTP, plain or secured by keys in its descriptions. */
export class RtpMedia implements SipMedia {
  listener: SipMediaListener | undefined
  readonly isReady = true
  readonly transport: SipRtp
  #session: MediaSession

  constructor(transport: SipRtp, session: MediaSession) {
    this.transport = transport
    this.#session = session
  }

  get media(): LegMedia | undefined {
    return this.transport.media
  }

  set media(media: LegMedia | undefined) {
    this.transport.media = media
  }

  get hasOpenOffer(): boolean {
    return this.#session.hasOpenOffer
  }

  makeOffer(direction: Direction): Uint8Array {
    const offer = makeOffer(this.#session, direction)
    this.#session = offer.session
    return offer.sdp
  }

  async answerOffer(
    offer: Uint8Array,
    willing: Direction,
  ): Promise<Result<{ readonly sdp: Uint8Array; readonly sound: AgreedSound }, number>> {
    const answer = answerOffer(this.#session, offer, willing)
    if (!answer.ok) return failure(answer.error.status)
    this.#session = answer.value.session
    return success({ sdp: answer.value.sdp, sound: this.#agree(answer.value.audio) })
  }

  acceptAnswer(answer: Uint8Array, isProvisional: boolean): Result<AgreedSound, number> {
    const accepted = acceptAnswer(this.#session, answer)
    if (!accepted.ok) return failure(accepted.error.status)
    if (!isProvisional) this.#session = accepted.value.session
    return success(this.#agree(accepted.value.audio))
  }

  /** A phone on a secure way may still not know how to secure sound: preferred is not required. */
  fallBack(): boolean {
    if (this.#session.srtp !== 'preferred') return false
    this.#session = withoutSrtp(this.#session)
    return true
  }

  proved(): void {
    this.transport.proved()
  }

  close(): void {
    this.transport.close()
  }

  #agree(audio: NegotiatedAudio): AgreedSound {
    this.transport.signal(audio)
    return { format: audio, direction: audio.direction }
  }
}
