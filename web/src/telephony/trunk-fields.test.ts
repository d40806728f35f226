import { describe, expect, it } from 'vitest'
import { trunkFields } from '../../../protocol/edge/trunks.ts'
import type { Trunk } from '../../../protocol/http/trunks.ts'
import { changeTrunkBody, createTrunkBody, trunkDraft, trunkProblems, trunkRanges } from './trunk-fields.ts'

const trunk = {
  trunkId: 'trk_1',
  name: 'Line',
  preset: 'registration',
  isActive: true,
  domain: 'sip.example.com',
  transport: 'auto',
  registers: true,
  userName: '995322123456',
  registerExpiresS: 600,
  addresses: ['192.0.2.0/24'],
  fromUser: 'account',
  identityHeader: 'pai',
  diversionHeader: 'none',
  numberFormat: 'e164',
  codecs: ['pcma', 'pcmu'],
  dtmf: 'rfc4733',
  srtp: 'off',
  reliableProvisional: 'off',
  sessionExpiresS: 1800,
  maxCalls: 30,
  keepAliveS: 30,
  failoverMs: 4000,
  costPerMinuteMicros: 25_000,
  hasPassword: true,
  state: { condition: 'registered', calls: 0 },
  etag: '"1"',
} as unknown as Trunk

describe('the form of a trunk', () => {
  it('sends of a new one only what was said, so that the preset fills in the rest', () => {
    const draft = {
      ...trunkDraft(undefined),
      name: 'Line',
      domain: 'sip.example.com',
      userName: '99532',
      password: 'p w',
      maxCalls: '۳۰',
      addresses: '192.0.2.1\n192.0.2.2',
    }
    expect(createTrunkBody(draft)).toEqual({
      preset: 'registration',
      name: 'Line',
      domain: 'sip.example.com',
      userName: '99532',
      password: 'p w',
      maxCalls: 30,
      addresses: ['192.0.2.1', '192.0.2.2'],
    })
  })
  it('sends of an old one only what changed, and nothing when nothing did', () => {
    const draft = trunkDraft(trunk)
    expect(changeTrunkBody(draft, trunk)).toEqual({})
    expect(
      changeTrunkBody({ ...draft, userName: '', costPerMinuteMicros: '0,03', registers: 'no', isActive: false }, trunk),
    ).toEqual({ userName: null, costPerMinuteMicros: 30_000, registers: false, isActive: false })
  })
  it('keeps the password unless it is given anew or forgotten', () => {
    const draft = trunkDraft(trunk)
    expect(changeTrunkBody({ ...draft, password: 'new' }, trunk)).toEqual({ password: 'new' })
    expect(changeTrunkBody({ ...draft, isPasswordForgotten: true }, trunk)).toEqual({ password: null })
  })
  it('asks an account for its name and password, and a gateway for neither', () => {
    const draft = { ...trunkDraft(undefined), name: 'a', domain: 'b' }
    expect(trunkProblems(draft, true)).toEqual({ userName: 'needed', password: 'needed' })
    expect(trunkProblems({ ...draft, preset: 'gateway' }, true)).toEqual({})
  })
  it('refuses what the server would refuse', () => {
    const draft = { ...trunkDraft(trunk), domain: 'sip host', failoverMs: '100', addresses: '192.0.2.1\nhost' }
    expect(trunkProblems(draft, false)).toEqual({ domain: 'badForm', failoverMs: [500, 32_000], addresses: 'badForm' })
  })
})

it('knows the ranges of the contract', () => {
  for (const [name, [from, to]] of Object.entries(trunkRanges)) {
    expect([name, trunkFields[name as keyof typeof trunkRanges]]).toMatchObject([name, { minimum: from, maximum: to }])
  }
})
