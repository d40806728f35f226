import { describe, expect, it } from 'vitest'
import type { AccessPolicy } from '#protocol/edge/access.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { Flow, InviteSummary, SipEvent } from '#telephony/sip/index.ts'
import { Access } from './access.ts'
import { defaultPolicy } from './default-policy.ts'

const stranger = '203.0.113.9'
const office = '198.51.100.7'
const carrier = '192.0.2.1'

function flowFrom(address: string, port = 5060, connectionId?: string): Flow {
  const ends = { local: { address: '10.0.0.2', port: 5060 }, remote: { address, port } }
  return connectionId === undefined ? { transport: 'udp', ...ends } : { transport: 'tcp', ...ends, connectionId }
}

const invite = (number: string, of: Partial<InviteSummary> & { address?: string } = {}): InviteSummary => ({
  flow: flowFrom(of.address ?? stranger),
  fromUser: 'x',
  fromHost: 'h',
  requestUser: number,
  requestHost: '10.0.0.2',
  requestParameters: new Map(),
  hasCredentials: false,
  ...of,
})

const message = (start: string) => Buffer.from(`${start} SIP/2.0\r\nVia: …`)

function edge(policy: Partial<AccessPolicy> = {}) {
  let nowMs = 1_700_000_000_000
  const events: EdgeEvent[] = []
  const access = new Access({
    nowMs: () => nowMs,
    maxCalls: 100,
    isBuiltIn: (number) => number === '600',
    emit: (event) => events.push(event),
    logger: { debug() {}, info() {}, warn() {}, error() {} } as never,
  })
  access.setPolicy({ ...defaultPolicy, trustedAddresses: [], ...policy }, [])
  access.useTrunks({
    identify: ({ flow }) => (flow.remote.address === carrier ? { trunkId: 'trunk-1' } : undefined),
    isTrunkAddress: (address) => address === carrier,
  })
  const heard = (event: object) => access.heard(event as SipEvent)
  return {
    access,
    events,
    heard,
    passMs: (ms: number) => {
      nowMs += ms
    },
    registers: (user: string, ...flows: Flow[]) =>
      heard({ type: 'registrationChanged', user, contacts: flows.map((flow) => ({ flow })) }),
    guesses: (address: string, times = 1) => {
      for (let n = 0; n < times; n++) {
        heard({ type: 'authenticationFailed', user: '701', flow: flowFrom(address), isLocked: false })
      }
    },
    /** How many of so many messages get through. */
    passed: (flow: Flow, times: number, start = 'REGISTER sip:10.0.0.2') =>
      Array.from({ length: times }, () => access.admits(flow, message(start))).filter((one) => one === 'pass').length,
  }
}

describe('whose a call is', () => {
  it('is a trunk’s by where it comes from, and not too many of them a second', () => {
    const { access } = edge({ trunkCallsPerSecond: 2 })
    const judged = () => access.judge(invite('+900900', { address: carrier }))
    expect([judged(), judged(), judged()]).toEqual([
      { kind: 'trunk', trunkId: 'trunk-1' },
      { kind: 'trunk', trunkId: 'trunk-1' },
      { kind: 'refuse', status: 503, retryAfterS: 1 },
    ])
  })

  it('is a guest’s when it is for a number of ours, built-in ones included', () => {
    const { access } = edge({ ownNumbers: ['200', '+99532200XXXX'] })
    for (const number of ['200', '600', '+995322001234']) expect(access.judge(invite(number)).kind).toBe('guest')
  })

  it('is challenged for everything else: there is no way out without a password', () => {
    const { access } = edge({ ownNumbers: ['200'] })
    for (const number of ['+900900900', '00900900900', '201', '', '112', '200;ext=1', 'sip:200']) {
      expect(access.judge(invite(number)), number).toEqual({ kind: 'challenge' })
    }
  })

  it('is challenged when guests are not let in, whatever they call', () => {
    const { access } = edge({ areGuestsAllowed: false, ownNumbers: ['200'] })
    for (const number of ['200', '600']) expect(access.judge(invite(number)).kind).toBe('challenge')
  })

  it('is challenged from the path of a phone and for who brings credentials, also to our own numbers', () => {
    const { access, registers } = edge({ ownNumbers: ['200'] })
    registers('701', flowFrom(office, 40_000))
    expect(access.judge(invite('200', { flow: flowFrom(office, 40_000) })).kind).toBe('challenge')
    expect(access.judge(invite('200', { flow: flowFrom(office, 50_000), fromUser: '701' })).kind).toBe('challenge')
    expect(access.judge(invite('200', { address: office })).kind, 'somebody else behind it').toBe('guest')
    expect(access.judge(invite('200', { fromUser: '701' })).kind, 'a name alone says nothing').toBe('guest')
    expect(access.judge(invite('200', { hasCredentials: true })).kind).toBe('challenge')
    registers('701')
    expect(access.judge(invite('200', { flow: flowFrom(office, 40_000) })).kind).toBe('guest')
  })

  it('before a core has spoken: short numbers are open, and nothing that could cost', () => {
    const { access } = edge(defaultPolicy)
    expect(['200', '100', '600'].map((number) => access.judge(invite(number)).kind)).toEqual([
      'guest',
      'guest',
      'guest',
    ])
    expect(
      ['+995322001234', '0322001234', 'alice', '112233'].map((number) => access.judge(invite(number)).kind),
    ).toEqual(Array(4).fill('challenge'))
  })
})

