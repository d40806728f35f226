import { seededRandom } from '#kernel/random.ts'
import type { Uniform } from '../random-stream.ts'

/**
 * What a customer does in a flow follows from one number that he draws when he comes. So the same customer of another world
 * gives the same answer to the same question, whatever others are asked there.
 * @param seed a whole number of 32 bits; the parts say what of his it is
 */
export function chanceOf(seed: number, ...parts: readonly number[]): Uniform {
  let mixed = seed | 0
  for (const part of parts) {
    mixed = Math.imul(mixed ^ (part + 0x9e3779b9), 0x85ebca6b)
    mixed ^= mixed >>> 13
    mixed = Math.imul(mixed, 0xc2b2ae35)
    mixed ^= mixed >>> 16
  }
  const { next } = seededRandom(mixed >>> 0)
  // Neither 0 nor 1.
  return () => (next() * 0xffff_ffff + 0.5) / 0x1_0000_0000
}
