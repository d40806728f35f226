import { available, offline } from '#domain/agents/index.ts'
import {
  apply,
  decide,
  defaultQueueSettings,
  emptyState,
  type Proficiency,
  type QueueSettings,
  type Requirement,
  type RoutingCommand,
  type RoutingState,
  restoreState,
  type Skills,
  type SnapshotSlice,
  snapshotSlices,
  usualServiceLevel,
} from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { AgentId, EdgeId, LegId, OfferId, QueueId, SkillId, StationId } from '#kernel/ids.ts'
import type { Model, ModelAgents, ModelQueue } from './model.ts'

/** The moment that is 0 in a model. Small, so that a fraction of a millisecond is not lost in the sum. */
export const beginningMs = 1_000_000_000

export const edgeId = 'edg_model' as EdgeId
export const queueIdAt = (index: number) => `que_${index}` as QueueId

/** A presence that changes at a moment of the model. */
export interface PresenceChange {
  readonly atMs: number
  readonly agentId: AgentId
  readonly presence: typeof available | typeof offline
}

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
  for (const [index, queue] of model.queues.entries()) {
    does({ type: 'ConfigureQueue', queueId: queueIdAt(index), settings: settingsOf(queue) })
  }
  const indexOf = new Map(model.queues.map(({ id }, index) => [id, index]))
  const groupOf = new Map<AgentId, number>()
  const presenceChanges: PresenceChange[] = []
  for (const [group, agents] of model.agents.entries()) {
    const settings = {
      memberships: agents.queues.map(({ id, priority = 0, ...others }) => ({
        queueId: queueIdAt(indexOf.get(id) ?? -1),
        priority,
        ...present(others),
      })),
      capacity: { voice: 1 },
      skills: skillsOf(agents),
      // Whose habits are not told answers in the moment in which he is asked.
      isAutoAnswered: agents.answers === undefined,
      ...(agents.choosesBy && { choosesBy: agents.choosesBy }),
    }
    for (let n = 0; n < agents.count; n++) {
      // Of equal length, so that agents who became idle in the same moment are asked in their order.
      const letters = String(groupOf.size).padStart(5, '0')
      const agentId = `agt_${letters}` as AgentId
      groupOf.set(agentId, group)
      does({ type: 'ConfigureAgent', agentId, settings })
      const station = { stationId: `stn_${letters}` as StationId, legId: `leg_${letters}` as LegId }
      does({ type: 'StationReachable', agentId, edgeId, ...station })
      for (const { fromMs, toMs } of agents.shifts ?? [{ fromMs: 0, toMs: Number.POSITIVE_INFINITY }]) {
        if (fromMs === 0) does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
        else presenceChanges.push({ atMs: fromMs, agentId, presence: available })
        if (toMs < Number.POSITIVE_INFINITY) presenceChanges.push({ atMs: toMs, agentId, presence: offline })
      }
    }
  }
  return { slices: snapshotSlices(state), groupOf, presenceChanges: presenceChanges.sort((a, b) => a.atMs - b.atMs) }
}

/** Nobody has anything to write up: that is part of the handle time. */
function settingsOf(queue: ModelQueue): QueueSettings {
  const { strategy = 'longestIdle', priority = 0, requires = [], places = null } = queue
  const asked = requires.map(({ skill, least }) => ({ skillId: skillIdOf(skill), least: least as Proficiency }))
  const [first] = asked
  const requirement: Requirement | undefined = asked.length > 1 ? { all: asked } : first
  return {
    ...defaultQueueSettings,
    strategy,
    priority,
    wrapUpLimitMs: 0,
    isRecorded: false,
    ...(queue.ringTimeoutMs && { ringTimeoutMs: queue.ringTimeoutMs }),
    ...(requirement && { requirement }),
    serviceLevel: {
      // A promise of the decider's is a second at least.
      thresholdMs: Math.max(1000, Math.round(queue.serviceLevel?.thresholdMs ?? usualServiceLevel.thresholdMs)),
      percent: queue.serviceLevel?.percent ?? usualServiceLevel.percent,
    },
    relaxation: (queue.relaxation ?? []).map(({ drop, ...step }) => ({
      ...present(step),
      ...(drop && { drop: drop.map(skillIdOf) }),
    })),
    // With no place at all whoever finds an agent free is taken all the same, which this rule does not say.
    ...(places !== null && places > 0 && { diversions: [fullAt(places)] }),
  }
}

/** Who finds so many waiting hears that, and the call ends. */
const fullAt = (waiting: number): NonNullable<QueueSettings['diversions']>[number] => ({
  when: { kind: 'full', waiting },
  to: { kind: 'announcement', prompt: 'full' },
})

/** Without the fields that stand there as undefined, which a decider's settings never do. */
function present<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}

const skillIdOf = (name: string) => `skl_${name}` as SkillId

function skillsOf({ skills = [] }: ModelAgents): Skills {
  const pairs = Array.isArray(skills)
    ? skills.map(({ skill, proficiency }) => [skill, proficiency] as const)
    : Object.entries(skills)
  return Object.fromEntries(pairs.map(([name, proficiency]) => [skillIdOf(name), proficiency])) as Skills
}
