import { describe, expect, it } from 'vitest'
import { type IdentityTerms, identityFor } from '#telephony/trunks/caller-identity.ts'
import { readCaller, readDialled } from '#telephony/trunks/caller-reading.ts'

const terms: IdentityTerms = {
  domain: 'carrier.example',
  account: 'acc',
  fromUser: 'caller',
  identityHeader: 'pai',
  diversionHeader: 'none',
}
const caller = { number: '+995322000001', name: 'Nino "N"', isHidden: false, calledNumber: '+995322123456' }
const headersOf = (over: Partial<IdentityTerms>, who: Partial<typeof caller & { divertedFrom: string }> = {}) =>
  Object.fromEntries(identityFor({ ...terms, ...over }, { ...caller, ...who }).headers)

const party = (user: string, displayName = '', host = 'x.example') => ({
  user,
  displayName,
  host,
  uri: `sip:${user}@${host}`,
})
const received = (headers: Record<string, readonly string[]>) => new Map(Object.entries(headers))

describe('RFC 3325: who calls, towards a carrier', () => {
  it('9.1: P-Asserted-Identity says the caller, From the caller or the account', () => {
    const asserted = '"Nino \\"N\\"" <sip:+995322000001@carrier.example;user=phone>'
    expect(headersOf({})).toEqual({ 'P-Asserted-Identity': asserted })
    expect(identityFor(terms, caller)).toMatchObject({ fromUser: '+995322000001', fromHost: 'carrier.example' })
    expect(identityFor({ ...terms, fromUser: 'account' }, caller)).toMatchObject({ fromUser: 'acc' })
  })

  it('9.2: P-Preferred-Identity asks the carrier to assert it; Remote-Party-ID is the older word', () => {
    expect(Object.keys(headersOf({ identityHeader: 'ppi' }))).toEqual(['P-Preferred-Identity'])
    expect(headersOf({ identityHeader: 'rpid' })['Remote-Party-ID']).toMatch(/;party=calling;screen=yes;privacy=off$/)
    expect(headersOf({ identityHeader: 'none' })).toEqual({})
  })

  it('9.3 and RFC 3323 4.1.1.3: one who is not to be seen is anonymous in From, known to the network, with Privacy: id', () => {
    const hidden = identityFor(terms, { ...caller, isHidden: true })
    expect(hidden).toMatchObject({ fromUser: 'anonymous', fromHost: 'anonymous.invalid', displayName: 'Anonymous' })
    expect(Object.fromEntries(hidden.headers)).toMatchObject({
      'P-Asserted-Identity': expect.stringContaining('+995322000001'),
      Privacy: 'id',
    })
    expect(headersOf({ identityHeader: 'rpid' }, { isHidden: true })['Remote-Party-ID']).toMatch(/privacy=full$/)
  })

  it('an account that must stand in From stays there, without the name of the caller', () => {
    const hidden = identityFor({ ...terms, fromUser: 'account' }, { ...caller, isHidden: true })
    expect(hidden).toMatchObject({ fromUser: 'acc', fromHost: 'carrier.example', displayName: 'Anonymous' })
  })

  it("a call without a number is the account's", () => {
    expect(identityFor(terms, { ...caller, number: '' })).toMatchObject({ fromUser: 'acc' })
    expect(headersOf({}, { number: '' })['P-Asserted-Identity']).toContain('<sip:acc@carrier.example>')
  })
})

describe('RFC 5806 and RFC 7044: for whom a forwarded call was', () => {
  it('Diversion', () => {
    expect(headersOf({ diversionHeader: 'diversion' }, { divertedFrom: '+995322000009' }).Diversion).toBe(
      '<sip:+995322000009@carrier.example;user=phone>;reason=unconditional;counter=1;privacy=off',
    )
  })

  it('History-Info: the first target, then the one that it was changed to', () => {
    expect(headersOf({ diversionHeader: 'history-info' }, { divertedFrom: '+995322000009' })['History-Info']).toBe(
      '<sip:+995322000009@carrier.example;user=phone?Reason=SIP%3Bcause%3D302>;index=1, ' +
        '<sip:+995322123456@carrier.example;user=phone>;index=1.1;mp=1',
    )
  })

  it('nothing on a call that nobody forwarded', () => {
    expect(headersOf({ diversionHeader: 'diversion' })).not.toHaveProperty('Diversion')
  })

  it('is read back from both, the first that was dialled', () => {
    const both = (headers: Record<string, readonly string[]>) => readCaller(party('1'), received(headers)).divertedFrom
    expect(both({ diversion: ['<sip:200@x>;reason=no-answer, <tel:+995-322-000009>;reason=unconditional'] })).toBe(
      '+995322000009',
    )
    expect(both({ 'history-info': ['<sip:100@x>;index=1', '<sip:200@x>;index=1.1'] })).toBe('100')
    expect(both({ 'history-info': ['<sip:100@x>;index=1'] })).toBeUndefined()
    expect(both({ diversion: ['garbage <<'] })).toBeUndefined()
  })
})

describe('who calls, from a carrier', () => {
  it('9.1: what the network asserts beats what the telephone wrote', () => {
    const headers = received({ 'p-asserted-identity': ['"Nino" <sip:+4930111@x>, <tel:+4930222>'] })
    expect(readCaller(party('7777', 'Forged'), headers)).toEqual({ number: '+4930111', name: 'Nino', isHidden: false })
  })

  it("P-Preferred-Identity asserts nothing: it is the caller's own wish", () => {
    const headers = received({ 'p-preferred-identity': ['<sip:+4930111@x>'] })
    expect(readCaller(party('7777'), headers).number).toBe('7777')
  })

  it('Remote-Party-ID of the calling party, not of the called', () => {
    const read = (value: string) => readCaller(party('1'), received({ 'remote-party-id': [value] }))
    expect(read('<sip:+4930333@x>;party=calling;privacy=full')).toMatchObject({ number: '+4930333', isHidden: true })
    expect(read('<sip:+4930333@x>;party=called')).toMatchObject({ number: '1', isHidden: false })
  })

  it.each([
    [{ privacy: ['id'] }, true],
    [{ privacy: ['header; id'] }, true],
    [{ privacy: ['none'] }, false],
    [{ privacy: ['critical'] }, false],
    [{}, false],
  ])('%o hides the caller: %s (RFC 3323 4.2)', (headers, isHidden) => {
    expect(readCaller(party('1'), received(headers)).isHidden).toBe(isHidden)
  })

  it('an anonymous From is nobody', () => {
    expect(readCaller(party('anonymous', 'Anonymous', 'anonymous.invalid'), received({}))).toEqual({
      number: '',
      isHidden: true,
    })
  })

  it('the number that was dialled stands in P-Called-Party-ID or To where the Request-URI is our contact (RFC 7315 4.2)', () => {
    const to = party('+995322000077')
    expect(readDialled('+1', to, received({}), undefined)).toBe('+1')
    expect(readDialled('acc', to, received({}), 'acc')).toBe('+995322000077')
    const called = received({ 'p-called-party-id': ['<sip:+995322000088@x>'] })
    expect(readDialled('acc', to, called, 'acc')).toBe('+995322000088')
    expect(readDialled('+2', to, called, 'acc')).toBe('+2')
    expect(readDialled('', to, received({}), undefined)).toBe('+995322000077')
  })
})
