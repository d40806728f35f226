import { describe, expect, it } from 'vitest'
import type {
  AgentId,
  EdgeId,
  IncarnationId,
  InteractionId,
  LegId,
  OfferId,
  QueueId,
  RecordingId,
  StationId,
} from '#kernel/ids.ts'
import { available } from '../agents/index.ts'
import {
  apply,
  defaultQueueSettings,
  emptyState,
  nextDueMs,
  type RoutingCommand,
  type RoutingEvent,
  restoreState,
  snapshotSlices,
} from './index.ts'
import { Floor } from './testing/floor.ts'

describe('offers', () => {
  it('go to the agent who has been idle longest, and say why', () => {
    const floor = new Floor()
    const first = floor.agent('first')
    floor.nowMs += 5000
    floor.agent('second')
    floor.nowMs += 1000
    floor.caller('c1')
    expect(floor.offerTo(first)).toMatchObject({ interactionId: 'int_c1' })
    expect(floor.log.at(-1)).toMatchObject({
      type: 'OfferMade',
      why: { strategy: 'longestIdle', candidates: 2, idleMs: 6000, waitingPosition: 1, passedOver: 0 },
    })
  })

  it('go to who has just talked after all others who are idle, but a ringing that came to nothing costs no place', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    floor.nowMs += 1000
    const levan = floor.agent('levan')
    const c1 = floor.caller('c1')
    floor.nowMs += 1000
    floor.does({ type: 'CustomerLeft', interactionId: c1, reason: 'customer-left' })
    const c2 = floor.caller('c2')
    expect(floor.offerTo(aylin)).toMatchObject({ interactionId: c2 })
    floor.accepts(aylin)
    floor.does({ type: 'CustomerLeft', interactionId: c2, reason: 'customer-left' })
    floor.nowMs += 1000
    floor.does({ type: 'FinishWrapUp', interactionId: c2, agentId: aylin })
    const c3 = floor.caller('c3')
    expect(floor.offerTo(levan)).toMatchObject({ interactionId: c3 })
  })

  it('accepted twice by the same agent are accepted once', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    floor.caller('c1')
    const offerId = floor.offerTo(aylin)?.offerId as OfferId
    expect(floor.accepts(aylin).map((event) => event.type)).toEqual(['OfferAccepted'])
    expect(floor.refusal({ type: 'AcceptOffer', offerId, agentId: aylin })).toBe('offer-already-accepted')
  })

  it('are not for others to accept', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    floor.caller('c1')
    const levan = floor.agent('levan')
    const offerId = floor.offerTo(aylin)?.offerId as OfferId
    expect(floor.refusal({ type: 'AcceptOffer', offerId, agentId: levan })).toBe('not-your-offer')
  })

  it('that ring out are missed: the agent is not ready, the caller goes to the next', () => {
    const floor = new Floor({ ringTimeoutMs: 20_000 })
    const aylin = floor.agent('aylin')
    floor.nowMs += 1
    const levan = floor.agent('levan')
    floor.caller('c1')
    const offerId = floor.offerTo(aylin)?.offerId as OfferId
    expect(nextDueMs(floor.state)).toBe(floor.nowMs + 20_000)
    expect(floor.after(19_999)).toEqual([])
    expect(floor.after(1).map((event) => event.type)).toEqual(['OfferMissed', 'PresenceChanged', 'OfferMade'])
    expect(floor.state.agents.get(aylin)?.presence).toEqual({ kind: 'notReady', reason: 'missed-offer' })
    expect(floor.offerTo(levan)).toMatchObject({ interactionId: 'int_c1' })
    expect(floor.refusal({ type: 'AcceptOffer', offerId, agentId: aylin })).toBe('offer-over')
  })

  it('declined by the only agent come to him again after the cool-down, and others may come before', () => {
    const floor = new Floor({ declineCoolDownMs: 30_000 })
    const aylin = floor.agent('aylin')
    floor.caller('c1')
    floor.does({ type: 'DeclineOffer', offerId: floor.offerTo(aylin)?.offerId as OfferId, agentId: aylin })
    expect(floor.workOf(aylin)).toBe('idle')
    floor.nowMs += 1000
    floor.caller('c2')
    expect(floor.offerTo(aylin)).toMatchObject({ interactionId: 'int_c2' })
    floor.does({ type: 'CustomerLeft', interactionId: 'int_c2' as InteractionId, reason: 'customer-left' })
    expect(floor.after(29_000).map((event) => event.type)).toEqual(['CoolDownEnded', 'OfferMade'])
    expect(floor.offerTo(aylin)).toMatchObject({ interactionId: 'int_c1' })
  })

  describe('to an agent whose telephone could not be called', () => {
    /** Accepted, and then the edge cannot make the leg. */
    function unmade(floor: Floor, agentId: AgentId, why: 'overloaded' | 'unreachable') {
      const interactionId = floor.offerTo(agentId)?.interactionId as InteractionId
      floor.accepts(agentId)
      const legId = floor.state.calls.get(interactionId)?.engagement?.agentLegId as LegId
      return floor.does({ type: 'AgentLegLost', agentId, legId, unmade: why })
    }

    it('are made again after the cool-down at the earliest, for none of those who wait, and to others meanwhile', () => {
      const floor = new Floor({ declineCoolDownMs: 30_000 })
      const aylin = floor.phoneAgent('aylin')
      const c1 = floor.caller('c1')
      floor.caller('c2')
      const types = unmade(floor, aylin, 'overloaded').map((event) => event.type)
      expect(types).toEqual(['InteractionReturned', 'AgentCoolDownBegan'])
      for (let i = 0; i < 20; i++) {
        floor.after(1000)
        floor.does({ type: 'SetPresence', agentId: aylin, presence: available, by: 'agent' })
      }
      expect(floor.offerTo(aylin)).toBeUndefined()
      const levan = floor.phoneAgent('levan')
      expect(floor.offerTo(levan)).toMatchObject({ interactionId: c1 })
      expect(nextDueMs(floor.state)).toBeLessThanOrEqual(floor.nowMs + 10_000)
      expect(floor.after(10_000).map((event) => event.type)).toContain('AgentCoolDownEnded')
      expect(floor.offerTo(aylin)).toMatchObject({ interactionId: 'int_c2' })
    })

    it('pause for some seconds where the queue’s is shorter', () => {
      const floor = new Floor({ declineCoolDownMs: 1000 })
      const aylin = floor.phoneAgent('aylin')
      floor.caller('c1')
      unmade(floor, aylin, 'overloaded')
      floor.after(4000)
      expect(floor.offerTo(aylin)).toBeUndefined()
      floor.after(1000)
      expect(floor.offerTo(aylin)).toBeDefined()
    })

    it('find him available still where it was for no fault of his, and else not ready', () => {
      const presenceAfter = (why: 'overloaded' | 'unreachable') => {
        const floor = new Floor()
        const aylin = floor.phoneAgent('aylin')
        floor.caller('c1')
        unmade(floor, aylin, why)
        return floor.state.agents.get(aylin)?.presence
      }
      expect(presenceAfter('overloaded')).toEqual(available)
      expect(presenceAfter('unreachable')).toEqual({ kind: 'notReady', reason: 'station-lost' })
    })

    it('pause also for a decider that begins anew in between', () => {
      const floor = new Floor({ declineCoolDownMs: 30_000 })
      const aylin = floor.phoneAgent('aylin')
      floor.caller('c1')
      unmade(floor, aylin, 'overloaded')
      floor.state = restoreState(JSON.parse(JSON.stringify(snapshotSlices(floor.state))))
      floor.after(29_000)
      expect(floor.offerTo(aylin)).toBeUndefined()
      floor.after(1000)
      expect(floor.offerTo(aylin)).toBeDefined()
    })
  })

  it('are taken back when the agent goes on a break, and the caller keeps his place', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const c1 = floor.caller('c1')
    floor.nowMs += 1000
    floor.caller('c2')
    const events = floor.does({
      type: 'SetPresence',
      agentId: aylin,
      presence: { kind: 'break', reason: 'lunch' },
      by: 'agent',
    })
    expect(events.map((event) => event.type)).toEqual(['OfferWithdrawn', 'PresenceChanged'])
    const levan = floor.agent('levan')
    expect(floor.offerTo(levan)).toMatchObject({ interactionId: c1 })
  })
})

