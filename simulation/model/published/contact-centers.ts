import type { Figures } from '../answer.ts'
import type { Estimate } from '../estimate.ts'
import type { Model } from '../model.ts'

/**
 * Three models of the Montréal library for simulating contact centres, with what its authors published of them: parameters and
 * 95 % intervals over 1,000 replications of a day, as they stand in `doc/examples` of umontreal-simul/contactcenters on
 * GitHub (MMC, MMCAb and MMCBlocked, .java and .res; Université de Montréal, Apache-2.0). Times there are in minutes.
 */
const minuteMs = 60_000
/** All of it was printed with three decimals. */
export const publishedRounding = 0.0005

export interface PublishedCase {
  readonly id: string
  readonly what: string
  readonly model: Model
  readonly figures: readonly PublishedFigure[]
}

export interface PublishedFigure {
  readonly what: string
  readonly low: number
  readonly high: number
  /** The same figure of ours. */
  readonly of: (all: Figures, occupancy: Estimate) => Estimate
  /** How many of our units are one of theirs. */
  readonly scale?: number
}

const plain: Model = {
  horizonMs: 480 * minuteMs,
  // Who waits when the doors close is served.
  drain: true,
  queues: [
    {
      id: 'contacts',
      arrivals: { poissonPerHour: 4.2 * 60 },
      handle: { exponentialMeanMs: 2 * minuteMs },
      serviceLevel: { thresholdMs: 20_000 },
    },
  ],
  agents: [{ count: 12, queues: [{ id: 'contacts' }] }],
}
const [queue] = plain.queues
if (!queue) throw new Error('the model has a queue')

const inTarget: PublishedFigure['of'] = (all) => all.answeredInThreshold
const ofServed: PublishedFigure['of'] = (all) => all.serviceLevel.ofAnswered
const speed: PublishedFigure['of'] = (all) => all.waitMs.ofAnswered
const busy: PublishedFigure['of'] = (_all, occupancy) => occupancy

export const publishedCases: readonly PublishedCase[] = [
  {
    id: 'MMC',
    what: '252 customers an hour, 2 minutes each, 12 agents, 8 hours from an empty house',
    model: plain,
    figures: [
      { what: 'answered within 20 s', low: 1812.618, high: 1819.698, of: inTarget },
      { what: 'service level, of the served', low: 0.9, high: 0.904, of: ofServed },
      { what: 'speed of answer, minutes', low: 0.097, high: 0.102, of: speed, scale: minuteMs },
      { what: 'occupancy', low: 0.694, high: 0.697, of: busy },
    ],
  },
  {
    id: 'MMCAb',
    what: 'the same, and patience is exponential with a mean of one minute',
    model: { ...plain, queues: [{ ...queue, patience: { exponentialMeanMs: minuteMs } }] },
    figures: [
      { what: 'abandoned', low: 57.66, high: 59.558, of: (all) => all.abandoned },
      { what: 'answered within 20 s', low: 1903.785, high: 1908.231, of: inTarget },
      { what: 'service level, of the served', low: 0.974, high: 0.975, of: ofServed },
      {
        what: 'service level, of the served and who left after 20 s',
        low: 0.968,
        high: 0.969,
        of: (all) => all.serviceLevel.withoutShortAbandoned,
      },
      { what: 'speed of answer, minutes', low: 0.023, high: 0.024, of: speed, scale: minuteMs },
      { what: 'occupancy', low: 0.674, high: 0.677, of: busy },
    ],
  },
  {
    id: 'MMCBlocked',
    what: 'the first, and five may wait',
    model: { ...plain, queues: [{ ...queue, places: 5 }] },
    figures: [
      { what: 'blocked', low: 18.045, high: 19.265, of: (all) => all.blocked },
      { what: 'answered within 20 s', low: 1851.667, high: 1856.901, of: inTarget },
      { what: 'service level, of the served', low: 0.928, high: 0.93, of: ofServed },
      {
        what: 'service level, of the served and the blocked',
        low: 0.919,
        high: 0.922,
        of: (all) => all.serviceLevel.ofOffered,
      },
      { what: 'speed of answer, minutes', low: 0.059, high: 0.061, of: speed, scale: minuteMs },
      { what: 'occupancy', low: 0.688, high: 0.69, of: busy },
    ],
  },
]
