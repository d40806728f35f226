import { unreachable } from '#kernel/assert.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { Presence } from '../../agents/index.ts'
import { offline } from '../../agents/index.ts'
import { putAgent } from '../bookkeeping.ts'
import { changeAgent } from '../changes.ts'
import type { RoutingEventOf } from '../events.ts'
import type { Agent, RoutingTables } from '../state.ts'
import { newTally } from '../tally.ts'

export type AgentEvent = RoutingEventOf<
  | 'AgentConfigured'
  | 'AgentRemoved'
  | 'PresenceChanged'
  | 'PresencePlanned'
  | 'AgentCoolDownBegan'
  | 'AgentCoolDownEnded'
  | 'TalliesReset'
>

/** The part of `apply` that is about agents: who they are, and whether they are there. */
export function applyAgents(state: RoutingTables, event: AgentEvent): void {
  switch (event.type) {
    case 'AgentConfigured':
      putAgent(state, event.agentId, {
        ...(state.agents.get(event.agentId) ?? newAgent(event.agentId, event.atMs)),
        settings: event.settings,
      })
      return
    case 'AgentRemoved':
      putAgent(state, event.agentId, null)
      return
    case 'PresenceChanged':
      changeAgent(state, event.agentId, ({ missed: _, breakRequest, ...agent }) => ({
        ...agent,
        ...(breakRequest && mayGoOnAsking(event.presence) && { breakRequest }),
        presence: event.presence,
        presenceSinceMs: event.atMs,
        nextPresence: null,
        nextPresenceCause: null,
        idleSinceMs: event.atMs,
      }))
      return
    case 'PresencePlanned':
      changeAgent(state, event.agentId, (agent) => ({
        ...agent,
        nextPresence: event.presence,
        nextPresenceCause: event.presence && event.cause,
      }))
      return
    case 'AgentCoolDownBegan':
      changeAgent(state, event.agentId, ({ coolsDownAfter: _, ...agent }) => ({
        ...agent,
        coolsDownUntilMs: event.untilMs,
        ...(event.cause && { coolsDownAfter: event.cause }),
      }))
      return
    case 'AgentCoolDownEnded':
      changeAgent(state, event.agentId, ({ coolsDownUntilMs: _, coolsDownAfter: __, ...agent }) => agent)
      return
    case 'TalliesReset':
      for (const { agentId } of [...state.agents.values()]) {
        changeAgent(state, agentId, (agent) => ({ ...agent, tally: newTally(event.atMs) }))
      }
      return
    default:
      unreachable(event)
  }
}

/** Whoever is away, or gone, asks for no break. */
const mayGoOnAsking = ({ kind }: Presence): boolean => kind === 'available' || kind === 'notReady'

const newAgent = (agentId: AgentId, atMs: number): Agent => ({
  agentId,
  settings: { memberships: [], capacity: {} },
  presence: offline,
  presenceSinceMs: atMs,
  nextPresence: null,
  nextPresenceCause: null,
  station: null,
  stationChoice: null,
  stations: [],
  work: [],
  idleSinceMs: atMs,
  lastAsked: [],
  tally: newTally(atMs),
  monitoring: null,
})
