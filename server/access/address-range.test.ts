import { expect, it } from 'vitest'
import { isInRange } from './address-range.ts'

it.each([
  ['192.0.2.7', '192.0.2.0/24', true],
  ['192.0.3.7', '192.0.2.0/24', false],
  ['192.0.2.7', '192.0.2.7', true],
  ['2001:db8::7', '2001:db8::/32', true],
  ['192.0.2.7', '2001:db8::/32', false],
  ['192.0.2.7', '192.0.2.0/99', false],
  ['192.0.2.7', 'anything', false],
  ['anything', '192.0.2.0/24', false],
])('%s in %s: %s', (address, range, expected) => {
  expect(isInRange(address, range)).toBe(expected)
})
