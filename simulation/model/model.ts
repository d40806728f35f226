import { type Static, type TSchema, Type } from 'typebox'
import { type StrategyName, strategyNames } from '#domain/routing/index.ts'

/**
 * A model: a contact centre as somebody describes it in a file, so that `parley simulate MODEL.json` can live through it.
 * The published docs/reference/simulation-model.schema.json is made from this and says the same.
 */
const closed = { additionalProperties: false } as const
const object = <Fields extends Record<string, TSchema>>(fields: Fields, description: string) =>
  Type.Object(fields, { ...closed, description })

const longestMs = 400 * 86_400_000
const name = (description: string) => Type.String({ minLength: 1, maxLength: 60, description })
const time = (description: string) => Type.Number({ minimum: 0, maximum: longestMs, description })
const length = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: longestMs, description })
const rate = (description: string) => Type.Number({ minimum: 0, maximum: 1_000_000, description })
const priority = (description: string) => Type.Integer({ minimum: -1000, maximum: 1000, description })
const proficiency = (description: string) => Type.Integer({ minimum: 1, maximum: 5, description })

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

const Exponential = object({ exponentialMeanMs: length('The mean.') }, 'Exponentially distributed.')
const LogNormal = object(
  {
    logNormal: object(
      { meanMs: length('The mean of the times themselves.'), sdMs: length('Their standard deviation.') },
      'By the mean and the standard deviation of the times, not of their logarithms.',
    ),
  },
  'Log-normally distributed.',
)
const Constant = object({ constantMs: time('Every time the same.') }, 'Always the same.')
const Empirical = object(
  {
    empiricalMs: Type.Array(time('A time that was once measured.'), { minItems: 1, maxItems: 1_000_000 }),
  },
  'One of these by lot, each as likely as the next.',
)
const durations = [Exponential, LogNormal, Constant, Empirical] as const
const Duration = Type.Union([...durations])

export const ModelQueue = object(
  {
    id: name('What the queue is called, in `agents` and in the answer.'),
    arrivals: Type.Union([PoissonArrivals, ProfileArrivals, ConstantArrivals, ReplayedArrivals]),
    handle: Duration,
    patience: Type.Optional(
      Type.Union([...durations, Type.Null()], {
        description: 'How long a customer waits before he leaves; null or absent: for ever.',
      }),
    ),
    retrial: Type.Optional(
      Type.Union(
        [
          object(
            {
              share: Type.Number({
                minimum: 0,
                maximum: 1,
                description: 'How many of those who left, or were turned away, come again: 0 to 1.',
              }),
              after: Duration,
              most: Type.Optional(
                Type.Integer({ minimum: 1, maximum: 100, description: 'How often at most; absent: 1.' }),
              ),
            },
            'Who comes again counts as offered once more.',
          ),
          Type.Null(),
        ],
        { description: 'Whether customers who did not reach anybody come again; null or absent: they do not.' },
      ),
    ),
    priority: Type.Optional(
      priority(
        'Of several queues of one agent in which somebody waits, and which he serves with the same priority of his own, the one with the higher number is served first. Absent: 0.',
      ),
    ),
    places: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0, maximum: 1_000_000 }), Type.Null()], {
        description:
          'How many may wait at the same time; who is being served takes no place. Who comes when all places are taken and no agent is free for him is turned away (blocked): with 0 nobody waits at all. A system of K in M/M/n/K has K - n places. null or absent: any number.',
      }),
    ),
    strategy: Type.Optional(
      Type.Unsafe<StrategyName>(
        Type.Union(
          strategyNames.map((strategy) => Type.Literal(strategy)),
          { description: 'Who of several free agents is asked. Absent: longestIdle.' },
        ),
      ),
    ),
    ringTimeoutMs: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 86_400_000,
        description: 'After so much ringing an offer is missed and the next agent is asked. Absent: 20,000.',
      }),
    ),
    requires: Type.Optional(
      Type.Array(
        object(
          { skill: name('A skill by its name.'), least: proficiency('The least proficiency, 1 to 5.') },
          'What an agent needs to have.',
        ),
        { maxItems: 50, description: 'All of it is asked of an agent. Absent: nothing.' },
      ),
    ),
    relaxation: Type.Optional(
      Type.Array(
        object(
          {
            afterMs: Type.Integer({ minimum: 0, maximum: 86_400_000, description: 'From so much waiting on.' }),
            ring: Type.Optional(
              Type.Integer({ minimum: 1, maximum: 100, description: 'Members up to this ring are asked.' }),
            ),
            lowerBy: Type.Optional(
              Type.Integer({ minimum: 0, maximum: 4, description: 'Every skill may be this much lower.' }),
            ),
            drop: Type.Optional(
              Type.Array(name('A skill that is asked no more.'), {
                maxItems: 50,
                description: 'Skills by their names.',
              }),
            ),
            isAnybody: Type.Optional(Type.Boolean({ description: 'true: no skill is asked any more.' })),
          },
          'One step; each says what changes of what is asked at the beginning.',
        ),
        { maxItems: 10, description: 'Less is asked, or more agents are, of who waits longer. Absent: never.' },
      ),
    ),
    serviceLevel: Type.Optional(
      object(
        {
          thresholdMs: Type.Number({
            minimum: 0,
            maximum: 86_400_000,
            description: 'Who waited no longer than this was answered in time.',
          }),
          percent: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 99,
              description:
                'How many of a hundred are promised it; counts where agents choose by service level. Absent: 80.',
            }),
          ),
        },
        'What counts as answered in time. Absent: 20,000.',
      ),
    ),
  },
  'Where customers wait.',
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
    shifts: Type.Optional(
      Type.Array(
        object(
          { fromMs: time('They come.'), toMs: length('They leave, after the customer whom they talk to.') },
          'A time in which they work.',
        ),
        { minItems: 1, maxItems: 1000, description: 'In ascending order, and apart. Absent: always.' },
      ),
    ),
  },
  'A group of agents who are alike.',
)

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
  },
  'A contact centre to be simulated. All times are milliseconds; chance comes from the seed on the command line.',
)
export type Model = Static<typeof ModelSchema>
export type ModelQueue = Static<typeof ModelQueue>
export type ModelAgents = Static<typeof ModelAgents>
export type Duration = Static<typeof Duration>
export type Arrivals = ModelQueue['arrivals']

/** The most agents that all groups have together. */
export const mostAgents = 20_000