describe('the end of a contact', () => {
  it('while waiting is an abandonment and frees the agent who rings', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const c1 = floor.caller('c1')
    floor.does({ type: 'CustomerLeft', interactionId: c1, reason: 'customer-left' })
    expect(floor.log.at(-1)).toMatchObject({ type: 'InteractionEnded', isAbandoned: true, stage: 'queued' })
    expect(floor.workOf(aylin)).toBe('idle')
    expect(floor.state.interactions.size).toBe(0)
  })

  it('when engaged begins wrap-up, which ends at its limit, and then the next caller comes', () => {
    const floor = new Floor({ wrapUpLimitMs: 60_000 })
    const aylin = floor.agent('aylin')
    const c1 = floor.caller('c1')
    floor.caller('c2')
    floor.accepts(aylin)
    floor.does({ type: 'EndInteraction', interactionId: c1, reason: 'agent-ended', agentId: aylin })
    expect(floor.workOf(aylin)).toBe('wrapUp')
    expect(floor.after(60_000).map((event) => event.type)).toEqual(['WrapUpFinished', 'OfferMade'])
  })

  it('wrap-up can be extended as often as the queue says, and no more', () => {
    const floor = new Floor({ wrapUpLimitMs: 60_000, wrapUpExtensions: 1 })
    const agentId = floor.agent('aylin')
    const interactionId = floor.caller('c1')
    floor.accepts(agentId)
    floor.does({ type: 'EndInteraction', interactionId, reason: 'agent-ended' })
    floor.nowMs += 50_000
    floor.does({ type: 'ExtendWrapUp', interactionId, agentId })
    expect(nextDueMs(floor.state)).toBe(floor.nowMs + 60_000)
    expect(floor.refusal({ type: 'ExtendWrapUp', interactionId, agentId })).toBe('no-extension-left')
  })

  it('a break that was asked for in mid-call begins after wrap-up', () => {
    const floor = new Floor()
    const agentId = floor.agent('aylin')
    const interactionId = floor.caller('c1')
    floor.accepts(agentId)
    const presence = { kind: 'break', reason: 'rest' } as const
    expect(floor.does({ type: 'SetPresence', agentId, presence, by: 'agent' })).toMatchObject([
      { type: 'PresencePlanned', presence },
    ])
    floor.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    expect(floor.state.agents.get(agentId)?.presence).toEqual(available)
    floor.caller('c2')
    floor.does({ type: 'FinishWrapUp', interactionId, agentId })
    expect(floor.state.agents.get(agentId)?.presence).toEqual(presence)
    expect(floor.offerTo(agentId)).toBeUndefined()
  })
})

