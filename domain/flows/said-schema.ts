import { Type } from 'typebox'
import type { PromptId } from '#kernel/ids.ts'
import type { Said } from './said.ts'
import { closed, refersTo, VariableAsked } from './settings-schema.ts'

const kind = <Kind extends string>(word: Kind) => Type.Literal(word)

const ReadAsSchema = Type.Union([
  Type.Object({ kind: kind('number') }, closed),
  Type.Object({ kind: kind('digits') }, closed),
  Type.Object({ kind: kind('date') }, closed),
  Type.Object({ kind: kind('time') }, closed),
  Type.Object({ kind: kind('money'), currency: Type.String({ pattern: '^[A-Z]{3}$' }) }, closed),
])

/** Words by language: the run's, else the first that there are. */
const Words = Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 2000 }), { holds: 'words' })

const SaidItem = Type.Union([
  Type.Object({ kind: kind('prompt'), promptId: refersTo<PromptId>('prompt') }, closed),
  Type.Object({ kind: kind('text'), words: Words }, closed),
  Type.Object({ kind: kind('value'), variable: VariableAsked, as: ReadAsSchema }, closed),
])

export const SaidItems = Type.Unsafe<readonly Said[]>(Type.Array(SaidItem, { minItems: 1, maxItems: 32 }))
