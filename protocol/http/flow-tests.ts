import { type Static, Type } from 'typebox'
import { idField, instant, Language } from './fields.ts'
import { FlowChannel } from './flow-definition.ts'

const closed = { additionalProperties: false } as const

/** Who calls, when, and how things stand in the house. */
export const FlowSituation = Type.Object(
  {
    channel: FlowChannel,
    language: Language,
    /** E.164; absent: hidden. */
    number: Type.Optional(Type.String({ maxLength: 32 })),
    dialedNumber: Type.String({ maxLength: 32 }),
    country: Type.Optional(Type.String({ maxLength: 2 })),
    isKnown: Type.Boolean(),
    name: Type.Optional(Type.String({ maxLength: 120 })),
    at: instant,
    /** Absent hours are open. */
    hours: Type.Array(
      Type.Object(
        {
          businessHoursId: idField('hours'),
          are: Type.Union([Type.Literal('open'), Type.Literal('closed'), Type.Literal('holiday')]),
        },
        closed,
      ),
      { maxItems: 50 },
    ),
    /** Absent queues are open, empty, and served by one. */
    queues: Type.Array(
      Type.Object(
        {
          queueId: idField('queue'),
          waiting: Type.Integer({ minimum: 0, maximum: 100_000 }),
          expectedWaitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
          agents: Type.Integer({ minimum: 0, maximum: 100_000 }),
          isClosed: Type.Boolean(),
        },
        closed,
      ),
      { maxItems: 50 },
    ),
  },
  closed,
)
export type FlowSituation = Static<typeof FlowSituation>

/** What the caller does, and the world answers, each when the flow waits for something. */
export const FlowDeed = Type.Union([
  Type.Object({ kind: Type.Literal('keys'), keys: Type.String({ pattern: '^[0-9*#]{1,32}$' }) }, closed),
  Type.Object({ kind: Type.Literal('words'), text: Type.String({ minLength: 1, maxLength: 500 }) }, closed),
  /** Fills in the page that is shown, and goes on by one of its ways. */
  Type.Object(
    {
      kind: Type.Literal('page'),
      exit: Type.String({ minLength: 1, maxLength: 64 }),
      values: Type.Record(
        Type.String({ maxLength: 64 }),
        Type.Union([Type.String({ maxLength: 2000 }), Type.Number(), Type.Boolean()]),
      ),
    },
    closed,
  ),
  /** Until the block loses its patience. */
  Type.Object({ kind: Type.Literal('silence') }, closed),
  Type.Object(
    {
      kind: Type.Literal('answer'),
      values: Type.Record(
        Type.String({ maxLength: 64 }),
        Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean()]),
      ),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('no-answer') }, closed),
])
export type FlowDeed = Static<typeof FlowDeed>

const blockId = Type.String({ maxLength: 40 })
export const FlowExpectation = Type.Union([
  Type.Object({ kind: Type.Literal('queue'), queueId: idField('queue') }, closed),
  Type.Object(
    {
      kind: Type.Union([
        Type.Literal('end'),
        Type.Literal('voicemail'),
        Type.Literal('number'),
        Type.Literal('callback'),
        Type.Literal('task'),
        Type.Literal('failed'),
      ]),
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('passes'), blockId }, closed),
  /** The words, whatever their case, are somewhere in what is said. */
  Type.Object({ kind: Type.Literal('says'), words: Type.String({ minLength: 1, maxLength: 500 }) }, closed),
])
export type FlowExpectation = Static<typeof FlowExpectation>

export const FlowTest = Type.Object(
  {
    testId: Type.String({ minLength: 1, maxLength: 40 }),
    name: Type.String({ minLength: 1, maxLength: 120 }),
    situation: FlowSituation,
    deeds: Type.Array(FlowDeed, { maxItems: 100 }),
    expects: Type.Array(FlowExpectation, { minItems: 1, maxItems: 20 }),
  },
  closed,
)
export type FlowTest = Static<typeof FlowTest>