describe('an agent of several queues', () => {
  const sales = 'que_sales' as QueueId
  function floorOfTwo(supportPriority: number, salesPriority: number, membershipOfSales: number) {
    const floor = new Floor({ priority: supportPriority })
    floor.does({
      type: 'ConfigureQueue',
      queueId: sales,
      settings: { ...defaultQueueSettings, priority: salesPriority },
    })
    const c1 = floor.caller('c1')
    floor.nowMs += 1000
    const c2 = 'int_c2' as InteractionId
    const entry = { queueId: sales, greeting: null }
    const customerLegId = 'leg_c2' as LegId
    floor.does({
      type: 'BeginInteraction',
      interactionId: c2,
      kind: 'call',
      edgeId: floor.edgeId,
      customerLegId,
      entry,
    })
    floor.does({ type: 'EnqueueInteraction', interactionId: c2, queueId: sales })
    const agentId = 'agt_aylin' as AgentId
    const memberships = [
      { queueId: floor.queueId, priority: 0 },
      { queueId: sales, priority: membershipOfSales },
    ]
    floor.does({ type: 'ConfigureAgent', agentId, settings: { memberships, capacity: { voice: 1 } } })
    floor.stationOf(agentId)
    floor.does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
    return { floor, agentId, first: floor.offerTo(agentId)?.interactionId, c1, c2 }
  }

  it('serves who came first, where nothing else says otherwise', () => {
    const { first, c1 } = floorOfTwo(0, 0, 0)
    expect(first).toBe(c1)
  })
  it('serves the queue of the higher priority first', () => {
    const { first, c2 } = floorOfTwo(0, 5, 0)
    expect(first).toBe(c2)
  })
  it('serves the queue that is more his own before one of higher priority', () => {
    const { first, c2 } = floorOfTwo(5, 0, 1)
    expect(first).toBe(c2)
  })

  it('who no longer serves the queue loses its offer, and keeps one that he still serves', () => {
    const { floor, agentId } = floorOfTwo(0, 0, 0)
    const settings = (queueIds: readonly QueueId[]) => ({
      memberships: queueIds.map((queueId) => ({ queueId, priority: 0 })),
      capacity: { voice: 1 },
    })
    expect(floor.does({ type: 'ConfigureAgent', agentId, settings: settings([floor.queueId]) })).toMatchObject([
      { type: 'AgentConfigured' },
    ])
    expect(floor.does({ type: 'ConfigureAgent', agentId, settings: settings([sales]) })).toMatchObject([
      { type: 'OfferWithdrawn', cause: 'profile-changed' },
      { type: 'AgentConfigured' },
      { type: 'OfferMade', interactionId: 'int_c2' },
    ])
  })
})

