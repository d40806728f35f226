import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { TrunkId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { EdgeTrunk } from '#protocol/edge/trunks.ts'
import type { InviteSummary, RegistrationHandle, RegistrationRequest, SipEngine } from '#telephony/sip/index.ts'
import { secureRandom } from '../chance.ts'
import { Trunks } from './trunks.ts'

const id = (name: string) => name as TrunkId
const trunk = (name: string, over: Partial<EdgeTrunk> = {}): EdgeTrunk => ({
  transport: 'auto',
  registers: false,
  registerExpiresS: 600,
  addresses: [],
  fromUser: 'caller',
  identityHeader: 'pai',
  diversionHeader: 'none',
  numberFormat: 'e164',
  codecs: ['pcma', 'pcmu'],
  dtmf: 'rfc4733',
  srtp: 'off',
  reliableProvisional: 'supported',
  sessionExpiresS: 0,
  maxCalls: 10,
  keepAliveS: 0,
  failoverMs: 4_000,
  trunkId: id(name),
  domain: '192.0.2.1',
  region: 'GE',
  ...over,
})
const account = (name: string, over: Partial<EdgeTrunk> = {}) =>
  trunk(name, { registers: true, userName: name, password: `of ${name}`, ...over })

let requests: RegistrationRequest[]
let events: EdgeEvent[]
let unregistered: RegistrationHandle[]
let trunks: Trunks

beforeEach(() => {
  requests = []
  events = []
  unregistered = []
  const engine = {
    register: (request: RegistrationRequest) => success(`r${requests.push(request)}` as RegistrationHandle),
    unregister: (handle: RegistrationHandle) => {
      unregistered.push(handle)
      setImmediate(() => removed(handle))
    },
    refreshRegistration: () => {},
    setRegistrationDestinations: () => {},
  } as unknown as SipEngine
  trunks = new Trunks({
    engine,
    drain: () => {},
    sipNowMs: () => 0,
    clock: { wallMs: () => 0, monotonicMs: () => 0 },
    chance: secureRandom,
    localAddresses: [{ transport: 'udp', address: '192.0.2.200', port: 5060 }],
    emit: (event) => events.push(event),
  })
})

const removed = (registration: RegistrationHandle) =>
  trunks.registrationResult({ type: 'registrationResult', registration, state: 'removed' })
const invite = (over: Partial<InviteSummary> & { source?: string } = {}): InviteSummary => ({
  flow: {
    transport: 'udp',
    local: { address: '192.0.2.200', port: 5060 },
    remote: { address: over.source ?? '192.0.2.1', port: 5060 },
  },
  fromUser: '1',
  fromHost: 'x.example',
  requestUser: '200',
  requestHost: '192.0.2.200',
  requestParameters: new Map(),
  hasCredentials: false,
  ...over,
})
const known = () => vi.waitFor(() => expect(trunks.isTrunkAddress('192.0.2.1')).toBe(true))
const registered = (count: number) => vi.waitFor(() => expect(requests).toHaveLength(count))
const lineOf = (request: RegistrationRequest | undefined) => request?.contactParameters?.get('line') ?? ''

describe('whose a call is', () => {
  it('is the one whose registration marked it, from wherever it comes', async () => {
    trunks.set([account('a'), account('b')])
    await registered(2)
    const line = lineOf(requests.find((one) => one.user === 'b'))
    expect(
      trunks.identify(invite({ source: '198.51.100.9', requestParameters: new Map([['line', line]]) })),
    ).toMatchObject({
      trunkId: 'b',
    })
  })

  it("is nobody's by a mark that was guessed or by the name in From", async () => {
    trunks.set([account('a', { domain: 'carrier.example' })])
    const guess = new Map([['line', '0'.repeat(24)]])
    expect(
      trunks.identify(invite({ source: '198.51.100.9', fromHost: 'carrier.example', fromUser: 'a' })),
    ).toBeUndefined()
    expect(trunks.identify(invite({ source: '198.51.100.9', requestParameters: guess }))).toBeUndefined()
  })

  it("is known by the address of the trunk's name, and by those that were named", async () => {
    trunks.set([trunk('a', { addresses: ['198.51.100.0/24', '2001:db8::/32'] })])
    await known()
    for (const source of ['192.0.2.1', '198.51.100.77', '2001:db8::5']) {
      expect(trunks.identify(invite({ source }))).toMatchObject({ trunkId: 'a' })
    }
    expect(trunks.identify(invite({ source: '192.0.2.2' }))).toBeUndefined()
  })

  it('is, of several behind one address, that of the account called, else of the domain in From', async () => {
    trunks.set([trunk('open', { domain: '192.0.2.1' }), account('a'), account('b', { domain: '192.0.2.1:5060' })])
    await known()
    expect(trunks.identify(invite({ requestUser: 'b' }))).toMatchObject({ trunkId: 'b' })
    expect(trunks.identify(invite({ requestUser: '200' }))).toMatchObject({ trunkId: 'open' })
  })

  it('stays known while the trunk is changed: its carrier is no stranger until DNS and registrar have answered', async () => {
    trunks.set([account('a')])
    await known()
    await registered(1)
    trunks.set([account('a', { maxCalls: 5 })])
    expect(trunks.identify(invite())).toMatchObject({ trunkId: 'a' })
    trunks.set([account('a', { maxCalls: 6 })])
    expect(trunks.isTrunkAddress('192.0.2.1'), 'changed again meanwhile').toBe(true)
    trunks.set([account('a', { domain: '192.0.2.7' })])
    expect(trunks.isTrunkAddress('192.0.2.1'), 'it is another carrier now').toBe(false)
  })

  it('is forgotten with the trunk', async () => {
    trunks.set([trunk('a')])
    await known()
    trunks.set([])
    expect([trunks.identify(invite()), trunks.isTrunkAddress('192.0.2.1')]).toEqual([undefined, false])
  })
})

describe('a new set', () => {
  it('keeps the registration of what did not change, renews that of what did, and takes back that of what is gone', async () => {
    trunks.set([account('a'), account('b'), account('c')])
    await registered(3)
    trunks.set([account('a'), account('b', { registerExpiresS: 90 })])
    // Not before the old one is taken back, which could take the new one with it.
    expect([unregistered.length, requests.length]).toEqual([2, 3])
    await registered(4)
    expect(requests[3]).toMatchObject({ user: 'b', expiresS: 90 })
    expect(unregistered).toHaveLength(2)
  })

  it('tells all that there are, and once of what is gone', async () => {
    trunks.set([trunk('a'), trunk('b')])
    events.length = 0
    trunks.set([trunk('a')])
    expect(
      events.map((event) => event.type === 'trunk.changed' && [event.trunk.trunkId, event.trunk.condition]),
    ).toEqual([
      ['b', 'off'],
      ['a', 'unknown'],
    ])
  })

  it('marks its contact the same after a restart, and another account differently', async () => {
    trunks.set([account('a'), account('b')])
    await registered(2)
    trunks.set([])
    trunks.set([account('a')])
    await registered(3)
    const lines = requests.map((one) => [one.user, lineOf(one)])
    expect(new Map(lines as [string, string][]).get('a')).toBe(lines.find(([user]) => user === 'a')?.[1])
    expect(new Set(lines.map(([, line]) => line)).size).toBe(2)
  })
})

describe('over which a call goes', () => {
  it('is the first that is there, and what did not answer lately at the end', async () => {
    trunks.set([trunk('a'), account('b'), trunk('c', { maxCalls: 1 })])
    await registered(1)
    trunks.registrationResult({
      type: 'registrationResult',
      registration: 'r1' as RegistrationHandle,
      state: 'refused',
      status: 403,
    })
    const order = (isUnlimited = false) =>
      trunks.candidates([id('b'), id('nobody'), id('a'), id('c')], isUnlimited).map((one) => one.config.trunkId)
    expect(order()).toEqual(['a', 'c', 'b'])
    const release = trunks.occupy(id('c'))
    expect(order()).toEqual(['a', 'b'])
    expect(order(true)).toEqual(['a', 'c', 'b'])
    // A trunk that is changed keeps its calls.
    trunks.set([trunk('a'), account('b'), trunk('c', { maxCalls: 1, sessionExpiresS: 90 })])
    expect(order()).not.toContain('c')
    release()
    release()
    expect(order()).toContain('c')
  })
})
