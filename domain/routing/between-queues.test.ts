import { describe, expect, it } from 'vitest'
import type { AgentId, InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import { defaultQueueSettings, type QueueSettings } from './index.ts'
import { Floor } from './testing/floor.ts'

const sales = 'que_sales' as QueueId

class TwoQueues extends Floor {
  #count = 0

  constructor(support: Partial<QueueSettings> = {}, salesSettings: Partial<QueueSettings> = {}) {
    super({ wrapUpLimitMs: 0, ...support })
    const settings = { ...defaultQueueSettings, wrapUpLimitMs: 0, ...salesSettings }
    this.does({ type: 'ConfigureQueue', queueId: sales, settings })
  }

  both(choosesBy: 'turn' | 'service-level' | 'share', shares: readonly [number, number] = [1, 1]): AgentId {
    const agentId = this.agent('both')
    const memberships = [
      { queueId: this.queueId, priority: 0, share: shares[0] },
      { queueId: sales, priority: 0, share: shares[1] },
    ]
    const settings = { memberships, capacity: { voice: 1 }, choosesBy }
    this.does({ type: 'ConfigureAgent', agentId, settings })
    return agentId
  }

  comes(queueId: QueueId): InteractionId {
    const name = `${queueId.slice('que_'.length)}${++this.#count}`
    const interactionId = `int_${name}` as InteractionId
    this.does({
      ...{ type: 'BeginInteraction', interactionId, kind: 'call', edgeId: this.edgeId },
      ...{ customerLegId: `leg_${name}` as LegId, entry: { queueId, greeting: null } },
    })
    this.does({ type: 'EnqueueInteraction', interactionId, queueId })
    return interactionId
  }

  /** Talks to whoever is offered, and to the next one, so many times: of which queue each was. */
  takes(agentId: AgentId, times: number): string[] {
    const queues: string[] = []
    for (let n = 0; n < times; n++) {
      const offer = this.offerTo(agentId)
      if (!offer) break
      queues.push(offer.queueId.slice('que_'.length))
      this.accepts(agentId)
      this.does({ type: 'EndInteraction', interactionId: offer.interactionId, reason: 'agent-ended' })
    }
    return queues
  }
}

describe('of two queues of the same priority an agent serves', () => {
  it('the one whose customer has waited longest, when nothing else is said', () => {
    const floor = new TwoQueues()
    const busy = floor.both('turn')
    floor.comes(sales)
    floor.accepts(busy)
    for (const queueId of [floor.queueId, sales, floor.queueId]) {
      floor.nowMs += 1000
      floor.comes(queueId)
    }
    floor.does({ type: 'EndInteraction', interactionId: 'int_sales1' as InteractionId, reason: 'agent-ended' })
    expect(floor.takes(busy, 3)).toEqual(['support', 'sales', 'support'])
  })

  it('the one that is nearest to missing its promise, though its customer came later', () => {
    const floor = new TwoQueues(
      { serviceLevel: { thresholdMs: 120_000, percent: 80 } },
      { serviceLevel: { thresholdMs: 10_000, percent: 80 } },
    )
    const busy = floor.both('service-level')
    const first = floor.comes(sales)
    floor.accepts(busy)
    floor.comes(floor.queueId)
    floor.nowMs += 20_000
    floor.comes(sales)
    floor.nowMs += 5000
    floor.does({ type: 'EndInteraction', interactionId: first, reason: 'agent-ended' })
    // 25 s of 120 s, against 5 s of 10 s.
    expect(floor.takes(busy, 2)).toEqual(['sales', 'support'])
  })

  it('the one that has missed more of its promises, where both have waited alike', () => {
    const floor = new TwoQueues()
    const busy = floor.both('service-level')
    for (let n = 0; n < 4; n++) {
      const late = floor.comes(sales)
      floor.nowMs += 60_000
      floor.accepts(busy)
      floor.does({ type: 'EndInteraction', interactionId: late, reason: 'agent-ended' })
    }
    const talk = floor.comes(floor.queueId)
    floor.accepts(busy)
    floor.comes(floor.queueId)
    floor.comes(sales)
    floor.nowMs += 5000
    floor.does({ type: 'EndInteraction', interactionId: talk, reason: 'agent-ended' })
    expect(floor.takes(busy, 2)).toEqual(['sales', 'support'])
  })

  it('each by its share, and an empty one does not make up for what it never wanted', () => {
    const floor = new TwoQueues()
    const busy = floor.both('share', [3, 1])
    const talk = floor.comes(floor.queueId)
    floor.accepts(busy)
    for (let n = 0; n < 12; n++) {
      floor.comes(floor.queueId)
      if (n < 6) floor.comes(sales)
    }
    floor.does({ type: 'EndInteraction', interactionId: talk, reason: 'agent-ended' })
    // The first talk was of support already: after it sales is behind by one turn.
    expect(floor.takes(busy, 11).filter((name) => name === 'sales')).toHaveLength(3)
    floor.takes(busy, 99)
    const alone = Array.from({ length: 20 }, () => floor.comes(sales))
    expect(floor.takes(busy, 20)).toHaveLength(alone.length)
    const again = floor.comes(sales)
    floor.accepts(busy)
    for (let n = 0; n < 8; n++) {
      floor.comes(floor.queueId)
      floor.comes(sales)
    }
    floor.does({ type: 'EndInteraction', interactionId: again, reason: 'agent-ended' })
    expect(floor.takes(busy, 8).filter((name) => name === 'sales').length).toBeGreaterThanOrEqual(1)
  })
})
