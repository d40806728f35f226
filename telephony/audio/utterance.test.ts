import { describe, expect, it } from 'vitest'
import { prompt } from '#tests/sound/prompts.ts'
import { frames, joined, noise, silence, tones } from './detection/test-sound.ts'
import { UtteranceCutter } from './utterance.ts'

/** The utterances that are cut out of this, and when each was over: milliseconds from its beginning. */
function cut(sound: Int16Array, { endMs = 600, longestMs = 6000 } = {}) {
  const cutter = new UtteranceCutter({ endMs, longestMs })
  const utterances: { readonly overAtMs: number; readonly lengthMs: number }[] = []
  let nowMs = 0
  for (const frame of frames(sound)) {
    nowMs += 20
    const samples = cutter.push(frame)
    if (samples) utterances.push({ overAtMs: nowMs, lengthMs: samples.length / 8 })
  }
  return utterances
}

const words = prompt('en', 'apology')
const wordsMs = words.length / 8

describe('the cutter of utterances', () => {
  it('cuts from just before the first word until it has been quiet for long enough', () => {
    const [said, ...others] = cut(joined(silence(1000), words, silence(2000)))
    expect(others).toEqual([])
    expect(said?.overAtMs).toBeGreaterThan(1000 + wordsMs - 300)
    expect(said?.overAtMs).toBeLessThan(1000 + wordsMs + 700)
    // All that was said, what comes before it, and the quiet by which its end was known.
    expect(said?.lengthMs).toBeGreaterThan(wordsMs)
    expect(said?.lengthMs).toBeLessThan(wordsMs + 300 + 700)
  })

  it('cuts what is said twice with a pause between into two', () => {
    expect(cut(joined(silence(500), words, silence(1500), words, silence(1000)))).toHaveLength(2)
  })

  it('cuts whoever speaks on and on at the longest', () => {
    const endless = cut(joined(words, words, words, words, words, silence(1000)), { longestMs: 2000 })
    expect(endless.length).toBeGreaterThan(1)
    for (const { lengthMs } of endless) expect(lengthMs).toBeLessThanOrEqual(2300)
  })

  it('takes no noise, no tone and no silence for an utterance', () => {
    expect(cut(silence(5000))).toEqual([])
    expect(cut(noise(5000, -35))).toEqual([])
    expect(cut(joined(silence(500), tones(2000, { hz: 440 }), silence(1000)))).toEqual([])
  })
})
