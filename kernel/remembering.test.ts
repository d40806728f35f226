import { expect, it } from 'vitest'
import { remembering } from './remembering.ts'

it('reads a text once while it is among the latest', () => {
  const read: string[] = []
  const length = remembering(
    (text: string) => {
      read.push(text)
      return { length: text.length }
    },
    { atLeast: 2, longest: 5 },
  )
  expect(length('one')).toBe(length('one'))
  expect(read).toEqual(['one'])
  for (const text of ['two', 'three', 'four', 'five', 'six']) length(text)
  length('one')
  expect(read.filter((text) => text === 'one')).toHaveLength(2)
})

it('does not keep what is long', () => {
  let reads = 0
  const length = remembering(
    (text: string) => {
      reads++
      return { length: text.length }
    },
    { atLeast: 2, longest: 5 },
  )
  expect(length('sixsix')).toEqual({ length: 6 })
  length('sixsix')
  expect(reads).toBe(2)
})
