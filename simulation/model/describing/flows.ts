import { type Static, Type } from 'typebox'
import { type FlowDefinition, FlowDefinitionSchema, type RenamedThing } from '#domain/flows/index.ts'
import { Arrivals } from './arrivals.ts'
import { regionCode } from './asking.ts'
import { Duration, length, name, object, share, time } from './measures.ts'

/** Flows of a model: as they were drawn, and what callers do in them. */

const Caller = object(
  {
    keys: Type.Optional(
      Type.Record(
        Type.String({ pattern: '^[0-9*#]{1,64}$' }),
        share('How many of those who are asked press it, 0 to 1.'),
        {
          description:
            'What is pressed, one key or several one after the other such as `4711#`, and by how many; also keys that mean nothing there. Whoever is left presses nothing. Absent: nobody presses anything.',
        },
      ),
    ),
    hangUp: Type.Optional(
      share('How many of those who are asked hang up, 0 to 1; keys and this are 1 at most in all. Absent: 0.'),
    ),
    exits: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 80 }), share('How many go on by this exit, 0 to 1.'), {
        description:
          'Of a block that decides by what a model does not know (who the customer is, what another system answers): its exits by chance, 1 in all. Absent: it decides.',
      }),
    ),
    after: Type.Optional(Duration),
    bargesIn: Type.Optional(
      share(
        'How many of them do not hear it to its end, so that `after` begins with its beginning, 0 to 1. Absent: 0.',
      ),
    ),
    lengthMs: Type.Optional(
      length(
        'How long that is which the block says. Absent: as long as its words take to be read, at 15 letters a second.',
      ),
    ),
    answerShare: Type.Optional(
      share('Of a block that calls a number: how many of the calls are answered there, 0 to 1. Absent: 1.'),
    ),
    talks: Type.Optional(Duration),
    speaks: Type.Optional(Duration),
    handle: Type.Optional(Duration),
  },
  'What callers do at a block. `after`: how long until they do it once they were asked, absent 1.5 s; at a block that calls a number, how long it rings, absent 5 s. `talks`: how long they talk there. At a voicemail, `speaks`: how long, absent 20 s, and `handle`: how long an agent needs for the message, absent as long as for the caller.',
)

export const ModelFlow = object(
  {
    id: name(
      'What the flow is called, in `arrivesThrough`, `entrances`, `diversions`, blocks that call it, and in the answer.',
    ),
    definition: Type.Union(
      [
        FlowDefinitionSchema,
        Type.String({ minLength: 1, maxLength: 500, description: 'A file with it, beside the file of the model.' }),
      ],
      { description: 'As the designer exports it; its schema is docs/reference/flow.schema.json.' },
    ),
    names: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 64 }), name('The id in this model.'), {
        description:
          'What queues, hours, flows and skills are called here which the definition calls otherwise, as an export does. Absent: as there.',
      }),
    ),
    blocks: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 40 }), Caller, {
        description: 'By the id of the block: what callers do there. Every block that asks needs it.',
      }),
    ),
  },
  'A flow, through which callers go before they wait in a queue.',
)
export type ModelFlow = Static<typeof ModelFlow>
export type CallersAt = NonNullable<ModelFlow['blocks']>[string]

export const ModelEntrance = object(
  {
    id: name('What it is called.'),
    flow: name('The flow through which they go.'),
    arrivals: Arrivals,
    regions: Type.Optional(
      Type.Array(
        object(
          { region: regionCode('A region of the shipped countries.'), share: share('How many, 0 to 1.') },
          'So many customers are there.',
        ),
        { maxItems: 500, description: 'Where they are, as at a queue. Absent: of nobody it is known.' },
      ),
    ),
  },
  'Customers who come through a flow, and count in whichever queue it leads them to.',
)
export type ModelEntrance = Static<typeof ModelEntrance>

export const ModelHours = object(
  {
    id: name('What blocks call them.'),
    open: Type.Array(object({ fromMs: time('It opens.'), toMs: length('It closes.') }, 'A time in which it is open.'), {
      maxItems: 1000,
      description: 'In ascending order, and apart.',
    }),
  },
  'Opening times that blocks of flows ask for.',
)

/** Of a model that was checked: its files were read. */
export function definitionOf({ id, definition }: ModelFlow): FlowDefinition {
  if (typeof definition === 'string') throw new Error(`the file of the flow ${id} was not read`)
  return definition
}

/** What a flow's definition says of a model, by the model's names. @returns the name as the model has it */
export const namedBy =
  ({ names = {} }: ModelFlow) =>
  (_what: RenamedThing, id: string): string =>
    names[id] ?? id
