import { describe, expect, it } from 'vitest'
import {
  type DnsAnswer,
  type DnsQuestion,
  type LocateTarget,
  locate,
  parseHostPort,
} from '#telephony/sip/location/locate.ts'

type Zone = Readonly<Record<string, DnsAnswer>>

/** Locates against a zone whose keys are `kind name`. */
function located(zone: Zone, target: Partial<LocateTarget> & { host: string }, chance = () => 0) {
  const asked: string[] = []
  const steps = locate({ transport: 'auto', supported: ['udp', 'tcp', 'tls'], ...target }, chance)
  let step = steps.next()
  while (!step.done) {
    const question: DnsQuestion = step.value
    asked.push(`${question.kind} ${question.name}`)
    step = steps.next(zone[`${question.kind} ${question.name}`] ?? {})
  }
  const found = step.value.map(
    (one) => `${one.transport} ${one.address}:${one.port}${one.tlsName === undefined ? '' : ` as ${one.tlsName}`}`,
  )
  return { asked, found }
}

const pointer = (order: number, preference: number, service: string, replacement: string, flags = 's') => ({
  order,
  preference,
  flags,
  service,
  replacement,
})
const server = (target: string, priority = 0, port = 5060) => ({ target, priority, weight: 0, port })

describe('RFC 3263 4.1: selecting a transport protocol', () => {
  it('a numeric target without transport is UDP, and nothing is asked', () => {
    expect(located({}, { host: '192.0.2.1' })).toEqual({ asked: [], found: ['udp 192.0.2.1:5060'] })
    expect(located({}, { host: '2001:db8::1', transport: 'tls' })).toEqual({
      asked: [],
      found: ['tls 2001:db8::1:5061'],
    })
  })

  it('a port without transport is UDP, and only the address is asked', () => {
    const zone = { 'address sip.example': { addresses: ['192.0.2.1'] } }
    expect(located(zone, { host: 'sip.example', port: 5080 })).toEqual({
      asked: ['address sip.example'],
      found: ['udp 192.0.2.1:5080'],
    })
  })

  it('NAPTR says which are offered, in its order; unknown services are passed over (the example of 4.1)', () => {
    const zone: Zone = {
      'naptr example.com': {
        pointers: [
          pointer(100, 50, 'SIP+D2U', '_sip._udp.example.com'),
          pointer(90, 50, 'SIP+D2T', '_sip._tcp.example.com'),
          pointer(50, 50, 'SIPS+D2T', '_sips._tcp.example.com'),
          pointer(40, 50, 'SIP+D2S', '_sip._sctp.example.com'),
          pointer(10, 50, 'E2U+sip', 'x', 'u'),
        ],
      },
      'srv _sips._tcp.example.com': { services: [server('secure.example.com', 0, 5061)] },
      'srv _sip._tcp.example.com': { services: [server('one.example.com', 0), server('two.example.com', 1)] },
      'srv _sip._udp.example.com': { services: [] },
      'address secure.example.com': { addresses: ['192.0.2.3'] },
      'address one.example.com': { addresses: ['192.0.2.1'] },
      'address two.example.com': { addresses: ['192.0.2.2'] },
    }
    expect(located(zone, { host: 'example.com' }).found).toEqual([
      'tls 192.0.2.3:5061 as example.com',
      'tcp 192.0.2.1:5060',
      'tcp 192.0.2.2:5060',
    ])
    expect(located(zone, { host: 'example.com', supported: ['udp', 'tcp'] }).found[0]).toBe('tcp 192.0.2.1:5060')
  })

  it('without NAPTR, SRV is asked for each transport that we speak', () => {
    const zone: Zone = {
      'srv _sip._tcp.example.com': { services: [server('a.example.com', 0, 5070)] },
      'address a.example.com': { addresses: ['192.0.2.9'] },
    }
    const { asked, found } = located(zone, { host: 'example.com' })
    expect(asked.slice(0, 3)).toEqual(['naptr example.com', 'srv _sip._udp.example.com', 'srv _sip._tcp.example.com'])
    expect(found).toEqual(['tcp 192.0.2.9:5070'])
  })
})

describe('RFC 3263 4.2: determining port and address', () => {
  it('a transport that is said goes straight to its SRV records', () => {
    const zone: Zone = {
      'srv _sips._tcp.example.com': { services: [server('edge.example.net', 0, 5071)] },
      'address edge.example.net': { addresses: ['192.0.2.4', '192.0.2.5'] },
    }
    expect(located(zone, { host: 'example.com', transport: 'tls' })).toEqual({
      asked: ['srv _sips._tcp.example.com', 'address edge.example.net'],
      found: ['tls 192.0.2.4:5071 as example.com', 'tls 192.0.2.5:5071 as example.com'],
    })
  })

  it('without SRV records it is the name itself at the default port', () => {
    const zone: Zone = { 'address example.com': { addresses: ['192.0.2.1'] } }
    expect(located(zone, { host: 'example.com' }).found).toEqual(['udp 192.0.2.1:5060'])
    expect(located(zone, { host: 'example.com', transport: 'tls' }).found).toEqual([
      'tls 192.0.2.1:5061 as example.com',
    ])
  })

  it('leads nowhere where nothing is known, or nothing that we speak', () => {
    expect(located({}, { host: 'nowhere.example' }).found).toEqual([])
    expect(located({}, { host: '192.0.2.1', transport: 'tls', supported: ['udp'] }).found).toEqual([])
  })
})

describe('bounds', () => {
  it('an answer of thousands is cut', () => {
    const services = Array.from({ length: 3000 }, (_, i) => server(`h${i}.example`))
    const zone: Zone = { 'srv _sip._udp.example.com': { services } }
    for (let i = 0; i < 3000; i++) {
      Object.assign(zone, { [`address h${i}.example`]: { addresses: Array(99).fill('192.0.2.1') } })
    }
    const { asked, found } = located(zone, { host: 'example.com', transport: 'udp' })
    expect([asked.length <= 8, found.length]).toEqual([true, 12])
  })
})

it.each([
  ['example.com', { host: 'example.com' }],
  ['Example.com:5070', { host: 'example.com', port: 5070 }],
  ['192.0.2.1:5070', { host: '192.0.2.1', port: 5070 }],
  ['[2001:db8::1]:5070', { host: '2001:db8::1', port: 5070 }],
  ['2001:db8::1', { host: '2001:db8::1' }],
  ['example.com:0', undefined],
  ['example.com:99999', undefined],
  ['a:b:c', undefined],
])('reads %s as host and port', (text, expected) => {
  expect(parseHostPort(text)).toEqual(expected)
})

describe('RFC 2782: a service that is decidedly not there', () => {
  const address = { 'address sip.example': { addresses: ['192.0.2.1'] } }

  it('is not looked for at the host itself after all', () => {
    const zone = { ...address, 'srv _sip._udp.sip.example': { services: [server('.', 0, 0)] } }
    expect(located(zone, { host: 'sip.example', transport: 'udp' }).found).toEqual([])
    expect(located(zone, { host: 'sip.example' }).found).toEqual([])
  })

  it('says nothing of the others', () => {
    const zone = {
      ...address,
      'srv _sip._udp.sip.example': { services: [server('.', 0, 0)] },
      'srv _sip._tcp.sip.example': { services: [server('sip.example', 0, 5060)] },
    }
    expect(located(zone, { host: 'sip.example' }).found).toEqual(['tcp 192.0.2.1:5060'])
    expect(located(zone, { host: 'sip.example', transport: 'tls' }).found).toEqual([
      'tls 192.0.2.1:5061 as sip.example',
    ])
  })
})
