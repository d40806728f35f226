import { expect, it } from 'vitest'
import { compareWorlds } from './difference.ts'
import { differenceTable } from './difference-table.ts'
import type { Model } from './model.ts'
import { runModel } from './run-model.ts'

const model: Model = {
  horizonMs: 3_600_000,
  drain: true,
  queues: [
    { id: 'a', arrivals: { poissonPerHour: 60 }, handle: { exponentialMeanMs: 120_000 } },
    {
      id: 'b',
      arrivals: { poissonPerHour: 30 },
      handle: { exponentialMeanMs: 60_000 },
      patience: { constantMs: 30_000 },
    },
  ],
  agents: [{ count: 3, queues: [{ id: 'a' }, { id: 'b' }] }],
}
const world = (agents: number) => {
  const changed = { ...model, agents: model.agents.map((group) => ({ ...group, count: agents })) }
  return { model: changed, counted: runModel({ model: changed, seed: 4, replications: 12 }) }
}

it('one more agent shortens the wait of the same customers, and by how much is known better than the wait itself', () => {
  const { all, queues } = compareWorlds(world(3), world(4))
  const of = (figure: string) => all.find((difference) => difference.figure === figure)
  expect(of('offered')).toMatchObject({ change: { mean: 0, low: 0, high: 0 } })
  expect(of('waitMs.ofAll')?.change.high).toBeLessThan(0)
  expect(of('serviceLevel.ofOffered')?.change.low).toBeGreaterThan(0)
  expect(queues.map(({ id }) => id)).toEqual(['a', 'b'])
  const table = differenceTable({ all, queues }, ['agents agents[0] count=4'], {
    seed: 4,
    replications: 12,
    isWhole: false,
  })
  expect(table).toMatch(/waitMs\.ofAll +\d/)
  // Nobody was turned away in either: a line about that says nothing.
  expect(table).not.toContain('blocked')
})

it('a world beside itself is the same', () => {
  const one = world(3)
  for (const { figure, change } of compareWorlds(one, one).all) {
    if (change.mean !== null) expect([figure, change.mean]).toEqual([figure, 0])
  }
})
