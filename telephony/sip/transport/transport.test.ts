import { describe, expect, it } from 'vitest'
import type { Flow } from '../flow.ts'
import { HeaderList } from '../message/header-list.ts'
import { readRequest } from '../message/incoming.ts'
import { parseVia } from '../message/via.ts'
import { Connections } from './connections.ts'
import { isPrivateAddress, LocalAddresses } from './local-address.ts'
import { responseFlow, stampReceived } from './response-route.ts'

const udp: Flow = {
  transport: 'udp',
  local: { address: '10.0.0.2', port: 5060 },
  remote: { address: '203.0.113.7', port: 40_000 },
}

describe('the way back (RFC 3261 18.2, RFC 3581 4)', () => {
  function stamped(via: string): string {
    const headers = new HeaderList([
      ['via', via],
      ['from', '<sip:a@b>;tag=1'],
      ['to', '<sip:a@b>'],
      ['call-id', '1'],
      ['cseq', '1 OPTIONS'],
    ])
    const read = readRequest({ kind: 'request', method: 'OPTIONS', uri: 'sip:a', headers, body: new Uint8Array() }, udp)
    if (!read.ok) throw new Error(read.error)
    stampReceived(read.value)
    return headers.get('via') as string
  }

  it('writes received where the address differs, and the port where it is asked for', () => {
    expect(stamped('SIP/2.0/UDP 203.0.113.7;branch=z')).toBe('SIP/2.0/UDP 203.0.113.7;branch=z')
    expect(stamped('SIP/2.0/UDP phone.local;branch=z, SIP/2.0/UDP next')).toBe(
      'SIP/2.0/UDP phone.local;branch=z;received=203.0.113.7, SIP/2.0/UDP next',
    )
    expect(stamped('SIP/2.0/UDP 203.0.113.7;rport;branch=z')).toBe(
      'SIP/2.0/UDP 203.0.113.7;rport=40000;branch=z;received=203.0.113.7',
    )
  })

  it('overwrites what the sender claims of itself', () => {
    expect(stamped('SIP/2.0/UDP a;received=1.2.3.4;rport=9')).toBe('SIP/2.0/UDP a;received=203.0.113.7;rport=40000')
  })

  it.each([
    ['SIP/2.0/UDP a;rport', 40_000],
    ['SIP/2.0/UDP a:5090', 5090],
    ['SIP/2.0/UDP a', 5060],
    ['SIP/2.0/UDP a;maddr=198.51.100.1', 5060],
  ])('%s is answered at port %i of the source', (text, port) => {
    const via = parseVia(text)
    expect(via.ok && responseFlow(udp, via.value).remote).toEqual({ address: '203.0.113.7', port })
  })

  it('is the same connection on TCP', () => {
    const tcp: Flow = { ...udp, transport: 'tcp', connectionId: '1' }
    const via = parseVia('SIP/2.0/TCP a:5090')
    expect(via.ok && responseFlow(tcp, via.value)).toBe(tcp)
  })
})

describe('our own addresses', () => {
  const addresses = new LocalAddresses(
    [
      { transport: 'udp', address: '127.0.0.1', port: 5060 },
      { transport: 'udp', address: '10.0.0.2', port: 5060 },
      { transport: 'tcp', address: '10.0.0.2', port: 5070 },
    ],
    '198.51.100.5',
  )

  it('sends from loopback to loopback only', () => {
    expect(addresses.flowTo({ address: '127.0.0.9', port: 1 }, 'udp')?.local.address).toBe('127.0.0.1')
    expect(addresses.flowTo({ address: '10.0.0.9', port: 1 }, 'udp')?.local.address).toBe('10.0.0.2')
    expect(addresses.flowTo({ address: '::1', port: 1 }, 'udp')).toBeUndefined()
  })

  it('is called by its public address outside, and by the listening port of a connection that it opened', () => {
    expect(addresses.nameOn(udp)).toBe('198.51.100.5:5060')
    expect(addresses.nameOn({ ...udp, remote: { address: '192.168.1.1', port: 1 } })).toBe('10.0.0.2:5060')
    const opened: Flow = {
      transport: 'tcp',
      local: { address: '10.0.0.2', port: 33_333 },
      remote: { address: '10.1.1.1', port: 5060 },
    }
    expect(addresses.nameOn(opened)).toBe('10.0.0.2:5070')
  })

  it.each([
    ['10.1.2.3', true],
    ['172.16.0.1', true],
    ['172.32.0.1', false],
    ['192.168.0.1', true],
    ['100.64.0.1', true],
    ['127.0.0.1', true],
    ['::1', true],
    ['fe80::1', true],
    ['8.8.8.8', false],
    ['2001:db8::1', false],
  ])('%s is private: %s', (address, expected) => {
    expect(isPrivateAddress(address)).toBe(expected)
  })
})

describe('connections', () => {
  const flow = (id: string): Flow => ({ ...udp, transport: 'tcp', connectionId: id })

  it('are bounded, and reused by who sends to the same place', () => {
    const connections = new Connections(1)
    expect(connections.opened(flow('1'), 0)).toBe(true)
    expect(connections.opened(flow('2'), 0)).toBe(false)
    const { connectionId: _, ...nameless } = flow('1')
    expect(connections.reuse(nameless)).toEqual(flow('1'))
    connections.closed(flow('1'))
    expect(connections.reuse(flow('1'))).toEqual(nameless)
  })

  it('are stalled when they never speak, or stop in the middle', () => {
    const connections = new Connections(9)
    for (const id of ['silent', 'pinging', 'half', 'whole']) connections.opened(flow(id), 0)
    connections.push(flow('whole'), Buffer.from('OPTIONS sip:a SIP/2.0\r\nl: 0\r\n\r\n'), 1)
    connections.push(flow('half'), Buffer.from('OPTIONS sip:a SIP/2.0\r\nl: 0\r\n\r\n'), 1)
    connections.push(flow('half'), Buffer.from('OPTIONS'), 30_000)
    // Keep-alives keep alive only what has been of use.
    connections.push(flow('pinging'), Buffer.from('\r\n\r\n'), 30_000)
    expect(connections.stalled(31_999)).toEqual([])
    expect(connections.stalled(32_001).map((one) => one.connectionId)).toEqual(['silent', 'pinging', 'half'])
  })
})
