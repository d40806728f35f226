import type { Random } from '#kernel/random.ts'
import { blockTypes } from '../blocks/index.ts'
import type { Block, BlockId, FlowDefinition, Json } from '../flow.ts'

/** The part of JSON Schema of which settings are made. */
interface Schema {
  readonly type?: string
  readonly const?: Json
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly refersTo?: string
  readonly holds?: string
}

/** Whatever a pattern or a reference asks for, one of these is. */
const texts = [
  '1',
  '2',
  '3',
  '#',
  '*',
  'en',
  'fa',
  'AZ',
  'AZ-BA',
  'EUR',
  'first',
  'second',
  'a1',
  'b2',
  '2026-11-23',
  'X-Name',
]
const templates = ['https://shop.example/{first}', '{second} and {first}', '+99450{first}', '']
const referred: Readonly<Record<string, readonly string[]>> = {
  flow: ['flw_main', 'flw_inner', 'flw_none'],
  variable: ['first', 'second', 'third'],
  'set-variable': ['first', 'second', 'secret'],
}

/** Settings that the schema allows. */
export function randomSettings(schema: Schema, random: Random): Json {
  if (schema.const !== undefined) return schema.const
  if (schema.anyOf) return randomSettings(random.pick(schema.anyOf), random)
  if (schema.holds === 'words') return { en: 'Words.', fa: 'واژه' }
  if (schema.holds === 'requirement') return { skillId: 'skl_1', least: 1 }
  if (schema.holds === 'template') return random.pick(templates)
  if (schema.refersTo && referred[schema.refersTo]) return random.pick(referred[schema.refersTo] ?? [])
  if (schema.type === 'boolean') return random.integer(2) === 0
  if (schema.type === 'integer' || schema.type === 'number') {
    const { minimum = -5, maximum = 5 } = schema
    return minimum + random.integer(Math.min(8, maximum - minimum + 1))
  }
  if (schema.type === 'array') {
    const { minItems = 0, maxItems = 3, items = {} } = schema
    const length = Math.min(maxItems, minItems + random.integer(3))
    return Array.from({ length }, () => randomSettings(items, random))
  }
  if (schema.type === 'object') {
    const some = Object.entries(schema.properties ?? {}).filter(
      ([name]) => schema.required?.includes(name) || random.integer(2) === 0,
    )
    return Object.fromEntries(some.map(([name, inner]) => [name, randomSettings(inner, random)]))
  }
  const { pattern } = schema
  return random.pick(pattern === undefined ? texts : texts.filter((text) => new RegExp(pattern).test(text)))
}

/** Blocks of every kind with whatever settings they may have, led from one to another at random, some nowhere. */
export function randomFlow(random: Random): FlowDefinition {
  const ids = Array.from({ length: 1 + random.integer(12) }, (_, n) => `b${n}` as BlockId)
  const kinds = [...blockTypes.values()]
  const blocks: Block[] = ids.map((blockId) => {
    const type = random.pick(kinds)
    const settings = randomSettings(type.settings as Schema, random)
    const exits: Record<string, BlockId> = {}
    for (const { name } of type.exits(settings)) if (random.integer(6) > 0) exits[name] = random.pick(ids)
    return {
      blockId,
      kind: random.integer(60) === 0 ? 'of-the-future' : type.kind,
      settings,
      exits,
      at: { x: 0, y: 0 },
    }
  })
  return {
    format: 1,
    start: random.integer(40) === 0 ? ('nowhere' as BlockId) : (ids[0] as BlockId),
    blocks,
    variables: [
      { name: 'first', label: 'First' },
      { name: 'second', label: 'Second' },
      { name: 'secret', label: 'Secret', isSecret: true },
    ],
    ...(random.integer(2) === 0
      ? { fallbackQueueId: 'que_help' as NonNullable<FlowDefinition['fallbackQueueId']> }
      : {}),
  }
}
