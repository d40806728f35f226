import { expect, it } from 'vitest'
import { AccessSettings } from '../../../protocol/http/access.ts'
import { accessBody, accessDraft, accessProblems, accessRanges } from './access-draft.ts'

const settings = {
  areGuestsAllowed: false,
  trustedAddresses: ['192.0.2.0/24'],
  offencesBeforeBan: 5,
  offenceWindowS: 600,
  banS: 600,
  guestCallsPerSecond: 2,
  guestCallsAtOnce: 10,
  trunkCallsPerSecond: 50,
  etag: '"1"',
}

it('sends only what changed', () => {
  const draft = accessDraft(settings)
  expect(accessBody(draft, settings)).toEqual({})
  expect(
    accessBody({ ...draft, guestCallsPerSecond: '0,5', areGuestsAllowed: true, trustedAddresses: '' }, settings),
  ).toEqual({ guestCallsPerSecond: 0.5, areGuestsAllowed: true, trustedAddresses: [] })
})

it('finds what the server would refuse', () => {
  const draft = { ...accessDraft(settings), banS: '0', guestCallsAtOnce: '1.5', trustedAddresses: 'office' }
  expect(accessProblems(draft)).toEqual({
    banS: [1, 86_400],
    guestCallsAtOnce: [0, 100_000],
    trustedAddresses: 'badForm',
  })
})

it('knows the ranges of the contract', () => {
  for (const [name, [from, to]] of Object.entries(accessRanges)) {
    expect(AccessSettings.properties[name as keyof typeof accessRanges]).toMatchObject({ minimum: from, maximum: to })
  }
})
