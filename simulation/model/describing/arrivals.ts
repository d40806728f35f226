import { Type } from 'typebox'
import { length, object, rate, time } from './measures.ts'

/** How often customers come. */
const PoissonArrivals = object(
  { poissonPerHour: rate('Expected arrivals an hour.') },
  'A Poisson process of one rate from 0 to the horizon.',
)
const ProfileArrivals = object(
  {
    perHourByInterval: Type.Array(rate('Expected arrivals an hour, while this interval lasts.'), {
      minItems: 1,
      maxItems: 100_000,
    }),
    intervalMs: length('How long each interval lasts; the first begins at 0. After the last one nobody comes.'),
  },
  'A Poisson process whose rate changes from interval to interval.',
)
const ConstantArrivals = object(
  { everyMs: length('The first comes so long after 0, and each next one so long after the one before.') },
  'As regular as a clock.',
)
const ReplayedArrivals = object(
  {
    atMs: Type.Array(time('A moment, counted from the beginning.'), { maxItems: 1_000_000 }),
  },
  'The very moments, in ascending order, as they stood in a log.',
)

export const Arrivals = Type.Union([PoissonArrivals, ProfileArrivals, ConstantArrivals, ReplayedArrivals], {
  description: 'When customers come. Of a queue that has none come only those whom flows and other queues send.',
})
