import { expect, it } from 'vitest'
import { moved, rankChanges } from './order.ts'

const after = (ranks: number[], from: number, to: number) => {
  const next = [...ranks]
  for (const { index, rank } of rankChanges(ranks, from, to)) next[index] = rank
  return next
}
const sortedIndexes = (ranks: number[]) =>
  ranks.map((_, index) => index).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0))

it('moves an item and leaves the rest in order', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b'])
})

it('gives ranks that sort as moved, with one change where there is room', () => {
  expect(rankChanges([10, 20, 30], 2, 1)).toEqual([{ index: 2, rank: 15 }])
  for (const ranks of [
    [10, 20, 30],
    [0, 0, 0],
    [1, 2, 3],
    [5, 6, 900],
  ]) {
    for (const [from, to] of [
      [0, 1],
      [0, 2],
      [1, 0],
      [2, 0],
      [1, 2],
      [2, 1],
    ] as const) {
      expect([ranks, from, to, sortedIndexes(after(ranks, from, to))]).toEqual([
        ranks,
        from,
        to,
        moved([0, 1, 2], from, to),
      ])
    }
  }
})

it('changes nothing at the ends', () => {
  expect(rankChanges([10, 20], 0, -1)).toEqual([])
  expect(rankChanges([10, 20], 1, 2)).toEqual([])
})
