import type { Said } from '#domain/flows/index.ts'
import type { DrawnJson } from '#protocol/http/flow-definition.ts'

/** The part of JSON Schema of which the settings of blocks are made, see `domain/flows/settings-schema`. */
export interface SettingsSchema {
  readonly type?: string
  readonly const?: DrawnJson
  readonly anyOf?: readonly SettingsSchema[]
  readonly properties?: Readonly<Record<string, SettingsSchema>>
  readonly required?: readonly string[]
  readonly patternProperties?: Readonly<Record<string, SettingsSchema>>
  readonly items?: SettingsSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly pattern?: string
  readonly refersTo?: string
  readonly holds?: 'template' | 'words' | 'requirement'
}

/** The property by whose word alternatives are told apart; `undefined`: they are words themselves. */
export const unionTag = (members: readonly SettingsSchema[]): string | undefined =>
  Object.entries(members[0]?.properties ?? {}).find(([, { const: word }]) => word !== undefined)?.[0]

/** What is said: an array of prompts, words and values. */
export const isSaidSchema = ({ type, items }: SettingsSchema): boolean =>
  type === 'array' && (items?.anyOf ?? []).some((member) => member.properties?.words?.holds === 'words')

export const isSaid = (value: DrawnJson | undefined): value is readonly Said[] & DrawnJson => Array.isArray(value)

/** With what something of this shape begins that was just put in. */
export function startOf(schema: SettingsSchema): DrawnJson {
  if (schema.const !== undefined) return schema.const
  if (isSaidSchema(schema)) return [{ kind: 'text', words: {} }]
  if (schema.holds === 'words') return {}
  if (schema.anyOf) return startOf(schema.anyOf[0] ?? {})
  if (schema.type === 'object') {
    const needed = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
    return Object.fromEntries(needed.map(([name, inner]) => [name, startOf(inner)]))
  }
  if (schema.type === 'array')
    return (schema.minItems ?? 0) > 0 && schema.items?.type === 'object' ? [startOf(schema.items)] : []
  if (schema.type === 'boolean') return false
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(0, schema.minimum ?? 0)
  return ''
}
