import { expect, it } from 'vitest'
import { Newest } from './newest.ts'

it('keeps the newest, and no more than twice as many as it must', () => {
  const newest = new Newest<string, number>(10)
  for (let i = 0; i < 1000; i++) {
    newest.set(`k${i}`, i)
    expect(newest.size).toBeLessThanOrEqual(20)
    for (let back = 0; back < 10 && back <= i; back++) expect(newest.get(`k${i - back}`)).toBe(i - back)
  }
  expect(newest.has('k0')).toBe(false)
})

it('holds a key once, by its last value', () => {
  const newest = new Newest<string, string>(2)
  newest.set('a', 'first')
  newest.set('b', 'b')
  newest.set('c', 'c')
  newest.set('a', 'second')
  expect(newest.get('a')).toBe('second')
  expect(newest.size).toBe(3)
  expect(newest.delete('a')).toBe(true)
  expect(newest.has('a')).toBe(false)
  expect(newest.delete('a')).toBe(false)
})
