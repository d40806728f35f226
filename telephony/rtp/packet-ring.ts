import type { RtpPacket } from './packet.ts'
import { sequenceDistance } from './sequence.ts'

/** So many numbers from the next to be played on may be waiting: over a second at 20 ms. A power of two. */
export const ringSlots = 64
const mask = ringSlots - 1

/** One packet that waits. Its bytes are its own: the datagram that it came in is used again. */
export interface Slot {
  sequence: number
  /** `noted`: a packet that carries no sound, whose number only must not be missed. */
  kind: 'nothing' | 'sound' | 'noted' | 'played'
  bytes: Uint8Array
  length: number
  payloadType: number
  timestamp: number
  /** Where it begins on the time line, and how long it lasts. */
  units: number
  duration: number
}

const noBytes = new Uint8Array(0)

const emptySlots = (): Slot[] =>
  Array.from({ length: ringSlots }, () => ({
    sequence: -1,
    kind: 'nothing',
    bytes: noBytes,
    length: 0,
    payloadType: 0,
    timestamp: 0,
    units: 0,
    duration: 0,
  }))

/**
 * Packets by their sequence number. The slots come with the first packet, for a leg that is relayed or never speaks needs none;
 * once they have grown to the stream's packets nothing is allocated.
 */
export class PacketRing {
  #slots: Slot[] | undefined

  /** What is known of a number; `undefined` when nothing. */
  at(sequence: number): Slot | undefined {
    const slot = this.#slots?.[sequence & mask]
    return slot?.sequence === sequence && slot.kind !== 'nothing' ? slot : undefined
  }

  lay(packet: RtpPacket, units: number, duration: number): void {
    const slot = this.#slot(packet.sequence)
    const length = packet.payloadBytes
    if (slot.bytes.length < length) slot.bytes = new Uint8Array(Math.max(160, length))
    const { bytes, payloadOffset } = packet
    for (let i = 0; i < length; i++) slot.bytes[i] = bytes[payloadOffset + i]!
    slot.sequence = packet.sequence
    slot.kind = 'sound'
    slot.length = length
    slot.payloadType = packet.payloadType
    slot.timestamp = packet.timestamp
    slot.units = units
    slot.duration = duration
  }

  note(sequence: number): void {
    const slot = this.#slot(sequence)
    slot.sequence = sequence
    slot.kind = 'noted'
  }

  /** The first slot with sound from `sequence` on, up to and with `last`. */
  firstSound(sequence: number, last: number): Slot | undefined {
    const count = Math.min(ringSlots, sequenceDistance(sequence, last) + 1)
    for (let i = 0; i < count; i++) {
      const slot = this.at((sequence + i) & 0xffff)
      if (slot?.kind === 'sound') return slot
    }
    return undefined
  }

  clear(): void {
    for (const slot of this.#slots ?? []) slot.kind = 'nothing'
  }

  #slot(sequence: number): Slot {
    this.#slots ??= emptySlots()
    return this.#slots[sequence & mask]!
  }
}
