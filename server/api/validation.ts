import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import Value from 'typebox/value'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Refusal } from './refusal.ts'

/** Takes what a request brought and gives it back in the shape of a schema, or says where it is wrong. */
export type Reader = (given: unknown) => Result<unknown, Refusal>

/** A body is taken as it is: a number is no text, and what the schema does not name is left out. */
export const bodyReader = (schema: TSchema): Reader => reader(schema, 'body', (given) => given)

/** A query is all text: `limit=20` is made a number, and what is absent gets its default. */
export const queryReader = (schema: TSchema): Reader =>
  reader(schema, 'query', (given) => Value.Convert(schema, Value.Default(schema, given)))

function reader(schema: TSchema, part: string, prepare: (given: unknown) => unknown): Reader {
  const compiled = Compile(schema)
  return (given) => {
    const prepared = prepare(given === undefined || given === null ? {} : given)
    // PostgreSQL keeps every character but this one, and nobody types it.
    if (hasNul(prepared)) return failure({ code: 'request.malformed', detail: `${part} has a NUL character.` })
    if (compiled.Check(prepared)) return success(Value.Clean(schema, prepared))
    const first = [...compiled.Errors(prepared)][0]
    // The path and the rule, never the value: it may be somebody's name or password.
    const where = `${part}${first?.instancePath ?? ''}`
    return failure({
      code: 'request.malformed',
      detail: `${where} ${first?.message ?? 'has another shape'}`.slice(0, 300),
    })
  }
}

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNul)
}
