import { expect, it } from 'vitest'
import { DialLimits } from '../../../protocol/http/number-plan.ts'
import { limitProblems, limitRanges, limitsBody, limitsDraft } from './limits-draft.ts'

const limits = {
  blockedPrefixes: ['+88', '+1900'],
  callsAtOncePerPerson: 2,
  callsPerHourPerPerson: 60,
  callsAtOnceOutbound: 100,
  longestCallMinutes: 240,
  spendPerDayMicros: 50_000_000,
  emergencyNumbers: ['112'],
  spentThisHourMicros: 0,
  spentTodayMicros: 1,
  etag: '"1"',
}

it('sends only what changed, and takes an emptied limit away', () => {
  const draft = limitsDraft(limits)
  expect(limitsBody(draft, limits)).toEqual({})
  expect(
    limitsBody({ ...draft, spendPerDayMicros: '', spendPerHourMicros: '۲.۵', emergencyNumbers: '112\n103' }, limits),
  ).toEqual({ spendPerDayMicros: null, spendPerHourMicros: 2_500_000, emergencyNumbers: ['112', '103'] })
})

it('finds what the server would refuse', () => {
  expect(limitProblems({ ...limitsDraft(limits), longestCallMinutes: '0', emergencyNumbers: '112\nfire' })).toEqual({
    longestCallMinutes: [1, 1440],
    emergencyNumbers: { value: 'fire' },
  })
})

it('knows the ranges of the contract', () => {
  for (const [name, [from, to]] of Object.entries(limitRanges)) {
    expect(DialLimits.properties[name as keyof typeof limitRanges]).toMatchObject({ minimum: from, maximum: to })
  }
})
