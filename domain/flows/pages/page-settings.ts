import { type Static, Type } from 'typebox'
import { CaseId } from '../cases.ts'
import { closed, oneOf, Template, VariableSet } from '../settings-schema.ts'

/** Words by language with `{name}` filled in: the run's language, else the first that there are. */
const TemplateWords = (maxLength: number) => Type.Record(Type.String(), Template(maxLength, 1), { holds: 'words' })

/** How a question is answered. */
export const answerKinds = ['text', 'choice', 'yes-no', 'number', 'date'] as const

const Choice = Type.Object(
  {
    /** What the variable holds when it is chosen; shown where there are no words. */
    value: Type.String({ minLength: 1, maxLength: 100 }),
    words: Type.Optional(TemplateWords(200)),
  },
  closed,
)

const PageQuestion = Type.Object(
  {
    variable: VariableSet,
    words: TemplateWords(500),
    answer: oneOf(...answerKinds),
    /** No way leads on before it is answered. */
    isRequired: Type.Boolean(),
    /** Of `choice` alone. */
    choices: Type.Optional(Type.Array(Choice, { maxItems: 30 })),
    /** Of a number; absent: any. */
    least: Type.Optional(Type.Number()),
    most: Type.Optional(Type.Number()),
  },
  closed,
)
export type PageQuestion = Static<typeof PageQuestion>

const Way = Type.Object({ caseId: CaseId, words: TemplateWords(100) }, closed)

export const pageSettings = Type.Object(
  {
    title: Type.Optional(TemplateWords(200)),
    text: Type.Optional(TemplateWords(4000)),
    questions: Type.Array(PageQuestion, { maxItems: 20 }),
    /** Ways to go on, a button each; none: there is one, `next`. */
    cases: Type.Optional(Type.Array(Way, { maxItems: 8 })),
  },
  closed,
)
export type PageSettings = Static<typeof pageSettings>
