import { describe, expect, test } from 'vitest'
import type { InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import { usualCallbackSettings } from './callbacks/settings.ts'
import { apply, brokenTruths, emptyState, type RoutingCommand, restoreState, snapshotSlices } from './index.ts'
import type { QueueSettings } from './settings.ts'
import { Floor } from './testing/floor.ts'

const callback = { ...usualCallbackSettings, retryAfterMs: [60_000, 600_000] }
const offer = { standardMs: 30_000, key: '1', prompt: 'callback-offer' }
const minuteMs = 60_000
const hourMs = 60 * minuteMs

class CallbackFloor extends Floor {
  constructor(settings: Partial<QueueSettings> = {}) {
    super({ callback, wrapUpLimitMs: 0, ...settings })
    this.does({
      type: 'Reconcile',
      edgeId: this.edgeId,
      incarnation: 'inc_1' as never,
      legIds: [],
      recordingIds: [],
      stations: [],
    })
  }

  asks(name: string, more: Partial<Extract<RoutingCommand, { type: 'AskCallback' }>> = {}) {
    const callbackId = `int_back_${name}` as InteractionId
    this.does({ ...this.asking(callbackId), ...more })
    return callbackId
  }

  asking(callbackId: InteractionId): Extract<RoutingCommand, { type: 'AskCallback' }> {
    return {
      type: 'AskCallback',
      callbackId,
      queueId: this.queueId,
      askedBy: 'outside',
      fromInteractionId: null,
      notBeforeMs: null,
      timeZone: null,
      isOverTrunk: true,
      edgeId: this.edgeId,
    }
  }

  of(interactionId: InteractionId) {
    const interaction = this.state.interactions.get(interactionId)
    if (!interaction) throw new Error(`${interactionId} is over`)
    return interaction
  }

  /** The leg on which the customer is being called. */
  dialed(interactionId: InteractionId): LegId {
    const call = this.of(interactionId)
    if (call.kind !== 'call') throw new Error('nobody is called')
    return call.customerLegId
  }

  dialEnds(interactionId: InteractionId, reason: 'busy' | 'no-answer' | 'unknown-number') {
    return this.does({ type: 'CalledPartyLeft', interactionId, legId: this.dialed(interactionId), reason })
  }

  /** The log alone gives the same state, and no truth is broken. */
  isSound() {
    const rebuilt = emptyState()
    for (const event of this.log) apply(rebuilt, event)
    expect(snapshotSlices(rebuilt)).toEqual(snapshotSlices(this.state))
    const restored = restoreState(snapshotSlices(this.state))
    expect([...restored.indexes.deadlines].map(String)).toEqual([...this.state.indexes.deadlines].map(String))
    expect(brokenTruths(this.state, this.log.slice(-50))).toEqual([])
  }
}

describe('who asks to be called back', () => {
  test('keeps his place before those who came after him, and his call ends with a promise', () => {
    const floor = new CallbackFloor()
    const [first, second] = [floor.caller('first'), floor.caller('second')]
    floor.after(20_000)
    const back = floor.asks('first', { askedBy: 'key', fromInteractionId: first })
    expect(floor.of(first)).toMatchObject({ stage: 'inFlow', entry: { queueId: null, greeting: 'callback-promised' } })
    expect(floor.of(back)).toMatchObject({ kind: 'callback', stage: 'queued', queuedAtMs: 1_000_000 })
    floor.does({ type: 'CustomerLeft', interactionId: first, reason: 'customer-left' })
    expect(floor.log.at(-1)).toMatchObject({ type: 'InteractionEnded', isAbandoned: false })
    const aylin = floor.agent('aylin')
    expect(floor.offerTo(aylin)?.interactionId).toBe(back)
    expect(floor.of(second).stage).toBe('queued')
    floor.isSound()
  })

  test('is called when the agent has taken it, and they talk as in any other call', () => {
    const floor = new CallbackFloor({ wrapUpLimitMs: 30_000 })
    const back = floor.asks('levan')
    const aylin = floor.agent('aylin')
    floor.accepts(aylin)
    expect(floor.of(back)).toMatchObject({
      kind: 'call',
      stage: 'dialing',
      direction: 'outbound',
      edgeId: floor.edgeId,
    })
    floor.isSound()
    floor.does({ type: 'NoteAnswered', interactionId: back, legId: floor.dialed(back) })
    expect(floor.of(back)).toMatchObject({ stage: 'engaged', engagement: { agentId: aylin, queueId: floor.queueId } })
    floor.does({ type: 'EndInteraction', interactionId: back, reason: 'agent-ended', agentId: aylin })
    expect(floor.workOf(aylin)).toBe('wrapUp')
    floor.isSound()
  })

  test('and does not answer is called again by the schedule, until it is given up; the agent is free each time', () => {
    const floor = new CallbackFloor()
    const aylin = floor.agent('aylin')
    const back = floor.asks('levan')
    floor.accepts(aylin)
    floor.dialEnds(back, 'no-answer')
    expect(floor.of(back)).toMatchObject({ stage: 'scheduled', dueAtMs: floor.nowMs + 60_000, queuedAtMs: 1_000_000 })
    expect(floor.workOf(aylin)).toBe('idle')
    floor.isSound()
    floor.after(59_999)
    const other = floor.caller('other')
    expect(floor.offerTo(aylin)?.interactionId).toBe(other)
    floor.does({ type: 'CustomerLeft', interactionId: other, reason: 'customer-left' })
    floor.after(1)
    floor.accepts(aylin)
    floor.dialEnds(back, 'busy')
    floor.after(600_000)
    floor.accepts(aylin)
    floor.dialEnds(back, 'no-answer')
    expect(floor.state.interactions.has(back)).toBe(false)
    expect(floor.log.findLast(({ type }) => type === 'InteractionEnded')).toMatchObject({
      reason: 'no-answer',
      stage: 'dialing',
    })
    floor.isSound()
  })

  test('for whom the number leads to nobody is not called again', () => {
    const floor = new CallbackFloor()
    const aylin = floor.agent('aylin')
    const back = floor.asks('levan')
    floor.accepts(aylin)
    floor.dialEnds(back, 'unknown-number')
    expect(floor.state.interactions.has(back)).toBe(false)
  })

  test('twice has one callback; whoever is on the line is let go all the same', () => {
    const floor = new CallbackFloor()
    const back = floor.asks('levan')
    const again = floor.caller('again')
    const events = floor.does({ ...floor.asking(back), fromInteractionId: again, askedBy: 'key' })
    expect(events.map(({ type }) => type)).toEqual(['CallbackGranted'])
    expect(floor.does(floor.asking(back))).toEqual([])
    expect(floor.of(again)).toMatchObject({ stage: 'inFlow', entry: { greeting: 'callback-promised' } })
    floor.isSound()
  })

  test('for a chosen time waits for it outside of the queue, and has his old place then', () => {
    const floor = new CallbackFloor()
    const back = floor.asks('levan', { notBeforeMs: floor.nowMs + hourMs })
    const aylin = floor.agent('aylin')
    expect(floor.offerTo(aylin)).toBeUndefined()
    expect(floor.of(back).stage).toBe('scheduled')
    floor.after(hourMs)
    expect(floor.offerTo(aylin)?.interactionId).toBe(back)
    floor.isSound()
  })

  test('is refused where the queue calls nobody back, or he waits elsewhere', () => {
    const floor = new CallbackFloor()
    const plain = floor.opens('plain', {})
    const call = floor.caller('levan')
    const asking = floor.asking('int_x' as InteractionId)
    expect(floor.refusal({ ...asking, queueId: plain })).toBe('no-callbacks')
    expect(floor.refusal({ ...asking, queueId: 'que_none' as QueueId })).toBe('no-such-queue')
    expect(floor.refusal({ ...asking, fromInteractionId: 'int_none' as InteractionId })).toBe('no-such-interaction')
    floor.agent('aylin')
    floor.accepts(floor.agent('aylin'))
    expect(floor.refusal({ ...asking, fromInteractionId: call })).toBe('wrong-stage')
  })

  test('can take it back while it waits, and while his telephone rings', () => {
    const floor = new CallbackFloor()
    const [waiting, ringing] = [floor.asks('waiting', { notBeforeMs: floor.nowMs + hourMs }), floor.asks('ringing')]
    const aylin = floor.agent('aylin')
    floor.accepts(aylin)
    for (const interactionId of [waiting, ringing]) {
      floor.does({ type: 'EndInteraction', interactionId, reason: 'cancelled' })
      expect(floor.state.interactions.has(interactionId)).toBe(false)
    }
    expect(floor.workOf(aylin)).toBe('idle')
    floor.isSound()
  })
})

describe('what can go wrong while he is dialled', () => {
  test('an agent who is lost leaves the callback with its place and its chances', () => {
    const floor = new CallbackFloor()
    const back = floor.asks('levan')
    const aylin = floor.agent('aylin')
    floor.accepts(aylin)
    floor.does({ type: 'AgentLegLost', agentId: aylin, legId: 'leg_agt_aylin' as LegId })
    expect(floor.of(back)).toMatchObject({ stage: 'scheduled', promise: { attempts: 0, lastOutcome: 'agent-lost' } })
    const levan = floor.agent('levan')
    floor.after(5000)
    expect(floor.offerTo(levan)?.interactionId).toBe(back)
    floor.isSound()
  })

  test('an edge that died lets it rest, and the callback goes on with another', () => {
    const floor = new CallbackFloor()
    const back = floor.asks('levan')
    const aylin = floor.agent('aylin')
    floor.accepts(aylin)
    floor.does({
      type: 'Reconcile',
      edgeId: floor.edgeId,
      incarnation: 'inc_2' as never,
      legIds: [],
      recordingIds: [],
      stations: [],
    })
    expect(floor.of(back)).toMatchObject({ stage: 'scheduled', promise: { attempts: 0, lastOutcome: 'edge-lost' } })
    floor.stationOf(aylin)
    floor.after(120_000)
    expect(floor.of(back).stage).toBe('queued')
    floor.isSound()
  })

  test('a core that died in the middle of a dial finds it in the log and dials nobody a second time', () => {
    const floor = new CallbackFloor()
    const back = floor.asks('levan')
    const aylin = floor.agent('aylin')
    floor.accepts(aylin)
    const legId = floor.dialed(back)
    const station = { agentId: aylin, ...floor.stationOf(aylin), edgeId: floor.edgeId, isReachable: true }
    const reconcile = {
      type: 'Reconcile',
      edgeId: floor.edgeId,
      incarnation: 'inc_1' as never,
      recordingIds: [],
      stations: [{ ...station, stationId: station.stationId, legId: station.legId }],
    } as const
    expect(floor.does({ ...reconcile, legIds: [station.legId, legId] })).toEqual([])
    expect(floor.dialed(back)).toBe(legId)
    floor.isSound()
  })

  test('nobody removes a queue that owes somebody a call', () => {
    const floor = new CallbackFloor()
    floor.asks('levan', { notBeforeMs: floor.nowMs + hourMs })
    expect(floor.refusal({ type: 'RemoveQueue', queueId: floor.queueId })).toBe('queue-in-use')
  })
})

describe('hours', () => {
  const at = (text: string) => Date.parse(text)
  const week = Array.from({ length: 7 }, () => [{ fromMinute: 9 * 60, toMinute: 18 * 60 }])
  const window = { hours: { timeZone: 'UTC', week, exceptions: [] }, isCustomersTime: true }

  test('he is called by day, by his own clock', () => {
    const floor = new CallbackFloor({ callback: { ...callback, window } })
    floor.nowMs = at('2026-11-22T04:00:00Z')
    const back = floor.asks('levan', { timeZone: 'Asia/Baku' })
    expect(floor.of(back)).toMatchObject({ stage: 'scheduled', dueAtMs: at('2026-11-22T05:00:00Z') })
    const here = floor.asks('aylin')
    expect(floor.of(here)).toMatchObject({ dueAtMs: at('2026-11-22T09:00:00Z') })
    floor.isSound()
  })

  test('whoever waits when they are over is called the next day, with his place', () => {
    const floor = new CallbackFloor({ callback: { ...callback, window } })
    floor.nowMs = at('2026-11-22T17:59:00Z')
    const aylin = floor.agent('aylin')
    const back = floor.asks('levan')
    expect(floor.offerTo(aylin)?.interactionId).toBe(back)
    floor.does({ type: 'DeclineOffer', offerId: floor.offerTo(aylin)?.offerId as never, agentId: aylin })
    floor.after(hourMs)
    expect(floor.of(back)).toMatchObject({ stage: 'scheduled', dueAtMs: at('2026-11-23T09:00:00Z') })
    expect(floor.of(back).queuedAtMs).toBe(at('2026-11-22T17:59:00Z'))
    floor.isSound()
  })
})

describe('offered to who waits', () => {
  test('when he has waited as long as the company stands for', () => {
    const floor = new CallbackFloor({ callback: { ...callback, offer } })
    const call = floor.caller('levan')
    expect(floor.of(call).waiting?.isCallbackOffered).toBeUndefined()
    expect(floor.after(30_000).map(({ type }) => type)).toEqual(['CallbackOffered'])
    expect(floor.of(call).waiting?.isCallbackOffered).toBe(true)
    floor.isSound()
  })

  test('at once when he would have to wait longer', () => {
    const floor = new CallbackFloor({ callback: { ...callback, offer } })
    floor.caller('first')
    floor.after(40_000)
    floor.caller('second')
    expect(floor.log.slice(-2).map(({ type }) => type)).toEqual(['InteractionQueued', 'CallbackOffered'])
  })

  test('or by a rule of his queue, where he is not asked but promised', () => {
    const rule = { when: { kind: 'full', waiting: 1 }, to: { kind: 'callback' } } as const
    const floor = new CallbackFloor({ diversions: [rule] })
    floor.caller('first')
    const second = floor.caller('second')
    expect(floor.of(second)).toMatchObject({ stage: 'inFlow', callbackDueIn: floor.queueId })
    const back = floor.asks('second', { fromInteractionId: second, askedBy: 'rule' })
    expect(floor.of(second)).toHaveProperty('callbackDueIn', undefined)
    expect(floor.of(back)).toMatchObject({ stage: 'queued', promise: { askedBy: 'rule' } })
    floor.isSound()
  })
})

describe('dialled ahead', () => {
  /** One is taken every five seconds. */
  function busyFloor() {
    const floor = new CallbackFloor({ callback: { ...callback, dials: 'ahead' } })
    const aylin = floor.agent('aylin')
    for (let i = 0; i < 8; i++) floor.caller(`c${i}`)
    for (let i = 0; i < 7; i++) {
      const interactionId = floor.offerTo(aylin)?.interactionId as InteractionId
      floor.accepts(aylin)
      floor.after(5000)
      floor.does({ type: 'EndInteraction', interactionId, reason: 'agent-ended', agentId: aylin })
    }
    floor.accepts(aylin)
    return { floor, aylin }
  }

  test('before an agent is free, so that he answers about then; and is the first of those who wait', () => {
    const { floor, aylin } = busyFloor()
    const back = floor.asks('levan')
    const later = floor.caller('later')
    for (let i = 0; i < 20 && floor.of(back).kind === 'callback'; i++) floor.after(2000)
    const call = floor.of(back)
    expect(call).toMatchObject({ kind: 'call', stage: 'dialing', engagement: null })
    floor.isSound()
    floor.does({ type: 'NoteAnswered', interactionId: back, legId: floor.dialed(back) })
    expect(floor.of(back).stage).toBe('inFlow')
    floor.does({ type: 'EnqueueInteraction', interactionId: back, queueId: floor.queueId })
    expect(floor.of(back)).toMatchObject({ stage: 'queued', waiting: { isReturned: true } })
    const current = [...floor.state.interactions.values()].find(({ engagement }) => engagement?.agentId === aylin)
    floor.does({
      type: 'EndInteraction',
      interactionId: current?.interactionId as InteractionId,
      reason: 'agent-ended',
      agentId: aylin,
    })
    expect(floor.offerTo(aylin)?.interactionId).toBe(back)
    expect(floor.of(later).stage).toBe('queued')
    floor.isSound()
  })

  test('nobody where nobody is at work, whatever the pace was', () => {
    const { floor, aylin } = busyFloor()
    const work = floor.state.agents.get(aylin)?.work[0]?.interactionId as InteractionId
    floor.does({ type: 'EndInteraction', interactionId: work, reason: 'agent-ended', agentId: aylin })
    floor.does({ type: 'RemoveAgent', agentId: aylin })
    const back = floor.asks('levan')
    floor.after(10 * minuteMs)
    expect(floor.of(back).kind).toBe('callback')
    floor.isSound()
  })

  test('one who does not answer has his place again later', () => {
    const { floor } = busyFloor()
    const back = floor.asks('levan')
    for (let i = 0; i < 20 && floor.of(back).kind === 'callback'; i++) floor.after(2000)
    floor.dialEnds(back, 'no-answer')
    expect(floor.of(back)).toMatchObject({ kind: 'callback', stage: 'scheduled', promise: { attempts: 1 } })
    floor.isSound()
  })

  test('a dial that a dead core never came to is tried again later', () => {
    const { floor } = busyFloor()
    const back = floor.asks('levan')
    for (let i = 0; i < 20 && floor.of(back).kind === 'callback'; i++) floor.after(2000)
    floor.does({
      type: 'Reconcile',
      edgeId: floor.edgeId,
      incarnation: 'inc_1' as never,
      legIds: [],
      recordingIds: [],
      stations: [],
    })
    expect(floor.of(back)).toMatchObject({ stage: 'scheduled', promise: { attempts: 0 } })
    floor.isSound()
  })
})
