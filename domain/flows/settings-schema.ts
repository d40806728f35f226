import { Type } from 'typebox'

/**
 * What settings are made of. `refersTo` says to the designer which list to offer, and to `problemsIn` what has to exist.
 */
export type ReferredTo =
  | 'queue'
  | 'hours'
  | 'prompt'
  | 'flow'
  | 'incident'
  | 'segment'
  | 'tier'
  | 'skill'
  /** What who administers keeps for requests: chosen by its name, never read. */
  | 'secret'
  | 'language'
  /** A variable that is asked for. */
  | 'variable'
  /** A variable that is filled in. */
  | 'set-variable'

export const closed = { additionalProperties: false } as const

/** The id of something that was made elsewhere. */
export const refersTo = <Id extends string>(what: ReferredTo) =>
  Type.Unsafe<Id>(Type.String({ minLength: 1, maxLength: 64, refersTo: what }))

export const variableName = '^[A-Za-z][A-Za-z0-9_]{0,63}$'
export const VariableAsked = Type.String({ pattern: variableName, refersTo: 'variable' })
export const VariableSet = Type.String({ pattern: variableName, refersTo: 'set-variable' })
export const LanguageTag = Type.String({ pattern: '^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$', refersTo: 'language' })
/** A text in which `{name}` stands for what the variable holds. */
export const Template = (maxLength: number, minLength = 0) => Type.String({ minLength, maxLength, holds: 'template' })
/** One word out of a few. */
export const oneOf = <const Words extends readonly string[]>(...words: Words) =>
  Type.Unsafe<Words[number]>(Type.Union(words.map((word) => Type.Literal(word))))
/** After what was said was heard to its end. */
export const TimeoutMs = Type.Integer({ minimum: 1000, maximum: 60_000 })
/** How often it is asked in all. */
export const Tries = Type.Integer({ minimum: 1, maximum: 10 })
