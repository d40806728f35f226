import { describe, expect, it } from 'vitest'
import { minutesBegun } from './limits.ts'
import { presetFields, trunkPresets, whatTrunkLacks } from './trunk-preset.ts'

const account = { userName: 'user', hasPassword: true }

describe('a preset', () => {
  it.each(trunkPresets)('%s works once it has its account', (preset) => {
    expect(whatTrunkLacks({ ...presetFields[preset], ...account })).toBeUndefined()
  })

  it.each(trunkPresets)('%s has a value for all that may be left out', (preset) => {
    expect(Object.keys(presetFields[preset]).sort()).toEqual(Object.keys(presetFields.custom).sort())
    expect(Object.values(presetFields[preset])).not.toContain(undefined)
  })

  it('is told apart by what matters', () => {
    expect(presetFields.registration).toMatchObject({ registers: true, fromUser: 'account' })
    expect(presetFields.address).toMatchObject({ registers: false, fromUser: 'caller' })
    expect(presetFields.secure).toMatchObject({ transport: 'tls', srtp: 'required' })
    expect(presetFields.gateway).toMatchObject({ numberFormat: 'national', sessionExpiresS: 0 })
  })
})

describe('a trunk lacks', () => {
  const { registration, address, secure } = presetFields
  it.each([
    ['the user name', { ...registration, hasPassword: true }, /user name/],
    ['the password', { ...registration, userName: 'u', hasPassword: false }, /password/],
    ['the account that From names', { ...address, fromUser: 'account' as const, hasPassword: false }, /From/],
    ['TLS for its keys', { ...secure, transport: 'udp' as const, hasPassword: false }, /TLS/],
  ])('%s', (_what, trunk, sentence) => expect(whatTrunkLacks(trunk)).toMatch(sentence))
})

it('counts each minute that was begun', () => {
  expect([-1, 0, 59_999, 60_000, 119_999].map(minutesBegun)).toEqual([0, 1, 1, 2, 2])
})
