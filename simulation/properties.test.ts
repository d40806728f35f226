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
  isAdministered: seed % 3 !== 0,
  isCalledBack: seed % 4 === 1,
  ...([0, 1, 6].includes(seed % 7) && { betweenTasksMs: 10_000 + (seed % 4) * 10_000, isDirected: seed % 7 === 0 }),
})
const firstSeed = Number(process.env.PARLEY_SEED ?? 1)
const seeds = Number(process.env.PARLEY_SEEDS ?? 250)

it(`the truths of routing hold under ${seeds} seeds, with cores and edges dying`, { timeout: 900_000 }, () => {
  let accepted = 0
  let compared = 0
  const types = new Map<string, number>()
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    try {
      const world = liveDay(dayOf(seed))
      accepted += world.told.filter((event) => event.type === 'OfferAccepted').length
      compared += world.checkers.timesCompared
      for (const { type } of world.told) types.set(type, (types.get(type) ?? 0) + 1)
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
    }
  }
  // A world in which nothing happens breaks no truth: see that it was lively.
  expect(accepted).toBeGreaterThan(seeds * 5)
  expect(compared).toBeGreaterThan(seeds * 5)
  if (seeds < 100) return
  const verbs = [
    'ConsultationAlternated',
    'ConferenceJoined',
    'InteractionParked',
    'EngagementBegan',
    'MonitoringChanged',
    'AnnouncementPlayed',
    'DigitsMasked',
    'PartyMuted',
    'RecordingConsentNoted',
    'RecordingPaused',
    'QueueRemoved',
    'QueueClosed',
    'InteractionDiverted',
    'VoicemailEnded',
    'FlowEntered',
    'FlowAdvanced',
    'VoicemailLeft',
    'RequirementRelaxed',
    'PriorityChanged',
    'WaitAnnounced',
    'TalliesReset',
    'TaskAccepted',
    'TaskReturned',
    'TaskEnded',
    'InteractionMoved',
    'ReservationConfigured',
    'SubstitutionBegan',
    'SubstitutionEnded',
    'WorkHandedOver',
    'BreakRequested',
    'BreakGranted',
    'BreakRefused',
    'BreakWithdrawn',
  ]
  for (const verb of verbs) expect(types.get(verb) ?? 0, verb).toBeGreaterThan(seeds / 20)
  // Something has to wait for somebody who comes back while it does.
  expect(types.get('WorkHandedBack') ?? 0).toBeGreaterThan(seeds / 100)
})

// The first: a phone that took over a call which ended in the same breath left the one before it on the line for ever. Then:
// consulting while one's own phone rings, taking over in a consultation, leaving it to who was on hold, a muted party's new phone; who waits for a colleague to press the key,
// after a core died; who was being called for a talk that its edge lost, and was rung by the edge that came after.
it.each([700_663, 51, 88, 1178, 1067, 1204, 2639, 5063, 20_099])(
  'the day of seed %i, which once broke a truth, breaks none',
  (seed) => {
    expect(liveDay(dayOf(seed)).checkers.timesCompared).toBeGreaterThan(0)
  },
)
