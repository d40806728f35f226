import { type Static, Type } from 'typebox'
import { regionCode } from './asking.ts'
import { length, name, object, time } from './measures.ts'

/** What is not as always for a time: incidents that many call about, and people for whom others stand in. */

export const ModelIncident = object(
  {
    fromMs: time('It is declared.'),
    toMs: length('It is over.'),
    queues: Type.Optional(
      Type.Array(name('A queue of this model.'), {
        minItems: 1,
        maxItems: 500,
        description: 'What waits in one of them belongs to it. Absent: in whichever.',
      }),
    ),
    regions: Type.Optional(
      Type.Array(regionCode('A region of the shipped countries.'), {
        minItems: 1,
        maxItems: 500,
        description: 'Whoever is in one of them belongs to it. Absent: wherever he is.',
      }),
    ),
    level: Type.Optional(
      Type.Integer({
        minimum: -1000,
        maximum: 1000,
        description: 'So much higher it stands than by its own priority, which goes before all waiting. Absent: 0.',
      }),
    ),
    headStartMs: Type.Optional(
      Type.Integer({
        minimum: -86_400_000,
        maximum: 86_400_000,
        description: 'It counts as having waited so much longer. Absent: 0.',
      }),
    ),
  },
  'An incident that many call about: what belongs to it stands before the rest. `queues` or `regions` say what does, and where both are there both have to hold.',
)

export const ModelSubstitution = object(
  {
    group: name('The group of agents for whom others stand in.'),
    fromMs: time('It begins.'),
    toMs: length('It is over.'),
    by: Type.Optional(
      name('The group that stands in: its first ten, one after the other. Absent: whoever serves the queue.'),
    ),
    isAnySkill: Type.Optional(
      Type.Literal(true, { description: 'true: who stands in need not be able to do what is asked.' }),
    ),
    patienceMs: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 86_400_000,
        description: 'So long work that they had in hand is kept for who stands in. Absent: 60,000.',
      }),
    ),
  },
  'The work that is theirs (of who wants one of them, see `preferred`) goes to others for a time. Whether they are there meanwhile say their shifts.',
)

export type ModelIncident = Static<typeof ModelIncident>
export type ModelSubstitution = Static<typeof ModelSubstitution>
