import type { LegId } from '#kernel/ids.ts'
import { type AudioSource, newFrame, type SampleRate, sampleRateHz, samplesAt } from '../audio/frame.ts'
import { MixBus } from '../audio/mixer.ts'
import { RateConverter } from '../audio/resample.ts'

/** A leg's sound as a bridge needs it. */
export interface BridgeParty {
  readonly legId: LegId
  /** Its microphone is off: it is not heard by anybody. */
  readonly isMuted: boolean
  /** The sound that it carries both ways; absent: 8 kHz. */
  readonly soundHz?: SampleRate
  /** Writes the sound of this tick into `into`, at the rate of its length; `false`: none, and `into` is not to be used. */
  pull(into: Int16Array, nowMs: number): boolean
}

interface Member {
  readonly party: BridgeParty
  slot: number
  /** What it hears while on hold. */
  heldBy: AudioSource | undefined
  /** A monitor is heard by these alone; `undefined`: a party, heard by everybody. */
  heardBy: ReadonlySet<LegId> | undefined
  spoke: boolean
  /** For those who take what it says, or what it is told, at another rate than the bridge's. */
  readonly saidBy: Taps
  readonly saidTo: Taps
}

/** Sound of a bridge at other rates: filters that must see each frame once, however many ask for it. */
class Taps {
  readonly #converters = new Map<SampleRate, { readonly by: RateConverter; tick: number; frame: Int16Array }>()

  at(rateHz: SampleRate, sound: Int16Array, tick: number): Int16Array {
    if (sound.length === samplesAt(rateHz)) return sound
    let one = this.#converters.get(rateHz)
    if (one === undefined) {
      one = { by: new RateConverter(rateHz), tick: -1, frame: sound }
      this.#converters.set(rateHz, one)
    }
    if (one.tick !== tick) one.frame = one.by.convert(sound)
    one.tick = tick
    return one.frame
  }
}

const mostMembers = 256

/**
 * Legs that hear one another. A tick is `listen` once, then `hears` for each leg and `heardFrom` for recordings; none of
 * these allocates.
 *
 * A leg on hold hears what it is held with and is not heard. Gains outlive hold and a growing bridge, not a leaving leg.
 *
 * It mixes at the second highest rate that its legs carry. Everything that anybody can hear comes from somebody else, so that is
 * the lowest rate that loses nothing: two telephones of 8 kHz with a browser of 48 kHz are mixed at 8 kHz, two wideband
 * telephones at 16 kHz. Legs are asked for their sound at that rate, and take it at that rate.
 */
export class Bridge {
  #bus: MixBus
  #capacity: number
  readonly #members: Member[] = []
  readonly #gains = new Map<string, { listener: LegId; speaker: LegId; gain: number }>()
  readonly #heldFrame = newFrame()
  #tick = 0

  constructor(capacity = 4) {
    this.#capacity = capacity
    this.#bus = new MixBus(capacity)
  }

  get size(): number {
    return this.#members.length
  }

  get legIds(): LegId[] {
    return this.#members.map((member) => member.party.legId)
  }

