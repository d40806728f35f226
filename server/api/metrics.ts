import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { CoreServices } from '../core-services.ts'
import { registerEdgeMetrics } from './edge-metrics.ts'

/** What Prometheus may read: figures about the program, with ids and route patterns as labels and nobody's name or number. */
export function createMetrics(
  services: Pick<CoreServices, 'decider' | 'edge' | 'clock'>,
  openStreams: () => number,
): Registry {
  const { decider, edge, clock } = services
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  new Gauge({
    name: 'parley_decider_ready',
    help: 'Whether routing takes commands: 1 or 0.',
    registers,
    collect() {
      this.set(decider.isReady ? 1 : 0)
    },
  })
  new Gauge({
    name: 'parley_decider_position',
    help: 'Position of the last durable routing event.',
    registers,
    collect() {
      this.set(decider.position)
    },
  })
  const events = new Counter({
    name: 'parley_routing_events_total',
    help: 'Durable routing events since the start, by type.',
    labelNames: ['type'],
    registers,
  })
  decider.subscribe({
    committed(batch) {
      for (const event of batch) events.inc({ type: event.type })
    },
  })
  new Gauge({
    name: 'parley_interactions',
    help: 'Live interactions, by stage.',
    labelNames: ['stage'],
    registers,
    collect() {
      const counts: Record<string, number> = { inFlow: 0, queued: 0, dialing: 0, engaged: 0, through: 0, wrapUp: 0 }
      for (const { stage } of decider.state?.interactions.values() ?? []) counts[stage] = (counts[stage] ?? 0) + 1
      for (const [stage, count] of Object.entries(counts)) this.set({ stage }, count)
    },
  })
  new Gauge({
    name: 'parley_agents',
    help: 'Agents, by presence.',
    labelNames: ['presence'],
    registers,
    collect() {
      const counts: Record<string, number> = { available: 0, break: 0, notReady: 0, offline: 0 }
      for (const { presence } of decider.state?.agents.values() ?? []) {
        counts[presence.kind] = (counts[presence.kind] ?? 0) + 1
      }
      for (const [presence, count] of Object.entries(counts)) this.set({ presence }, count)
    },
  })
  const waiting = new Gauge({
    name: 'parley_queue_waiting',
    help: 'Interactions that wait in a queue.',
    labelNames: ['queue'],
    registers,
    collect() {
      waiting.reset()
      longest.reset()
      const nowMs = clock.wallMs()
      for (const queueId of queueIds()) {
        waiting.set({ queue: queueId }, 0)
        longest.set({ queue: queueId }, 0)
      }
      for (const interaction of decider.state?.calls.values() ?? []) {
        if (!interaction.waiting) continue
        const queue = interaction.waiting.queueId
        waiting.inc({ queue })
        const waitS = Math.max(0, nowMs - interaction.waiting.queuedAtMs) / 1000
        const known = longestOf.get(queue) ?? 0
        if (waitS > known) longestOf.set(queue, waitS)
      }
      for (const [queue, waitS] of longestOf) longest.set({ queue }, waitS)
      longestOf.clear()
    },
  })
  const longestOf = new Map<string, number>()
  const longest = new Gauge({
    name: 'parley_queue_longest_wait_seconds',
    help: 'How long the one who has waited longest has waited.',
    labelNames: ['queue'],
    registers,
  })
  function* queueIds(): Iterable<string> {
    for (const { queueId } of decider.state?.queues.values() ?? []) yield queueId
  }

  new Gauge({
    name: 'parley_edges_connected',
    help: 'Telephony edges that are connected.',
    registers,
    collect() {
      this.set(edge.edgeIds.length)
    },
  })
  const calls = new Gauge({ name: 'parley_edge_calls', help: 'Calls on an edge.', labelNames: ['edge'], registers })
  const lateness = new Gauge({
    name: 'parley_edge_tick_lateness_seconds',
    help: 'How late the edge keeps its 20 ms tick.',
    labelNames: ['edge'],
    registers,
  })
  edge.subscribe({
    event(event, edgeId) {
      if (event.type !== 'edge.load') return
      calls.set({ edge: edgeId }, event.calls)
      lateness.set({ edge: edgeId }, event.tickLatenessMs / 1000)
    },
  })
  registerEdgeMetrics(registry, services)
  new Gauge({
    name: 'parley_streams_open',
    help: 'Open realtime streams.',
    registers,
    collect() {
      this.set(openStreams())
    },
  })
  return registry
}

/** Times every request by its route's pattern. */
export function measureRequests(app: FastifyInstance, registry: Registry): void {
  const took = new Histogram({
    name: 'parley_http_request_seconds',
    help: 'How long requests took, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    }
    took.observe(labels, reply.elapsedTime / 1000)
  })
}
