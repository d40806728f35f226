import { expect, it } from 'vitest'
import { addressBits } from '../sip/guard/source-address.ts'
import { isInRange, parseRange } from './source-match.ts'

it.each([
  ['192.0.2.1', '192.0.2.1', true],
  ['192.0.2.2', '192.0.2.1', false],
  ['192.0.2.255', '192.0.2.0/24', true],
  ['192.0.3.0', '192.0.2.0/24', false],
  ['8.8.8.8', '0.0.0.0/0', true],
  ['2001:db8::1', '0.0.0.0/0', false],
  ['2001:db8::1', '2001:db8::/32', true],
  ['2001:db9::1', '2001:db8::/32', false],
  ['::ffff:192.0.2.1', '192.0.2.0/24', true],
  ['192.0.2.1', '::ffff:192.0.2.1', true],
  ['2001:0DB8:0:0:0:0:0:1', '2001:db8::1', true],
  ['name.example', '0.0.0.0/0', false],
])('%s is in %s: %s', (address, range, expected) => {
  const parsed = parseRange(range)
  expect(parsed !== undefined && isInRange(addressBits(address), parsed)).toBe(expected)
})

it.each([
  '192.0.2.0/33',
  '2001:db8::/129',
  '1.2.3',
  '1.2.3.256',
  '1:2:3',
  '::1::',
  '192.0.2.0/a',
  'a/1/2',
  '',
  '12345::',
])('%s is no range', (text) => expect(parseRange(text)).toBeUndefined())
