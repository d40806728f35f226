import { isSpoken } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { CoreServices } from '../core-services.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider, refusalOfEdge } from './decided.ts'
import type { Handlers } from './handler.ts'
import { isAgent } from './offers.ts'
import { presenceFromShown } from './presence.ts'
import { useShownReason } from './presence-reasons.ts'
import { refuse } from './refusal.ts'

// A browser says "available" in the moment in which it has sent its answer; its transport is up some 50 ms later.
const connectingAtMostMs = 5_000

/** What an agent talks through, and whether work may reach them. */
export function stationHandlers(
  services: ApiServices,
): Pick<Handlers, 'setPresence' | 'connectStation' | 'closeStation'> {
  const { db, decider, edge, clock } = services
  const connectingSince = new Map<AgentId, number>()

  return {
    async connectStation({ caller, body }) {
      if (!isAgent(caller) || caller.stationId === undefined) return refuse('agent.not-an-agent')
      const stations = decider.state?.agents.get(caller.agentId)?.stations
      const edgeId = stations?.find((station) => station.stationId === caller.stationId)?.edgeId ?? undefined
      const connected = await edge.send(
        { type: 'station.connect', stationId: caller.stationId, offerSdp: body.offerSdp },
        // A station that carries a call stays on the edge that carries it: the transport is swapped under the leg.
        edgeId !== undefined && edge.isConnected(edgeId) ? { edgeId, withinMs: 3_000 } : { withinMs: 3_000 },
      )
      if (!connected.ok) return failure(refusalOfEdge(connected.error))
      connectingSince.set(caller.agentId, clock.monotonicMs())
      return success({ stationId: caller.stationId, answerSdp: connected.value.answerSdp })
    },

    async closeStation({ caller }) {
      if (!isAgent(caller) || caller.stationId === undefined) return refuse('agent.not-an-agent')
      connectingSince.delete(caller.agentId)
      const closed = await edge.send({ type: 'station.close', stationId: caller.stationId }, { withinMs: 3_000 })
      // One that is not there is closed.
      return closed.ok || closed.error.code === 'no-such-station' ? success({}) : failure(refusalOfEdge(closed.error))
    },

    async setPresence({ caller, body }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const { agentId } = caller
      const obstacle = await useShownReason(db, body)
      if (obstacle) return failure(obstacle)
      if (body.presence === 'available' && !worksWithoutStation(decider, agentId)) {
        const sinceMs = connectingSince.get(agentId)
        const leftMs = sinceMs === undefined ? 0 : sinceMs + connectingAtMostMs - clock.monotonicMs()
        const hasStation = leftMs > 0 ? await stationReachable(decider, agentId, leftMs) : isReachable(decider, agentId)
        if (!decider.isReady) return refuse('decider.not-ready', { retryAfterS: 2 })
        if (!hasStation) return refuse('agent.no-station')
      }
      const decided = await decider.execute({
        type: 'SetPresence',
        agentId,
        presence: presenceFromShown(body),
        by: 'agent',
      })
      return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
    },
  }
}

/** Tasks are done without a voice: whoever serves a queue of them may be there for it alone. */
function worksWithoutStation({ state }: CoreServices['decider'], agentId: AgentId): boolean {
  const memberships = state?.agents.get(agentId)?.settings.memberships ?? []
  return memberships.some(({ queueId }) => {
    const channel = state?.queues.get(queueId)?.settings.channel
    return channel !== undefined && !isSpoken(channel)
  })
}

const isReachable = (decider: CoreServices['decider'], agentId: AgentId): boolean =>
  decider.state?.agents.get(agentId)?.station?.isReachable === true

/** Resolves with whether the agent's station is reachable, as soon as it is and at the latest after `withinMs`. */
function stationReachable(decider: CoreServices['decider'], agentId: AgentId, withinMs: number): Promise<boolean> {
  if (isReachable(decider, agentId)) return Promise.resolve(true)
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      unsubscribe()
      resolve(isReachable(decider, agentId))
    }
    const timer = setTimeout(done, withinMs)
    const unsubscribe = decider.subscribe({
      committed: () => isReachable(decider, agentId) && done(),
    })
  })
}
