import { NotReached } from './not-reached.ts'
import type { RtpPacket } from './packet.ts'
import { Reception } from './reception.ts'
import { buildRtcp, parseRtcp, type ReportBlock, type RtcpPacket } from './rtcp.ts'
import type { RtpSender } from './sender.ts'
import { sequenceDistance } from './sequence.ts'

/** The health of one leg's media, for the leg's end and for live display. */
export interface MediaStats {
  readonly packetsSent: number
  readonly packetsReceived: number
  readonly packetsLost: number
  readonly jitterMs: number
  /** As the peer reports of what we sent; `undefined` until it did. */
  readonly remoteLost: number | undefined
  readonly remoteJitterMs: number | undefined
  /** How much of what we sent since its report before was lost, 0 to 1. */
  readonly remoteLossShare: number | undefined
  readonly roundTripMs: number | undefined
}

const intervalMs = 5000
/** RFC 3550 6.2: the first one may go at once between two; when there is something to tell, and not all in one tick. */
const firstMs = 1000
/** Seconds from 1900 to 1970 (RFC 3550 4). */
const ntpOffsetSeconds = 2_208_988_800
/** A far end that reports, and after so many packets of ours has seen none of them, does not hear us. */
const unheardPackets = 50
/** So many of its reports in a row must leave us out: one may be of the moment before we began, if that was not long ago. */
const unheardReports = 2
const surelyBegunPackets = 200
/** One packet of ours has 20 ms of sound. */
const packetMs = 20
/** So many of our sender reports are remembered: the peer answers the last one, or the one before it. */
const rememberedReports = 4

/** One leg's RTCP: observes what is received, says when a report is due, builds it, reads the peer's. */
export class RtcpReporter {
  readonly #sender: RtpSender
  readonly #cname: string
  readonly #chance: () => number
  /** What is received. */
  readonly reception = new Reception()
  readonly #sentReports: { middle: number; sentMs: number }[] = []
  #dueMs: number
  #reportedPackets = 0
  #peerSr = 0
  #peerSrMs = 0
  #peerSrSsrc = -1
  #remoteLost: number | undefined
  #remoteJitterMs: number | undefined
  #remoteLossShare: number | undefined
  #roundTripMs: number | undefined
  /** What the peer's last word of our stream was worth, and how much we had sent by then. */
  #remoteHighest: number | undefined
  #sentAtReport = 0
  #reportsWithoutUs = 0
  /** Its count of our packets has once been where we were: it can be gone by. */
  #follows = false
  #isUnheard = false
  readonly #notReached = new NotReached()

  /** @param options.chance a number in [0, 1), asked for once an interval: 5 s times 0.5 to 1.5 (RFC 3550 6.2), 1 s at first */
  constructor(options: { sender: RtpSender; cname: string; chance: () => number; startMs: number }) {
    this.#sender = options.sender
    this.#cname = options.cname
    this.#chance = options.chance
    this.#dueMs = options.startMs + firstMs * (0.5 + options.chance())
  }

  /** Of both streams' timestamps, 8 by default: what jitter is counted in (RFC 3550 6.4.1). */
  get unitsPerMs(): number {
    return this.reception.unitsPerMs
  }

  set unitsPerMs(units: number) {
    this.reception.unitsPerMs = units
  }

  /** Counts a received RTP packet of any payload type (RFC 3550 A.1, A.8). */
  observe(packet: RtpPacket, arrivalMs: number): void {
    this.reception.observe(packet, arrivalMs)
  }

  /** When the next report is to be sent. */
  get dueMs(): number {
    return this.#dueMs
  }

