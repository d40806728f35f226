import { ModelSchema } from './model.ts'

/** The published schema, docs/reference/simulation-model.schema.json, as it has to read. */
export function schemaText(): string {
  // What stands between is symbols and undefined of the schema's builder, which JSON leaves out.
  const { description, ...rest } = JSON.parse(JSON.stringify(ModelSchema)) as Record<string, unknown>
  const head = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'A model for parley simulate' }
  return `${JSON.stringify({ ...head, description, ...rest }, null, 2)}\n`
}
