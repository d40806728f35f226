import { describe, expect, it } from 'vitest'
import type { EdgeId, InteractionId, LegId, OfferId, QueueId, SkillId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { demandOf } from '../asking/demand.ts'
import type { Proficiency } from '../asking/requirement.ts'
import { noWishes } from '../asking/wishes.ts'
import { decideInPlace, defaultQueueSettings, demandsIn, emptyState, type RoutingCommand } from '../index.ts'

const queueId = 'que_line' as QueueId

/** A queue that nobody serves: who comes asks for one of a few things, for less after a while, and leaves when he likes. */
class Line {
  readonly state = emptyState()
  nowMs = 0
  readonly #random = seededRandom(7)
  #callers = 0

  constructor() {
    const relaxation = [
      { afterMs: 2000, lowerBy: 1 },
      { afterMs: 9000, isAnybody: true },
    ]
    this.does({ type: 'ConfigureQueue', queueId, settings: { ...defaultQueueSettings, relaxation } })
  }

  does(command: RoutingCommand): void {
    const decided = decideInPlace(this.state, command, { nowMs: this.nowMs, newOfferId: () => 'off_none' as OfferId })
    expect(decided.ok).toBe(true)
  }

  comes(): void {
    const interactionId = `int_${++this.#callers}` as InteractionId
    const [edgeId, customerLegId] = ['edg_1' as EdgeId, `leg_${this.#callers}` as LegId]
    const entry = { queueId, greeting: null }
    this.does({ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId, entry })
    const skillId = `skl_${this.#random.integer(3)}` as SkillId
    const requirement = { skillId, least: (1 + this.#random.integer(3)) as Proficiency }
    this.does({ type: 'EnqueueInteraction', interactionId, queueId, wishes: { ...noWishes, requirement } })
  }

  goesOn(): void {
    this.nowMs += 100
    const waiting = [...this.state.interactions.keys()]
    const left = waiting[this.#random.integer(2 * waiting.length + 1)]
    if (left) this.does({ type: 'CustomerLeft', interactionId: left, reason: 'customer-left' })
    else this.comes()
    this.does({ type: 'AdvanceTime' })
  }

  get isKept(): boolean {
    return this.state.indexes.of(queueId)?.demands !== undefined
  }

  /** As it is found by looking at everybody. */
  byHand(): Record<string, InteractionId[]> {
    const found: Record<string, InteractionId[]> = {}
    for (const { interactionId } of this.state.indexes.of(queueId)?.waiting ?? []) {
      const interaction = this.state.interactions.get(interactionId)
      if (!interaction) throw new Error(`${interactionId} stands in the line and is nowhere`)
      const { key } = demandOf(interaction)
      found[key] = [...(found[key] ?? []), interactionId]
    }
    return found
  }

  looked(): Record<string, InteractionId[]> {
    const found: Record<string, InteractionId[]> = {}
    for (const { label, entries } of demandsIn(this.state, queueId) ?? []) {
      found[label.key] = [...entries].map(({ interactionId }) => interactionId)
    }
    return found
  }
}

describe('what a line asks', () => {
  it('is not known before somebody looks, and true whenever somebody does', () => {
    const line = new Line()
    for (let step = 0; step < 200; step++) line.goesOn()
    expect(line.isKept).toBe(false)
    expect(Object.keys(line.byHand()).length).toBeGreaterThan(3)
    for (let step = 0; step < 300; step++) {
      expect(line.looked()).toEqual(line.byHand())
      line.goesOn()
      expect(line.isKept).toBe(true)
    }
  })

  it('is let go of when nobody looks any more, and found again', () => {
    const line = new Line()
    for (let step = 0; step < 60; step++) line.goesOn()
    line.looked()
    let steps = 0
    for (; line.isKept && steps < 10_000; steps++) line.goesOn()
    expect(steps).toBeGreaterThan(10)
    expect(line.isKept).toBe(false)
    expect(line.looked()).toEqual(line.byHand())
  })

  it('is always known of a long line, which would take long to look at', () => {
    const line = new Line()
    for (let callers = 0; callers < 1002; callers++) line.comes()
    expect(line.isKept).toBe(true)
    for (let callers = 0; callers < 5000; callers++) line.comes()
    expect(line.isKept).toBe(true)
    expect(line.looked()).toEqual(line.byHand())
  })
})
