import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { line } from '#tests/bench/greetings/line.ts'
import { answersInPerson, prompt, speechLanguages } from '#tests/sound/prompts.ts'
import { AnsweringMachineDetector } from './answering-machine-detector.ts'
import { frames, joined, silence, tones } from './test-sound.ts'

const seeds = [1, 2, 4]

function judge(sound: Int16Array, withinMs = 12_000) {
  const detector = new AnsweringMachineDetector(withinMs)
  let nowMs = 0
  for (const frame of frames(sound)) {
    nowMs += 20
    const verdict = detector.push(frame)
    if (verdict !== undefined) return { verdict, reason: detector.reason, atMs: nowMs }
  }
  return undefined
}

const rest = silence(3500)
const beep = (hz: number, ms = 400) => tones(ms, { hz, levelDbm0: -16 })

describe.each(speechLanguages)('in %s', (language) => {
  const word = answersInPerson(language)

  it('a person who says a word and waits is one, over good lines and bad ones', () => {
    for (const seed of seeds) {
      const random = seededRandom(seed)
      const beforeMs = 100 + 1500 * random.next()
      const heard = judge(line(joined(silence(beforeMs), word, rest), random))
      expect(heard).toMatchObject({ verdict: 'person', reason: 'short-greeting' })
      expect(heard?.atMs).toBeLessThan(beforeMs + word.length / 8 + 2500)
    }
  })

  it('a greeting of several sentences is a machine', () => {
    const greeting = joined(
      ...['closed', 'not-in-service', 'greeting'].flatMap((name) => [prompt(language, name), silence(400)]),
    )
    for (const seed of seeds) {
      const heard = judge(line(joined(silence(700), greeting, silence(500), beep(880), rest), seededRandom(seed)))
      expect(heard?.verdict).toBe('machine')
    }
  })

  it('a short greeting before a beep is a machine', () => {
    for (const [i, hz] of [440, 850, 1400].entries()) {
      const sound = joined(silence(500), prompt(language, 'closed').subarray(0, 8 * 2500), silence(400), beep(hz), rest)
      expect(judge(line(sound, seededRandom(i)))).toMatchObject({ verdict: 'machine', reason: 'beep' })
    }
  })
})

describe('it decides', () => {
  it('within its time: unknown when nothing was said, or too little to know', () => {
    expect(judge(rest, 3000)).toEqual({ verdict: 'unknown', reason: 'nothing-said', atMs: 3000 })
    expect(judge(joined(prompt('en', 'closed'), rest), 1000)).toEqual({
      verdict: 'unknown',
      reason: 'time-up',
      atMs: 1000,
    })
  })

  it('once', () => {
    const detector = new AnsweringMachineDetector(2000)
    const told = [...frames(rest)].map((frame) => detector.push(frame)).filter((verdict) => verdict !== undefined)
    expect(told).toEqual(['unknown'])
  })

  it('for a machine at the three notes of a network', () => {
    const notes = joined(...[950, 1400, 1800].map((hz) => tones(330, { hz })))
    expect(judge(joined(silence(400), notes, rest))).toMatchObject({
      verdict: 'machine',
      reason: 'special-information',
    })
  })

  it('by words and not by what sounds before them: a chime, a tone, a click', () => {
    const before = joined(
      beep(880, 300),
      beep(660, 300),
      silence(300),
      tones(30, { hz: 400, levelDbm0: -6 }),
      silence(300),
    )
    const heard = judge(joined(silence(300), before, silence(1500), answersInPerson('en'), rest))
    expect(heard).toMatchObject({ verdict: 'person', reason: 'short-greeting' })
    expect(heard?.atMs).toBeGreaterThan(300 + before.length / 8 + 1500)
  })
})