describe('strangers’ calls', () => {
  const called = (one: ReturnType<typeof edge>, address: string, call: string) => {
    const verdict = one.access.judge(invite('200', { address }))
    if (verdict.kind === 'guest') one.heard({ type: 'incomingCall', call, flow: flowFrom(address), verdict })
    return verdict.kind
  }

  it('are bounded for each source, whatever they do, until one ends', () => {
    const one = edge({ guestCallsAtOnce: 3, guestCallsPerSecond: 1000 })
    expect([1, 2, 3, 4].map((n) => called(one, stranger, `c${n}`))).toEqual(['guest', 'guest', 'guest', 'refuse'])
    expect(called(one, office, 'other'), 'another one').toBe('guest')
    one.heard({ type: 'callEnded', call: 'c2' })
    expect([5, 6].map((n) => called(one, stranger, `c${n}`))).toEqual(['guest', 'refuse'])
  })

  it('are bounded together, so that trunks and phones find room', () => {
    const one = edge({ guestCallsAtOnce: 1000, guestCallsPerSecond: 1000 })
    const kinds = Array.from({ length: 100 }, (_, n) => called(one, `203.0.${n}.1`, `c${n}`))
    expect(kinds.filter((kind) => kind === 'guest')).toHaveLength(75)
    expect(one.access.judge(invite('200', { address: carrier })).kind).toBe('trunk')
  })

  it('are bounded by the second, an IPv6 /64 as one', () => {
    const one = edge({ guestCallsPerSecond: 2, guestCallsAtOnce: 1000 })
    expect(
      Array.from({ length: 9 }, (_, n) => called(one, `2001:db8::${n}`, `c${n}`)).filter((k) => k === 'guest'),
    ).toHaveLength(4)
    expect(called(one, '2001:db8:0:1::1', 'next door')).toBe('guest')
    one.passMs(1000)
    expect(called(one, '2001:db8::99', 'later')).toBe('guest')
  })

  it('of a trusted address are as many as it likes', () => {
    const one = edge({ guestCallsAtOnce: 1, guestCallsPerSecond: 0, trustedAddresses: ['203.0.113.0/24'] })
    expect(Array.from({ length: 50 }, (_, n) => called(one, stranger, `c${n}`)).every((kind) => kind === 'guest')).toBe(
      true,
    )
  })
})

