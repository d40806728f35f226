import { describe, expect, it } from 'vitest'
import type { CommandId, LegId } from '#kernel/ids.ts'
import { EventLog } from './event-log.ts'
import { OutcomeMemory } from './outcome-memory.ts'

describe('the memory of outcomes', () => {
  it('lasts ten minutes at least and twenty at most', async () => {
    let nowMs = 0
    let performed = 0
    const memory = new OutcomeMemory<number>(() => nowMs)
    const give = (id: string) => memory.once(id as CommandId, async () => ++performed)
    expect([await give('a'), await give('a')]).toEqual([1, 1])
    nowMs = 599_999
    expect([await give('a'), await give('b')]).toEqual([1, 2])
    nowMs = 1_199_998
    expect(await give('b')).toBe(2)
    nowMs = 1_800_000
    expect([await give('b'), await give('a')]).toEqual([3, 4])
    nowMs = 10_000_000
    await give('c')
    expect(memory.size).toBe(1)
  })

  it('answers what is still being done with the one outcome that it will have', async () => {
    let performed = 0
    let finish = (_: number) => {}
    const memory = new OutcomeMemory<number>(() => 0)
    const give = () =>
      memory.once(
        'a' as CommandId,
        () =>
          new Promise((resolve) => {
            performed++
            finish = resolve
          }),
      )
    const both = Promise.all([give(), give()])
    finish(7)
    expect([await both, await give(), performed]).toEqual([[7, 7], 7, 1])
  })
})

describe('the log of events', () => {
  it('numbers each, keeps terminal ones in order, and says which are lost beyond its bound', () => {
    const lost: number[] = []
    const log = new EventLog({ wallMs: () => 7, dropped: ({ seq }) => lost.push(seq) })
    const ended = { type: 'leg.ended' as const, legId: 'l' as LegId, reason: 'hung-up' as const, durationMs: 1 }
    expect(log.add({ type: 'leg.alerting', legId: 'l' as LegId })).toMatchObject({ seq: 1, atMs: 7 })
    for (let i = 0; i < 100_002; i++) log.add(ended)
    expect(lost).toEqual([2, 3])
    log.acknowledge(100_000)
    expect(log.unacknowledged.map(({ seq }) => seq)).toEqual([100_001, 100_002, 100_003])
    log.acknowledge(5)
    expect(log.unacknowledged).toHaveLength(3)
  })
})
