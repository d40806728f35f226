import type { Result } from '#kernel/result.ts'
import type { LegMedia, MediaFormat, StreamStart } from '#telephony/calls/leg-media.ts'
import type { MediaTransport } from '#telephony/calls/ports.ts'
import type { Direction } from '#telephony/sdp/index.ts'

/** What an exchange of descriptions led to. */
export interface AgreedSound {
  readonly format: MediaFormat
  /** Ours (RFC 3264 5.1). Held by the peer: `recvonly` or `inactive`. */
  readonly direction: Direction
}

export interface SipMediaListener {
  /** Packets can pass both ways now. */
  ready(): void
  /** There is no way to the peer any more, and none will come. */
  lost(): void
}

/**
 * The sound of one SIP call: its descriptions by offer and answer (RFC 3264) and the packets that they lead to. Plain RTP and
 * SRTP by SDES over a port of its own, or WebRTC, as the peer's offer asks or as the phone that we call wants it.
 */
export interface SipMedia {
  /** Where sound goes now; another one after a change of network (WebRTC). */
  readonly transport: MediaTransport
  /** Start values that the transport has announced to the peer (WebRTC names its SSRC); else they are ours to choose. */
  readonly streamStart?: StreamStart
  /** Gets what comes in; before there is one, packets are passed over. */
  media: LegMedia | undefined
  listener: SipMediaListener | undefined
  /** Whether packets can pass: at once with RTP, after ICE and DTLS with WebRTC. */
  readonly isReady: boolean
  /** An offer of ours waits for its answer. */
  readonly hasOpenOffer: boolean
  /** Our offer. `sendonly` puts the peer on hold. */
  makeOffer(direction: Direction): Uint8Array
  /** Answers the peer's offer. @returns the answer, or the SIP status to refuse it with */
  answerOffer(
    offer: Uint8Array,
    willing: Direction,
  ): Promise<Result<{ readonly sdp: Uint8Array; readonly sound: AgreedSound }, number>>
  /**
   * Takes the peer's answer to our last offer. `isProvisional`: early media in a 183; the offer stays open for the 200's.
   * @returns the SIP status that says why it cannot be used
   */
  acceptAnswer(answer: Uint8Array, isProvisional: boolean): Result<AgreedSound, number>
  /**
   * The far end could not take our description (488): the next offer is a plainer one.
   * @returns whether there is one to try
   */
  fallBack?(): boolean
  /** The far end acknowledged our answer: it hears us where its signalling comes from. */
  proved?(): void
  close(): void
}
