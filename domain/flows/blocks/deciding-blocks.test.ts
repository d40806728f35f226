import { expect, test } from 'vitest'
import type { IncidentId } from '#kernel/ids.ts'
import type { FlowFacts } from '../run.ts'
import { between, Walk } from '../testing/flow.ts'

/** By which exit it is left. */
function exitOf(
  kind: string,
  settings: object,
  exits: readonly string[],
  others: Partial<FlowFacts> = {},
  variables: Record<string, string | number | boolean> = {},
) {
  return new Walk(between(kind, settings, exits), others, variables).passed[0]
}
const caller = { number: '+994501234567', dialedNumber: '100', isKnown: false, segmentIds: [] }

test.each([
  ['is', 12, '12', 'yes'],
  ['is', 'Baku', 'baku ', 'yes'],
  ['is', '', '', 'yes'],
  ['is-not', 'a', 'b', 'yes'],
  ['is-empty', '', 'x', 'yes'],
  ['is-filled', 'a', '', 'yes'],
  ['more-than', 3, '2', 'yes'],
  ['more-than', 'many', '2', 'no'],
  ['at-least', 2, '2', 'yes'],
  ['less-than', '', '2', 'no'],
  ['at-most', 2, '2', 'yes'],
  ['begins-with', '+994501', '+994', 'yes'],
  ['contains', 'a', 'b', 'no'],
])('condition: %s of %s and %s', (comparison, value, text, exit) => {
  const left = { kind: 'variable', variable: 'it' }
  const right = { kind: 'text', text }
  expect(exitOf('condition', { left, comparison, right }, ['yes', 'no'], {}, { it: value })).toBe(`it:${exit}`)
})

test('a condition compares what is known of the caller too; what is not known is empty', () => {
  const left = { kind: 'caller', fact: 'number' }
  const right = { kind: 'known', source: { kind: 'variable', variable: 'constructor' } }
  expect(exitOf('condition', { left, comparison: 'is', right }, ['yes', 'no'])).toBe('it:no')
  const hidden = { caller: { ...caller, number: null } }
  expect(exitOf('condition', { left, comparison: 'is-empty', right }, ['yes', 'no'], hidden)).toBe('it:yes')
})

test('a switch leaves by the first case that fits', () => {
  const settings = {
    of: { kind: 'variable', variable: 'it' },
    cases: [
      { caseId: 'a', label: 'A', values: ['one', '2'] },
      { caseId: 'b', label: 'B', values: ['2'] },
    ],
  }
  const exits = ['case-a', 'case-b', 'otherwise']
  expect(exitOf('switch', settings, exits, {}, { it: 'ONE' })).toBe('it:case-a')
  expect(exitOf('switch', settings, exits, {}, { it: 2 })).toBe('it:case-a')
  expect(exitOf('switch', settings, exits)).toBe('it:otherwise')
})

test('hours', () => {
  const exits = ['open', 'closed', 'holiday', 'failed']
  const at = (now: 'open' | 'closed' | 'holiday' | undefined, hasHolidays = false) =>
    exitOf('hours', { businessHoursId: 'hrs_1', hasHolidays }, exits, { hours: () => now })
  expect([at('open'), at('closed'), at('holiday'), at('holiday', true), at(undefined)]).toEqual([
    'it:open',
    'it:closed',
    'it:closed',
    'it:holiday',
    'it:failed',
  ])
})

test('the state of a queue', () => {
  const exits = ['short', 'long', 'nobody', 'closed', 'failed']
  const settings = { queueId: 'que_1', longFromWaiting: 5, longFromMs: 60_000 }
  const queue = { waiting: 0, expectedWaitMs: null, agents: 1, isClosed: false }
  const with_ = (others: object) => exitOf('queue-state', settings, exits, { queue: () => ({ ...queue, ...others }) })
  expect(with_({})).toBe('it:short')
  expect(with_({ waiting: 5 })).toBe('it:long')
  expect(with_({ expectedWaitMs: 60_000 })).toBe('it:long')
  expect(with_({ agents: 0 })).toBe('it:nobody')
  expect(with_({ isClosed: true })).toBe('it:closed')
  expect(exitOf('queue-state', settings, exits)).toBe('it:failed')
})

test('who calls', () => {
  const of = (by: string, values: string[], others: object) =>
    exitOf('caller', { by, cases: [{ caseId: 'a', label: '', values }] }, ['case-a', 'otherwise'], {
      caller: { ...caller, ...others },
    })
  expect(of('country', ['AZ'], { country: 'AZ' })).toBe('it:case-a')
  expect(of('country', ['AZ'], {})).toBe('it:otherwise')
  expect(of('region', ['AZ-BA'], { region: 'AZ-BA' })).toBe('it:case-a')
  expect(of('tier', ['ctr_1'], { tierId: 'ctr_1' })).toBe('it:case-a')
  expect(of('segment', ['csg_2'], { segmentIds: ['csg_1', 'csg_2'] })).toBe('it:case-a')
  expect(of('language', ['en'], {})).toBe('it:case-a')
  expect(exitOf('caller', { by: 'known' }, ['known', 'unknown'])).toBe('it:unknown')
  expect(exitOf('caller', { by: 'known' }, ['known', 'unknown'], { caller: { ...caller, isKnown: true } })).toBe(
    'it:known',
  )
})

test('a split goes by chance, by the shares that were named', () => {
  const cases = [
    { caseId: 'a', label: 'A', percent: 30 },
    { caseId: 'b', label: 'B', percent: 70 },
  ]
  const at = (chance: number) => exitOf('split', { cases }, ['case-a', 'case-b'], { chance: () => chance })
  expect([at(0), at(0.29), at(0.31), at(0.9999999)]).toEqual(['it:case-a', 'it:case-a', 'it:case-b', 'it:case-b'])
})

test('an incident', () => {
  const incidentIds = ['icd_1' as IncidentId]
  const exits = ['affected', 'not-affected']
  expect(exitOf('incident', {}, exits, { incidentIds })).toBe('it:affected')
  expect(exitOf('incident', {}, exits)).toBe('it:not-affected')
  expect(exitOf('incident', { incidentIds: ['icd_2'] }, exits, { incidentIds })).toBe('it:not-affected')
})

test('a schedule goes by the clock of its zone', () => {
  // 2026-11-23 is a Monday; 09:00 in UTC is 13:00 in Baku.
  const at = (span: object, timeZone = 'Asia/Baku') =>
    exitOf('schedule', { timeZone, spans: [span] }, ['within', 'outside', 'failed'])
  expect(at({ weekdays: [0] })).toBe('it:within')
  expect(at({ weekdays: [1, 2] })).toBe('it:outside')
  expect(at({ fromMinute: 780, toMinute: 781 })).toBe('it:within')
  expect(at({ toMinute: 780 })).toBe('it:outside')
  expect(at({ fromDate: '2026-11-23', toDate: '2026-11-23' })).toBe('it:within')
  expect(at({ fromDate: '2026-11-24' })).toBe('it:outside')
  expect(at({}, 'Mars/Olympus')).toBe('it:failed')
})
