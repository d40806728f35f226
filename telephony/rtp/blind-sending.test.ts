import { expect, it } from 'vitest'
import { BlindSending } from './blind-sending.ts'

const caller = '203.0.113.9'
const sent = (sending: BlindSending, address: string) =>
  Array.from({ length: 1000 }, () => sending.maySend(address)).filter(Boolean).length

it('sends a fifth of a second to where an unproved call comes from, and nothing to a third party', () => {
  const sending = new BlindSending(caller)
  expect(sent(sending, '192.0.2.66')).toBe(0)
  expect(sent(sending, caller)).toBe(10)
  expect(sent(sending, '192.0.2.66')).toBe(0)
})

it('sends on to who has shown that it hears us, where its signalling is', () => {
  const sending = new BlindSending(caller)
  sending.proved()
  expect(sent(sending, caller)).toBe(1000)
})

it('stays bounded towards another place, however often it is pointed to one, and however often it is acknowledged', () => {
  const sending = new BlindSending(caller)
  sending.proved()
  sending.proved()
  expect(sent(sending, '192.0.2.66') + sent(sending, '192.0.2.67')).toBe(250)
  for (let n = 0; n < 10; n++) sending.heard()
  expect(sent(sending, '192.0.2.68'), 'no more than four for one').toBe(40)
  for (let n = 0; n < 10_000; n++) sending.heard()
  expect(sent(sending, '192.0.2.69')).toBe(250)
})
