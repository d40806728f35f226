import type { RtpPortPair, RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import type { SocketFailure } from '#adapters/sockets/udp.ts'
import { type Result, success } from '#kernel/result.ts'
import type { LegMedia } from '#telephony/calls/leg-media.ts'
import type { MediaTransport } from '#telephony/calls/ports.ts'
import { relayedPacketBytes } from '#telephony/calls/relay.ts'
import { BlindSending } from '#telephony/rtp/blind-sending.ts'
import { Latch } from '#telephony/rtp/latch.ts'
import { classifyDatagram, rtpHeaderBytes } from '#telephony/rtp/packet.ts'
import type { RelayLane } from '#telephony/rtp/relay-lane.ts'
import { SrtpReceiver, SrtpSender, srtpOverheadBytes } from '#telephony/rtp/srtp.ts'
import { isSameSrtpKey, type SrtpKey } from '#telephony/rtp/srtp-suite.ts'
import type { NegotiatedAudio } from '#telephony/sdp/index.ts'

/** The longest packet of another leg's that is sent on as it came, made secret. */
const secretBytes = relayedPacketBytes + srtpOverheadBytes
/** One for all legs: the socket has read it when it returns. */
const secret = new Uint8Array(secretBytes)

/** Each direction with its sender's key; kept while the key stays, so that counters of packets go on (RFC 3711 3.2.1). */
interface Secured<T> {
  readonly key: SrtpKey
  readonly by: T
}

/** Whom sound is exchanged with, as signalling knows it. */
export interface FarEnd {
  readonly signallingAddress: string
  /** Neither a trunk nor a user of ours: it may have named somebody else's address. */
  readonly isStranger: boolean
}

/**
 * One SIP leg's RTP and RTCP over a pair of ports, secured when the descriptions said keys; media goes back to where it comes from
 * (symmetric RTP).
 */
export class SipRtp implements MediaTransport {
  /** Gets what comes in; before there is one, packets are passed over. */
  media: LegMedia | undefined
  #pair: RtpPortPair | undefined
  #rtcpPort = 0
  #isMuxed = false
  #sealing: Secured<SrtpSender> | undefined
  /** All that there were: a description may name an old key of ours again, whose packets' numbers may not begin anew. */
  readonly #sealings: Secured<SrtpSender>[] = []
  #opening: Secured<SrtpReceiver> | undefined
  /** By whom our packets go on without being received, and whose go on by us. */
  #shortcut: { readonly lane: RelayLane; readonly to: SipRtp } | undefined
  #feeder: SipRtp | undefined
  readonly #latch: Latch
  /** Absent: the far end is one of ours, and gets sound wherever it asks for it. */
  readonly #blind: BlindSending | undefined

  private constructor(farEnd: FarEnd | undefined) {
    this.#latch = new Latch(undefined, farEnd?.signallingAddress)
    this.#blind = farEnd?.isStranger ? new BlindSending(farEnd.signallingAddress) : undefined
  }

  static async open(ports: RtpPorts, address: string, farEnd?: FarEnd): Promise<Result<SipRtp, SocketFailure>> {
    const transport = new SipRtp(farEnd)
    const pair = await ports.open(address, {
      rtp: (bytes, from, port, arrivalMs) => transport.#rtp(bytes, from, port, arrivalMs),
      rtcp: (bytes, from, port, arrivalMs) => transport.#rtcp(bytes, from, port, arrivalMs),
      undelivered: (quoted, to, port) => transport.#undelivered(quoted, to, port),
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
    this.#endShortcuts()
    this.#latch.signal(audio.remoteAddress, audio.remotePort)
    this.media?.goesElsewhere()
    this.#rtcpPort = audio.remoteRtcpPort
    this.#isMuxed = audio.isRtcpMuxed
    const { srtp } = audio
    if (!isSameSrtpKey(srtp?.ours, this.#sealing?.key)) {
      this.#sealing = srtp && this.#sealingWith(srtp.ours)
    }
    if (!isSameSrtpKey(srtp?.theirs, this.#opening?.key)) {
      this.#opening = srtp && { key: srtp.theirs, by: new SrtpReceiver(srtp.theirs) }
    }
  }

  #sealingWith(key: SrtpKey): Secured<SrtpSender> {
    let sealing = this.#sealings.find((one) => isSameSrtpKey(one.key, key))
    if (sealing === undefined) {
      sealing = { key, by: new SrtpSender(key) }
      this.#sealings.push(sealing)
    }
    return sealing
  }

  /** The far end acknowledged what we sent: its signalling is where it says. */
  proved(): void {
    this.#blind?.proved()
  }

  #mayReach(address: string): boolean {
    return this.#blind === undefined || this.#latch.isLatched || this.#blind.maySend(address)
  }

  get isSecured(): boolean {
    return this.#sealing !== undefined
  }

  sendRtp(bytes: Uint8Array, length: number): void {
    const { address, port } = this.#latch
    if (address === undefined || port === 0 || !this.#mayReach(address)) return
    if (this.#sealing === undefined) {
      this.#pair?.sendRtp(bytes, length, address, port)
      return
    }
    const secretLength = this.#sealing.by.rtp(bytes, length, secret)
    if (secretLength > 0) this.#pair?.sendRtp(secret, secretLength, address, port)
  }

  sendRtcp(report: Uint8Array): void {
    const { address, port } = this.#latch
    const bytes = this.#sealing === undefined ? report : this.#sealing.by.rtcp(report)
    if (address === undefined || port === 0 || bytes === undefined || !this.#mayReach(address)) return
    if (this.#isMuxed) this.#pair?.sendRtp(bytes, bytes.length, address, port)
    else if (this.#rtcpPort !== 0) this.#pair?.sendRtcp(bytes, address, this.#rtcpPort)
  }

  /** In the clear on both sides, between sources that are known. */
  shorten(lane: RelayLane, to: MediaTransport): boolean {
    if (this.#shortcut?.lane === lane && this.#shortcut.to === to) return true
    const [pair, { address, port, isLatched }] = [this.#pair, this.#latch]
    if (!(to instanceof SipRtp) || this.#opening !== undefined || to.#sealing !== undefined) return false
    const [by, toAddress] = [to.#pair, to.#latch.address]
    if (!isLatched || address === undefined || !to.#latch.isLatched || toAddress === undefined) return false
    if (by === undefined || !pair?.shorten({ fromAddress: address, fromPort: port, lane, by })) return false
    by.aim(toAddress, to.#latch.port)
    this.#shortcut = { lane, to }
    to.#feeder = this
    return true
  }

  endShortcut(): void {
    if (this.#shortcut === undefined) return
    const { to } = this.#shortcut
    if (to.#feeder === this) to.#feeder = undefined
    this.#shortcut = undefined
    this.#pair?.shorten(undefined)
  }

  #endShortcuts(): void {
    this.endShortcut()
    this.#feeder?.endShortcut()
  }

  passed(packets: number, sequence: number, lastMs: number): void {
    this.#latch.passed(packets, sequence, lastMs)
    this.#blind?.heard(packets)
  }

  close(): void {
    this.#endShortcuts()
    this.media = undefined
    this.#pair?.close()
    this.#pair = undefined
  }

  #rtp(bytes: Buffer, address: string, port: number, nowMs: number): void {
    const media = this.media
    if (media === undefined || bytes.length < rtpHeaderBytes) return
    const kind = classifyDatagram(bytes)
    if (kind === 'rtp') {
      const packet = this.#opened(bytes, 'rtp')
      if (packet === undefined) return
      // The latch is to know of what went by before.
      if (this.#shortcut !== undefined) media.settle()
      const hasMoved = !this.#latch.isAt(address, port)
      // Only what is authentic may move the latch, where we can tell.
      if (!this.#latch.accepts(address, port, packet.readUInt32BE(8), packet.readUInt16BE(2), nowMs)) return
      if (hasMoved) this.#moved(media)
      this.#blind?.heard()
      media.receiveRtp(packet, nowMs)
    } else if (kind === 'rtcp' && this.#isMuxed && address === this.#latch.address) {
      const packet = this.#opened(bytes, 'rtcp')
      if (packet !== undefined) media.receiveRtcp(packet, nowMs)
    }
  }

  #moved(media: LegMedia): void {
    this.#endShortcuts()
    media.goesElsewhere()
  }

  #undelivered(quoted: Buffer, address: string, port: number): void {
    // Of another place than we send to now it says nothing.
    if (address === this.#latch.address && port === this.#latch.port) this.media?.undelivered(quoted)
  }

  #rtcp(bytes: Buffer, address: string, port: number, nowMs: number): void {
    const media = this.media
    if (media === undefined || address !== this.#latch.address || classifyDatagram(bytes) !== 'rtcp') return
    const packet = this.#opened(bytes, 'rtcp')
    if (packet === undefined) return
    // Behind NAT the port that was signalled is not the one that answers, as with RTP itself.
    this.#rtcpPort = port
    media.receiveRtcp(packet, nowMs)
  }

  /** What a datagram says in the clear; `undefined` when it is not from who has the key. */
  #opened(bytes: Buffer, kind: 'rtp' | 'rtcp'): Buffer | undefined {
    const opening = this.#opening?.by
    if (opening === undefined) return bytes
    const length = kind === 'rtp' ? opening.rtp(bytes) : opening.rtcp(bytes)
    return length === 0 ? undefined : bytes.subarray(0, length)
  }
}
