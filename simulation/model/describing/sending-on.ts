import { Type } from 'typebox'
import { Duration, name, object, share } from './measures.ts'

/** Where a queue sends whom it does not take or keep, and how it calls back: the rules of the product's queues. */

const wholeMs = (minimum: number, description: string) => Type.Integer({ minimum, maximum: 86_400_000, description })

const When = Type.Union(
  [
    object({ kind: Type.Literal('closed') }, 'Outside of its `hours`.'),
    object({ kind: Type.Literal('nobody') }, 'Nobody is logged in who could ever be asked.'),
    object(
      {
        kind: Type.Literal('full'),
        waiting: Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'So many wait already.' }),
      },
      'Too many wait.',
    ),
    object(
      { kind: Type.Literal('expected-wait'), overMs: wholeMs(0, 'He would likely wait longer than this.') },
      'It would take too long.',
    ),
    object(
      {
        kind: Type.Literal('service-level'),
        belowPercent: Type.Integer({ minimum: 1, maximum: 99, description: 'Fewer of a hundred, lately.' }),
      },
      'Too few were answered in time lately.',
    ),
    object({ kind: Type.Literal('waited'), afterMs: wholeMs(1000, 'He has waited so long.') }, 'He waited too long.'),
  ],
  { description: 'All but `waited` are asked once, when somebody comes; the first rule that holds counts.' },
)

const To = Type.Union(
  [
    object(
      { kind: Type.Literal('queue'), id: name('Another queue of this model, of the same channel.') },
      'He waits there.',
    ),
    object({ kind: Type.Literal('announcement') }, 'He hears that, and is turned away.'),
    object({ kind: Type.Literal('callback') }, 'He is promised to be called back, as `callback` of the queue says.'),
    object(
      {
        kind: Type.Literal('voicemail'),
        speaks: Type.Optional(Duration),
        handle: Type.Optional(Duration),
      },
      'He speaks after the tone and hangs up, and what he left is work for the agents of the queue. `speaks`: how long; absent: 20 s. `handle`: how long an agent needs for it; absent: as long as for him.',
    ),
    object(
      { kind: Type.Literal('flow'), id: name('A flow of this model.') },
      'He goes through a flow, which may lead him back to a queue.',
    ),
    object(
      {
        kind: Type.Literal('outside'),
        answerShare: Type.Optional(
          share('How many find somebody there, 0 to 1; the others wait after all. Absent: 1.'),
        ),
        after: Type.Optional(Duration),
      },
      'His call goes on to a number outside, where he is served as long as an agent would. `after`: how long it rings there; absent: 5 s.',
    ),
  ],
  { description: 'Where he goes.' },
)

export const Diversions = Type.Array(object({ when: When, to: To }, 'A rule.'), {
  maxItems: 10,
  description:
    'Whom the queue does not take, or keeps no longer, and where they go. Absent: it takes and keeps everybody.',
})

export const Announcements = object(
  {
    saysPosition: Type.Optional(Type.Boolean({ description: 'true: their place in the queue. Absent: true.' })),
    saysWait: Type.Optional(Type.Boolean({ description: 'true: how long it will likely take. Absent: false.' })),
    firstAfterMs: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 3_600_000, description: 'So long after they came. Absent: 15,000.' }),
    ),
    everyMs: Type.Optional(
      Type.Integer({ minimum: 15_000, maximum: 3_600_000, description: 'And so much later again. Absent: 60,000.' }),
    ),
  },
  'What those who wait are told meanwhile. It changes nothing of the figures; a run of the whole product says it. Absent: nothing.',
)

export const CallbackRules = object(
  {
    dials: Type.Optional(
      Type.Union([Type.Literal('agent-first'), Type.Literal('ahead')], {
        description:
          'agent-first: an agent takes it and the customer is called. ahead: he is called when an agent is likely to be free by the time that he answers. Absent: agent-first.',
      }),
    ),
    retryAfterMs: Type.Optional(
      Type.Array(Type.Integer({ minimum: 10_000, maximum: 604_800_000 }), {
        maxItems: 20,
        description:
          'After a call that nobody answered the next follows so much later. Absent: 300,000, 900,000 and 3,600,000.',
      }),
    ),
    ringTimeoutMs: Type.Optional(
      Type.Integer({
        minimum: 5000,
        maximum: 120_000,
        description: "How long the customer's telephone rings. Absent: 30,000.",
      }),
    ),
    offer: Type.Optional(
      object(
        {
          standardMs: wholeMs(0, 'As soon as it is likely that he waits longer, or when he has waited so long.'),
          acceptShare: share('How many of those who hear it press the key, 0 to 1.'),
        },
        'Whoever waits is offered it; absent: only a rule of `diversions` leads to one.',
      ),
    ),
    answerShare: Type.Optional(share('How many of the calls are answered, 0 to 1. Absent: 1.')),
    after: Type.Optional(Duration),
  },
  'How customers are called back. `after`: how long their telephones ring until they answer; absent: 5 s.',
)
