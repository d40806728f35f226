/** 1.02 s: five times the greatest depth. A power of two, so that a place is found by a mask. */
export const timelineUnits = 8192
const mask = timelineUnits - 1

/** What a place holds: nothing, the payload type plus 1, or the sender's own silence. */
const missing = 0
const silence = 255
/** The payload type of static PCMA, and the bytes that are silence in A-law and µ-law. */
const pcmaPayloadType = 8
const pcmaSilence = 0xd5
const pcmuSilence = 0xff

/**
 * A second of a received stream: for each sample, counted in units of 1/8000 s from the stream's start, its G.711 byte
 * and what is known of it. Nothing is allocated after construction.
 */
export class SampleTimeline {
  readonly #sound = new Uint8Array(timelineUnits)
  readonly #kinds = new Uint8Array(timelineUnits)

  /** Whether there is sound at `units`. */
  hasSound(units: number): boolean {
    const kind = this.#kinds[units & mask]!
    return kind !== missing && kind !== silence
  }

  /** Whether the sender was silent on purpose there. */
  isSilence(units: number): boolean {
    return this.#kinds[units & mask] === silence
  }

  payloadType(units: number): number {
    return this.#kinds[units & mask]! - 1
  }

  /** Lays bytes down from `from` to `end`; `bytes[offset]` belongs to `from`. */
  lay(from: number, end: number, bytes: Uint8Array, offset: number, payloadType: number): void {
    for (let at = from; at < end; at++) {
      this.#sound[at & mask] = bytes[offset + at - from]!
      this.#kinds[at & mask] = payloadType + 1
    }
  }

  silent(from: number, end: number): void {
    for (let at = from; at < end; at++) this.#kinds[at & mask] = silence
  }

  /** Forgets `count` samples from `from` on. */
  forget(from: number, count: number): void {
    const at = from & mask
    if (count >= timelineUnits) {
      this.#kinds.fill(missing)
      return
    }
    this.#kinds.fill(missing, at, at + count)
    if (at + count > timelineUnits) this.#kinds.fill(missing, 0, at + count - timelineUnits)
  }

  /** The first sound between `from` and `end`, `end` when there is none. */
  firstSound(from: number, end: number): number {
    for (let at = from; at < end; at++) if (this.hasSound(at)) return at
    return end
  }

  /**
   * Copies sound from `from` on into the whole of `into`, with silence in its holes.
   * @returns how many samples of it were silent before the first sound: the length of `into` when there was none
   */
  copy(from: number, into: Uint8Array): number {
    // The hot loop of the media tick: fields in locals, one pass.
    const kinds = this.#kinds
    const sound = this.#sound
    const length = into.length
    let sounding = 0
    let first = length
    for (let i = 0; i < length; i++) {
      const at = (from + i) & mask
      const kind = kinds[at]!
      if (kind === missing || kind === silence) continue
      if (sounding === 0) first = i
      into[i] = sound[at]!
      sounding++
    }
    if (sounding > 0 && sounding < length) {
      const filler = this.payloadType(from + first) === pcmaPayloadType ? pcmaSilence : pcmuSilence
      for (let i = 0; i < length; i++) if (!this.hasSound(from + i)) into[i] = filler
    }
    return first
  }

  /** Whether no sample from `from` to `end` lies above G.711's second segment, about -36 dBFS. */
  isSoft(from: number, end: number): boolean {
    for (let at = from; at < end; at++) {
      const byte = this.#sound[at & mask]!
      const code = this.payloadType(at) === pcmaPayloadType ? byte ^ 0x55 : ~byte
      if ((code & 0x70) > 0x10) return false
    }
    return true
  }
}
