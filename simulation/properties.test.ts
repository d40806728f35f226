import { expect, it } from 'vitest'
import { type DayOptions, liveDay } from './day.ts'

/** Quiet and crowded days, from one agent who is never idle to five who mostly are. */
const dayOf = (seed: number): DayOptions => ({
  seed,
  durationMs: 5 * 60_000,
  agents: 1 + (seed % 5),
  betweenCallsMs: 6000 + (seed % 7) * 2500,
  talkMs: 25_000,
  wrapUpMs: 8000,
  patienceMs: 60_000,
  faults: seed % 4 === 0 ? 0 : 4,
})
const firstSeed = Number(process.env.PARLEY_SEED ?? 1)
const seeds = Number(process.env.PARLEY_SEEDS ?? 1000)

it(`the truths of routing hold under ${seeds} seeds, with cores and edges dying`, { timeout: 300_000 }, () => {
  let accepted = 0
  let compared = 0
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    try {
      const world = liveDay(dayOf(seed))
      accepted += world.told.filter((event) => event.type === 'OfferAccepted').length
      compared += world.checkers.timesCompared
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  // A world in which nothing happens breaks no truth: see that it was lively.
  expect(accepted).toBeGreaterThan(seeds * 5)
  expect(compared).toBeGreaterThan(seeds * 5)
})

// A phone that took over a call which ended in the same breath left the one before it on the line for ever.
it.each([700_663])('the day of seed %i, which once broke a truth, breaks none', (seed) => {
  expect(liveDay(dayOf(seed)).checkers.timesCompared).toBeGreaterThan(0)
})
