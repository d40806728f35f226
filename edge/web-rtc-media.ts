import {
  type CallDirection,
  describeCall,
  descriptionText,
  directionIn,
  transportIdentity,
  withoutOtherStreams,
} from '#adapters/webrtc/call-description.ts'
import {
  answerWebOffer,
  type OfferingPeer,
  offerWebPeer,
  type WebPeer,
  type WebPeerState,
} from '#adapters/webrtc/peer.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { LegMedia, StreamStart } from '#telephony/calls/leg-media.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import { type Direction, narrow } from '#telephony/sdp/index.ts'
import { type SecureRandom, sdpSessionId, streamStart } from './chance.ts'
import type { AgreedSound, SipMedia, SipMediaListener } from './sip-media.ts'
import { formatOf } from './web-media.ts'

export interface WebRtcMediaParts {
  /** The UDP port that all WebRTC connections share. */
  readonly webRtcPort: number
  /** Numeric addresses at which browsers reach us besides those of the network cards. */
  readonly publicAddresses: readonly string[]
  /** The call is one of nobody that we know. */
  readonly isStranger?: boolean
  readonly clock: CallClock
  readonly chance: SecureRandom
  /** Telephones may speak Opus. */
  readonly speaksOpus?: boolean
}

/** A telephone that hangs up takes its connection down as its BYE leaves: the BYE may come a little later. */
const byeMs = 2000

/** A SIP call's sound over WebRTC: ICE, DTLS and SRTP by the WebRTC stack, G.711 and digits within. */
export class WebRtcMedia implements SipMedia {
  media: LegMedia | undefined
  listener: SipMediaListener | undefined
  readonly #parts: WebRtcMediaParts
  readonly #sessionId: string
  #start: StreamStart
  #peer: WebPeer | undefined
  /** Our first offer's peer, until its answer came. */
  #offering: OfferingPeer | undefined
  /** Our description as the stack made it. */
  #description = ''
  #refused: ReadonlyMap<number, string> = new Map()
  #version = 0
  #theirTransport = ''
  /** What our last offer asked for, while its answer is awaited. */
  #openOffer: Direction | undefined
  #isClosed = false

  constructor(parts: WebRtcMediaParts) {
    this.#parts = parts
    this.#sessionId = sdpSessionId(parts.chance)
    this.#start = streamStart(parts.chance)
  }

  get transport(): WebPeer {
    const peer = this.#peer ?? this.#offering?.peer
    if (!peer) throw new Error('A WebRTC call has no transport before its first description.')
    return peer
  }

  get streamStart(): StreamStart {
    return this.#start
  }

  get isReady(): boolean {
    return this.#peer?.state === 'connected'
  }

  get hasOpenOffer(): boolean {
    return this.#openOffer !== undefined
  }

  /** Makes ready what `makeOffer` says: the stack takes a moment for it. @returns whether it could */
  async prepareOffer(): Promise<boolean> {
    const offered = await offerWebPeer(this.#peerOptions())
    if (!offered.ok) return false
    if (this.#isClosed) {
      offered.value.peer.close()
      return false
    }
    this.#offering = offered.value
    this.#description = offered.value.offerSdp
    return true
  }

  makeOffer(direction: Direction): Uint8Array {
    this.#openOffer = direction
    // RFC 8829 5.2.2: whoever offers leaves the DTLS role open.
    return this.#describe(direction, this.#description.replace(/^a=setup:(active|passive)/gm, 'a=setup:actpass'))
  }

  async answerOffer(
    offer: Uint8Array,
    willing: Direction,
  ): Promise<Result<{ readonly sdp: Uint8Array; readonly sound: AgreedSound }, number>> {
    const text = descriptionText(offer)
    if (text === undefined) return failure(400)
    const direction = narrow(willing, directionIn(text))
    const { offer: ofSound, refused } = withoutOtherStreams(text)
    this.#refused = refused
    const theirTransport = transportIdentity(text)
    if (!this.#peer || theirTransport !== this.#theirTransport) {
      const failed = await this.#connect(ofSound)
      if (failed !== undefined) return failure(failed)
      this.#theirTransport = theirTransport
    }
    this.#openOffer = undefined
    return success({ sdp: this.#describe(direction, this.#description), sound: this.#sound(direction) })
  }

  acceptAnswer(answer: Uint8Array, isProvisional: boolean): Result<AgreedSound, number> {
    const text = descriptionText(answer)
    const asked = this.#openOffer
    if (text === undefined || asked === undefined) return failure(488)
    if (this.#offering) {
      const { peer } = this.#offering
      const accepted = this.#offering.accept(text)
      if (!accepted.ok) return failure(488)
      this.#offering = undefined
      this.#peer = peer
      this.#theirTransport = transportIdentity(text)
    }
    if (!isProvisional) this.#openOffer = undefined
    return success(this.#sound(narrow(asked, directionIn(text))))
  }

  close(): void {
    this.#isClosed = true
    this.media = undefined
    this.listener = undefined
    this.#peer?.close()
    this.#offering?.peer.close()
  }

  /** A new connection in place of the one before: the first, or after an ICE restart, which the stack has not. */
  async #connect(offer: string): Promise<number | undefined> {
    const start = this.#peer ? streamStart(this.#parts.chance) : this.#start
    const answered = await answerWebOffer(offer, this.#peerOptions(start.ssrc))
    if (!answered.ok) return 488
    if (this.#isClosed) {
      answered.value.peer.close()
      return 487
    }
    const before = this.#peer
    this.#peer = answered.value.peer
    this.#start = start
    this.#description = answered.value.answerSdp
    before?.close()
    return undefined
  }

  #peerOptions(ssrc = this.#start.ssrc) {
    const { webRtcPort, publicAddresses, isStranger = false, clock } = this.#parts
    // What a connection says that has been replaced is of no interest.
    const isCurrent = () => ssrc === this.#start.ssrc
    return {
      port: webRtcPort,
      publicAddresses,
      isStranger,
      ssrc,
      speaksOpus: this.#parts.speaksOpus ?? false,
      listener: {
        state: (state: WebPeerState) => {
          if (isCurrent()) this.#changed(state)
        },
        rtp: (packet: Buffer) => {
          if (isCurrent()) this.media?.receiveRtp(packet, clock.monotonicMs())
        },
        rtcp: (packet: Buffer) => {
          if (isCurrent()) this.media?.receiveRtcp(packet, clock.monotonicMs())
        },
        control: () => {},
      },
    }
  }

  #changed(state: WebPeerState): void {
    if (state === 'connected') this.listener?.ready()
    else if (state === 'lost') this.listener?.lost()
    else if (state === 'closed') setTimeout(() => this.listener?.lost(), byeMs)
  }

  #describe(direction: Direction, description: string): Uint8Array {
    this.#version++
    return describeCall(description, {
      sessionId: this.#sessionId,
      version: this.#version,
      direction: direction satisfies CallDirection,
      refused: this.#refused,
    })
  }

  #sound(direction: Direction): AgreedSound {
    return { format: formatOf(this.transport.sound), direction }
  }
}
