import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { IdName } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type Route, type RouteName, routes } from '#protocol/http/index.ts'
import type { ApiKeys } from '../accounts/api-keys.ts'
import { type Caller, may } from '../accounts/caller.ts'
import { readSignInCookie } from '../accounts/cookie.ts'
import type { SignIns } from '../accounts/sign-ins.ts'
import { type Call, collectionOf, type Handlers, hasIdShape, isSound } from './handler.ts'
import { type Answered, type Idempotency, isIdempotencyKey } from './idempotency.ts'
import { refuseForeignOrigin } from './origin-check.ts'
import { problemOf, type Refusal, Refused } from './refusal.ts'
import { bodyReader, queryReader } from './validation.ts'

export const apiPrefix = '/api/v1'

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | undefined
  }
}

type AnyHandler = (call: Call<RouteName>) => Promise<Result<unknown, Refusal>>

/**
 * Puts every route of the table onto `app`. Who may ask, from where, and in which shape is decided here for all of them,
 * before any handler runs and before a body is read, so no route can forget it.
 */
export function registerRoutes(
  app: FastifyInstance,
  handlers: Handlers,
  services: { signIns: SignIns; apiKeys: ApiKeys; idempotency: Idempotency },
): void {
  app.decorateRequest('caller', undefined)
  for (const [name, route] of Object.entries<Route>(routes)) {
    registerRoute(app, name as RouteName, route, handlers[name as RouteName] as AnyHandler, services)
  }
}

function registerRoute(
  app: FastifyInstance,
  name: RouteName,
  route: Route,
  handle: AnyHandler,
  services: { signIns: SignIns; apiKeys: ApiKeys; idempotency: Idempotency },
): void {
  const collection = collectionOf(route.path)
  const readBody = route.body === undefined ? undefined : bodyReader(route.body)
  const readQuery = route.query === undefined ? undefined : queryReader(route.query)
  const status = route.creates ? 201 : 200
  const isStreaming = isSound(name)

  app.route({
    method: route.method === 'GET' && isStreaming ? ['GET', 'HEAD'] : route.method,
    url: apiPrefix + route.path,
    // Answers are written by their schema: what it does not name cannot leak.
    schema: { response: isStreaming ? {} : { [status]: route.answer } },
    ...(route.mostBodyBytes === undefined ? {} : { bodyLimit: route.mostBodyBytes }),
    exposeHeadRoute: !isStreaming && route.method === 'GET',
    onRequest: async (request) => {
      if (route.method !== 'GET') refuseForeignOrigin(request)
      await admit(request, route.permission, services)
    },
    handler: async (request, reply) => {
      const call = readCall(request, reply)
      if (!call.ok) return refuseWith(call.error, request, reply)
      const key = route.creates && request.caller ? request.headers['idempotency-key'] : undefined
      const done =
        key === undefined
          ? await carryOut(call.value)
          : await once(call.value, Array.isArray(key) ? key.join() : key, request.caller as Caller)
      if (!done.ok) return refuseWith(done.error, request, reply)
      if (isStreaming) return reply
      return reply.code(done.value.status).send(done.value.answer)
    },
  })

  function readCall(request: FastifyRequest, reply: FastifyReply): Result<Call<RouteName>, Refusal> {
    const id = (request.params as { id?: string }).id
    if (collection && !hasIdShape(collection.name as IdName, id ?? '')) return failure({ code: collection.missing })
    const body = readBody ? readBody(request.body ?? {}) : success(undefined)
    if (!body.ok) return body
    const query = readQuery ? readQuery(request.query) : success(undefined)
    if (!query.ok) return query
    const call = {
      caller: request.caller,
      id,
      body: body.value,
      query: query.value,
      address: request.ip,
      request,
      reply,
    }
    return success(call as unknown as Call<RouteName>)
  }

  async function carryOut(call: Call<RouteName>): Promise<Result<Answered, Refusal>> {
    const done = await handle(call)
    return done.ok ? success({ status, answer: done.value }) : done
  }

  async function once(call: Call<RouteName>, key: string, caller: Caller): Promise<Result<Answered, Refusal>> {
    if (!isIdempotencyKey(key)) {
      return failure({ code: 'request.malformed', detail: 'Idempotency-Key takes 1 to 128 visible ASCII characters.' })
    }
    const of = { scope: `${caller.personId} ${name}`, key, request: { id: call.id ?? null, body: call.body ?? null } }
    return services.idempotency.once(of, () => carryOut(call))
  }
}

/** Finds out who asks and whether they may. */
export async function admit(
  request: FastifyRequest,
  permission: string | null,
  { signIns, apiKeys }: { readonly signIns: SignIns; readonly apiKeys: ApiKeys },
): Promise<void> {
  const program = await apiKeys.callerOf(request.headers.authorization)
  if (program === undefined) throw new Refused({ code: 'api-key.unknown' })
  const token = program ? undefined : readSignInCookie(request.headers.cookie)
  request.caller = program ?? (token === undefined ? undefined : await signIns.callerOf(token))
  if (permission === null) return
  if (!request.caller) throw new Refused({ code: 'sign-in.needed' })
  if (!may(request.caller, permission)) throw new Refused({ code: 'permission.denied' })
}

export function refuseWith(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(refusal, request.id)
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', refusal.retryAfterS)
  return reply
    .code(problem.status)
    .header('content-type', 'application/problem+json')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem)
}
