import { type Static, Type } from 'typebox'
import { idField } from './fields.ts'

const closed = { additionalProperties: false } as const

/** What was answered on a page: yes and no as a boolean, a date as ISO 8601, a choice by its value. */
export const PageValues = Type.Record(
  Type.String({ minLength: 1, maxLength: 64 }),
  Type.Union([Type.String({ maxLength: 4000 }), Type.Number(), Type.Boolean()]),
  { maxProperties: 20 },
)

/** A page in one language, with everything filled in. */
export const ShownPage = Type.Object({
  /** Empty: it has none. */
  title: Type.String(),
  text: Type.String(),
  questions: Type.Array(
    Type.Object({
      variable: Type.String(),
      words: Type.String(),
      answer: Type.Union([
        Type.Literal('text'),
        Type.Literal('choice'),
        Type.Literal('yes-no'),
        Type.Literal('number'),
        Type.Literal('date'),
      ]),
      isRequired: Type.Boolean(),
      choices: Type.Array(Type.Object({ value: Type.String(), label: Type.String() })),
      least: Type.Optional(Type.Number()),
      most: Type.Optional(Type.Number()),
      /** What was typed there before, or is known. */
      value: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
    }),
  ),
  /** Ways on; an empty label: there is one. */
  exits: Type.Array(Type.Object({ name: Type.String(), label: Type.String() })),
})
export type ShownPage = Static<typeof ShownPage>

/** Where an agent is in the script of an interaction. */
export const ScriptState = Type.Object({
  /** Scripts that are published; the one of the interaction's queue is the first. */
  scripts: Type.Array(Type.Object({ flowId: idField('flow'), name: Type.String() })),
  /** Of the queue from which the interaction came. */
  queueScriptId: Type.Optional(idField('flow')),
  /** Absent: none was begun. */
  run: Type.Optional(
    Type.Object({
      flowId: idField('flow'),
      name: Type.String(),
      /** Of the words on the page: BCP-47. */
      language: Type.String(),
      /** To be sent with what is answered: what bears an older one is late, and changes nothing. */
      rest: Type.Integer(),
      /** Absent: it is at its end. */
      page: Type.Optional(ShownPage),
      canGoBack: Type.Boolean(),
      /** How it ended; absent: a page is shown. */
      ended: Type.Optional(Type.Union([Type.Literal('finished'), Type.Literal('failed')])),
    }),
  ),
})
export type ScriptState = Static<typeof ScriptState>

export const StartScript = Type.Object({ flowId: idField('flow') }, closed)
export type StartScript = Static<typeof StartScript>
export const AnswerScript = Type.Object(
  { rest: Type.Integer({ minimum: 0 }), exit: Type.String({ minLength: 1, maxLength: 64 }), values: PageValues },
  closed,
)
export type AnswerScript = Static<typeof AnswerScript>
/** What stands on the page so far is kept with it, whether or not it is an answer. */
export const GoBackInScript = Type.Object({ rest: Type.Integer({ minimum: 0 }), values: PageValues }, closed)
export type GoBackInScript = Static<typeof GoBackInScript>

export const scriptRoutes = {
  script: {
    method: 'GET',
    path: '/interactions/:id/script',
    permission: 'calls.take',
    summary: 'Where one is in the script of an interaction in hand, and which scripts there are',
    answer: ScriptState,
  },
  startScript: {
    method: 'POST',
    path: '/interactions/:id/script',
    permission: 'calls.take',
    summary: 'Begin a script, from its first page; what was answered in another one stays answered',
    body: StartScript,
    answer: ScriptState,
  },
  answerScript: {
    method: 'POST',
    path: '/interactions/:id/script/answer',
    permission: 'calls.take',
    summary: 'Answer the page and go on; an answer to an older page changes nothing',
    body: AnswerScript,
    answer: ScriptState,
  },
  goBackInScript: {
    method: 'POST',
    path: '/interactions/:id/script/back',
    permission: 'calls.take',
    summary: 'Go back a page; what stands on both is kept',
    body: GoBackInScript,
    answer: ScriptState,
  },
} as const
