import { expect, it } from 'vitest'
import { secureRandomBytes } from './secure-random.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

it('never gives the same bytes twice, over many draws of any length', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 3000; i++) {
    const bytes = secureRandomBytes(8 + (i % 40))
    expect(bytes).toHaveLength(8 + (i % 40))
    seen.add(hex(bytes.subarray(0, 8)))
  }
  expect(seen.size).toBe(3000)
  expect(secureRandomBytes(100_000)).toHaveLength(100_000)
  expect(secureRandomBytes(0)).toHaveLength(0)
})

it('gives bytes that stay their own', () => {
  const first = secureRandomBytes(16)
  const before = hex(first)
  for (let i = 0; i < 1000; i++) secureRandomBytes(16).fill(0)
  expect(hex(first)).toBe(before)
})