  /** Those who are no monitors. */
  get parties(): number {
    let parties = 0
    for (let i = 0; i < this.#members.length; i++) if (!(this.#members[i] as Member).heardBy) parties++
    return parties
  }

  get monitorLegIds(): LegId[] {
    return this.#members.filter((member) => member.heardBy).map((member) => member.party.legId)
  }

  isMonitor(legId: LegId): boolean {
    return this.#member(legId)?.heardBy !== undefined
  }

  get heldLegIds(): LegId[] {
    return this.#members.filter((member) => member.heldBy).map((member) => member.party.legId)
  }

  /** Two who hear one another as they speak and nothing else: their packets need not be opened for it. */
  get isPlainPair(): boolean {
    if (this.#members.length !== 2 || this.#gains.size > 0) return false
    for (let i = 0; i < 2; i++) {
      const { heldBy, heardBy } = this.#members[i] as Member
      if (heldBy !== undefined || heardBy !== undefined) return false
    }
    return true
  }

  has(legId: LegId): boolean {
    return this.#member(legId) !== undefined
  }

  isHeld(legId: LegId): boolean {
    return this.#member(legId)?.heldBy !== undefined
  }

  /** Does nothing when the leg is a party of it, and makes a monitor one; `false` when the bridge is full. */
  join(party: BridgeParty): boolean {
    return this.#place(party, undefined)
  }

  /**
   * Puts a leg beside the others, or changes who hears it: it hears everybody, and is heard by these and by nobody who joins
   * later. `false` when the bridge is full.
   */
  monitor(party: BridgeParty, heardBy: readonly LegId[]): boolean {
    return this.#place(party, new Set(heardBy))
  }

  #place(party: BridgeParty, heardBy: ReadonlySet<LegId> | undefined): boolean {
    const known = this.#member(party.legId)
    if (known) {
      const wasMonitor = known.heardBy !== undefined
      // Who goes beside the others was perhaps on hold among them: from there he hears them.
      if (heardBy && !wasMonitor) known.heldBy = undefined
      known.heardBy = heardBy
      if (wasMonitor || heardBy) this.#letHear(known)
      return true
    }
    const slot = this.#bus.join() ?? this.#grow()?.join()
    if (slot === undefined) return false
    const member: Member = {
      party,
      slot,
      heldBy: undefined,
      heardBy,
      spoke: false,
      saidBy: new Taps(),
      saidTo: new Taps(),
    }
    this.#members.push(member)
    if (heardBy) this.#letHear(member)
    for (const other of this.#members) if (other !== member && other.heardBy) this.#letHear(other)
    return true
  }

  /** Sets for everybody else whether they hear this one. */
  #letHear(speaker: Member): void {
    for (const { party } of this.#members) {
      if (party === speaker.party) continue
      this.setGain(party.legId, speaker.party.legId, speaker.heardBy?.has(party.legId) === false ? 0 : 1)
    }
  }

  leave(legId: LegId): void {
    const index = this.#members.findIndex((member) => member.party.legId === legId)
    const member = this.#members[index]
    if (!member) return
    this.#members.splice(index, 1)
    this.#bus.leave(member.slot)
    for (const [key, { listener, speaker }] of this.#gains) {
      if (listener === legId || speaker === legId) this.#gains.delete(key)
    }
  }

  /** @returns whether the leg is in the bridge */
  hold(legId: LegId, hears: AudioSource): boolean {
    const member = this.#member(legId)
    if (member) member.heldBy = hears
    return member !== undefined
  }

  retrieve(legId: LegId): boolean {
    const member = this.#member(legId)
    if (member) member.heldBy = undefined
    return member !== undefined
  }

  /** How loud `speaker` is to `listener`; `false` when one of them is not in the bridge. */
  setGain(listener: LegId, speaker: LegId, gain: number): boolean {
    const [to, from] = [this.#member(listener), this.#member(speaker)]
    if (!to || !from) return false
    this.#gains.set(`${listener}|${speaker}`, { listener, speaker, gain })
    this.#bus.setGain(to.slot, from.slot, gain)
    return true
  }

  /** What is mixed at from the next tick on: what those who are in it now can hear of one another. */
  get rateHz(): SampleRate {
    return this.#secondHighestRate()
  }

  /** Takes everybody's sound of this tick and mixes it. */
  listen(nowMs: number): void {
    this.#tick++
    const rateHz = this.#secondHighestRate()
    // Who joins, leaves or agrees on another codec changes it; no tick else.
    if (rateHz !== this.#bus.rateHz) this.#rebuild(this.#capacity, rateHz)
    const bus = this.#bus
    for (let i = 0; i < this.#members.length; i++) {
      const member = this.#members[i] as Member
      const sounds = member.party.pull(bus.input(member.slot), nowMs)
      member.spoke = sounds && member.heldBy === undefined && !member.party.isMuted
      if (member.spoke) bus.spoke(member.slot)
    }
    bus.mix()
  }

  /** What a leg hears in this tick; `undefined`: silence. Valid until the next call of any method. */
  hears(legId: LegId): Int16Array | undefined {
    const member = this.#member(legId)
    if (!member) return undefined
    if (!member.heldBy) return this.#bus.hasSound(member.slot) ? this.#bus.heard(member.slot) : undefined
    return member.heldBy.read(this.#heldFrame) ? this.#heldFrame : undefined
  }

  /**
   * What `legId` itself said to the others in this tick. Several may ask.
   * @param rateHz of the frame that is given: 8 kHz unless asked otherwise, whatever the bridge's
   */
  saidBy(legId: LegId, rateHz: SampleRate = sampleRateHz): Int16Array | undefined {
    const member = this.#member(legId)
    return member?.spoke ? member.saidBy.at(rateHz, this.#bus.input(member.slot), this.#tick) : undefined
  }

  /** What all others said to `legId` in this tick, whether or not it is on hold; `rateHz` as in `saidBy`. */
  saidTo(legId: LegId, rateHz: SampleRate = sampleRateHz): Int16Array | undefined {
    const member = this.#member(legId)
    if (!member || !this.#bus.hasSound(member.slot)) return undefined
    return member.saidTo.at(rateHz, this.#bus.heard(member.slot), this.#tick)
  }

  #secondHighestRate(): SampleRate {
    let highest: SampleRate = sampleRateHz
    let second: SampleRate = sampleRateHz
    for (let i = 0; i < this.#members.length; i++) {
      const rateHz = (this.#members[i] as Member).party.soundHz ?? sampleRateHz
      if (rateHz > highest) {
        second = highest
        highest = rateHz
      } else if (rateHz > second) second = rateHz
    }
    return second
  }

  #member(legId: LegId): Member | undefined {
    for (let i = 0; i < this.#members.length; i++) {
      const member = this.#members[i] as Member
      if (member.party.legId === legId) return member
    }
    return undefined
  }

  #grow(): MixBus | undefined {
    if (this.#capacity * 2 > mostMembers) return undefined
    this.#capacity *= 2
    return this.#rebuild(this.#capacity, this.#bus.rateHz)
  }

  #rebuild(capacity: number, rateHz: SampleRate): MixBus {
    const bus = new MixBus(capacity, rateHz)
    for (const member of this.#members) member.slot = bus.join() ?? member.slot
    for (const { listener, speaker, gain } of this.#gains.values()) {
      const [to, from] = [this.#member(listener), this.#member(speaker)]
      if (to && from) bus.setGain(to.slot, from.slot, gain)
    }
    this.#bus = bus
    return bus
  }
}
