import { available } from '#domain/agents/index.ts'
import {
  apply,
  decide,
  emptyState,
  type RoutingCommand,
  type RoutingState,
  restoreState,
  type SnapshotSlice,
  snapshotSlices,
} from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { AgentId, EdgeId, FlowId, LegId, OfferId, QueueId, StationId } from '#kernel/ids.ts'
import {
  agentSettingsOf,
  breakRulesOf,
  changesOf,
  isThereAtOnce,
  type PresenceChange,
  spansOfGroup,
  substitutionsOf,
} from './house-agents.ts'
import { queueSettingsOf, skillIdOf } from './house-queue.ts'
import type { Model } from './model.ts'
import { beginningMs } from './moments.ts'

export const edgeId = 'edg_model' as EdgeId
export const queueIdAt = (index: number) => `que_${index}` as QueueId
/** Where customers are who came through a flow and reached no queue yet. */
export const entranceIdAt = (index: number) => `que_e${index}` as QueueId
export const flowIdAt = (index: number) => `flw_${index}` as FlowId

/** A contact centre as it is before the first customer comes: set up once, and begun with in every replication. */
export interface House {
  readonly slices: readonly SnapshotSlice[]
  /** By agent, the group that he is of. */
  readonly groupOf: ReadonlyMap<AgentId, number>
  /** In the order of time. */
  readonly presenceChanges: readonly PresenceChange[]
}

export const beginIn = (house: House): RoutingState => restoreState(house.slices)

/** Sets up a checked model by the decider's own commands. */
export function houseOf(model: Model): House {
  const state = emptyState()
  const does = (command: RoutingCommand) => {
    const decided = decide(state, command, { nowMs: beginningMs, newOfferId: () => 'off_never' as OfferId })
    assert(decided.ok, `${command.type} is refused: ${decided.ok ? '' : decided.error.code}`)
    for (const event of decided.value) apply(state, event)
  }
  const indexOf = new Map(model.queues.map(({ id }, index) => [id, index]))
  const idOf = (name: string) => queueIdAt(indexOf.get(name) ?? -1)
  const flowIdOf = (name: string) => flowIdAt((model.flows ?? []).findIndex(({ id }) => id === name))
  for (const [index, queue] of model.queues.entries()) {
    does({
      type: 'ConfigureQueue',
      queueId: queueIdAt(index),
      settings: queueSettingsOf(queue, { queue: idOf, flow: flowIdOf }),
    })
    if (queue.hours && queue.hours[0]?.fromMs !== 0) does({ type: 'CloseQueue', queueId: queueIdAt(index) })
  }
  for (const { skill, least, keepFree, untilWaitedMs } of model.reservations ?? []) {
    const skillId = skillIdOf(skill)
    does({ type: 'ConfigureReservation', skillId, reservation: { skillId, least, keepFree, untilWaitedMs } })
  }
  const breakRules = breakRulesOf(model)
  if (breakRules) does({ type: 'ConfigureBreaks', rules: breakRules })
  const groupOf = new Map<AgentId, number>()
  const presenceChanges: PresenceChange[] = []
  for (const [group, agents] of model.agents.entries()) {
    const settings = agentSettingsOf(agents, group, model, idOf)
    const spans = spansOfGroup(agents, model)
    for (let n = 0; n < agents.count; n++) {
      // Of equal length, so that agents who became idle in the same moment are asked in their order.
      const letters = String(groupOf.size).padStart(5, '0')
      const agentId = `agt_${letters}` as AgentId
      groupOf.set(agentId, group)
      does({ type: 'ConfigureAgent', agentId, settings })
      does({ type: 'StationReachable', agentId, edgeId, ...stationOf(agentId) })
      const [first] = spans
      if (first && isThereAtOnce(first.fromMs, agents.mistakes)) {
        does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
      }
      presenceChanges.push(...changesOf(agentId, agents, spans))
    }
  }
  const agentsOf = (group: string) => {
    const index = model.agents.findIndex(({ id }) => id === group)
    return [...groupOf].flatMap(([agentId, of]) => (of === index ? [agentId] : []))
  }
  for (const [agentId, group] of model.substitutions ? groupOf : []) {
    const rules = substitutionsOf(model, model.agents[group] as Model['agents'][number], agentsOf)
    if (rules.length > 0) does({ type: 'ConfigureSubstitutions', agentId, rules })
  }
  return { slices: snapshotSlices(state), groupOf, presenceChanges: presenceChanges.sort((a, b) => a.atMs - b.atMs) }
}

/** Where an agent sits: at a browser, all day long. */
export const stationOf = (agentId: AgentId) => {
  const letters = agentId.slice('agt_'.length)
  return { stationId: `stn_${letters}` as StationId, legId: `leg_${letters}` as LegId }
}
