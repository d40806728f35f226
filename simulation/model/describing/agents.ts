import { type Static, type TSchema, Type } from 'typebox'
import { type Channel, channels } from '#domain/interactions/index.ts'
import { regionCode } from './asking.ts'
import { Duration, length, name, object, priority, proficiency, share, time } from './measures.ts'

const byChannel = <Value extends TSchema>(value: Value, description: string) =>
  Type.Partial(Type.Object(Object.fromEntries(channels.map((channel) => [channel, value])) as Record<Channel, Value>), {
    additionalProperties: false,
    description,
  })

const ShiftDay = object(
  {
    weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday, 7 Sunday.' }),
    beginsMinute: Type.Integer({ minimum: 0, maximum: 1439, description: 'Minutes from midnight.' }),
    endsMinute: Type.Integer({ minimum: 1, maximum: 2879, description: 'Above 1440 it is on the next day.' }),
    breaks: Type.Optional(
      Type.Array(
        object(
          {
            beginsMinute: Type.Integer({ minimum: 0, maximum: 2879, description: 'As those of the day.' }),
            lengthMinutes: Type.Integer({ minimum: 1, maximum: 1440, description: 'How long it lasts.' }),
            reasonId: Type.Optional(Type.String({ minLength: 1, maxLength: 60, description: 'Why; absent: rest.' })),
          },
          'A planned break.',
        ),
        { maxItems: 20, description: 'Within the shift, one after the other.' },
      ),
    ),
  },
  'A day of a pattern of shifts; 0 of the model is the midnight in which `beginsOn` begins.',
)

const Skill = object(
  { skill: name('A skill by its name.'), proficiency: proficiency('1 to 5, higher is better.') },
  'One skill.',
)

export const ModelAgents = object(
  {
    id: Type.Optional(name('What the group is called in the answer; absent: `agents[0]` and so on.')),
    count: Type.Integer({ minimum: 0, maximum: 20_000, description: 'How many agents are alike.' }),
    queues: Type.Array(
      object(
        {
          id: name('A queue of this model.'),
          priority: Type.Optional(
            priority(
              "Of an agent's queues the one with the higher number is served first, whatever the queues' own priorities say. Absent: 0.",
            ),
          ),
          ring: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 100, description: 'Where the queue asks ring by ring. Absent: 1.' }),
          ),
          weight: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 10, description: 'Lots, where the queue draws them. Absent: 1.' }),
          ),
          position: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 1_000_000,
              description: 'Place where the queue has a fixed order, lower first. Absent: 0.',
            }),
          ),
          share: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100,
              description: 'Parts of their work, where they choose by share. Absent: 1.',
            }),
          ),
          isStandIn: Type.Optional(
            Type.Literal(true, {
              description: 'true: asked for the work of somebody for whom they stand in, and for nothing else.',
            }),
          ),
        },
        'A queue that they serve.',
      ),
      { maxItems: 1000 },
    ),
    choosesBy: Type.Optional(
      Type.Union([Type.Literal('turn'), Type.Literal('service-level'), Type.Literal('share')], {
        description:
          'Which of their queues of the same priority goes first: the one whose customer has waited longest (turn), that is nearest to missing its promise (service-level), or that had least of its share. Absent: turn.',
      }),
    ),
    skills: Type.Optional(
      Type.Union(
        [
          Type.Array(Skill, { maxItems: 1000 }),
          Type.Record(Type.String({ minLength: 1, maxLength: 60 }), proficiency('1 to 5, higher is better.')),
        ],
        { description: 'What they can do: a list, or an object from skill to proficiency. Absent: nothing.' },
      ),
    ),
    answers: Type.Optional(
      object(
        {
          after: Type.Optional(Duration),
          missShare: Type.Optional(
            Type.Number({ minimum: 0, maximum: 1, description: 'How many offers they miss, 0 to 1. Absent: 0.' }),
          ),
          backAfterMs: Type.Optional(
            time('How long after an offer that was missed they say that they are there again. Absent: 60,000.'),
          ),
        },
        'How they answer: how long it rings, and what they miss. Ringing counts as waiting. Absent: at once, and always.',
      ),
    ),
    mistakes: Type.Optional(
      object(
        {
          declineShare: Type.Optional(share('How many offers they decline, 0 to 1. Absent: 0.')),
          forgetWrapUpShare: Type.Optional(
            share(
              'How often they forget to say that they have written up, so that it lasts to its limit, 0 to 1. Absent: 0.',
            ),
          ),
          cutOffShare: Type.Optional(
            share('How many customers they cut off in the midst of it, 0 to 1, who may come again. Absent: 0.'),
          ),
          late: Type.Optional(Duration),
        },
        'What they do wrong, besides what they miss. `late`: how much later than planned they come, to a shift or from a break.',
      ),
    ),
    regions: Type.Optional(
      Type.Array(regionCode('A region of the shipped countries.'), {
        maxItems: 200,
        description: 'Where they work; absent: nobody said.',
      }),
    ),
    capacity: Type.Optional(
      byChannel(
        Type.Integer({ minimum: 0, maximum: 100, description: 'So many at a time.' }),
        'How much of each channel at a time, one call at most; a channel that is not named is 0. Absent: one of each channel of their queues.',
      ),
    ),
    weights: Type.Optional(
      byChannel(
        Type.Integer({ minimum: 0, maximum: 100, description: 'Of a hundred.' }),
        'What one of a channel takes of an agent, of a hundred. Absent: as the product has it (voice 100, chat 33, task 20 …).',
      ),
    ),
    interruptedBy: Type.Optional(
      byChannel(
        Type.Array(Type.Unsafe<Channel>(Type.Union(channels.map((channel) => Type.Literal(channel)))), {
          maxItems: 10,
        }),
        'By which channels work of a channel is interrupted. Absent: e-mail, fax and tasks by calls.',
      ),
    ),
    breaks: Type.Optional(
      object(
        {
          every: Duration,
          lasts: Duration,
          limit: Type.Optional(
            Type.Union(
              [
                object(
                  { most: Type.Integer({ minimum: 0, maximum: 100_000, description: 'So many at once.' }) },
                  'A number.',
                ),
                object(
                  { percent: Type.Integer({ minimum: 1, maximum: 100, description: 'Of a hundred who are there.' }) },
                  'A share.',
                ),
              ],
              {
                description:
                  'They ask for it, and it is granted when no more than this many of the group are away. Absent: they just go.',
              },
            ),
          ),
        },
        'Breaks by chance: `every`, how long after they came or came back they think of one; `lasts`, how long they stay away.',
      ),
    ),
    shifts: Type.Optional(
      Type.Array(
        Type.Union([
          object(
            { fromMs: time('They come.'), toMs: length('They leave, after the customer whom they talk to.') },
            'A time in which they work.',
          ),
          ShiftDay,
        ]),
        {
          minItems: 1,
          maxItems: 1000,
          description:
            'Times, in ascending order and apart; or days of a pattern, as a shift has them, which come again each week. Absent: always.',
        },
      ),
    ),
  },
  'A group of agents who are alike.',
)
export type ModelAgents = Static<typeof ModelAgents>
export type ModelShift = NonNullable<ModelAgents['shifts']>[number]
