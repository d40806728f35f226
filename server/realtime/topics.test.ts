import { describe, expect, it } from 'vitest'
import {
  apply,
  decide,
  defaultQueueSettings,
  emptyState,
  type RoutingCommand,
  type RoutingState,
} from '#domain/routing/index.ts'
import { type EdgeId, type IncarnationId, newId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { agentEntries } from './agents-topic.ts'
import { deskEntries } from './desk-topic.ts'
import { Moments } from './moments.ts'
import { queueEntries } from './queues-topic.ts'
import type { TopicView } from './topic-view.ts'

const { bytes } = seededRandom(3)
const edgeId = newId('edge', 1, bytes) as EdgeId
const incarnation = newId('incarnation', 1, bytes) as IncarnationId
const [aylin, levan] = [newId('agent', 1, bytes), newId('agent', 2, bytes)]
const support = newId('queue', 1, bytes)
const [firstCall, secondCall] = [newId('interaction', 1, bytes), newId('interaction', 2, bytes)]

const said = { key: 'about', label: 'What about', value: 'An order' }

/** A floor that lives by the real decider. */
function floor() {
  const state: RoutingState = emptyState()
  const moments = new Moments(0)
  let nowMs = 1_000
  const run = (command: RoutingCommand) => {
    const decided = decide(state, command, { nowMs, newOfferId: () => newId('offer', nowMs, bytes) })
    if (!decided.ok) throw new Error(`${command.type}: ${decided.error.code}`)
    for (const event of decided.value) {
      apply(state, event)
      moments.note(event)
    }
  }
  run({ type: 'Reconcile', edgeId, incarnation, legIds: [], recordingIds: [], stations: [] })
  run({ type: 'ConfigureQueue', queueId: support, settings: defaultQueueSettings })
  for (const agentId of [aylin, levan]) {
    run({
      type: 'ConfigureAgent',
      agentId,
      settings: { memberships: [{ queueId: support, priority: 0 }], capacity: { voice: 1 } },
    })
  }
  const view: TopicView = {
    state,
    isEdgeConnected: true,
    queueName: () => 'Support',
    isPersonalQueue: () => false,
    hasScript: () => false,
    agentName: (agentId) => (agentId === aylin ? 'Aylin' : undefined),
    calledNumber: () => undefined,
    mayPause: () => false,
    alerts: () => undefined,
    answers: (id) => (id === firstCall ? [said] : []),
    particulars: (id) => (id === firstCall ? { callerNumber: '+995322247247', customerName: 'Nino' } : undefined),
    moments,
  }
  return {
    view,
    moments,
    run,
    at(ms: number) {
      nowMs = ms
    },
    ready(agentId: typeof aylin) {
      const stationId = newId('station', 1, bytes)
      run({ type: 'StationReachable', agentId, stationId, edgeId, legId: newId('leg', 1, bytes) })
      run({ type: 'SetPresence', agentId, presence: { kind: 'available' }, by: 'agent' })
    },
    call(interactionId: typeof firstCall) {
      const entry = { queueId: support, greeting: null }
      run({
        type: 'BeginInteraction',
        interactionId,
        kind: 'call',
        edgeId,
        customerLegId: newId('leg', 9, bytes),
        entry,
      })
      if (state.interactions.get(interactionId)?.stage === 'inFlow') {
        run({ type: 'EnqueueInteraction', interactionId, queueId: support })
      }
    },
    offer: () => [...state.offers.values()][0],
  }
}

describe('the desk', () => {
  it('of somebody who just came shows that nothing reaches them', () => {
    const { view } = floor()
    expect(deskEntries(view, aylin)).toMatchObject({
      presence: { presence: 'offline', workState: 'idle' },
      station: { isReachable: false },
      edge: { isConnected: true },
    })
    expect(deskEntries(view, newId('agent', 5, bytes)).presence).toMatchObject({ presence: 'offline' })
  })

  it('rings with who calls, for how long, and in which queue', () => {
    const { view, ready, call, offer, at } = floor()
    ready(aylin)
    at(5_000)
    call(firstCall)
    const offered = offer()
    const desk = deskEntries(view, aylin)
    expect(desk.presence).toMatchObject({ presence: 'available', workState: 'offered', sinceMs: 5_000 })
    expect(desk[`offer:${offered?.offerId}`]).toEqual({
      offerId: offered?.offerId,
      interactionId: firstCall,
      channel: 'voice',
      queueId: support,
      queueName: 'Support',
      offeredAtMs: 5_000,
      queuedAtMs: 5_000,
      expiresAtMs: 5_000 + defaultQueueSettings.ringTimeoutMs,
      callerNumber: '+995322247247',
      customerName: 'Nino',
      answers: [said],
    })
    expect(Object.keys(deskEntries(view, levan))).toEqual(['presence', 'station', 'edge'])
  })

  it('shows the call in hand, its hold, its silence, and the wrap-up after it', () => {
    const { view, moments, ready, call, offer, at, run } = floor()
    ready(aylin)
    call(firstCall)
    at(7_000)
    run({ type: 'AcceptOffer', offerId: offer()?.offerId as never, agentId: aylin })
    const entry = () => deskEntries(view, aylin)[`interaction:${firstCall}`]
    expect(entry()).toMatchObject({
      state: 'engaged',
      acceptedAtMs: 7_000,
      isHeld: false,
      isMuted: false,
      isRecorded: true,
      recording: { isPaused: false, mayPause: false },
    })
    at(8_000)
    run({ type: 'HoldInteraction', interactionId: firstCall, agentId: aylin })
    expect(entry()).toMatchObject({ isHeld: true, heldSinceMs: 8_000 })
    run({ type: 'RetrieveInteraction', interactionId: firstCall, agentId: aylin })
    expect(entry()).not.toHaveProperty('heldSinceMs')

    const legId = view.state.calls.get(firstCall)?.customerLegId as never
    moments.noteEdge({ type: 'leg.silent', legId, isSilent: true })
    expect(entry()).toMatchObject({ isSilent: true })
    moments.noteEdge({ type: 'leg.silent', legId, isSilent: false })
    expect(entry()).not.toHaveProperty('isSilent')

    at(9_000)
    run({ type: 'CustomerLeft', interactionId: firstCall, reason: 'customer-left' })
    expect(entry()).toMatchObject({
      state: 'wrapUp',
      endReason: 'customer-left',
      wrapUpStartedAtMs: 9_000,
      wrapUpEndsAtMs: 9_000 + defaultQueueSettings.wrapUpLimitMs,
    })
    run({ type: 'SetPresence', agentId: aylin, presence: { kind: 'break', reason: 'lunch' }, by: 'agent' })
    expect(deskEntries(view, aylin).presence).toMatchObject({
      presence: 'available',
      next: 'break',
      workState: 'wrapUp',
    })
    run({ type: 'FinishWrapUp', interactionId: firstCall, agentId: aylin })
    expect(entry()).toBeUndefined()
    expect(deskEntries(view, aylin).presence).toMatchObject({ presence: 'break', reason: 'lunch', workState: 'idle' })
  })
})

describe('the queues', () => {
  it('count who waits, since when, and who serves', () => {
    const { view, ready, call, at, run, offer } = floor()
    expect(queueEntries(view)[support]).toEqual({
      queueId: support,
      name: 'Support',
      waiting: 0,
      agentsAvailable: 0,
      agentsEngaged: 0,
    })
    at(2_000)
    call(firstCall)
    at(3_000)
    call(secondCall)
    expect(queueEntries(view)[support]).toMatchObject({ waiting: 2, longestWaitSinceMs: 2_000 })
    ready(aylin)
    run({ type: 'AcceptOffer', offerId: offer()?.offerId as never, agentId: aylin })
    ready(levan)
    run({ type: 'DeclineOffer', offerId: offer()?.offerId as never, agentId: levan })
    expect(queueEntries(view)[support]).toMatchObject({
      waiting: 1,
      longestWaitSinceMs: 3_000,
      agentsAvailable: 1,
      agentsEngaged: 1,
    })
    expect(queueEntries({ ...view, isPersonalQueue: (queueId) => queueId === support })).toEqual({})
  })
})

describe('the agents', () => {
  it('stand there with their presence, their work and their station', () => {
    const { view, ready } = floor()
    ready(aylin)
    expect(agentEntries(view)).toEqual({
      [aylin]: {
        agentId: aylin,
        name: 'Aylin',
        presence: 'available',
        workState: 'idle',
        sinceMs: 1_000,
        isStationReachable: true,
      },
      [levan]: expect.objectContaining({ name: '', presence: 'offline', isStationReachable: false }),
    })
  })
})
