import type { RtpPacket } from './packet.ts'
import { PlayoutDelay } from './playout-delay.ts'
import { SampleTimeline, timelineUnits } from './sample-timeline.ts'
import { sequenceDistance, timestampDistance } from './sequence.ts'

export interface JitterBufferOptions {
  /** Least depth aimed at, 1 by default. */
  readonly minFrames?: number
  /** Greatest depth aimed at, 10 by default. */
  readonly maxFrames?: number
  /** Depth before anything was measured, 2 by default. */
  readonly startFrames?: number
}

/** A frame that is due: 160 bytes of G.711. The same object every time, valid until the next `pull`. */
export interface DueFrame {
  readonly payload: Uint8Array
  readonly payloadType: number
  readonly timestamp: number
}

/** Since the buffer was made. */
export interface JitterBufferCounters {
  /** Packets laid down. */
  pushed: number
  /** Frames handed out. */
  played: number
  /** Frames reported as `lost`. */
  lost: number
  /** Packets that came after their turn. */
  late: number
  duplicate: number
  reordered: number
  /** Packets that are no G.711 of a sane length, or strangers. */
  refused: number
  /** New time lines: another SSRC, or a jump of its clock. */
  restarts: number
  /** Frames by which the delay was made longer and shorter. */
  grown: number
  shrunk: number
}

const frameUnits = 160
const longestPacketUnits = 960

/** A packet that lies further than this from where the time line expects it is a stranger until the next one agrees. */
const strangeUnits = 8000
/** Without packets for so long, the next begins a new talk: what was measured of the clock is stale. */
const staleMs = 2000
/** So many late packets in a row, over so long a time, mean that the sender's clock was set back. */
const lateRunPackets = 5
const lateRunMs = 100
/** After so many frames without sound and with nothing newer, nobody is sending. */
const underrunFrames = 5

/**
 * The adaptive playout buffer of one received G.711 stream. G.711 has a byte for each sample, so the buffer is a time
 * line of samples indexed by RTP timestamp: packets of 10 to 60 ms, in any order, are laid down where they belong, and
 * each tick takes the 20 ms that are due. How deep it is follows the measured jitter ({@link PlayoutDelay}); the depth
 * is changed a frame at a time, where it is least heard: in pauses, in place of lost frames, by concealed ones.
 */
export class JitterBuffer {
  readonly counters: JitterBufferCounters = {
    pushed: 0,
    played: 0,
    lost: 0,
    late: 0,
    duplicate: 0,
    reordered: 0,
    refused: 0,
    restarts: 0,
    grown: 0,
    shrunk: 0,
  }
  readonly #timeline = new SampleTimeline()
  readonly #due = { payload: new Uint8Array(frameUnits), payloadType: 0, timestamp: 0 }
  readonly #delay: PlayoutDelay

  #started = false
  #anchored = false
  #ssrc = 0
  /** The newest packet: its number, its timestamp, and where it begins and ends on the time line. */
  #newestSequence = 0
  #newestTimestamp = 0
  #newestUnits = 0
  #newestEnd = 0
  #packetUnits = frameUnits
  #lastArrivalMs = 0
  /** What came last carried no sound: none is missing. */
  #pauses = false
  #lateRun = 0
  #lateSinceMs = 0
  #strangers = 0
  #strangerSsrc = 0
  #strangerTimestamp = 0

  /** Where on the time line the next frame begins. */
  #play = 0
  #soundless = 0
  #tooDeepPulls = 0
  #pullsSinceGrown = 0
  #pullsSinceShrunk = 0

  constructor(options: JitterBufferOptions = {}) {
    this.#delay = new PlayoutDelay(options.minFrames ?? 1, options.maxFrames ?? 10, options.startFrames ?? 2)
  }

