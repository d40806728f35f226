import type { TSchema } from 'typebox'
import { errorCatalogue } from '#protocol/errors/index.ts'
import { ProblemSchema, type Route, routes } from '#protocol/http/index.ts'
import { apiPrefix } from './register-routes.ts'

type Json = Record<string, unknown>

/**
 * The OpenAPI 3.1 document of the routes table. The same table registers the routes, so the document cannot say anything
 * else than the server does; the copy in docs/reference is what a change shows.
 */
export function buildOpenApi(): Json {
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries<Route>(routes)) {
    const path = (apiPrefix + route.path).replace(/:([a-zA-Z]+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1',
      description:
        'The HTTP API of Parley. Errors are RFC 9457 problem details whose `code` stands in the error catalogue. ' +
        `The realtime stream is a WebSocket at ${apiPrefix}/stream.`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: {
      schemas: {
        [requirementTitle]: requirementSchema,
        Problem: {
          ...plain(ProblemSchema),
          properties: {
            ...(plain(ProblemSchema).properties as Json),
            code: { type: 'string', enum: Object.keys(errorCatalogue) },
          },
        },
      },
      responses: {
        Problem: {
          description: 'What was refused, and why.',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
      securitySchemes: {
        signIn: { type: 'apiKey', in: 'cookie', name: 'parley_session' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

/** The document as it is checked in: two spaces, a line end. */
export const openApiText = (): string => `${JSON.stringify(buildOpenApi(), undefined, 2)}\n`

function operation(name: string, route: Route): Json {
  const isSound = name === 'recordingAudio'
  const answer = isSound
    ? Object.fromEntries(
        ['audio/wav', 'audio/ogg'].map((type) => [type, { schema: { type: 'string', format: 'binary' } }]),
      )
    : { 'application/json': { schema: plain(route.answer) } }
  return {
    operationId: name,
    summary: route.summary,
    description: permissionText(route.permission),
    ...(route.permission === null ? { security: [] } : { security: [{ signIn: [] }, { key: [] }] }),
    parameters: parameters(route, isSound),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: plain(route.body) } } } }),
    responses: {
      [route.creates ? 201 : 200]: { description: route.summary, content: answer },
      ...(isSound ? { 206: { description: 'The bytes that Range asked for', content: answer } } : {}),
      default: { $ref: '#/components/responses/Problem' },
    },
  }
}

function permissionText(permission: string | null): string {
  if (permission === null) return 'Public.'
  return permission === 'signed-in' ? 'Anybody who is signed in.' : `Permission \`${permission}\`.`
}

function parameters(route: Route, isSound: boolean): Json[] {
  const list: Json[] = [...route.path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  if (route.query !== undefined) {
    const { properties = {}, required = [] } = plain(route.query) as {
      properties?: Record<string, Json>
      required?: string[]
    }
    for (const [name, schema] of Object.entries(properties)) {
      list.push({ name, in: 'query', required: required.includes(name), schema })
    }
  }
  const header = (name: string, required: boolean, description: string) =>
    list.push({ name, in: 'header', required, description, schema: { type: 'string' } })
  if (route.creates && route.permission !== null) {
    header('Idempotency-Key', false, 'Repeating the request with the same key gives the same answer, for 24 hours.')
  }
  if (route.needsIfMatch) header('If-Match', true, 'The etag of what was read, or *.')
  if (isSound) header('Range', false, 'One range of bytes, such as bytes=0-65535.')
  return list
}

/** A schema without what TypeBox keeps for itself; one that holds itself stands under its name. */
const plain = (schema: TSchema): Json =>
  JSON.parse(
    JSON.stringify(schema, (_, value) =>
      value?.title === requirementTitle ? { $ref: `#/components/schemas/${requirementTitle}` } : value,
    ),
  ) as Json

const requirementTitle = 'Requirement'
const ofRequirement = { $ref: `#/components/schemas/${requirementTitle}` }
const parts = { type: 'array', items: ofRequirement, minItems: 1 }
/** What `isRequirement` checks. */
const requirementSchema = {
  description: 'What is asked of an agent, as an expression over skills; at most 8 deep and 100 in all.',
  oneOf: [
    only({ skillId: { type: 'string', pattern: '^skl_[0-9A-HJKMNP-TV-Z]{26}$' }, least: { enum: [1, 2, 3, 4, 5] } }),
    only({ all: parts }),
    only({ any: parts }),
    only({ not: ofRequirement }),
  ],
}

function only(properties: Json): Json {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}