describe('who is shut out', () => {
  const banOf = (one: ReturnType<typeof edge>) => one.events.find((event) => event.type === 'address.banned')?.ban

  it('is who guesses passwords, for a time that doubles', () => {
    const one = edge({ offencesBeforeBan: 5, banS: 600 })
    one.guesses(stranger, 4)
    expect(one.access.bans()).toEqual([])
    one.guesses(stranger)
    expect(banOf(one)).toMatchObject({ address: stranger, reason: 'guessing', offences: 5 })
    expect(one.access.admits(flowFrom(stranger), message('REGISTER sip:x'))).toBe('drop')
    expect(one.access.admits(flowFrom(stranger, 1, 'tcp1'), message('REGISTER sip:x'))).toBe('close')
    one.passMs(599_000)
    expect(one.passed(flowFrom(stranger), 1)).toBe(0)
    one.passMs(1000)
    expect(one.passed(flowFrom(stranger), 1)).toBe(1)
    one.guesses(stranger, 5)
    const [ban] = one.access.bans()
    expect((ban?.untilMs ?? 0) - (ban?.sinceMs ?? 0)).toBe(1_200_000)
  })

  it('is not a phone that forgot its password three times', () => {
    const one = edge({ offencesBeforeBan: 5, offenceWindowS: 300 })
    for (let hour = 0; hour < 100; hour++) {
      one.guesses(stranger, 3)
      expect(one.passed(flowFrom(stranger), 1)).toBe(1)
      one.passMs(3_600_000)
    }
    expect(one.events).toEqual([])
  })

  it('is who looks for a way out, but not in whose name it may be forged', () => {
    const one = edge({ offencesBeforeBan: 5 })
    one.registers('701', flowFrom(office, 40_000))
    for (let n = 0; n < 5; n++) {
      one.access.strangerMet('challenged', flowFrom(stranger), 'INVITE')
      one.access.strangerMet('challenged', flowFrom(office, 50_000), 'INVITE')
      one.access.strangerMet('malformed', flowFrom(office, 50_000), '')
    }
    expect(one.access.bans().map(({ address, reason }) => [address, reason])).toEqual([[stranger, 'probing']])
  })

  it('is not a phone that registers without a password first, as all do', () => {
    const one = edge({ offencesBeforeBan: 5 })
    for (let n = 0; n < 50; n++) one.access.strangerMet('challenged', flowFrom(stranger), 'REGISTER')
    expect(one.access.bans()).toEqual([])
  })

  it('is who sends garbage, and who sends too much: a second of it is one offence', () => {
    const garbage = edge({ offencesBeforeBan: 5 })
    for (let n = 0; n < 5; n++) garbage.access.strangerMet('malformed', flowFrom(stranger), '')
    expect(banOf(garbage)).toMatchObject({ reason: 'malformed' })

    const flood = edge({ offencesBeforeBan: 5, guestCallsPerSecond: 0 })
    expect(flood.passed(flowFrom(stranger), 1000)).toBe(60)
    expect(flood.access.bans()).toEqual([])
    for (let second = 0; second < 5; second++) {
      flood.passMs(1000)
      flood.passed(flowFrom(stranger), 1000)
    }
    expect(banOf(flood)).toMatchObject({ reason: 'flooding', offences: 5 })
  })

  it('counts what comes over a stream by its bytes, and closes it: what follows a gap cannot be read', () => {
    const one = edge({ guestCallsPerSecond: 0 })
    const flow = flowFrom(stranger, 1, 'tcp1')
    const pieces = Array.from({ length: 4 }, () => one.access.admits(flow, Buffer.alloc(30_000, 'x')))
    expect(pieces).toEqual(['pass', 'pass', 'pass', 'close'])
  })

  it('is a whole /64 of IPv6, and it is lifted by any address of it', () => {
    const one = edge({ offencesBeforeBan: 3 })
    for (const host of [1, 2, 3]) one.guesses(`2001:db8::${host}`)
    expect(banOf(one)).toMatchObject({ address: '2001:db8:0:0::' })
    expect(one.passed(flowFrom('2001:db8::abcd'), 1)).toBe(0)
    one.access.unban('2001:db8::7')
    expect(one.passed(flowFrom('2001:db8::abcd'), 1)).toBe(1)
    expect(one.events.at(-1)).toEqual({ type: 'address.unbanned', address: '2001:db8:0:0::' })
  })

  it('is never a trusted address nor a trunk, whatever comes from there', () => {
    const one = edge({ trustedAddresses: [`${stranger}/32`], guestCallsPerSecond: 0 })
    for (const address of [stranger, carrier]) {
      one.guesses(address, 100)
      for (let n = 0; n < 100; n++) one.access.strangerMet('malformed', flowFrom(address), '')
      expect(one.passed(flowFrom(address), 10_000)).toBe(10_000)
    }
    expect(one.access.bans()).toEqual([])
  })

  it('is whom an administrator names, and whom the core remembers; both can be lifted', () => {
    const one = edge()
    expect([one.access.ban(stranger, 60_000), one.access.ban('nonsense', 60_000)]).toEqual([true, false])
    const untilMs = one.access.bans()[0]?.untilMs as number
    one.access.setPolicy(defaultPolicy, [{ address: office, reason: 'probing', offences: 9, sinceMs: 0, untilMs }])
    expect(one.access.bans().map(({ address, reason }) => [address, reason])).toEqual([
      [stranger, 'by-hand'],
      [office, 'probing'],
    ])
    one.access.unban(stranger)
    one.access.unban(stranger)
    one.access.unban(office)
    expect(one.access.bans()).toEqual([])
    expect(one.events.map(({ type }) => type)).toEqual(['address.banned', 'address.unbanned', 'address.unbanned'])
  })
})

