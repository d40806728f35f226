import { buildRtp, newRtpPacket, parseRtp, type RtpPacket, rtpHeaderBytes } from './packet.ts'
import { PacketRing, ringSlots, type Slot } from './packet-ring.ts'
import { PlayoutDelay } from './playout-delay.ts'
import { sequenceDistance, timestampDistance } from './sequence.ts'

export interface JitterBufferOptions {
  /** Least depth aimed at, in frames of 20 ms, 1 by default. */
  readonly minFrames?: number
  /** Greatest depth aimed at, 10 by default. */
  readonly maxFrames?: number
  /** Depth before anything was measured, 2 by default. */
  readonly startFrames?: number
}

/** A packet whose turn it is. The same object every time, valid until the next `next`. */
export interface DuePacket {
  /** The first `payloadBytes` are the payload. */
  readonly payload: Uint8Array
  readonly payloadBytes: number
  readonly payloadType: number
  readonly timestamp: number
  /** How long it lasts, in timestamp units, and how much of its beginning is past and to be left out. */
  readonly units: number
  readonly skipUnits: number
}

/**
 * `packet`: see `due`. `lost`: sound is missing, to be concealed; `due` is then the packet right after it
 * when `hasFollowing`. `rest`: the sender is silent on purpose or gone; nothing is
 * missing. Of both `holeMs` says for how long.
 */
export type Next = 'packet' | 'lost' | 'rest'

/**
 * How the depth is to change: sound is to be made shorter or longer where it is not heard or, `now`, anywhere. `jumped`: it was
 * hopelessly deep, and what comes next does not follow what came before.
 */
export type Pace = 'keep' | 'shorter' | 'shorter-now' | 'longer' | 'longer-now' | 'jumped'

/** Since the buffer was made, in packets. */
export interface JitterBufferCounters {
  pushed: number
  played: number
  /** Milliseconds reported as `lost`. */
  lostMs: number
  /** Came after their turn. */
  late: number
  duplicate: number
  reordered: number
  /** Strangers, and packets of no sane length. */
  refused: number
  /** New time lines: another SSRC, a jump of its clock or of its numbers. */
  restarts: number
}

const frameMs = 20
/** Longer than any codec's packet (Opus: 120 ms). */
const longestPacketMs = 120
/** A packet that lies further than this from where the time line expects it is a stranger until the next one agrees. */
const strangeMs = 1000
const setBackMs = 100
/** Without packets for so long, the next begins a new talk: what was measured of the clock is stale. */
const staleMs = 2000
/** So many late packets in a row, over so long a time, mean that the sender's clock was set back. */
const lateRunPackets = 5
const lateRunMs = 100
/** What is lost is told a packet at a time, in pieces of 10 to 20 ms. */
const leastPieceMs = 10
/** After so long without sound and with nothing newer, nobody is sending. */
const goneMs = 100
/** So far from the aim is near enough: a pitch period less can mean that packets are asked for a whole tick sooner. */
const tooDeepMs = 25
const tooShallowMs = 1
const patientTicks = 5
const impatientTicks = 25
/** Nothing deeper is to be expected to wait. */
const mostShown = 20
/** Deeper than the aim by so much, no shortening catches up: the oldest is dropped. */
const hopelessMs = 400

/**
 * The adaptive playout buffer of one received stream, whatever its codec: packets of any length wait in the order of their
 * numbers, and each is handed out when the sound before it is used up. How deep the buffer is follows the measured jitter
 * ({@link PlayoutDelay}). It never cuts sound to change its depth: it waits or skips where sound is missing anyway, and else
 * tells by `pace` what the player should do with what it has decoded.
 *
 * Each 20 ms: `pace` once, then `next` until there is a frame of sound.
 */
export class JitterBuffer {
  readonly counters: JitterBufferCounters = {
    pushed: 0,
    played: 0,
    lostMs: 0,
    late: 0,
    duplicate: 0,
    reordered: 0,
    refused: 0,
    restarts: 0,
  }
  readonly due = {
    payload: new Uint8Array(0) as Uint8Array,
    payloadBytes: 0,
    payloadType: 0,
    timestamp: 0,
    units: 0,
    skipUnits: 0,
  }
  /** How much is to be filled in place of what is lost or rests. */
  holeMs = 0
  /** Of `lost`: the packet that follows at once is there, and is `due`; some codecs repeat in it what was lost. */
  hasFollowing = false
  readonly #ring = new PacketRing()
  readonly #delay: PlayoutDelay
  readonly #maxMs: number