  /** The compound report (SR or RR, and SDES), and the next interval begins. `utcMs` is wall time for the NTP stamp. */
  report(nowMs: number, utcMs: number): Uint8Array {
    this.#dueMs = nowMs + this.#nextIntervalMs()
    return buildRtcp(this.#compound(nowMs, utcMs))
  }

  /** The last report, with BYE. */
  goodbye(nowMs: number, utcMs: number): Uint8Array {
    this.#dueMs = Number.POSITIVE_INFINITY
    return buildRtcp([...this.#compound(nowMs, utcMs), { kind: 'bye', ssrcs: [this.#sender.ssrc], reason: undefined }])
  }

  /** Reads a datagram of RTCP; `bye` when the peer's source says so, `undefined` when it is malformed. */
  receive(bytes: Uint8Array, nowMs: number): 'report' | 'bye' | undefined {
    const packets = parseRtcp(bytes)
    if (packets === undefined) return undefined
    let outcome: 'report' | 'bye' = 'report'
    let isReport = false
    let isOfUs = false
    for (const packet of packets) {
      if (packet.kind === 'sender-report') {
        this.#peerSr = ((packet.sender.ntpSeconds & 0xffff) * 0x1_0000 + (packet.sender.ntpFraction >>> 16)) >>> 0
        this.#peerSrMs = nowMs
        this.#peerSrSsrc = packet.ssrc
      }
      if (packet.kind === 'sender-report' || packet.kind === 'receiver-report') {
        isReport = true
        for (const block of packet.reports) {
          if (block.ssrc !== this.#sender.ssrc) continue
          isOfUs = true
          this.#learn(block, nowMs)
        }
      }
      if (packet.kind === 'bye' && packet.ssrcs.includes(this.reception.ssrc)) outcome = 'bye'
    }
    if (isReport && !isOfUs && this.#remotePage === undefined) this.#leftOut()
    return outcome
  }

  /**
   * Whether the far end does not get what we send: its reports leave us out, its count of our packets stands still or has fallen
   * behind, or the network says so. `false` also as long as nothing is known.
   */
  get isUnheard(): boolean {
    return this.#isUnheard || this.#notReached.isSo(this.#sender.packetsSent)
  }

  /** The network says that a packet which began like that was not delivered. */
  undelivered(quoted: Uint8Array): void {
    this.#notReached.told(quoted, this.#sender)
  }

  /** What is sent goes to another place from now on. */
  goesElsewhere(): void {
    this.#notReached.forget()
  }

  /** What the far end says of our stream by another way than RTCP: a browser by its page. Counts are of the whole stream. */
  heardRemotely(of: { packetsReceived: number; packetsLost: number; jitterMs: number }): void {
    const before = this.#remotePage
    this.#remotePage = { received: of.packetsReceived, lost: of.packetsLost, sent: this.#sender.packetsSent }
    this.#remoteLost = of.packetsLost
    this.#remoteJitterMs = of.jitterMs
    if (before === undefined || of.packetsReceived < before.received) return
    const received = of.packetsReceived - before.received
    const lost = Math.max(0, of.packetsLost - before.lost)
    if (received + lost > 0) this.#remoteLossShare = lost / (received + lost)
    const sent = this.#sender.packetsSent - before.sent
    this.#unheardSent = received > 0 || sent === 0 ? 0 : this.#unheardSent + sent
    this.#isUnheard = this.#unheardSent >= unheardPackets
  }
  #remotePage: { received: number; lost: number; sent: number } | undefined
  #unheardSent = 0

  stats(): MediaStats {
    return {
      packetsSent: this.#sender.packetsSent,
      packetsReceived: this.reception.received,
      packetsLost: this.reception.lost,
      jitterMs: this.reception.jitter / this.unitsPerMs,
      remoteLost: this.#remoteLost,
      remoteJitterMs: this.#remoteJitterMs,
      // Of what it does not get at all it counts nothing (RFC 3550 A.3): to it nothing was expected.
      remoteLossShare: this.isUnheard ? 1 : this.#remoteLossShare,
      roundTripMs: this.#roundTripMs,
    }
  }

  #compound(nowMs: number, utcMs: number): RtcpPacket[] {
    const sender = this.#sender
    const reports = this.reception.ssrc === -1 ? [] : [this.#block(nowMs)]
    // 6.4: an SR only from who has sent since the last report.
    const hasSent = sender.packetsSent > this.#reportedPackets
    this.#reportedPackets = sender.packetsSent
    const description: RtcpPacket = { kind: 'source-description', ssrc: sender.ssrc, cname: this.#cname }
    if (!hasSent) return [{ kind: 'receiver-report', ssrc: sender.ssrc, reports }, description]
    const ntpSeconds = Math.floor(utcMs / 1000) + ntpOffsetSeconds
    const ntpFraction = Math.floor(((utcMs % 1000) / 1000) * 0x1_0000_0000)
    this.#sentReports.push({
      middle: ((ntpSeconds & 0xffff) * 0x1_0000 + (ntpFraction >>> 16)) >>> 0,
      sentMs: nowMs,
    })
    if (this.#sentReports.length > rememberedReports) this.#sentReports.shift()
    const info = {
      ntpSeconds: ntpSeconds >>> 0,
      ntpFraction,
      rtpTimestamp: sender.timestamp,
      packets: sender.packetsSent >>> 0,
      octets: sender.payloadBytesSent >>> 0,
    }
    return [{ kind: 'sender-report', ssrc: sender.ssrc, sender: info, reports }, description]
  }

  #block(nowMs: number): ReportBlock {
    const reception = this.reception
    const answers = this.#peerSrSsrc === reception.ssrc
    return {
      ssrc: reception.ssrc,
      fractionLost: reception.takeFractionLost(),
      cumulativeLost: reception.cumulativeLost,
      highestSequence: reception.highestSequence,
      jitter: Math.floor(reception.jitter),
      lastSr: answers ? this.#peerSr : 0,
      delaySinceLastSr: answers ? Math.round(((nowMs - this.#peerSrMs) * 65_536) / 1000) >>> 0 : 0,
    }
  }

  #learn(block: ReportBlock, nowMs: number): void {
    this.#learnRoundTrip(block, nowMs)
    // A browser's page knows the same, and says it each second.
    if (this.#remotePage !== undefined) return
    this.#remoteLost = Math.max(0, block.cumulativeLost)
    this.#remoteJitterMs = block.jitter / this.unitsPerMs
    this.#remoteLossShare = block.fractionLost / 256
    const { packetsSent } = this.#sender
    const isNews = block.highestSequence !== this.#remoteHighest
    if (isNews) {
      this.#notReached.received(block.highestSequence & 0xffff, packetsSent)
      this.#isUnheard = this.#isBehind(block.highestSequence & 0xffff)
    } else if (packetsSent - this.#sentAtReport >= unheardPackets) this.#isUnheard = true
    this.#reportsWithoutUs = 0
    this.#remoteHighest = block.highestSequence
    this.#sentAtReport = packetsSent
  }

  #learnRoundTrip(block: ReportBlock, nowMs: number): void {
    // The moment comes from our own memory, not from the packet: a forged LSR finds nothing.
    const answered = this.#sentReports.find((sent) => sent.middle === block.lastSr)
    if (answered === undefined) return
    const roundTripMs = nowMs - answered.sentMs - (block.delaySinceLastSr * 1000) / 65_536
    if (roundTripMs > -5 && roundTripMs < 60_000) this.#roundTripMs = Math.max(0, roundTripMs)
  }

  /**
   * Whether its last packet of ours is older than a second and the way there and back. Only of a far end that has told of new ones
   * before: some count wrongly.
   */
  #isBehind(highest: number): boolean {
    const behind = sequenceDistance(highest, (this.#sender.sequence - 1) & 0xffff)
    const isBehind = behind >= unheardPackets + (this.#roundTripMs ?? 0) / packetMs
    if (behind >= 0 && !isBehind) this.#follows = true
    return isBehind && this.#follows
  }

  /** 6.4: a report names every source that was heard since the one before. */
  #leftOut(): void {
    const sent = this.#sender.packetsSent - this.#sentAtReport
    if (sent < unheardPackets) return
    this.#reportsWithoutUs++
    this.#sentAtReport = this.#sender.packetsSent
    if (this.#reportsWithoutUs >= unheardReports || sent >= surelyBegunPackets) this.#isUnheard = true
  }

  #nextIntervalMs(): number {
    return intervalMs * (0.5 + this.#chance())
  }
}