describe('what is asked for and cannot be', () => {
  it('is refused with its reason, and changes nothing', () => {
    const floor = new Floor()
    const agentId = floor.agent('aylin')
    const interactionId = floor.caller('c1')
    const nobody = 'agt_nobody' as AgentId
    const asked: readonly (readonly [RoutingCommand, string])[] = [
      [{ type: 'SetPresence', agentId: nobody, presence: available, by: 'agent' }, 'no-such-agent'],
      [{ type: 'RemoveAgent', agentId: nobody }, 'no-such-agent'],
      [{ type: 'EnqueueInteraction', interactionId, queueId: floor.queueId }, 'wrong-stage'],
      [
        { type: 'EnqueueInteraction', interactionId: 'int_x' as InteractionId, queueId: floor.queueId },
        'no-such-interaction',
      ],
      [
        {
          type: 'BeginInteraction',
          interactionId: 'int_y' as InteractionId,
          kind: 'call',
          edgeId: floor.edgeId,
          customerLegId: 'leg_c1' as LegId,
          entry: { queueId: floor.queueId, greeting: null },
        },
        'interaction-exists',
      ],
      [{ type: 'HoldInteraction', interactionId, agentId }, 'not-your-interaction'],
      [{ type: 'EndInteraction', interactionId, reason: 'agent-ended', agentId }, 'not-your-interaction'],
      [{ type: 'FinishWrapUp', interactionId, agentId }, 'not-your-interaction'],
      [{ type: 'AcceptOffer', offerId: 'off_x' as OfferId, agentId }, 'offer-over'],
      [
        {
          type: 'ConfigureAgent',
          agentId,
          settings: { memberships: [{ queueId: 'que_x' as QueueId, priority: 0 }], capacity: { voice: 1 } },
        },
        'no-such-queue',
      ],
      [{ type: 'ConfigureAgent', agentId, settings: { memberships: [], capacity: { voice: 2 } } }, 'wrong-settings'],
      [
        {
          type: 'ConfigureQueue',
          queueId: floor.queueId,
          settings: { ...defaultQueueSettings, declineCoolDownMs: 0 },
        },
        'wrong-settings',
      ],
      [
        { type: 'ConfigureQueue', queueId: floor.queueId, settings: { ...defaultQueueSettings, channel: 'chat' } },
        'wrong-settings',
      ],
    ]
    const length = floor.log.length
    for (const [command, code] of asked) expect([command.type, floor.refusal(command)]).toEqual([command.type, code])
    floor.accepts(agentId)
    expect(floor.refusal({ type: 'RemoveAgent', agentId })).toBe('agent-engaged')
    expect(floor.refusal({ type: 'FinishWrapUp', interactionId, agentId })).toBe('wrong-stage')
    expect(floor.log.length).toBe(length + 1)
  })

  it('what is so already is granted and leads to nothing', () => {
    const floor = new Floor()
    const agentId = floor.agent('aylin')
    expect(floor.does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })).toEqual([])
    floor.stationOf(agentId)
    const { length } = floor.log
    floor.does({ type: 'ConfigureQueue', queueId: floor.queueId, settings: defaultQueueSettings })
    expect(floor.log.length).toBe(length)
  })
})

