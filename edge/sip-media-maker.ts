import type { RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import { descriptionText, isWebRtcDescription } from '#adapters/webrtc/call-description.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { OpusLibrary } from '#telephony/audio/ports.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import { type AudioCodec, createMediaSession } from '#telephony/sdp/index.ts'
import { isPrivateAddress } from '#telephony/sip/transport/local-address.ts'
import { type SecureRandom, sdpSessionId } from './chance.ts'
import type { MediaTerms } from './media-terms.ts'
import { RtpMedia } from './rtp-media.ts'
import type { SipMedia } from './sip-media.ts'
import { SipRtp } from './sip-rtp.ts'
import { WebRtcMedia, type WebRtcMediaParts } from './web-rtc-media.ts'

export interface SipMediaParts {
  /** Numeric. */
  readonly publicAddress?: string
  readonly rtpPorts: RtpPorts
  /** The UDP port that all WebRTC connections share. */
  readonly webRtcPort: number
  readonly clock: CallClock
  readonly chance: SecureRandom
  /** Absent: nobody is offered Opus. */
  readonly opus?: OpusLibrary | undefined
  /** What telephones are offered, in this order. */
  readonly phoneCodecs: readonly AudioCodec[]
}

/** Between whom the sound of a call goes. */
export interface MediaPath {
  readonly localAddress: string
  readonly remoteAddress: string
  /** It calls us and is neither a trunk nor a user of ours. */
  readonly isStranger?: boolean
}

/** Gives each SIP call the kind of media that its descriptions ask for. Fails with a code when no port is to be had. */
export class SipMediaMaker {
  readonly #parts: SipMediaParts

  constructor(parts: SipMediaParts) {
    this.#parts = parts
  }

  /** For a call that came in; `offer` is what it brought. */
  async forIncoming(
    path: MediaPath,
    terms: MediaTerms,
    offer: Uint8Array | undefined,
  ): Promise<Result<SipMedia, { code: string }>> {
    // RFC 3261 13.2.1: who brings no offer gets ours, and a browser can only take one of its own kind.
    if (offer === undefined) return this.forOutgoing(path, terms)
    const text = descriptionText(offer)
    if (text === undefined || !isWebRtcDescription(text)) return this.#overRtp(path, terms)
    return success(new WebRtcMedia(this.#webRtcParts(path)))
  }

  /**
   * For a call that goes out: it can make an offer at once.
   * @param likely what the other party of the call speaks: a telephone that takes it too spares us to translate
   */
  async forOutgoing(
    path: MediaPath,
    terms: MediaTerms,
    likely?: AudioCodec,
  ): Promise<Result<SipMedia, { code: string }>> {
    if (!terms.isWebRtc) return this.#overRtp(path, terms, likely)
    const media = new WebRtcMedia(this.#webRtcParts(path))
    return (await media.prepareOffer()) ? success(media) : failure({ code: 'no WebRTC' })
  }

  #webRtcParts({ isStranger = false }: MediaPath): WebRtcMediaParts {
    const { publicAddress, webRtcPort, clock, chance, opus, phoneCodecs } = this.#parts
    const speaksOpus = opus !== undefined && phoneCodecs.includes('opus')
    const publicAddresses = publicAddress === undefined ? [] : [publicAddress]
    return { webRtcPort, publicAddresses, isStranger, clock, chance, speaksOpus }
  }

  /** The codecs of an offer: what there is no library for is left out, and what is likely goes first unless a trunk's order says else. */
  #codecs(terms: MediaTerms, likely: AudioCodec | undefined): readonly AudioCodec[] {
    const { opus, phoneCodecs } = this.#parts
    const wanted = (terms.codecs ?? phoneCodecs).filter((codec) => codec !== 'opus' || opus !== undefined)
    // A trunk that is set to Opus alone, on a machine without it.
    if (wanted.length === 0) return ['pcma', 'pcmu']
    if (likely === undefined || terms.prefersOwnCodecs || !wanted.includes(likely)) return wanted
    return [likely, ...wanted.filter((codec) => codec !== likely)]
  }

  async #overRtp(path: MediaPath, terms: MediaTerms, likely?: AudioCodec): Promise<Result<SipMedia, { code: string }>> {
    const { publicAddress, chance, rtpPorts } = this.#parts
    const rtp = await SipRtp.open(rtpPorts, path.localAddress, {
      signallingAddress: path.remoteAddress,
      isStranger: path.isStranger ?? false,
    })
    if (!rtp.ok) return rtp
    const isOutside = publicAddress !== undefined && !isPrivateAddress(path.remoteAddress)
    const session = createMediaSession({
      address: isOutside ? publicAddress : path.localAddress,
      port: rtp.value.port,
      sessionId: sdpSessionId(chance),
      codecs: this.#codecs(terms, likely),
      prefersOwnCodecs: terms.prefersOwnCodecs,
      srtp: { policy: terms.srtp, randomBytes: chance.bytes },
    })
    return success(new RtpMedia(rtp.value, session))
  }
}
