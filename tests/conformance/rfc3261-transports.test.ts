import { describe, expect, it } from 'vitest'
import { RawHouse } from './raw-phone.ts'

const sdp = (bytes: number) =>
  Buffer.from(`v=0\r\no=- 1 1 IN IP4 10.0.0.2\r\ns=${'x'.repeat(bytes)}\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\n`)

function call(house: RawHouse, uri: string, bytes: number) {
  const made = house.engine.originate({ target: { kind: 'uri', uri }, fromUser: '1', sdp: sdp(bytes) }, house.nowMs)
  house.settle()
  return made
}

const sent = (house: RawHouse) =>
  house.astray.map(
    ({ flow, message }) =>
      `${flow.transport} ${message.startLine.split(' ')[0]} ${message.header('Via').split(' ')[0]}`,
  )

describe('RFC 3261 18.1.1: a request that is too long for a datagram', () => {
  it('goes over TCP with a Via that says so, when the transport is ours to choose', () => {
    const house = new RawHouse()
    call(house, 'sip:200@10.0.0.90', 100)
    call(house, 'sip:200@10.0.0.91', 1400)
    expect(sent(house)).toEqual(['udp INVITE SIP/2.0/UDP', 'tcp INVITE SIP/2.0/TCP'])
    // Nothing is repeated on a reliable transport (17.1.1.2).
    house.run(3_000)
    expect(sent(house).filter((line) => line.startsWith('tcp'))).toHaveLength(1)
  })

  it('goes over UDP after all when TCP cannot be had, and is repeated there', () => {
    const house = new RawHouse()
    call(house, 'sip:200@10.0.0.91', 1400)
    const tcp = house.astray[0]
    if (tcp === undefined) throw new Error('nothing was sent')
    house.engine.sendFailed(tcp.flow, house.nowMs)
    house.settle()
    expect(sent(house)).toEqual(['tcp INVITE SIP/2.0/TCP', 'udp INVITE SIP/2.0/UDP'])
    house.run(600)
    expect(sent(house)).toHaveLength(3)
    const branches = house.astray.map(({ message }) => /branch=([^;]+)/.exec(message.header('Via'))?.[1])
    expect(new Set(branches).size).toBe(1)
    expect(house.events).toEqual([])
  })

  it('stays on UDP when the address says UDP, or the telephone registered so', () => {
    const house = new RawHouse()
    call(house, 'sip:200@10.0.0.91;transport=udp', 1400)
    const phone = house.phone('701')
    phone.register()
    house.engine.originate({ target: { kind: 'registered', user: '701' }, fromUser: '1', sdp: sdp(1400) }, house.nowMs)
    house.settle()
    expect(sent(house)).toEqual(['udp INVITE SIP/2.0/UDP'])
    expect(phone.latest('INVITE').header('Via')).toContain('SIP/2.0/UDP')
  })
})

describe('RFC 3261 26.2, RFC 5630: sips', () => {
  it('is called over TLS, at 5061 unless it says otherwise', () => {
    const house = new RawHouse()
    call(house, 'sips:200@10.0.0.91', 10)
    expect(house.astray[0]?.flow).toMatchObject({ transport: 'tls', remote: { address: '10.0.0.91', port: 5061 } })
    // 8.1.1.8
    expect(house.astray[0]?.message.header('Contact')).toBe('<sips:10.0.0.2:5061>')
    expect(call(house, 'sips:200@10.0.0.91;transport=udp', 10)).toEqual({ ok: false, error: 'noRoute' })
  })

  it('is taken over TLS with a sips Contact, and refused with 416 where it came in the clear', () => {
    const house = new RawHouse()
    const tls = house.phone('701', { transport: 'tls' })
    const ask = { method: 'OPTIONS', uri: 'sips:10.0.0.2' } as const
    expect(tls.request(ask).status).toBe(200)
    expect(tls.last.header('Contact')).toBe('<sips:10.0.0.2:5061>')
    expect(house.phone('702').request(ask).status).toBe(416)
  })
})

describe('connections', () => {
  it('RFC 3261 18: are used again for the same place and transport', () => {
    const house = new RawHouse()
    const peer = house.phone('701', { transport: 'tcp', address: '10.0.0.91' })
    call(house, 'sip:200@10.0.0.91;transport=tcp', 10)
    expect(peer.all('INVITE')).toHaveLength(1)
    call(house, 'sip:200@10.0.0.91:5060;transport=tls', 10)
    expect(house.astray.map(({ flow }) => flow.transport)).toEqual(['tls'])
  })

  it('RFC 5923 5: one whose certificate was not checked does not stand in for one whose must be', () => {
    const house = new RawHouse()
    const peer = house.phone('701', { transport: 'tls', address: '10.0.0.91', port: 5061 })
    const target = (tlsName?: string) =>
      ({
        kind: 'uri',
        uri: 'sip:200@carrier.example',
        transport: 'tls',
        destination: { address: '10.0.0.91', port: 5061, transport: 'tls', ...(tlsName ? { tlsName } : {}) },
      }) as const
    house.engine.originate({ target: target('carrier.example'), fromUser: '1' }, house.nowMs)
    house.settle()
    expect(peer.all('INVITE')).toHaveLength(0)
    expect(house.astray.map(({ flow }) => flow.tlsName)).toEqual(['carrier.example'])
    house.engine.originate({ target: target(), fromUser: '1' }, house.nowMs)
    house.settle()
    expect(peer.all('INVITE')).toHaveLength(1)
  })
})