  #started = false
  #anchored = false
  #ssrc = 0
  #unitsPerMs = 8
  /** The newest packet: its number and timestamp, and where it begins on the time line. */
  #newestSequence = 0
  #newestTimestamp = 0
  #newestUnits = 0
  /** What came last carried no sound: none is missing after it. */
  #isNewestNoted = false
  #packetMs = frameMs
  #lastArrivalMs = 0
  #lateRun = 0
  #lateSinceMs = 0
  #strangers = 0
  #strangerSsrc = 0
  #strangerTimestamp = 0
  #strangerSequence = 0

  /** The number and the place on the time line of what is to be heard next. */
  #nextSequence = 0
  #play = 0
  #soundlessMs = goneMs
  /** What was filled in while the time line stood still, because what was due might still come. */
  #heldMs = 0
  #deepTicks = 0
  #shallowTicks = 0
  #depthMs = 0

  constructor(options: JitterBufferOptions = {}) {
    this.#maxMs = (options.maxFrames ?? 10) * frameMs
    this.#delay = new PlayoutDelay(
      (options.minFrames ?? 1) * frameMs,
      this.#maxMs,
      (options.startFrames ?? 2) * frameMs,
    )
  }

  /**
   * Lays a packet of sound down.
   * @param units how long it lasts in units of its timestamp, of which a millisecond has `unitsPerMs` (8 for G.711 and G.722, 48 for Opus)
   * @param arrivalMs monotonic time, the same clock as `next`'s
   */
  push(packet: RtpPacket, units: number, unitsPerMs: number, arrivalMs: number): void {
    if (packet.payloadBytes === 0 || units <= 0 || units > longestPacketMs * unitsPerMs) {
      this.counters.refused++
      return
    }
    if (!this.#started) this.#start(packet, unitsPerMs, arrivalMs)
    else if (packet.ssrc === this.#ssrc && unitsPerMs !== this.#unitsPerMs) this.#restart(packet, unitsPerMs, arrivalMs)
    if (this.#isStrange(packet, arrivalMs)) {
      if (!this.#isBelieved(packet)) return
      this.#restart(packet, unitsPerMs, arrivalMs)
    } else if (arrivalMs - this.#lastArrivalMs > staleMs) {
      this.#anchored = false
      this.#delay.resume()
    }
    this.#strangers = 0
    this.#lastArrivalMs = arrivalMs
    this.#packetMs = units / unitsPerMs
    let place = this.#placeOf(packet)
    this.#delay.observe(place / unitsPerMs, this.#packetMs, arrivalMs)

    const isPast = sequenceDistance(this.#nextSequence, packet.sequence) < 0
    if (this.#anchored && (isPast || place + units <= this.#play)) {
      if (this.#ring.at(packet.sequence)?.kind === 'played') {
        this.counters.duplicate++
        return
      }
      this.counters.late++
      if (!this.#lateRunEnds(arrivalMs)) return
      this.#restart(packet, unitsPerMs, arrivalMs)
      place = 0
    }
    this.#lateRun = 0
    this.#lay(packet, place, units)
  }

  /**
   * Tells of a packet of the same stream that carries no sound (telephone-event, comfort noise): its number is not counted
   * as lost, and while nothing newer comes the stream is silent on purpose.
   */
  note(packet: RtpPacket): void {
    if (!this.#started || packet.ssrc !== this.#ssrc) return
    const ahead = sequenceDistance(this.#nextSequence, packet.sequence)
    if (ahead < 0 || ahead >= ringSlots) return
    if (this.#ring.at(packet.sequence)?.kind !== 'sound') this.#ring.note(packet.sequence)
    if (sequenceDistance(this.#newestSequence, packet.sequence) <= 0) return
    this.#newestSequence = packet.sequence
    this.#isNewestNoted = true
  }

  /**
   * Asked once each 20 ms, before `next`.
   * @param aheadMs decoded sound that still waits to be heard before what `next` gives
   */
  pace(nowMs: number, aheadMs: number): Pace {
    if (!this.#started) return 'keep'
    if (!this.#anchored) this.#anchor(nowMs)
    const excessMs = this.#delay.excessMs(this.#play / this.#unitsPerMs, nowMs)
    this.#depthMs = excessMs + aheadMs
    // What counts is whether a packet is there when it is asked for: that is when less than a frame is ahead.
    const slackMs = this.#depthMs - (aheadMs % frameMs)
    const aimMs = this.#aimMs
    this.#deepTicks = slackMs > aimMs + tooDeepMs ? this.#deepTicks + 1 : 0
    this.#shallowTicks = slackMs < aimMs - tooShallowMs ? this.#shallowTicks + 1 : 0
    if (this.#deepTicks >= 2 && slackMs > aimMs + hopelessMs) {
      this.#play += Math.round((slackMs - aimMs) * this.#unitsPerMs)
      this.#heldMs = 0
      return 'jumped'
    }
    if (this.#deepTicks >= patientTicks) return this.#deepTicks >= impatientTicks ? 'shorter-now' : 'shorter'
    if (this.#shallowTicks > 0) {
      return slackMs < aimMs - frameMs || this.#shallowTicks >= impatientTicks ? 'longer-now' : 'longer'
    }
    return 'keep'
  }

  /** Whether `next` would give a packet. */
  get isReady(): boolean {
    if (!this.#anchored) return false
    const slot = this.#settle()
    return slot !== undefined && slot.sequence === this.#nextSequence && slot.units <= this.#play
  }

  /** What comes next at the place that is due. @param roomMs what is wanting of a frame */
  next(nowMs: number, roomMs: number): Next {
    this.holeMs = roomMs
    this.hasFollowing = false
    if (!this.#started) return 'rest'
    if (!this.#anchored) this.#anchor(nowMs)
    const slot = this.#settle()
    if (slot === undefined) return this.#nothingNewer(nowMs, roomMs)
    if (slot.units > this.#play) return this.#hole(slot, nowMs, roomMs)
    return this.#handOut(slot)
  }

  /**
   * Shows what waits, oldest first, in datagrams of its own: it goes another way than by `next` from here on. Nothing, as long as
   * nobody has asked for any of it: then it is not known what was heard.
   *
   * @param aheadMs decoded sound that still waits to be heard, and goes with it as far as it is most of a packet
   */
  waiting(aheadMs: number, show: (packet: RtpPacket) => void): void {
    if (!this.#anchored) return
    const isBegun = aheadMs % this.#packetMs >= this.#packetMs / 2 ? 1 : 0
    const whole = Math.floor(aheadMs / this.#packetMs)
    const count = sequenceDistance(this.#nextSequence, this.#newestSequence) + 1
    for (let i = Math.max(-whole - isBegun, count - mostShown); i < count; i++) {
      const slot = this.#ring.at((this.#nextSequence + i) & 0xffff)
      if (slot !== undefined && slot.length > 0 && slot.kind !== 'noted') show(packetOf(slot, this.#ssrc))
    }
  }

  /** The delay aimed at. */
  get targetMs(): number {
    return this.#delay.targetMs
  }

  /** How long sound waits here now, from the earliest that it could have come until it is heard. */
  get depthMs(): number {
    return this.#anchored ? Math.max(0, this.#depthMs) : 0
  }

  /** Forgets the stream; counters stay. */
  reset(): void {
    this.#started = false
    this.#anchored = false
    this.#ring.clear()
    this.#delay.reset()
  }

  #start(packet: RtpPacket, unitsPerMs: number, arrivalMs: number): void {
    this.#started = true
    this.#anchored = false
    this.#unitsPerMs = unitsPerMs
    this.#ssrc = packet.ssrc
    this.#nextSequence = packet.sequence
    this.#newestSequence = (packet.sequence - 1) & 0xffff
    this.#newestTimestamp = packet.timestamp
    this.#newestUnits = 0
    this.#isNewestNoted = false
    this.#play = 0
    this.#soundlessMs = goneMs
    this.#heldMs = 0
    this.#deepTicks = 0
    this.#shallowTicks = 0
    this.#lateRun = 0
    this.#lastArrivalMs = arrivalMs
    this.#delay.forgetClock()
    this.#delay.observe(0, frameMs, arrivalMs)
  }

  #restart(packet: RtpPacket, unitsPerMs: number, arrivalMs: number): void {
    this.counters.restarts++
    this.#ring.clear()
    this.#start(packet, unitsPerMs, arrivalMs)
  }

  #isStrange(packet: RtpPacket, arrivalMs: number): boolean {
    if (packet.ssrc !== this.#ssrc) return true
    if (Math.abs(this.#delay.excessMs(this.#placeOf(packet) / this.#unitsPerMs, arrivalMs)) > strangeMs) return true
    // Back by a second of packets or on by a thousand: no reordering, no loss.
    const step = sequenceDistance(this.#newestSequence, packet.sequence)
    if (step < -100 || step > 1000) return true
    // A later number with an earlier time: its clock was set back.
    return step > 0 && timestampDistance(this.#newestTimestamp, packet.timestamp) < -setBackMs * this.#unitsPerMs
  }

  /** Another SSRC or a jump of the clock is believed when two packets in a row tell the same: one may be a stray. */
  #isBelieved(packet: RtpPacket): boolean {
    const agrees =
      this.#strangers > 0 &&
      packet.ssrc === this.#strangerSsrc &&
      Math.abs(sequenceDistance(this.#strangerSequence, packet.sequence)) < ringSlots &&
      Math.abs(timestampDistance(this.#strangerTimestamp, packet.timestamp)) < strangeMs * this.#unitsPerMs
    this.#strangers = 1
    this.#strangerSsrc = packet.ssrc
    this.#strangerSequence = packet.sequence
    this.#strangerTimestamp = packet.timestamp
    if (!agrees) this.counters.refused++
    return agrees
  }

  #lateRunEnds(arrivalMs: number): boolean {
    if (this.#lateRun === 0) this.#lateSinceMs = arrivalMs
    this.#lateRun++
    return this.#lateRun >= lateRunPackets && arrivalMs - this.#lateSinceMs >= lateRunMs
  }

  #placeOf(packet: RtpPacket): number {
    return this.#newestUnits + timestampDistance(this.#newestTimestamp, packet.timestamp)
  }

  #lay(packet: RtpPacket, place: number, units: number): void {
    const { sequence } = packet
    if (this.#ring.at(sequence)?.kind === 'sound') {
      this.counters.duplicate++
      return
    }
    // Not begun yet, and an older one comes after a newer: it is to be heard too.
    if (!this.#anchored && sequenceDistance(this.#nextSequence, sequence) < 0) {
      if (sequenceDistance(sequence, this.#newestSequence) >= ringSlots) return
      this.#nextSequence = sequence
      this.#play = Math.min(this.#play, place)
    }
    // No room: nobody asks for sound (the leg is being set up), or a second is missing. The oldest gives way.
    const over = sequenceDistance(this.#nextSequence, sequence) - ringSlots + 1
    if (over > 0) this.#giveWay(over)
    if (sequenceDistance(this.#newestSequence, sequence) < 0) this.counters.reordered++
    else {
      this.#newestSequence = sequence
      this.#newestTimestamp = packet.timestamp
      this.#newestUnits = place
      this.#isNewestNoted = false
    }
    this.#ring.lay(packet, place, units)
    this.counters.pushed++
  }

  #giveWay(count: number): void {
    this.#nextSequence = (this.#nextSequence + count) & 0xffff
    const first = this.#ring.firstSound(this.#nextSequence, this.#newestSequence)
    if (first !== undefined && first.units > this.#play) this.#play = first.units
  }

  /** Lets the oldest packet be heard once the depth aimed at has passed, in whole frames before it. */
  #anchor(nowMs: number): void {
    this.#anchored = true
    let first = this.#ring.firstSound(this.#nextSequence, this.#newestSequence)
    // Packets that came before anybody listened are too old to be heard.
    while (first !== undefined && this.#waitFrames(first, nowMs) < 0) {
      const later = this.#ring.firstSound((first.sequence + 1) & 0xffff, this.#newestSequence)
      if (later === undefined) break
      first = later
    }
    if (first === undefined) {
      this.#play = this.#newestUnits
      return
    }
    this.#nextSequence = first.sequence
    this.#play = first.units - Math.max(0, this.#waitFrames(first, nowMs)) * frameMs * this.#unitsPerMs
  }

  /** A quarter of a frame less than the aim is near enough: `pace` does not make up for less either. */
  #waitFrames(slot: Slot, nowMs: number): number {
    const waitMs = this.#aimMs - this.#delay.excessMs(slot.units / this.#unitsPerMs, nowMs)
    return Math.ceil(waitMs / frameMs - 0.25)
  }

  /** Of short packets several are needed for a frame, and the last of them has to be there too. */
  get #aimMs(): number {
    return this.#delay.targetMs + Math.max(0, frameMs - this.#packetMs)
  }

  /** Passes over what needs no hearing, as far as to the next packet that does; `undefined` when there is none. */
  #settle(): Slot | undefined {
    while (sequenceDistance(this.#nextSequence, this.#newestSequence) >= 0) {
      const slot = this.#ring.at(this.#nextSequence)
      if (slot === undefined) return this.#ring.firstSound(this.#nextSequence, this.#newestSequence)
      if (slot.kind === 'sound' && slot.units + slot.duration > this.#play) return slot
      slot.kind = 'played'
      this.#nextSequence = (this.#nextSequence + 1) & 0xffff
    }
    return undefined
  }

  #show(slot: Slot): void {
    const { due } = this
    due.payload = slot.bytes
    due.payloadBytes = slot.length
    due.payloadType = slot.payloadType
    due.timestamp = slot.timestamp
    due.units = slot.duration
    due.skipUnits = Math.max(0, this.#play - slot.units)
  }

  #handOut(slot: Slot): Next {
    this.#show(slot)
    slot.kind = 'played'
    this.#play = slot.units + slot.duration
    this.#nextSequence = (slot.sequence + 1) & 0xffff
    this.#soundlessMs = 0
    this.#heldMs = 0
    this.counters.played++
    return 'packet'
  }

  /** Between the place that is due and the next packet: what is lost comes first, then what the sender left out. */
  #hole(slot: Slot, nowMs: number, roomMs: number): Next {
    const gapMs = (slot.units - this.#play) / this.#unitsPerMs
    const isLost = this.#soundlessMs < goneMs && sequenceDistance(this.#nextSequence, slot.sequence) > 0
    const spareMs = this.#delay.excessMs(this.#play / this.#unitsPerMs, nowMs) - this.#aimMs
    // What was filled in while waiting stands for what is lost; and a rest is the best place for being less deep.
    const skipMs = Math.max(0, Math.min(gapMs, isLost ? Math.min(this.#heldMs, spareMs) : spareMs - frameMs))
    this.#heldMs = 0
    this.#play += Math.round(skipMs * this.#unitsPerMs)
    if (this.#play >= slot.units) return this.#handOut(slot)
    this.holeMs = isLost ? this.#lostPieceMs : roomMs
    this.hasFollowing = isLost && slot.units - this.#play === this.holeMs * this.#unitsPerMs
    if (this.hasFollowing) this.#show(slot)
    // To wait costs nothing here.
    if (spareMs - skipMs > -tooShallowMs) {
      this.#play = Math.min(slot.units, this.#play + Math.round(this.holeMs * this.#unitsPerMs))
    }
    return this.#tell(isLost)
  }

  /** Nothing that is newer has come: it may be late, lost, or not spoken. */
  #nothingNewer(nowMs: number, roomMs: number): Next {
    const isLost = !this.#isNewestNoted && this.#soundlessMs < goneMs && this.counters.played > 0
    this.holeMs = isLost ? this.#lostPieceMs : roomMs
    // A line that stands still is waited for, within bounds: nothing of what it holds back is then missed.
    const excessMs = this.#delay.excessMs(this.#play / this.#unitsPerMs, nowMs)
    if (isLost && excessMs < this.#maxMs) this.#heldMs += this.holeMs
    else {
      // Ticks that were missed meanwhile need no making up for: there is nothing to be heard.
      const behindMs = isLost ? 0 : Math.max(0, excessMs - this.#aimMs - frameMs)
      this.#play += Math.round((this.holeMs + behindMs) * this.#unitsPerMs)
    }
    return this.#tell(isLost)
  }

  get #lostPieceMs(): number {
    return Math.min(frameMs, Math.max(leastPieceMs, this.#packetMs))
  }

  #tell(isLost: boolean): Next {
    this.#soundlessMs += this.holeMs
    if (!isLost) return 'rest'
    this.counters.lostMs += this.holeMs
    return 'lost'
  }
}

function packetOf({ sequence, timestamp, payloadType, bytes, length }: Slot, ssrc: number): RtpPacket {
  const datagram = new Uint8Array(rtpHeaderBytes + length)
  buildRtp(datagram, { marker: false, payloadType, sequence, timestamp, ssrc }, bytes, length)
  const packet = newRtpPacket()
  parseRtp(datagram, packet)
  return packet
}
