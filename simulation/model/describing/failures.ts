import { type Static, Type } from 'typebox'
import { Duration, length, name, object, share, time } from './measures.ts'

/** What breaks in a model: carriers, over which customers come, and the core, which decides. */

const Span = object(
  { fromMs: time('It begins.'), toMs: length('It is over.') },
  'A time, in milliseconds from the beginning.',
)

export const ModelCarrier = object(
  {
    id: Type.Optional(name('What the carrier is called in the answer; absent: `carriers[0]` and so on.')),
    share: share(
      'How many of the customers come over it, 0 to 1. All carriers together have 1 at most; nothing ever happens to the others.',
    ),
    fails: Type.Union(
      [
        Type.Array(Span, { minItems: 1, maxItems: 1000, description: 'In ascending order, and apart.' }),
        object(
          { every: Duration, lasts: Duration },
          'By chance: how long it works each time before it fails, and how long it is down.',
        ),
      ],
      { description: 'When it is down: nobody comes over it, and nobody is reached over it.' },
    ),
    cutsCalls: Type.Optional(
      Type.Boolean({ description: 'true: whoever waits or talks over it is cut off when it fails. Absent: false.' }),
    ),
  },
  'A carrier that fails at times.',
)

export const ModelCore = object(
  {
    dies: Type.Union(
      [
        object(
          { atMs: Type.Array(time('A moment.'), { maxItems: 1000, description: 'In ascending order.' }) },
          'At these moments.',
        ),
        object({ every: Duration }, 'By chance: how long it lives each time, after the one before it was replaced.'),
      ],
      { description: 'When the process that decides is killed.' },
    ),
    takeOverMs: time('How long it takes until the next one decides: it reads the log, and goes on from there.'),
    graceMs: Type.Optional(
      time('Who calls meanwhile hears music for so long, and is refused then. Absent: 10,000, as PARLEY_GRACE_MS.'),
    ),
  },
  'A core that dies: talks go on, and nobody is asked, freed or put through until the next one has read the log.',
)

export type ModelCarrier = Static<typeof ModelCarrier>
export type ModelCore = Static<typeof ModelCore>
