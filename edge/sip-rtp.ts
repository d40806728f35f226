import type { RtpPortPair, RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import type { SocketFailure } from '#adapters/sockets/udp.ts'
import { type Result, success } from '#kernel/result.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import type { MediaTransport } from '#telephony/calls/ports.ts'
import { Latch } from '#telephony/rtp/latch.ts'
import { classifyDatagram, rtpHeaderBytes } from '#telephony/rtp/packet.ts'
import type { NegotiatedAudio } from '#telephony/sdp/index.ts'

/** One SIP leg's RTP and RTCP over a pair of ports; media goes back to where it comes from (symmetric RTP). */
export class SipRtp implements MediaTransport {
  /** Gets what comes in; before there is one, packets are passed over. */
  media: LegMedia | undefined
  #pair: RtpPortPair | undefined
  #rtcpPort = 0
  #isMuxed = false
  readonly #latch = new Latch(undefined)
  readonly #monotonicMs: () => number

  private constructor(monotonicMs: () => number) {
    this.#monotonicMs = monotonicMs
  }

  static async open(
    ports: RtpPorts,
    address: string,
    monotonicMs: () => number,
  ): Promise<Result<SipRtp, SocketFailure>> {
    const transport = new SipRtp(monotonicMs)
    const pair = await ports.open(address, {
      rtp: (bytes, from, port) => transport.#rtp(bytes, from, port),
      rtcp: (bytes, from, port) => transport.#rtcp(bytes, from, port),
    })
    if (!pair.ok) return pair
    transport.#pair = pair.value
    return success(transport)
  }

  get port(): number {
    return this.#pair?.port ?? 0
  }

  /** Where the peer's description says that it listens. */
  signal(audio: NegotiatedAudio): void {
    this.#latch.signal(audio.remoteAddress, audio.remotePort)
    this.#rtcpPort = audio.remoteRtcpPort
    this.#isMuxed = audio.isRtcpMuxed
  }

  sendRtp(bytes: Uint8Array, length: number): void {
    const { address, port } = this.#latch
    if (address !== undefined && port !== 0) this.#pair?.sendRtp(bytes, length, address, port)
  }

  sendRtcp(bytes: Uint8Array): void {
    const { address, port } = this.#latch
    if (address === undefined || port === 0) return
    if (this.#isMuxed) this.#pair?.sendRtp(bytes, bytes.length, address, port)
    else if (this.#rtcpPort !== 0) this.#pair?.sendRtcp(bytes, address, this.#rtcpPort)
  }

  close(): void {
    this.media = undefined
    this.#pair?.close()
    this.#pair = undefined
  }

  #rtp(bytes: Buffer, address: string, port: number): void {
    const media = this.media
    if (media === undefined || bytes.length < rtpHeaderBytes) return
    const nowMs = this.#monotonicMs()
    const kind = classifyDatagram(bytes)
    if (kind === 'rtp') {
      if (this.#latch.accepts(address, port, bytes.readUInt32BE(8), nowMs)) media.receiveRtp(bytes, nowMs)
    } else if (kind === 'rtcp' && this.#isMuxed && address === this.#latch.address) media.receiveRtcp(bytes, nowMs)
  }

  #rtcp(bytes: Buffer, address: string, port: number): void {
    const media = this.media
    if (media === undefined || address !== this.#latch.address || classifyDatagram(bytes) !== 'rtcp') return
    // Behind NAT the port that was signalled is not the one that answers, as with RTP itself.
    this.#rtcpPort = port
    media.receiveRtcp(bytes, this.#monotonicMs())
  }
}