describe('an agent who is removed', () => {
  it('gives his offer back and closes his wrap-up', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const interactionId = floor.caller('c1')
    const levan = floor.agent('levan')
    expect(floor.does({ type: 'RemoveAgent', agentId: aylin }).map(({ type }) => type)).toEqual([
      'OfferWithdrawn',
      'AgentRemoved',
      'OfferMade',
    ])
    floor.accepts(levan)
    floor.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
    expect(floor.does({ type: 'RemoveAgent', agentId: levan })).toMatchObject([
      { type: 'WrapUpFinished', cause: 'agent-removed' },
      { type: 'AgentRemoved' },
    ])
    expect(floor.state.interactions.size).toBe(0)
  })
})

describe('stations', () => {
  it('on another edge than the caller are passed over, until one bridge can span two edges', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const stationId = 'stn_far' as StationId
    const legId = 'leg_far' as LegId
    floor.does({ type: 'StationReachable', agentId: aylin, stationId, edgeId: 'edg_2' as EdgeId, legId })
    floor.nowMs += 1000
    const levan = floor.agent('levan')
    floor.caller('c1')
    expect(floor.offerTo(aylin)).toBeUndefined()
    expect(floor.offerTo(levan)).toBeDefined()
    expect(floor.log.at(-1)).toMatchObject({ type: 'OfferMade', why: { candidates: 1, passedOver: 0 } })
    const farAgain = { stationId, edgeId: 'edg_2' as EdgeId, legId }
    expect(floor.does({ type: 'StationReachable', agentId: levan, ...farAgain })).toMatchObject([
      { type: 'StationConnected' },
      { type: 'OfferWithdrawn', cause: 'station-lost' },
    ])
  })

  it('a phone that registers does not take the place of an open browser', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const phone = { stationId: 'stn_701' as StationId, edgeId: floor.edgeId, legId: null }
    const sitsAt = () => floor.state.agents.get(aylin)?.station?.stationId
    const browser = sitsAt()
    floor.does({ type: 'StationReachable', agentId: aylin, ...phone })
    expect(sitsAt()).toBe(browser)
    floor.does({ type: 'ChooseStation', agentId: aylin, choice: { stationId: phone.stationId, kind: 'phone' } })
    expect(sitsAt()).toBe(phone.stationId)
  })

  it('a phone is a leg of its own for each call', () => {
    const floor = new Floor()
    const agentId = floor.agent('aylin')
    const { stationId } = floor.stationOf(agentId)
    floor.does({ type: 'StationUnreachable', agentId, stationId })
    floor.does({
      type: 'StationReachable',
      agentId,
      stationId: 'stn_701' as StationId,
      edgeId: floor.edgeId,
      legId: null,
    })
    floor.caller('c1')
    expect(floor.accepts(agentId)).toMatchObject([{ stationKind: 'phone', agentLegId: 'leg_1', bridgeId: 'brg_1' }])
  })
})

describe('a lost station', () => {
  it('leaves the talking alone while its leg stands, and takes new offers away', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const { stationId } = floor.stationOf(aylin)
    const c1 = floor.caller('c1')
    floor.accepts(aylin)
    expect(floor.does({ type: 'StationUnreachable', agentId: aylin, stationId })).toMatchObject([
      { type: 'StationDisconnected', isLegGone: false },
    ])
    expect(floor.state.interactions.get(c1)?.stage).toBe('engaged')
  })

  it('whose leg ended sends the customer to the front with his first waiting time', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const { legId } = floor.stationOf(aylin)
    const queuedAtMs = floor.nowMs
    const c1 = floor.caller('c1')
    floor.accepts(aylin)
    floor.nowMs -= 500 // a clock set back does not turn the log back
    floor.caller('c2')
    floor.nowMs += 60_000
    floor.does({ type: 'AgentLegLost', agentId: aylin, legId })
    expect(floor.state.agents.get(aylin)?.presence).toEqual({ kind: 'notReady', reason: 'station-lost' })
    expect(floor.state.interactions.get(c1)?.waiting).toMatchObject({ isReturned: true, queuedAtMs })
    expect(floor.offerTo(floor.agent('levan'))).toMatchObject({ interactionId: c1 })
  })
})

