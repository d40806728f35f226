import { expect, it } from 'vitest'
import { conditionOf, isSignOfLife, isUsable, type TrunkSigns } from './condition.ts'

const on: TrunkSigns = { isOn: true, registers: false, isProbed: false }

it.each<[string, Partial<TrunkSigns>]>([
  ['off', { isOn: false, registers: true, registration: 'registered' }],
  ['unknown', {}],
  ['connecting', { isProbed: true }],
  ['reachable', { isProbed: true, probe: 'answered' }],
  ['unreachable', { isProbed: true, probe: 'silent' }],
  ['connecting', { registers: true }],
  ['connecting', { registers: true, isProbed: true, probe: 'answered' }],
  ['registered', { registers: true, registration: 'registered' }],
  ['registered', { registers: true, registration: 'registered', isProbed: true, probe: 'answered' }],
  ['unreachable', { registers: true, registration: 'registered', isProbed: true, probe: 'silent' }],
  ['refused', { registers: true, registration: 'refused', isProbed: true, probe: 'answered' }],
  ['unreachable', { registers: true, registration: 'unreachable' }],
])('is %s by %o', (condition, signs) => expect(conditionOf({ ...on, ...signs })).toBe(condition))

it('is worth a call unless it is known not to be', () => {
  const conditions = ['off', 'unknown', 'connecting', 'registered', 'reachable', 'refused', 'unreachable'] as const
  expect(conditions.filter(isUsable)).toEqual(['unknown', 'connecting', 'registered', 'reachable'])
})

it.each([
  [200, true],
  [401, true],
  [404, true],
  [405, true],
  [503, false],
  [408, false],
  [undefined, false],
])('%s to an OPTIONS shows life: %s', (status, isAlive) => expect(isSignOfLife(status)).toBe(isAlive))
