import { type Static, Type } from 'typebox'
import { type Channel, channels } from '#domain/interactions/index.ts'
import { type StrategyName, strategyNames } from '#domain/routing/index.ts'
import { Arrivals } from './arrivals.ts'
import { Reach, Required, Requirement, regionCode } from './asking.ts'
import { Duration, durations, length, name, object, priority, share, time } from './measures.ts'
import { Announcements, CallbackRules, Diversions } from './sending-on.ts'

export const ModelQueue = object(
  {
    id: name('What the queue is called, in `agents` and in the answer.'),
    channel: Type.Optional(
      Type.Unsafe<Channel>(
        Type.Union(
          channels.map((channel) => Type.Literal(channel)),
          {
            description:
              'What comes here: calls (voice), or work that nobody holds a line for, as from another system. Absent: voice.',
          },
        ),
      ),
    ),
    arrivals: Type.Optional(Arrivals),
    arrivesThrough: Type.Optional(
      name(
        'A flow through which its arrivals come. Whoever does not reach a queue counts in the flow alone, and who reaches another one counts there. Absent: they are in the queue at once.',
      ),
    ),
    handle: Duration,
    greeting: Type.Optional(
      object(
        { lengthMs: length('How long it is.') },
        'What callers hear before they wait. Nobody is asked for them meanwhile, and it is no wait. Absent: nothing.',
      ),
    ),
    announcements: Type.Optional(Announcements),
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
      Type.Array(Required, { maxItems: 50, description: 'All of it is asked of an agent. Absent: nothing.' }),
    ),
    requirement: Type.Optional(Requirement),
    reach: Type.Optional(Reach),
    regions: Type.Optional(
      Type.Array(
        object(
          {
            region: regionCode('A region of the shipped countries, such as GE-IM.'),
            share: share('How many, 0 to 1.'),
          },
          'So many customers are there.',
        ),
        {
          maxItems: 500,
          description:
            'Where customers are; of the others nobody knows, as of whoever calls from a mobile. Absent: of nobody.',
        },
      ),
    ),
    preferred: Type.Optional(
      object(
        {
          share: share('How many of the customers ask for somebody, 0 to 1.'),
          group: name('Of this group of agents, one by lot: who keeps their case, or whom they know.'),
          patienceMs: Type.Integer({
            minimum: 1000,
            maximum: 86_400_000,
            description: 'So long only he is asked, and then everybody.',
          }),
        },
        'Customers who want a certain agent.',
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
            reach: Type.Optional(Reach),
          },
          'One step; each says what changes of what is asked at the beginning.',
        ),
        { maxItems: 10, description: 'Less is asked, or more agents are, of who waits longer. Absent: never.' },
      ),
    ),
    offersAtOnce: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'How many agents are asked at the same time, of whom the first to accept has it. Absent: 1.',
      }),
    ),
    declineCoolDownMs: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 86_400_000,
        description: 'Who declined is not asked again for the same customer before this has passed. Absent: 30,000.',
      }),
    ),
    missedOffers: Type.Optional(
      object(
        {
          notReadyAfter: Type.Integer({ minimum: 0, maximum: 100, description: 'After so many in a row; 0: never.' }),
          coolDownMs: Type.Integer({
            minimum: 1000,
            maximum: 86_400_000,
            description: 'Until then he is asked nothing for so long.',
          }),
        },
        'When somebody who misses offers is taken for away. Absent: after the first.',
      ),
    ),
    lastAgentPatienceMs: Type.Optional(
      Type.Integer({
        minimum: 1000,
        maximum: 86_400_000,
        description: 'Who was cut off and comes again waits so long for the agent whom he had. Absent: not at all.',
      }),
    ),
    wrapUp: Type.Optional(
      object(
        {
          takes: Duration,
          limitMs: Type.Optional(
            Type.Integer({
              minimum: 1000,
              maximum: 86_400_000,
              description: 'It ends by itself after so long. Absent: 60,000.',
            }),
          ),
        },
        'What agents write up after each customer. Absent: nothing; it may be part of the handle time.',
      ),
    ),
    dueAfterMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 34_560_000_000,
        description: 'Of work that is no call: so long after it came it is promised to be done.',
      }),
    ),
    hours: Type.Optional(
      Type.Array(object({ fromMs: time('It opens.'), toMs: length('It closes.') }, 'A time in which it is open.'), {
        minItems: 1,
        maxItems: 1000,
        description:
          'In ascending order, and apart; a rule of `diversions` says what becomes of who comes outside of them. Absent: always open.',
      }),
    ),
    diversions: Type.Optional(Diversions),
    callback: Type.Optional(CallbackRules),
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
export type ModelQueue = Static<typeof ModelQueue>
