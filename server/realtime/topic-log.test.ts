import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { createPositions, type TopicDelta, TopicLog } from './topic-log.ts'

const positions = createPositions()

/** What a page does with what it is sent. */
function follow(entries: Record<string, unknown>, delta: TopicDelta): Record<string, unknown> {
  const next = { ...entries, ...delta.set }
  for (const key of delta.remove) delete next[key]
  return next
}

describe('a topic', () => {
  it('tells what changed and keeps silent about the rest', () => {
    const log = new TopicLog(positions)
    expect(log.replace({ a: { n: 1 }, b: { n: 2 } })).toMatchObject({ set: { a: { n: 1 }, b: { n: 2 } }, remove: [] })
    expect(log.replace({ a: { n: 1 }, b: { n: 2 } })).toBeUndefined()
    expect(log.replace({ a: { n: 1 }, c: { n: 3 } })).toMatchObject({ set: { c: { n: 3 } }, remove: ['b'] })
    expect(log.snapshot().entries).toEqual({ a: { n: 1 }, c: { n: 3 } })
    expect(log.change({}, ['nothing'])).toBeUndefined()
  })

  it('gives a page that was away what it missed, as one delta', () => {
    const log = new TopicLog(positions)
    log.replace({ a: 1, b: 1 })
    const seen = log.position
    log.change({ a: 2 })
    log.change({ a: 3 }, ['b'])
    log.change({ b: 4 })
    expect(log.since(seen)).toEqual({ position: log.position, set: { a: 3, b: 4 }, remove: [] })
    expect(log.since(log.position)).toEqual({ position: log.position, set: {}, remove: [] })
  })

  it('knows no position of another topic, of the future, or of long ago', () => {
    const log = new TopicLog(positions)
    const other = new TopicLog(positions)
    const first = log.position
    other.change({ a: 1 })
    expect(log.since(other.position)).toBeUndefined()
    expect(log.since(log.position + 1000)).toBeUndefined()
    for (let i = 0; i < 300; i++) log.change({ a: i })
    expect(log.since(first)).toBeUndefined()
  })

  it('leaves every page with the same entries, from wherever it comes back', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = seededRandom(seed)
      const log = new TopicLog(createPositions())
      const pages = [{ position: log.position, entries: {} as Record<string, unknown> }]
      for (let step = 0; step < 60; step++) {
        const key = random.pick(['a', 'b', 'c', 'd'])
        if (random.next() < 0.3) log.change({}, [key])
        else log.change({ [key]: random.integer(4) })
        if (random.next() < 0.2) pages.push({ position: log.position, entries: { ...log.snapshot().entries } })
      }
      for (const page of pages) {
        const missed = log.since(page.position)
        expect(missed && follow(page.entries, missed), `seed ${seed}`).toEqual(log.snapshot().entries)
      }
    }
  })
})
