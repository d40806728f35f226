import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '#kernel/random.ts'
import { DraftIndex, type Index, OrderedIndex } from './ordered-index.ts'
import { DraftTable } from './table.ts'

const byNumber = (a: number, b: number) => a - b

interface Change {
  readonly deed: 'add' | 'remove'
  readonly entry: number
}
const changes = (random: Random): Change[] =>
  Array.from({ length: random.integer(20) }, () => ({
    deed: random.pick(['add', 'remove'] as const),
    entry: random.integer(12),
  }))
const carryOut = (index: Index<number>, all: readonly Change[]) => {
  for (const { deed, entry } of all) index[deed](entry)
}
const underSeeds = (check: (random: Random) => void) => {
  for (let seed = 1; seed <= 300; seed++) check(seededRandom(seed))
}

describe('an ordered index', () => {
  it('is a sorted set', () => {
    underSeeds((random) => {
      const all = changes(random)
      const index = new OrderedIndex(byNumber)
      carryOut(index, all)
      const set = new Set<number>()
      for (const { deed, entry } of all) {
        if (deed === 'add') set.add(entry)
        else set.delete(entry)
      }
      const sorted = [...set].sort(byNumber)
      expect([...index]).toEqual(sorted)
      const before = sorted.filter((entry) => entry < 6).length
      expect([index.size, index.first(), index.rankOf(6)]).toEqual([sorted.length, sorted[0], before])
    })
  })

  it('stays one when it is long, whatever comes and goes', () => {
    const random = seededRandom(7)
    const index = new OrderedIndex(byNumber)
    const set = new Set<number>()
    for (let n = 0; n < 20_000; n++) {
      const entry = random.integer(6000)
      if (random.next() < (n < 10_000 ? 0.8 : 0.3)) {
        index.add(entry)
        set.add(entry)
      } else {
        index.remove(entry)
        set.delete(entry)
      }
    }
    const sorted = [...set].sort(byNumber)
    expect([...index]).toEqual(sorted)
    expect(index.size).toBe(sorted.length)
    for (const [rank, entry] of sorted.entries()) {
      expect(index.rankOf(entry)).toBe(rank)
      expect(index.at(rank)).toBe(entry)
    }
    for (const entry of sorted) index.remove(entry)
    expect([index.size, index.first(), index.at(0)]).toEqual([0, undefined, undefined])
  })

  it('as a draft says what it would be, and leaves what is below as it was', () => {
    underSeeds((random) => {
      const [before, after] = [changes(random), changes(random)]
      const below = new OrderedIndex(byNumber)
      const whole = new OrderedIndex(byNumber)
      carryOut(below, before)
      carryOut(whole, before)
      const untouched = [...below]
      const draft = new DraftIndex(below, byNumber)
      carryOut(draft, after)
      carryOut(whole, after)
      expect([...draft]).toEqual([...whole])
      expect([draft.size, draft.first(), draft.rankOf(6)]).toEqual([whole.size, whole.first(), whole.rankOf(6)])
      for (let rank = 0; rank <= whole.size; rank++) expect(draft.at(rank)).toBe(whole.at(rank))
      expect([...below]).toEqual(untouched)
    })
  })
})

describe('a draft table', () => {
  it('says what the table would be, and leaves what is below as it was', () => {
    underSeeds((random) => {
      const below = new Map<number, string>()
      for (const { deed, entry } of changes(random)) {
        if (deed === 'add') below.set(entry, 'below')
        else below.delete(entry)
      }
      const untouched = [...below]
      const whole = new Map(below)
      const draft = new DraftTable(below)
      for (const { deed, entry } of changes(random)) {
        if (deed === 'add') {
          draft.set(entry, 'draft')
          whole.set(entry, 'draft')
        } else {
          expect(draft.delete(entry)).toBe(whole.delete(entry))
        }
      }
      expect([...draft.values()].sort()).toEqual([...whole.values()].sort())
      expect(draft.size).toBe(whole.size)
      for (let key = 0; key < 12; key++) expect(draft.get(key)).toBe(whole.get(key))
      expect([...below]).toEqual(untouched)
    })
  })
})
