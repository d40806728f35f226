import { describe, expect, it } from 'vitest'
import { DtmfSource } from '../audio/dtmf.ts'
import { newFrame, type SampleRate, samplesAt } from '../audio/frame.ts'
import { RateConverter } from '../audio/resample.ts'
import { DigitMask } from './digit-mask.ts'

const digitHz = [697, 770, 852, 941, 1209, 1336, 1477, 1633]

function powerAt(samples: readonly number[], rateHz: number, hz: number): number {
  let [sine, cosine] = [0, 0]
  for (const [i, sample] of samples.entries()) {
    sine += sample * Math.sin((2 * Math.PI * hz * i) / rateHz)
    cosine += sample * Math.cos((2 * Math.PI * hz * i) / rateHz)
  }
  return Math.hypot(sine, cosine) / Math.max(1, samples.length)
}

/** What others hear of a card number that is typed within a hum, frame by frame, and what was sent. */
function typed(rateHz: SampleRate, shiftSamples: number): { sent: number[][]; heard: number[][] } {
  const keys = new DtmfSource(['4', '1', '9', '0', '#', 'D'])
  const up = new RateConverter(rateHz)
  const mask = new DigitMask()
  const narrow: number[] = new Array<number>(shiftSamples).fill(0)
  const frame = newFrame()
  for (let n = 0; n < 60; n++) {
    keys.read(frame)
    narrow.push(...frame)
  }
  const sent: number[][] = []
  const heard: number[][] = []
  for (let n = 0; n < 60; n++) {
    const piece = Int16Array.from({ length: 160 }, (_, i) => narrow[n * 160 + i] ?? 0)
    const into = new Int16Array(samplesAt(rateHz))
    into.set(up.convert(piece))
    sent.push([...into])
    const isSound = mask.pass(into, true)
    heard.push(isSound ? [...into] : new Array<number>(into.length).fill(0))
  }
  return { sent, heard }
}

describe('masked digits', () => {
  it.each([
    [8000, 0],
    [8000, 57],
    [8000, 111],
    [16_000, 31],
    [48_000, 99],
  ] as const)('at %i Hz are not heard at all, wherever in a frame they begin (%i)', (rateHz, shift) => {
    const { sent, heard } = typed(rateHz, shift)
    const loudest = (frames: number[][]) =>
      Math.max(...frames.flatMap((frame) => digitHz.map((hz) => powerAt(frame, rateHz, hz))))
    expect(loudest(sent)).toBeGreaterThan(1000)
    expect(loudest(heard)).toBeLessThan(loudest(sent) / 100)
  })

  it('lets speech and silence through, 80 ms later and otherwise as they are', () => {
    const mask = new DigitMask()
    const outcomes: (number | undefined)[] = []
    for (let n = 1; n <= 12; n++) {
      const frame = newFrame().fill(n)
      const isSound = mask.pass(frame, n !== 5)
      outcomes.push(isSound ? frame[80] : undefined)
    }
    expect(outcomes).toEqual([undefined, undefined, undefined, undefined, 1, 2, 3, 4, undefined, 6, 7, 8])
  })

  it('is silent around a digit that is told of beside the sound', () => {
    const mask = new DigitMask()
    const heard: boolean[] = []
    for (let n = 0; n < 20; n++) {
      if (n === 10) mask.pressed()
      heard.push(mask.pass(newFrame().fill(1000), true))
    }
    // Sound of the fourth frame before it and of the fourth after it are heard; nothing between.
    expect(heard.map((is) => (is ? 1 : 0)).join('')).toBe('00001111110000000011'.slice(0, 20))
  })
})
