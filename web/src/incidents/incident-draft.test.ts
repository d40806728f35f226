import { expect, it } from 'vitest'
import { incidentOf, incidentProblems, newIncident } from './incident-draft.ts'

const right = { ...newIncident, title: ' Power cut ', queueIds: ['que_1'] }

it('is sent with what was filled in, and nothing else', () => {
  expect([...incidentProblems(right)]).toEqual([])
  expect(incidentOf(right, 0)).toEqual({
    ...{ title: 'Power cut', match: { queueIds: ['que_1'] }, level: 30, boostMs: 0 },
  })
  const full = {
    ...right,
    prefixes: '+995 431\n\n +995 492 ',
    payload: 'Product = Fiber',
    boostS: '60',
    endsAfter: '90',
  }
  expect(incidentOf(full, 0)).toMatchObject({
    match: { callerPrefixes: ['+995 431', '+995 492'], payload: [{ field: 'Product', value: 'Fiber' }] },
    ...{ boostMs: 60_000, endsAt: '1970-01-01T01:30:00.000Z' },
  })
})

it('says what is missing', () => {
  expect([...incidentProblems({ ...newIncident, level: '0' })]).toEqual(['title', 'nothing', 'level'])
  expect([...incidentProblems({ ...right, payload: 'Fiber', endsAfter: '0', boostS: 'x' })]).toEqual([
    ...['payload', 'boostS', 'endsAfter'],
  ])
})
