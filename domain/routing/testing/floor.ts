import { expect } from 'vitest'
import type { AgentId, EdgeId, InteractionId, LegId, OfferId, QueueId, StationId } from '#kernel/ids.ts'
import { available } from '../../agents/index.ts'
import type { Channel } from '../../interactions/index.ts'
import type { Wishes } from '../asking/wishes.ts'
import {
  type AgentSettings,
  apply,
  decide,
  defaultQueueSettings,
  emptyState,
  type Membership,
  type QueueSettings,
  type RoutingCommand,
  type RoutingEvent,
  snapshotSlices,
  workStateOf,
} from '../index.ts'

/** A decider with one queue, told in its own verbs. */
export class Floor {
  state = emptyState()
  nowMs = 1_000_000
  log: RoutingEvent[] = []
  #offers = 0
  readonly queueId = 'que_support' as QueueId
  readonly edgeId = 'edg_1' as EdgeId

  constructor(settings: Partial<QueueSettings> = {}) {
    this.does({ type: 'ConfigureQueue', queueId: this.queueId, settings: { ...defaultQueueSettings, ...settings } })
  }

  ask(command: RoutingCommand) {
    const before = JSON.stringify(snapshotSlices(this.state))
    const decided = decide(this.state, command, {
      nowMs: this.nowMs,
      newOfferId: () => `off_${++this.#offers}` as OfferId,
    })
    expect(JSON.stringify(snapshotSlices(this.state)), 'decide only reads').toBe(before)
    if (decided.ok) {
      for (const event of decided.value) {
        apply(this.state, event)
        this.log.push(event)
      }
    }
    return decided
  }

  does(command: RoutingCommand): readonly RoutingEvent[] {
    const decided = this.ask(command)
    if (!decided.ok) throw new Error(`${command.type} was refused: ${decided.error.code}`)
    return decided.value
  }

  refusal(command: RoutingCommand) {
    const decided = this.ask(command)
    return decided.ok ? null : decided.error.code
  }

  /** An agent of the queue who is available at a browser. */
  agent(name: string, { membership, ...others }: Partial<AgentSettings> & { membership?: Partial<Membership> } = {}) {
    const agentId = `agt_${name}` as AgentId
    const memberships = [{ queueId: this.queueId, priority: 0, ...membership }]
    const settings = { memberships, capacity: { voice: 1 }, ...others }
    this.does({ type: 'ConfigureAgent', agentId, settings })
    this.stationOf(agentId)
    this.does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
    return agentId
  }

  /** An agent of the queue who is available at a telephone. */
  phoneAgent(name: string) {
    const agentId = `agt_${name}` as AgentId
    const stationId = `stn_${agentId}` as StationId
    const settings = { memberships: [{ queueId: this.queueId, priority: 0 }], capacity: { voice: 1 } }
    this.does({ type: 'ConfigureAgent', agentId, settings })
    this.does({ type: 'StationReachable', agentId, stationId, edgeId: this.edgeId, legId: null })
    this.does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
    return agentId
  }

  stationOf(agentId: AgentId) {
    const stationId = `stn_${agentId}` as StationId
    const legId = `leg_${agentId}` as LegId
    this.does({ type: 'StationReachable', agentId, stationId, edgeId: this.edgeId, legId })
    return { stationId, legId }
  }

  /** Somebody who waits in the queue. */
  caller(name: string, wishes?: Wishes) {
    const interactionId = `int_${name}` as InteractionId
    this.does({
      type: 'BeginInteraction',
      interactionId,
      kind: 'call',
      edgeId: this.edgeId,
      customerLegId: `leg_${name}` as LegId,
      entry: { queueId: this.queueId, greeting: null },
    })
    this.does({ type: 'EnqueueInteraction', interactionId, queueId: this.queueId, ...(wishes && { wishes }) })
    return interactionId
  }

  /** Another queue, in which work from outside waits, or what `settings` say. */
  opens(name: string, settings: Partial<QueueSettings> = { channel: 'task' }) {
    const queueId = `que_${name}` as QueueId
    this.does({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, ...settings } })
    return queueId
  }

  /** Work from outside that waits. */
  task(name: string, queueId: QueueId, channel: Channel = 'task') {
    const interactionId = `int_${name}` as InteractionId
    this.does({ type: 'BeginTask', interactionId, channel, queueId, dueAtMs: null })
    return interactionId
  }

  after(ms: number) {
    this.nowMs += ms
    return this.does({ type: 'AdvanceTime' })
  }

  offerTo(agentId: AgentId) {
    return [...this.state.offers.values()].find((offer) => offer.agentId === agentId)
  }

  accepts(agentId: AgentId) {
    const offerId = this.offerTo(agentId)?.offerId as OfferId
    return this.does({ type: 'AcceptOffer', offerId, agentId })
  }

  workOf(agentId: AgentId) {
    const agent = this.state.agents.get(agentId)
    return agent && workStateOf(agent)
  }
}
