import { expect, it } from 'vitest'
import { frameOf, messagesIn } from './frames.ts'

const [one, other] = [
  { type: 'acknowledge', seq: 1 },
  { type: 'acknowledge', seq: 2 },
]

it('carries one message as it is, and several as a list in their order', () => {
  expect(frameOf([JSON.stringify(one)])).toBe('{"type":"acknowledge","seq":1}')
  expect(messagesIn(frameOf([JSON.stringify(one)]))).toEqual([one])
  expect(messagesIn(frameOf([one, other].map((message) => JSON.stringify(message))))).toEqual([one, other])
})

it('says of what is no JSON that it is none', () => {
  expect(messagesIn('{"type":')).toBeUndefined()
  expect(messagesIn('')).toBeUndefined()
  expect(messagesIn('[]')).toEqual([])
})