  /** Lays a packet of G.711 down. `arrivalMs` is monotonic time, the same clock as `pull`'s. */
  push(packet: RtpPacket, arrivalMs: number): void {
    const length = packet.payloadBytes
    if (length === 0 || length > longestPacketUnits) {
      this.counters.refused++
      return
    }
    if (!this.#started) this.#start(packet, arrivalMs)
    let units = this.#unitsOf(packet)
    if (packet.ssrc !== this.#ssrc || Math.abs(this.#delay.excess(units, arrivalMs)) > strangeUnits) {
      if (!this.#isNewTimeLine(packet)) return
      this.#restart(packet, arrivalMs)
      units = this.#unitsOf(packet)
    } else if (arrivalMs - this.#lastArrivalMs > staleMs) {
      this.#anchored = false
      this.#delay.resume()
    }
    this.#strangers = 0
    this.#lastArrivalMs = arrivalMs
    this.#packetUnits = length
    this.#delay.observe(units, arrivalMs)

    if (this.#anchored && units + length <= this.#play) {
      this.counters.late++
      if (!this.#lateRunEnds(arrivalMs)) return
      this.#restart(packet, arrivalMs)
      units = this.#unitsOf(packet)
    }
    this.#lateRun = 0
    this.#lay(packet, units)
  }

  /**
   * Tells of a packet of the same stream that carries no sound (telephone-event, comfort noise): its number is not counted
   * as lost, and while nothing newer comes the stream is silent on purpose.
   */
  note(packet: RtpPacket): void {
    if (!this.#started || packet.ssrc !== this.#ssrc) return
    const step = sequenceDistance(this.#newestSequence, packet.sequence)
    if (step > 0) this.#pauses = true
    if (step === 1) this.#newestSequence = packet.sequence
  }

  /**
   * What is to be heard in this tick: a frame; `lost`, to be concealed; or `empty`, nobody is sending (silence).
   * Call it once every 20 ms.
   */
  pull(nowMs: number): DueFrame | 'lost' | 'empty' {
    if (!this.#started) return 'empty'
    if (!this.#anchored) this.#anchor(nowMs)
    this.#pullsSinceGrown++
    this.#pullsSinceShrunk++

    const delay = this.#delay.delayOf(this.#play, nowMs)
    const aim = this.#delay.targetUnits + Math.max(0, frameUnits - this.#packetUnits)
    if (delay < aim - frameUnits / 4 && this.#mayGrow()) {
      this.counters.grown++
      this.#pullsSinceGrown = 0
      this.#tooDeepPulls = 0
      return this.#absence()
    }
    this.#tooDeepPulls = delay > aim + frameUnits * 1.25 ? this.#tooDeepPulls + 1 : 0
    if (this.#tooDeepPulls >= 2 && delay > aim + frameUnits * 10) this.#advance(this.#wholeFrames(delay - aim))
    else if (this.#mayShrink()) {
      this.#advance(frameUnits)
      this.counters.shrunk++
      this.#pullsSinceShrunk = 0
    }
    return this.#take()
  }

  /** The depth aimed at, in frames. */
  get targetFrames(): number {
    return Math.max(1, Math.ceil(this.#delay.targetUnits / frameUnits))
  }

  /** Forgets the stream; counters stay. */
  reset(): void {
    this.#started = false
    this.#anchored = false
    this.#timeline.forget(0, timelineUnits)
    this.#delay.reset()
  }

  #start(packet: RtpPacket, arrivalMs: number): void {
    this.#started = true
    this.#anchored = false
    this.#ssrc = packet.ssrc
    this.#newestSequence = (packet.sequence - 1) & 0xffff
    this.#newestTimestamp = packet.timestamp
    this.#newestUnits = 0
    this.#newestEnd = 0
    this.#play = 0
    this.#soundless = underrunFrames
    this.#pauses = false
    this.#lateRun = 0
    this.#lastArrivalMs = arrivalMs
    this.#delay.forgetClock()
    this.#delay.observe(0, arrivalMs)
  }

  #restart(packet: RtpPacket, arrivalMs: number): void {
    this.counters.restarts++
    this.#timeline.forget(0, timelineUnits)
    this.#start(packet, arrivalMs)
  }

  /** Another SSRC or a jump of the clock is believed when two packets in a row tell the same: one may be a stray. */
  #isNewTimeLine(packet: RtpPacket): boolean {
    const agrees =
      this.#strangers > 0 &&
      packet.ssrc === this.#strangerSsrc &&
      Math.abs(timestampDistance(this.#strangerTimestamp, packet.timestamp)) < strangeUnits
    this.#strangers = 1
    this.#strangerSsrc = packet.ssrc
    this.#strangerTimestamp = packet.timestamp
    if (!agrees) this.counters.refused++
    return agrees
  }

  #lateRunEnds(arrivalMs: number): boolean {
    if (this.#lateRun === 0) this.#lateSinceMs = arrivalMs
    this.#lateRun++
    return this.#lateRun >= lateRunPackets && arrivalMs - this.#lateSinceMs >= lateRunMs
  }

  #unitsOf(packet: RtpPacket): number {
    return this.#newestUnits + timestampDistance(this.#newestTimestamp, packet.timestamp)
  }

  #lay(packet: RtpPacket, units: number): void {
    const length = packet.payloadBytes
    const end = units + length
    if (!this.#anchored && units < this.#play) this.#play = units
    // Nobody pulls (the leg is being set up): the oldest gives way.
    if (end - this.#play > timelineUnits) this.#advance(end - this.#play - timelineUnits / 2)
    const first = Math.max(units, this.#play)
    if (this.#timeline.hasSound(first)) {
      this.counters.duplicate++
      return
    }
    const step = sequenceDistance(this.#newestSequence, packet.sequence)
    if (step < 0) this.counters.reordered++
    if (step > 0) {
      // The next number but a later timestamp: the sender was silent on purpose (RFC 3551 4.1), nothing was lost.
      if (step === 1) this.#timeline.silent(Math.max(this.#newestEnd, this.#play), units)
      this.#newestSequence = packet.sequence
    }
    this.#timeline.lay(first, end, packet.bytes, packet.payloadOffset + first - units, packet.payloadType)
    if (units >= this.#newestUnits) {
      this.#pauses = false
      this.#newestUnits = units
      this.#newestTimestamp = packet.timestamp
      this.#newestEnd = Math.max(this.#newestEnd, end)
    }
    this.counters.pushed++
  }

  /** Lets the oldest packet be heard once the depth aimed at has passed, in whole frames before it. */
  #anchor(nowMs: number): void {
    this.#anchored = true
    const oldest = Math.max(this.#play, this.#newestUnits - timelineUnits / 2)
    const first = this.#timeline.firstSound(oldest, this.#newestUnits)
    // A quarter of a frame less than the aim is near enough: `pull` does not make up for less either.
    const wait = Math.ceil((this.#delay.targetUnits - this.#delay.delayOf(first, nowMs)) / frameUnits - 0.25)
    this.#play = first - Math.max(0, wait) * frameUnits
    // Packets that came before anybody listened are too old to be heard.
    if (wait < 0) this.#advance(-wait * frameUnits)
  }

  #wholeFrames(units: number): number {
    return Math.floor(units / frameUnits) * frameUnits
  }

  /** A hold costs nothing where sound is missing anyway; within sound at most each third frame is a substitute. */
  #mayGrow(): boolean {
    return !this.#timeline.hasSound(this.#play) || this.#pullsSinceGrown > 2
  }

  /** A frame is left out once the buffer stays too deep: where there is no sound, soft sound, and after 0.5 s anywhere. */
  #mayShrink(): boolean {
    if (this.#tooDeepPulls < 5) return false
    if (!this.#timeline.hasSound(this.#play) && this.#newestEnd > this.#play) return true
    if (this.#pullsSinceShrunk < 10) return false
    return this.#tooDeepPulls >= 25 || this.#timeline.isSoft(this.#play, this.#play + frameUnits)
  }

  #take(): DueFrame | 'lost' | 'empty' {
    const due = this.#due
    const start = this.#play
    const untilSound = this.#timeline.copy(start, due.payload)
    if (untilSound > 0) {
      // Where talk begins within the frame, go only as far as that: from there on a frame is a packet.
      const answer = this.#absence()
      this.#advance(untilSound)
      return answer
    }
    due.payloadType = this.#timeline.payloadType(start)
    due.timestamp = (this.#newestTimestamp + (start - this.#newestUnits)) >>> 0
    this.#soundless = 0
    this.#advance(frameUnits)
    this.counters.played++
    return due
  }

  /** What to say of a frame without sound at the place that is due. */
  #absence(): 'lost' | 'empty' {
    this.#soundless++
    const isOwnSilence = this.#timeline.isSilence(this.#play)
    const nothingNewer = this.#newestEnd <= this.#play
    if (isOwnSilence || (nothingNewer && this.#pauses)) return 'empty'
    if (this.#soundless > underrunFrames && (nothingNewer || this.counters.played === 0)) return 'empty'
    this.counters.lost++
    return 'lost'
  }

  #advance(units: number): void {
    this.#timeline.forget(this.#play, units)
    this.#play += units
  }
}
