import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openOpus } from '#adapters/opus/opus.ts'
import { HearingDay } from './testing/hearing/hearing-day.ts'

const firstSeed = Number(process.env.PARLEY_SEED ?? 1)
const seeds = Number(process.env.PARLEY_SEEDS ?? 40)

beforeAll(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterAll(() => void vi.useRealTimers())

it(`everybody hears whom the verbs let him hear, and nobody else, under ${seeds} seeds`, {
  timeout: 900_000,
}, async () => {
  let heard = 0
  let recorded = 0
  const opus = openOpus()
  const verbs = new Map<string, number>()
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    const day = new HearingDay(seed, opus, (ms) => void vi.advanceTimersByTime(ms))
    try {
      await day.live()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      throw new Error(`seed ${seed}: ${message}\n${day.trace()}`, { cause: error })
    }
    heard += day.timesHeard
    recorded += day.framesRecorded
    for (const [verb, times] of day.verbs) verbs.set(verb, (verbs.get(verb) ?? 0) + times)
  }
  // A room in which nobody is heard breaks no rule: see that it was lively.
  expect(heard).toBeGreaterThan(seeds * 10)
  expect(recorded).toBeGreaterThan(seeds * 2)
  if (seeds < 30) return
  const drawn = [
    'bridge.join',
    'bridge.monitor',
    'bridge.gain',
    'bridge.hold',
    'bridge.play',
    'leg.mute',
    'leg.collect',
    'leg.detect',
    'leg.end',
    'far hold',
    'far retrieve',
  ]
  for (const verb of drawn) expect(verbs.get(verb) ?? 0, verb).toBeGreaterThan(seeds / 2)
  for (const ways of ['telephone-event', 'telephone-event and info', 'info', 'in-band', 'in-band and info'])
    expect(verbs.get(`press by ${ways}`) ?? 0, ways).toBeGreaterThan(seeds / 20)
})