describe('reconciling with an edge', () => {
  const snapshot = { recordingIds: [], stations: [] }

  it('of another incarnation ends all that the old one carried, and its agents write up', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const { edgeId } = floor
    const reconcile = { type: 'Reconcile', edgeId, ...snapshot } as const
    floor.caller('c1')
    floor.accepts(aylin)
    floor.caller('c2')
    const legIds = ['leg_c1', 'leg_c2', 'leg_agt_aylin'] as LegId[]
    const stations = [{ agentId: aylin, ...floor.stationOf(aylin), isReachable: true }]
    floor.does({ ...reconcile, incarnation: 'inc_1' as IncarnationId, legIds, stations })
    expect(floor.state.interactions.size).toBe(2)
    floor.does({ ...reconcile, incarnation: 'inc_2' as IncarnationId, legIds: [] })
    expect([...floor.state.interactions.values()].map(({ stage }) => stage)).toEqual(['wrapUp'])
    expect(floor.workOf(aylin)).toBe('wrapUp')
    expect(floor.state.agents.get(aylin)?.station).toBeNull()
  })

  it('ends the calls whose customers are gone and leaves the others', () => {
    const floor = new Floor()
    const { edgeId } = floor
    const incarnation = 'inc_1' as IncarnationId
    floor.caller('c1')
    const c2 = floor.caller('c2')
    floor.does({ type: 'Reconcile', edgeId, incarnation, ...snapshot, legIds: ['leg_c2' as LegId] })
    expect([...floor.state.interactions.keys()]).toEqual([c2])
  })
})

describe('an edge that is given up', () => {
  it('leaves no call and no station behind, and touches no other edge', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const { edgeId } = floor
    floor.caller('c1')
    floor.accepts(aylin)
    floor.caller('c2')
    expect(floor.does({ type: 'EdgeLost', edgeId: 'edg_2' as EdgeId })).toEqual([])
    const events = floor.does({ type: 'EdgeLost', edgeId })
    const ends = events.flatMap((event) =>
      event.type === 'InteractionEnded' ? [[event.reason, event.isAbandoned]] : [],
    )
    expect(ends).toEqual([
      ['edge-lost', false],
      ['edge-lost', false],
    ])
    expect(floor.workOf(aylin)).toBe('wrapUp')
    expect(floor.state.agents.get(aylin)?.station).toBeNull()
    expect(floor.does({ type: 'EdgeLost', edgeId })).toEqual([])
  })

  it('may still tell of its recordings when it comes back', () => {
    const floor = new Floor({ isRecorded: true })
    const aylin = floor.agent('aylin')
    const interactionId = floor.caller('c1')
    floor.accepts(aylin)
    const recordingId = floor.state.calls.get(interactionId)?.engagement?.recordingId as RecordingId
    floor.does({ type: 'NoteRecordingStarted', recordingId, interactionId })
    floor.does({ type: 'EdgeLost', edgeId: floor.edgeId })
    const closed = { durationMs: 5, missingMs: 0, isFailed: false }
    const [event] = floor.does({ type: 'NoteRecordingClosed', recordingId, ...closed })
    expect(event).toMatchObject({ type: 'RecordingClosed', outcome: 'closed' })
  })

  it('carries nobody when it comes back the same, and gets its stations back', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    const { edgeId } = floor
    const incarnation = 'inc_1' as IncarnationId
    floor.caller('c1')
    floor.does({ type: 'EdgeLost', edgeId })
    const station = { agentId: aylin, stationId: `stn_${aylin}` as StationId, legId: `leg_${aylin}` as LegId }
    const legIds = ['leg_c1', `leg_${aylin}`] as LegId[]
    const stations = [{ ...station, isReachable: true }]
    floor.does({ type: 'Reconcile', edgeId, incarnation, legIds, stations, recordingIds: [] })
    expect(floor.state.interactions.size).toBe(0)
    const next = floor.caller('c3')
    expect(floor.offerTo(aylin)?.interactionId).toBe(next)
  })
})

describe('a state', () => {
  it('is rebuilt by its log alone, and by its snapshot', () => {
    const floor = new Floor()
    const aylin = floor.agent('aylin')
    floor.agent('levan')
    floor.caller('c1')
    floor.accepts(aylin)
    floor.caller('c2')
    floor.caller('c3')
    const rebuilt = emptyState()
    for (const event of JSON.parse(JSON.stringify(floor.log)) as RoutingEvent[]) apply(rebuilt, event)
    expect(rebuilt).toEqual(floor.state)
    expect(restoreState(JSON.parse(JSON.stringify(snapshotSlices(floor.state, 1))))).toEqual(floor.state)
    expect(nextDueMs(rebuilt)).toBe(nextDueMs(floor.state))
  })
})
