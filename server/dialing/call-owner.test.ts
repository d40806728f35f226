import { expect, it } from 'vitest'
import { available } from '#domain/agents/index.ts'
import { apply, decide, defaultQueueSettings, emptyState, type RoutingCommand } from '#domain/routing/index.ts'
import type { AgentId, EdgeId, InteractionId, LegId, OfferId, QueueId, StationId } from '#kernel/ids.ts'
import { agentOfCalledLeg, interactionEndedWith } from './call-owner.ts'

const interactionId = 'int_1' as InteractionId
const edgeId = 'edg_1' as EdgeId
const queueId = 'que_1' as QueueId
const [aylin, samira] = ['agt_aylin' as AgentId, 'agt_samira' as AgentId]
const [customerLegId, expertLegId, listeningLegId] = ['leg_customer' as LegId, 'leg_expert' as LegId, 'leg_s' as LegId]

/** Aylin talks with a customer, and Samira can be had at an outside number. */
function talking() {
  const state = emptyState()
  const does = (command: RoutingCommand) => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => 'off_1' as OfferId })
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.code}`)
    for (const event of decided.value) apply(state, event)
  }
  does({ type: 'ConfigureQueue', queueId, settings: defaultQueueSettings })
  const settings = { memberships: [{ queueId, priority: 0 }], capacity: { voice: 1 } }
  for (const agentId of [aylin, samira]) does({ type: 'ConfigureAgent', agentId, settings })
  const browser = { stationId: 'stn_aylin' as StationId, legId: 'leg_aylin' as LegId }
  does({ type: 'StationReachable', agentId: aylin, edgeId, ...browser })
  does({ type: 'ChooseStation', agentId: samira, choice: { stationId: 'stn_samira' as StationId, kind: 'number' } })
  const entry = { queueId, greeting: null }
  does({ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId, entry })
  does({ type: 'EnqueueInteraction', interactionId, queueId })
  does({ type: 'SetPresence', agentId: aylin, presence: available, by: 'agent' })
  does({ type: 'AcceptOffer', offerId: 'off_1' as OfferId, agentId: aylin })
  return { state, does }
}

it('who listens at an outside number makes that call, and pays for it with limits of his own', () => {
  const { state, does } = talking()
  does({ type: 'Monitor', interactionId, agentId: samira, mode: 'listen', legId: listeningLegId })
  expect(agentOfCalledLeg(state, listeningLegId)).toBe(samira)
  expect(interactionEndedWith(state, listeningLegId)).toBeUndefined()
})

it('a limit that ends a consultation or one of a conference leaves the customer on the line', () => {
  const { state, does } = talking()
  const called = { legId: expertLegId, agentId: null, isOverTrunk: true, isEmergency: false, isAtStation: false }
  does({ type: 'StartConsultation', interactionId, agentId: aylin, called })
  expect(interactionEndedWith(state, expertLegId)).toBeUndefined()
  does({ type: 'NoteAnswered', interactionId, legId: expertLegId })
  does({ type: 'JoinConsultation', interactionId, agentId: aylin })
  expect(interactionEndedWith(state, expertLegId)).toBeUndefined()
  expect(interactionEndedWith(state, customerLegId)).toBe(interactionId)
  does({ type: 'LeaveConference', interactionId, agentId: aylin })
  expect(interactionEndedWith(state, expertLegId)).toBe(interactionId)
})
