import { expect, it } from 'vitest'
import { type NumberFormat, writeNumber } from './number-writing.ts'

const plan = { nationally: (e164: string) => (e164.startsWith('+995') ? `0${e164.slice(4)}` : undefined) }

it.each<[string, NumberFormat, string]>([
  ['+995322123456', 'e164', '+995322123456'],
  ['+995322123456', 'e164-without-plus', '995322123456'],
  ['+995322123456', 'national', '0322123456'],
  ['+995322123456', 'as-dialed', '+995322123456'],
  // No plan: better with its country code than not at all.
  ['+88212345678', 'national', '+88212345678'],
  // An emergency number and a name are what they are.
  ['112', 'national', '112'],
  ['112', 'e164-without-plus', '112'],
  ['anonymous', 'national', 'anonymous'],
  ['+1', 'e164-without-plus', '+1'],
])('writes %s as %s: %s', (number, format, written) => expect(writeNumber(number, format, plan)).toBe(written))
