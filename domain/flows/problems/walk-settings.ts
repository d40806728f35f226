import type { TSchema } from 'typebox'
import type { Json } from '../flow.ts'
import type { ReferredTo } from '../settings-schema.ts'

export type Path = readonly (string | number)[]

/** Who is told what stands in settings, and where. */
export interface SettingsSeen {
  wrong(path: Path, code: SettingsProblemCode, values?: Readonly<Record<string, string | number>>): void
  refers(path: Path, what: ReferredTo, id: string): void
  /** Languages for which there are words. */
  words(path: Path, languages: readonly string[]): void
  requirement(path: Path, value: Json): void
}

export type SettingsProblemCode =
  | 'setting-missing'
  | 'setting-unknown'
  | 'setting-empty'
  | 'setting-too-short'
  | 'setting-too-long'
  | 'setting-too-small'
  | 'setting-too-large'
  | 'setting-too-few'
  | 'setting-too-many'
  | 'setting-wrong'

/** The part of JSON Schema of which settings are made. */
interface Schema {
  readonly type?: string
  readonly const?: Json
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly refersTo?: ReferredTo
  readonly holds?: 'template' | 'words' | 'requirement'
}

const mostWords = 40
const languageTag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/
const placeholders = /\{([A-Za-z][A-Za-z0-9_]{0,63})\}/g

/** Goes through settings beside their schema, once: what is wrong and what they refer to. */
export function walkSettings(schema: TSchema, settings: Json, seen: SettingsSeen): void {
  walk(schema as Schema, settings, [], seen)
}

function walk(schema: Schema, value: Json, path: Path, seen: SettingsSeen): void {
  if (schema.holds === 'requirement') {
    seen.requirement(path, value)
    return
  }
  if (schema.anyOf) {
    walkUnion(schema.anyOf, value, path, seen)
    return
  }
  if (schema.const !== undefined) {
    if (value !== schema.const) seen.wrong(path, 'setting-wrong')
    return
  }
  if (!typeOf(value, schema.type)) {
    seen.wrong(path, 'setting-wrong')
    return
  }
  if (typeof value === 'string') walkText(schema, value, path, seen)
  else if (typeof value === 'number') walkNumber(schema, value, path, seen)
  else if (isList(value)) walkList(schema, value, path, seen)
  else if (value !== null && typeof value === 'object') walkObject(schema, value, path, seen)
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)

function typeOf(value: Json, type: string | undefined): boolean {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type === 'number') return Number.isFinite(value)
  return type === undefined || typeof value === type
}

/** By the words that tell the alternatives apart; where none fits the whole is wrong, for nobody can say which was meant. */
function walkUnion(members: readonly Schema[], value: Json, path: Path, seen: SettingsSeen): void {
  const fitting = members.find((member) => isMeant(member, value))
  if (fitting) walk(fitting, value, path, seen)
  else seen.wrong(path, 'setting-wrong')
}

function isMeant(schema: Schema, value: Json): boolean {
  if (schema.const !== undefined) return value === schema.const
  if (schema.anyOf) return schema.anyOf.some((member) => isMeant(member, value))
  if (!typeOf(value, schema.type)) return false
  if (!schema.properties) return true
  const given = value as Readonly<Record<string, Json>>
  return Object.entries(schema.properties).every(
    ([name, { const: word }]) => word === undefined || given[name] === word,
  )
}

function walkText(schema: Schema, value: string, path: Path, seen: SettingsSeen): void {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema
  if (value.length < minLength) {
    seen.wrong(path, value === '' ? 'setting-empty' : 'setting-too-short', { least: minLength })
  } else if (value.length > maxLength) seen.wrong(path, 'setting-too-long', { most: maxLength })
  else if (pattern !== undefined && !patternOf(pattern).test(value)) {
    seen.wrong(path, value === '' ? 'setting-empty' : 'setting-wrong')
  } else if (schema.refersTo) seen.refers(path, schema.refersTo, value)
  else if (schema.holds === 'template') {
    for (const [, name = ''] of value.matchAll(placeholders)) seen.refers(path, 'variable', name)
  }
}

function walkNumber({ minimum, maximum }: Schema, value: number, path: Path, seen: SettingsSeen): void {
  if (minimum !== undefined && value < minimum) seen.wrong(path, 'setting-too-small', { least: minimum })
  if (maximum !== undefined && value > maximum) seen.wrong(path, 'setting-too-large', { most: maximum })
}

function walkList(schema: Schema, value: readonly Json[], path: Path, seen: SettingsSeen): void {
  const { items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema
  if (value.length < minItems) {
    seen.wrong(path, value.length === 0 ? 'setting-empty' : 'setting-too-few', { least: minItems })
  }
  if (value.length > maxItems) {
    seen.wrong(path, 'setting-too-many', { most: maxItems })
    return
  }
  for (const [index, item] of value.entries()) walk(items, item, [...path, index], seen)
}

function walkObject(schema: Schema, value: Readonly<Record<string, Json>>, path: Path, seen: SettingsSeen): void {
  if (schema.holds === 'words') {
    const languages = Object.keys(value)
    if (languages.length === 0) seen.wrong(path, 'setting-empty')
    if (languages.length > mostWords) {
      seen.wrong(path, 'setting-too-many', { most: mostWords })
      return
    }
    for (const language of languages) {
      if (!languageTag.test(language)) seen.wrong([...path, language], 'setting-unknown')
    }
    seen.words(
      path,
      languages.filter((language) => value[language] !== ''),
    )
  }
  const [each] = Object.values(schema.patternProperties ?? {})
  for (const name of schema.required ?? []) {
    if (value[name] === undefined) seen.wrong([...path, name], 'setting-missing')
  }
  for (const [name, inner] of Object.entries(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : each
    if (known) walk(known, inner, [...path, name], seen)
    else seen.wrong([...path, name], 'setting-unknown')
  }
}

const patterns = new Map<string, RegExp>()

/** Patterns are those of our schemas, so there are few. */
function patternOf(pattern: string): RegExp {
  let known = patterns.get(pattern)
  if (!known) {
    known = new RegExp(pattern)
    patterns.set(pattern, known)
  }
  return known
}
