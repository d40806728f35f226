import { readFileSync } from 'node:fs'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Logger } from '#adapters/system/logger.ts'
import type { Settings } from '#adapters/system/settings.ts'
import { newId, type RandomBytes } from '#kernel/ids.ts'
import { answerWithProblems } from './problems.ts'
import { addSecurityHeaders } from './security-headers.ts'

/** Session descriptions are the largest thing that anybody sends: 64 KiB each, with room for their JSON. */
const bodyLimitBytes = 256 * 1024

/** An empty Fastify with what holds for every route: TLS, trust, limits, request ids, headers, problems, the log. */
export function createHttpApp(services: {
  readonly settings: Pick<Settings, 'http'>
  readonly logger: Logger
  readonly clock: { wallMs(): number }
  readonly randomBytes: RandomBytes
}): FastifyInstance {
  const { settings, logger, clock, randomBytes } = services
  const { certificate, trustedProxies } = settings.http
  const options = {
    trustProxy: trustedProxies.length > 0 ? [...trustedProxies] : false,
    bodyLimit: bodyLimitBytes,
    // Slow senders hold a socket, not more: the whole request within 30 s, an idle connection 70 s (above usual proxies' 60).
    requestTimeout: 30_000,
    keepAliveTimeout: 70_000,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    genReqId: () => newId('command', clock.wallMs(), randomBytes).replace('cmd_', 'req_'),
    routerOptions: { maxParamLength: 64, ignoreTrailingSlash: false },
    logger: false,
  } as const
  const app = (
    certificate === undefined
      ? Fastify(options)
      : Fastify({
          ...options,
          https: {
            cert: readFileSync(certificate.certificatePath),
            key: readFileSync(certificate.keyPath),
            minVersion: 'TLSv1.2',
          },
        })
  ) as FastifyInstance

  // A post without a body may still say that it is JSON: an empty one is an empty object.
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    if (body === '') return done(null, {})
    try {
      done(null, withoutPrototypeKeys(JSON.parse(body as string)))
    } catch {
      done(
        Object.assign(new Error('The body is not JSON.'), { statusCode: 400, code: 'FST_ERR_CTP_INVALID_JSON_BODY' }),
      )
    }
  })

  addSecurityHeaders(app)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
  })
  // The route's pattern and never the address that was asked for: queries hold names and numbers.
  app.addHook('onResponse', async (request, reply) => {
    logger.debug('Answered a request', {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime * 10) / 10,
    })
  })
  answerWithProblems(app, logger)
  return app
}

/** Refuses `__proto__` and `constructor.prototype` anywhere, as Fastify's own parser does. */
function withoutPrototypeKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Object.hasOwn(value, '__proto__')) throw new SyntaxError('__proto__ is not a field.')
  for (const part of Object.values(value)) withoutPrototypeKeys(part)
  return value
}