describe('those who have proved who they are', () => {
  it('stay in touch whatever strangers do behind the same address', () => {
    const one = edge({ offencesBeforeBan: 5 })
    one.registers('701', flowFrom(office, 40_000), flowFrom(office, 1, 'tcp1'))
    one.guesses(office, 5)
    expect(one.access.bans()).toHaveLength(1)
    expect(one.passed(flowFrom(office, 40_000), 10)).toBe(10)
    expect(one.passed(flowFrom(office, 1, 'tcp1'), 10)).toBe(10)
    expect(one.passed(flowFrom(office, 40_001), 10)).toBe(0)
    expect([one.access.isPeer(flowFrom(office, 40_000)), one.access.isPeer(flowFrom(office, 40_001))]).toEqual([
      true,
      false,
    ])
  })

  it('have a rate of their own, and are not shut out for it', () => {
    const one = edge()
    one.registers('701', flowFrom(office, 40_000))
    expect(one.passed(flowFrom(office, 40_000), 10_000)).toBe(300)
    expect(one.access.bans()).toEqual([])
    one.passMs(1000)
    expect(one.passed(flowFrom(office, 40_000), 1000)).toBe(100)
  })
})

describe('help', () => {
  const help = 'INVITE sip:112@10.0.0.2'

  it('can be called for at any rate over the path of a phone', () => {
    const one = edge()
    one.registers('701', flowFrom(office, 40_000))
    one.passed(flowFrom(office, 40_000), 10_000)
    expect(one.passed(flowFrom(office, 40_000), 1000, help)).toBe(1000)
  })

  it('can be called for from an address that is shut out or too fast, and by whoever then signs the whole call is heard', () => {
    const one = edge({ guestCallsPerSecond: 0 })
    one.access.ban(office, 600_000)
    const flow = flowFrom(office, 40_000)
    expect(one.passed(flow, 1, help)).toBe(1)
    expect(one.passed(flow, 1, 'ACK sip:112@10.0.0.2')).toBe(1)
    expect(one.passed(flow, 5, 'INVITE sip:+900900@10.0.0.2')).toBe(0)
    expect(one.passed(flow, 5, 'INVITE sip:1123@10.0.0.2')).toBe(0)
    expect(one.passed(flow, 5, 'REGISTER sip:112@10.0.0.2')).toBe(0)
    expect(one.passed(flow, 1000, help), 'bounded, so that it is no way in for a flood').toBeLessThan(20)
    one.heard({ type: 'incomingCall', call: 'c1', flow, authenticatedUser: '701', verdict: { kind: 'challenge' } })
    expect(one.passed(flow, 5, 'ACK sip:10.0.0.2')).toBe(5)
  })
})

it('keep-alives of telephones are no offence and no message', () => {
  const one = edge({ offencesBeforeBan: 1 })
  const stun = Buffer.from('000100002112a442000000000000000000000000', 'hex')
  for (const bytes of [stun, Buffer.alloc(8), Buffer.alloc(0)]) {
    expect(one.access.admits(flowFrom(stranger), bytes)).toBe('drop')
  }
  expect([one.access.bans(), one.access.dropped]).toEqual([[], 0])
})
