import { expect, it } from 'vitest'
import { apply, decide, defaultQueueSettings, emptyState, type RoutingCommand } from '#domain/routing/index.ts'
import type { AgentId, EdgeId, InteractionId, LegId, OfferId, QueueId } from '#kernel/ids.ts'
import type { Leg } from '#protocol/edge/index.ts'
import { placeOf, shippedGeography } from '../geography.ts'
import type { KnownCustomer } from '../known-customers.ts'
import { type ProcessView, step } from './index.ts'

const edgeId = 'edg_1' as EdgeId
const queueId = 'que_1' as QueueId
const customerLegId = 'leg_customer' as LegId
const interactionId = 'int_1' as InteractionId

/** What the caller of such a leg, of whom this is known, asks for when his call comes into the queue. */
function wishesOf(leg: Partial<Leg>, customer?: KnownCustomer) {
  const state = emptyState()
  const does = (command: RoutingCommand) => {
    const decided = decide(state, command, { nowMs: 1000, newOfferId: () => 'off_1' as OfferId })
    if (!decided.ok) throw new Error(decided.error.code)
    for (const event of decided.value) apply(state, event)
  }
  does({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, lastAgentPatienceMs: 5000 } })
  const entry = { queueId, greeting: null }
  does({ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId, entry })
  const view: ProcessView = {
    state,
    numberRoute: () => ({ kind: 'queue', queueId }),
    agentOfStation: () => undefined,
    userOfStation: () => undefined,
    numberOfStation: () => undefined,
    userOfDialed: () => undefined,
    agentOfUser: () => undefined,
    stationOfUser: () => undefined,
    outboundRoute: () => ({ refusal: 'dial.no-rule' }),
    leg: () => ({ legId: customerLegId, callerNumber: '', ...leg }) as Leg,
    requestedTransfer: () => undefined,
    isUp: () => true,
    requestedNumber: () => undefined,
    placeOf: (traces) => placeOf(shippedGeography, traces, 'GE'),
    ...(customer && { customer: () => customer }),
  }
  const event = { type: 'leg.connected', legId: customerLegId } as const
  const actions = step(view, { kind: 'edge', edgeId, event }, { nowMs: 1000, newId: () => 'x' as never })
  for (const action of actions) {
    if (action.kind === 'decide' && action.command.type === 'EnqueueInteraction') return action.command.wishes
  }
  return undefined
}

it('a caller is where his landline is, however it is written', () => {
  for (const callerNumber of ['+995431212345', '0431 21-23-45', '00995431212345']) {
    expect(wishesOf({ callerNumber })?.place?.regionCode).toBe('GE-IM')
  }
})

it('a mobile number says nothing, and neither does the number of somebody who signed in with a phone of ours', () => {
  expect(wishesOf({ callerNumber: '+995555123456' })).toBeUndefined()
  expect(wishesOf({ callerNumber: '+995431212345', authenticatedUser: '701' })).toBeUndefined()
})

it('what is written down of a customer goes before his number, and beside the agent whom he had last', () => {
  const known = { traces: { postcode: '6000' }, lastAgentId: 'agt_aylin' as AgentId }
  expect(wishesOf({ callerNumber: '+995431212345' }, known)).toMatchObject({
    place: { regionCode: 'GE-AJ', neighbors: ['GE-GU', 'GE-SJ'] },
    preferred: [{ agentId: 'agt_aylin', why: 'last-agent' }],
  })
})
