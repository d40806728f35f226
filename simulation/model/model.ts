import { type Static, Type } from 'typebox'
import { ModelAgents } from './describing/agents.ts'
import { requirementSchema } from './describing/asking.ts'
import { ModelIncident, ModelSubstitution } from './describing/circumstances.ts'
import { ModelCarrier, ModelCore } from './describing/failures.ts'
import { ModelEntrance, ModelFlow, ModelHours } from './describing/flows.ts'
import { length, name, object, time } from './describing/measures.ts'
import { ModelQueue } from './describing/queue.ts'

/**
 * A model: a contact centre as somebody describes it in a file, so that `parley simulate MODEL.json` can live through it.
 * The published docs/reference/simulation-model.schema.json is made from this and says the same.
 */
export const ModelSchema = object(
  {
    $schema: Type.Optional(Type.String({ maxLength: 500, description: 'Where the schema is, for editors.' })),
    horizonMs: length('How long customers come, in milliseconds from 0.'),
    warmupMs: Type.Optional(
      time(
        'Customers who come before this are served and not counted, and averages over time begin with it. Less than horizonMs. Absent: 0.',
      ),
    ),
    drain: Type.Optional(
      Type.Boolean({
        description:
          'true: who waits at the horizon is served, or leaves, as before it. false or absent: he is counted as unfinished, neither answered nor abandoned.',
      }),
    ),
    queues: Type.Array(ModelQueue, { minItems: 1, maxItems: 1000 }),
    agents: Type.Array(ModelAgents, { maxItems: 10_000 }),
    flows: Type.Optional(
      Type.Array(ModelFlow, {
        maxItems: 100,
        description: 'Flows, through which callers go before they wait. Absent: they wait at once.',
      }),
    ),
    entrances: Type.Optional(
      Type.Array(ModelEntrance, {
        maxItems: 100,
        description: 'Customers who come through a flow that leads to several queues. Absent: all come to a queue.',
      }),
    ),
    hours: Type.Optional(
      Type.Array(ModelHours, { maxItems: 100, description: 'Hours that flows ask for. Absent: none are known.' }),
    ),
    beginsOn: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 7,
        description: 'The weekday on which it begins, for shifts: 1 is Monday. Absent: 1.',
      }),
    ),
    reservations: Type.Optional(
      Type.Array(
        object(
          {
            skill: name('A skill by its name.'),
            least: Type.Integer({ minimum: 1, maximum: 5, description: 'Whoever has it at this level is kept.' }),
            keepFree: Type.Integer({
              minimum: 1,
              maximum: 100,
              description: 'While no more of them are free than this.',
            }),
            untilWaitedMs: Type.Union([Type.Integer({ minimum: 1000, maximum: 86_400_000 }), Type.Null()], {
              description: 'Who has waited so long may have them all the same; null: nobody ever.',
            }),
          },
          'Scarce people are kept for work that asks for them.',
        ),
        { maxItems: 50, description: 'One for each skill. Absent: nobody is kept.' },
      ),
    ),
    carriers: Type.Optional(
      Type.Array(ModelCarrier, { maxItems: 100, description: 'Carriers that fail. Absent: none does.' }),
    ),
    core: Type.Optional(ModelCore),
    incidents: Type.Optional(
      Type.Array(ModelIncident, { maxItems: 20, description: 'Incidents that many call about. Absent: none.' }),
    ),
    substitutions: Type.Optional(
      Type.Array(ModelSubstitution, {
        maxItems: 50,
        description: 'Who stands in for whom. Absent: nobody for anybody.',
      }),
    ),
  },
  'A contact centre to be simulated. All times are milliseconds; chance comes from the seed on the command line.',
  { $defs: { requirement: requirementSchema } },
)
export type Model = Static<typeof ModelSchema>
export type { ModelAgents, ModelShift } from './describing/agents.ts'
export type { ModelRequirement } from './describing/asking.ts'
export type { ModelCarrier, ModelCore } from './describing/failures.ts'
export type { CallersAt, ModelEntrance, ModelFlow } from './describing/flows.ts'
export type { Duration } from './describing/measures.ts'
export type { ModelQueue } from './describing/queue.ts'
export type Arrivals = NonNullable<ModelQueue['arrivals']>

/** The most agents that all groups have together. */
export const mostAgents = 20_000
