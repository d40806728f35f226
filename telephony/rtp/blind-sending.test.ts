import { expect, it } from 'vitest'
import { BlindSending } from './blind-sending.ts'

const sent = (sending: BlindSending, address: string) =>
  Array.from({ length: 1000 }, () => sending.maySend(address)).filter(Boolean).length

it('sends a second of sound to a guess, and no more', () => {
  const sending = new BlindSending('203.0.113.9')
  expect(sent(sending, '203.0.113.9') + sent(sending, '192.0.2.66')).toBe(50)
})

it('sends on to who has shown that it hears us, where its signalling is', () => {
  const sending = new BlindSending('203.0.113.9')
  sending.proved()
  expect(sent(sending, '203.0.113.9')).toBe(1000)
})

it('stays bounded towards another place, however often it is pointed to one, and however often it is acknowledged', () => {
  const sending = new BlindSending('203.0.113.9')
  sending.proved()
  sending.proved()
  expect(sent(sending, '192.0.2.66') + sent(sending, '192.0.2.67')).toBe(250)
  for (let n = 0; n < 10; n++) sending.heard()
  expect(sent(sending, '192.0.2.68'), 'no more than four for one').toBe(40)
  for (let n = 0; n < 10_000; n++) sending.heard()
  expect(sent(sending, '192.0.2.69')).toBe(250)
})
