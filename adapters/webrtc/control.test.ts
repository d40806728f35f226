import { expect, it } from 'vitest'
import { readControl } from './control.ts'

it('takes what a page says for what it is, and nothing else', () => {
  expect(readControl('{"type":"alive","more":1}')).toEqual({ type: 'alive' })
  const heard = { type: 'heard', packetsReceived: 50, packetsLost: 0, jitterMs: 2.5 }
  expect(readControl(JSON.stringify({ ...heard, other: 'x' }))).toEqual(heard)
  for (const wrong of [
    { ...heard, packetsReceived: -1 },
    { ...heard, packetsLost: '5' },
    { ...heard, jitterMs: null },
    { ...heard, packetsReceived: 1e300 },
    { type: 'heard' },
    { type: 'shout' },
    null,
    5,
  ]) {
    expect(readControl(JSON.stringify(wrong)), JSON.stringify(wrong)).toBeUndefined()
  }
  expect(readControl(' '.repeat(2000))).toBeUndefined()
  expect(readControl('{')).toBeUndefined()
})
