/**
 * One bridge's mixer: up to `capacity` participants, a gain for each (listener, speaker) pair. A tick is:
 * write each speaker's decoded frame into `input(slot)` and call `spoke(slot)` (skip both for who said nothing), then
 * `mix()`, then send `heard(slot)` to each listener. Nothing is allocated after construction.
 */
export class MixBus {
  constructor(_capacity = 8) {}
  /** Takes a free slot, hearing and heard by all at gain 1 (nobody hears themselves); `undefined` when the bus is full. */
  join(): number | undefined {
    return undefined
  }
  leave(_slot: number): void {}
  get size(): number {
    return 0
  }
  /** Gain 0 mutes `speaker` for `listener`, 1 is as spoken; at most 4 (+12 dB). Listener and speaker may be the same slot. */
  setGain(_listener: number, _speaker: number, _gain: number): void {}
  gain(_listener: number, _speaker: number): number {
    return 0
  }
  /** The frame into which the speaker's sound of this tick is to be written. */
  input(_slot: number): Int16Array {
    return new Int16Array(0)
  }
  /** Says that `input(slot)` holds this tick's sound. Without it the slot is silent for this tick. */
  spoke(_slot: number): void {}
  /** Computes what each listener hears and forgets who spoke. */
  mix(): void {}
  /** What `slot` hears, valid until the next `input` is written. Read only: it may be another speaker's own frame. */
  heard(_slot: number): Int16Array {
    return new Int16Array(0)
  }
  /** Whether anybody whom `slot` can hear spoke in the last tick; when not, `heard` is silence. */
  hasSound(_slot: number): boolean {
    return false
  }
}
