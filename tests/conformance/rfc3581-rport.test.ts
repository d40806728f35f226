import { describe, expect, it } from 'vitest'
import { RawHouse } from './raw-phone.ts'

const options = (via: string, branch: string) =>
  [
    'OPTIONS sip:10.0.0.2 SIP/2.0',
    `Via: ${via};branch=z9hG4bK${branch}`,
    'Max-Forwards: 70',
    'From: <sip:701@10.0.0.2>;tag=1',
    'To: <sip:10.0.0.2>',
    `Call-ID: ${branch}`,
    'CSeq: 1 OPTIONS',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')

describe('RFC 3581: symmetric responses', () => {
  it('4: the response says where the request came from and goes back there', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { address: '10.0.0.77', port: 34_567 })
    phone.send(options('SIP/2.0/UDP 192.168.1.5:5060;rport', 'a'))
    expect(phone.last.status).toBe(200)
    expect(phone.last.header('Via')).toBe('SIP/2.0/UDP 192.168.1.5:5060;rport=34567;branch=z9hG4bKa;received=10.0.0.77')
  })

  it('4: with rport, received is there even when the host is right', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { address: '10.0.0.77', port: 34_567 })
    phone.send(options('SIP/2.0/UDP 10.0.0.77:34567;rport', 'b'))
    expect(phone.last.header('Via')).toContain(';received=10.0.0.77')
    expect(phone.last.header('Via')).toContain(';rport=34567')
  })

  it('RFC 3261 18.2.2: without rport it goes to the source address, at the port of sent-by', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { address: '10.0.0.77', port: 34_567 })
    phone.send(options('SIP/2.0/UDP 192.168.1.5:5070', 'c'))
    expect(phone.received).toEqual([])
    expect(house.astray.map(({ flow }) => flow.remote)).toEqual([{ address: '10.0.0.77', port: 5070 }])
    expect(house.astray[0]?.message.header('Via')).toBe(
      'SIP/2.0/UDP 192.168.1.5:5070;branch=z9hG4bKc;received=10.0.0.77',
    )
  })

  it('18.2.2: on a connection it goes back over it, whatever Via says', () => {
    const house = new RawHouse()
    for (const transport of ['tcp', 'tls', 'ws'] as const) {
      const phone = house.phone('701', { transport, port: 34_568 })
      phone.send(options(`SIP/2.0/${transport.toUpperCase()} other.invalid`, transport))
      expect(phone.last.status).toBe(200)
    }
    expect(house.astray).toEqual([])
  })

  it('3: our own requests ask for it', () => {
    const house = new RawHouse()
    const phone = house.phone('701')
    phone.register()
    house.engine.options({ kind: 'registered', user: '701' }, house.nowMs)
    house.settle()
    expect(phone.last.header('Via')).toMatch(/^SIP\/2\.0\/UDP 10\.0\.0\.2:5060;branch=z9hG4bK[0-9a-f]{24};rport$/)
  })
})
