import { blockTypes } from './blocks/index.ts'
import { FlowDefinitionSchema } from './definition-schema.ts'
import type { Json } from './flow.ts'
import { SaidItems } from './said-schema.ts'

/** What stands between is symbols and undefined of the schema's builder, which JSON leaves out. */
const plain = (schema: unknown) => JSON.parse(JSON.stringify(schema))
const said = JSON.stringify(SaidItems)

/** What many blocks say is written once. */
function shared(node: Json): Json {
  if (typeof node !== 'object' || node === null) return node
  if (JSON.stringify(node) === said) return { $ref: '#/$defs/said' }
  if (Array.isArray(node)) return node.map(shared)
  return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, shared(inner)]))
}

/** The published schema of a flow, docs/reference/flow.schema.json, as it has to read: with the settings of every kind of block. */
export function flowSchemaText(): string {
  const { properties, ...definition } = plain(FlowDefinitionSchema)
  const { items: block, ...blocks } = properties.blocks
  const kinds = [...blockTypes.values()].map(({ kind, settings }) => ({
    if: { properties: { kind: { const: kind } } },
    // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema.
    then: { properties: { settings: shared(plain(settings)) } },
  }))
  const kind = { ...block.properties.kind, enum: [...blockTypes.keys()] }
  const whole = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A flow of Parley, as it is exported and imported',
    description:
      'refersTo names what a text is the id of, and holds what a value means beyond its type: a template has {name} for what a variable holds, words are texts by language, a requirement is one of { skillId, least }, { all }, { any } and { not }.',
    ...definition,
    properties: {
      ...properties,
      blocks: { ...blocks, items: { ...block, properties: { ...block.properties, kind }, allOf: kinds } },
    },
    $defs: { said: plain(SaidItems) },
  }
  return `${JSON.stringify(whole, null, 2)}\n`
}
