import type { AudioSource } from './frame.ts'

/** Plays samples held in memory, once or for ever (`loop`), from `startSample`; many readers can share the samples. */
export class Clip implements AudioSource {
  constructor(_samples: Int16Array, _options: { loop?: boolean; startSample?: number } = {}) {}
  read(_into: Int16Array): boolean {
    return false
  }
}
