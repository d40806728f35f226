import { describe, expect, it } from 'vitest'
import type { AgentId, EdgeId, InteractionId, LegId, OfferId, QueueId, StationId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { available } from '../../agents/index.ts'
import { newFigures } from '../figures.ts'
import { apply, decide, defaultQueueSettings, emptyState, type RoutingCommand, type RoutingEvent } from '../index.ts'
import type { Queue } from '../state.ts'
import { expectedWait } from './expected-wait.ts'

const minuteMs = 60_000
const queueId = 'que_day' as QueueId
const settings = { ...defaultQueueSettings, wrapUpLimitMs: 0 }
const standing = { before: 0, free: 0, waiting: 0, firstSinceMs: null }
const queue = (figures: Partial<Queue['figures']>): Queue => ({
  ...{ queueId, settings },
  figures: { ...newFigures(0), ...figures },
})

describe('how long somebody will wait', () => {
  it('is not said where nothing is known', () => {
    expect(expectedWait(queue({}), standing, 0)).toBeNull()
  })

  it('is as long as the first has waited, before anybody was taken', () => {
    const expected = expectedWait(queue({}), { ...standing, before: 1, waiting: 1, firstSinceMs: 40_000 }, 100_000)
    expect(expected).toMatchObject({ by: 'head-of-line', foretoldMs: 60_000 })
  })

  it('is the sum of the paces at which those before him go, who also give up', () => {
    // One taken every 10 s while somebody waits; one of those who wait gives up each minute.
    const figures = { taken: 60, busyMs: 600_000, abandoned: 10, waitedMs: 600_000 }
    const expected = expectedWait(queue(figures), { ...standing, before: 2, waiting: 2, firstSinceMs: 0 }, 0)
    const [taken, abandoned] = [1 / 10_000, 1 / minuteMs]
    const sum = 1 / taken + 1 / (taken + abandoned) + 1 / (taken + 2 * abandoned)
    expect(expected).toMatchObject({ by: 'queue-length', foretoldMs: Math.round(sum) })
  })

  it('is the same for a long queue as its sum is, without adding it up', () => {
    const figures = { taken: 60, busyMs: 600_000, abandoned: 1, waitedMs: 6_000_000 }
    let sum = 0
    for (let k = 0; k < 5000; k++) sum += 1 / (60 / 600_000 + k / 6_000_000)
    const expected = expectedWait(queue(figures), { ...standing, before: 4999, waiting: 4999, firstSinceMs: 0 }, 0)
    expect(expected?.foretoldMs).toBeGreaterThan(sum * 0.9999)
    expect(expected?.foretoldMs).toBeLessThan(sum * 1.0001)
  })
})

/** A day from nine to nine: slow, a rush that the agents are too few for, a lull, a second rush, an evening. */
const perHour = [120, 200, 340, 420, 380, 260, 180, 240, 380, 400, 260, 140]
const agents = 20
const talkMs = 3 * minuteMs
const patienceMs = 6 * minuteMs

/** What was foretold and how long it took of everybody who was answered, in a day that the real decider ran. */
function aDay(seed: number) {
  const random = seededRandom(seed)
  const exponential = (meanMs: number) => -Math.log(1 - random.next()) * meanMs
  const state = emptyState()
  const due: { atMs: number; run: () => void }[] = []
  const at = (atMs: number, run: () => void) => {
    let place = due.length
    while (place > 0 && (due[place - 1]?.atMs ?? 0) < atMs) place--
    due.splice(place, 0, { atMs, run })
  }
  let nowMs = 0
  let offers = 0
  const answered: { lowMs: number; highMs: number; waitedMs: number }[] = []
  const does = (command: RoutingCommand): void => {
    const decided = decide(state, command, { nowMs, newOfferId: () => `off_${++offers}` as OfferId })
    if (!decided.ok) return
    for (const event of decided.value) {
      apply(state, event)
      follow(event)
    }
  }
  const foretold = new Map<InteractionId, { lowMs: number; highMs: number; atMs: number }>()
  const follow = (event: RoutingEvent): void => {
    if (event.type === 'InteractionQueued' && event.expected) {
      foretold.set(event.interactionId, { ...event.expected, atMs: nowMs })
    }
    if (event.type === 'OfferMade') {
      const { offerId, agentId, interactionId } = event
      // He takes a moment to pick up.
      at(nowMs + 1000 + exponential(2000), () => {
        does({ type: 'AcceptOffer', offerId, agentId })
        at(nowMs + exponential(talkMs), () => does({ type: 'EndInteraction', interactionId, reason: 'agent-ended' }))
      })
    }
    if (event.type === 'OfferAccepted') {
      const said = foretold.get(event.interactionId)
      if (said) answered.push({ ...said, waitedMs: nowMs - said.atMs })
    }
  }
  does({ type: 'ConfigureQueue', queueId, settings })
  const edgeId = 'edg_1' as EdgeId
  for (let n = 0; n < agents; n++) {
    const agentId = `agt_${n}` as AgentId
    const memberships = [{ queueId, priority: 0 }]
    does({ type: 'ConfigureAgent', agentId, settings: { memberships, capacity: { voice: 1 } } })
    const stationId = `stn_${n}` as StationId
    does({ type: 'StationReachable', agentId, stationId, edgeId, legId: `leg_a${n}` as LegId })
    does({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
  }
  let calls = 0
  const arrive = (): void => {
    const hour = Math.floor(nowMs / (60 * minuteMs))
    const rate = perHour[hour]
    if (rate === undefined) return
    at(nowMs + exponential((60 * minuteMs) / rate), arrive)
    const interactionId = `int_${++calls}` as InteractionId
    const customerLegId = `leg_${calls}` as LegId
    does({
      ...{ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId },
      entry: { queueId, greeting: null },
    })
    does({ type: 'EnqueueInteraction', interactionId, queueId })
    at(nowMs + exponential(patienceMs), () => {
      if (state.interactions.get(interactionId)?.stage === 'queued') {
        does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
      }
    })
  }
  arrive()
  for (let next = due.pop(); next; next = due.pop()) {
    nowMs = Math.ceil(next.atMs)
    next.run()
  }
  return answered
}

describe('the interval', () => {
  it.each([1, 2, 3])(
    'holds 87 to 93 of a hundred waits of a day whose load changes (seed %i)',
    { timeout: 120_000 },
    (seed) => {
      const answered = aDay(seed)
      expect(answered.length).toBeGreaterThan(2000)
      const waited = answered.filter(({ waitedMs }) => waitedMs > 10_000)
      expect(waited.length).toBeGreaterThan(300)
      const inside = answered.filter(({ lowMs, highMs, waitedMs }) => waitedMs >= lowMs && waitedMs <= highMs)
      const percent = (100 * inside.length) / answered.length
      expect(percent).toBeGreaterThan(87)
      expect(percent).toBeLessThan(93)
    },
  )
})
