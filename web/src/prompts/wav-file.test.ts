import { expect, it } from 'vitest'
import { prepareSound } from '../../../adapters/sound/prepare.ts'
import { readWav } from '../../../adapters/sound/wav.ts'
import { base64Of, wavFile } from './wav-file.ts'

it('makes of what a browser decoded a file that the server takes', () => {
  const samples = Float32Array.from({ length: 16_000 }, (_, i) => 1.2 * Math.sin((2 * Math.PI * 850 * i) / 16_000))
  const file = wavFile(samples, 16_000)
  const read = readWav(file)
  expect(read.ok && read.value.rateHz).toBe(16_000)
  expect(read.ok && read.value.samples.length).toBe(16_000)
  // What is beyond full scale is at its end, and not on the other side.
  expect(read.ok && Math.max(...read.value.samples)).toBeCloseTo(1, 3)
  expect(prepareSound(file).ok).toBe(true)
})

it('writes base 64 of files of any length', () => {
  for (const length of [0, 1, 2, 3, 32_768, 100_001]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7) % 256)
    expect(Uint8Array.from(atob(base64Of(bytes)), (letter) => letter.charCodeAt(0))).toEqual(bytes)
  }
})
