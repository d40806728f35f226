import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { CoreServices } from '../core-services.ts'
import { openApiText } from './openapi.ts'
import { apiPrefix } from './register-routes.ts'

const databaseWithinMs = 1_000

/** What those who run Parley ask: is it alive, can it take work, how is it doing, what does it speak. */
export function registerOperations(app: FastifyInstance, services: CoreServices, metrics: Registry): void {
  const { decider, edge } = services

  // Alive: the process answers. A supervisor restarts on its failure, so it asks nothing of anybody else.
  app.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }))

  app.get('/readyz', async (_request, reply) => {
    const checks = {
      database: await services.isDatabaseReachable(databaseWithinMs).catch(() => false),
      decider: decider.isReady,
      edge: edge.isConnected(),
    }
    const isReady = Object.values(checks).every(Boolean)
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks })
  })

  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))

  const openApi = openApiText()
  app.get(`${apiPrefix}/openapi.json`, (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(openApi),
  )
}
