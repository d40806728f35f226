import { describe, expect, it } from 'vitest'
import { RawHouse, type RawPhone } from './raw-phone.ts'

const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'

/** As JsSIP writes: a browser does not know its own address (RFC 7118 5.3). */
function register(phone: RawPhone) {
  const scheme = phone.flow.transport.toUpperCase()
  return phone.register({
    via: `SIP/2.0/${scheme} df7jal23ls0d.invalid`,
    contact: '<sip:abc@df7jal23ls0d.invalid;transport=ws>',
  })
}

describe.each(['ws', 'wss'] as const)('RFC 7118: SIP over %s', (transport) => {
  it('5: a message needs no Content-Length, and Via may name what nobody can reach', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { transport })
    expect(register(phone).status).toBe(200)
    expect(phone.last.header('Via')).toMatch(/^SIP\/2\.0\/WSS? df7jal23ls0d\.invalid;branch=.*;received=10\.0\.0\.10/)
    const bare = [
      'OPTIONS sip:10.0.0.2 SIP/2.0',
      `Via: SIP/2.0/${transport.toUpperCase()} df7jal23ls0d.invalid;branch=z9hG4bKbare`,
      'Max-Forwards: 70',
      'From: <sip:701@10.0.0.2>;tag=1',
      'To: <sip:10.0.0.2>',
      'Call-ID: bare',
      'CSeq: 1 OPTIONS',
    ]
    phone.send(`${bare.join('\r\n')}\r\n\r\n`)
    expect(phone.last.status).toBe(200)
    // 5.2.2: one word for both in a URI.
    expect(phone.last.header('Contact')).toBe('<sip:10.0.0.2:5066;transport=ws>')
  })

  it('calls go to the browser over its own connection, and so does everything after', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { transport })
    register(phone)
    const call = house.engine.originate(
      { target: { kind: 'registered', user: '701' }, fromUser: '100', sdp: Buffer.from(sdp) },
      house.nowMs,
    )
    house.settle()
    const invite = phone.latest('INVITE')
    expect(invite.startLine).toBe('INVITE sip:abc@df7jal23ls0d.invalid;transport=ws SIP/2.0')
    expect(invite.header('Via')).toMatch(new RegExp(`^SIP/2\\.0/${transport.toUpperCase()} 10\\.0\\.0\\.2:5066;`))
    const contact = 'Contact: <sip:abc@df7jal23ls0d.invalid;transport=ws>'
    phone.reply(invite, '200 OK', [contact, 'Content-Type: application/sdp'], sdp)
    expect(phone.last.startLine).toBe('ACK sip:abc@df7jal23ls0d.invalid;transport=ws SIP/2.0')
    if (call.ok) house.engine.hangUp(call.value, {}, house.nowMs)
    house.settle()
    expect(phone.last.startLine).toBe('BYE sip:abc@df7jal23ls0d.invalid;transport=ws SIP/2.0')
    expect(house.astray).toEqual([])
  })

  it('a browser that is gone is forgotten at once, for nobody can dial it', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { transport })
    register(phone)
    house.engine.connectionClosed(phone.flow, house.nowMs)
    house.settle()
    expect(house.event('registrationChanged')).toMatchObject({ user: '701', contacts: [] })
  })

  it('who connects and sends nothing but keep-alives is shown out', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { transport })
    for (let i = 0; i < 6; i++) {
      phone.send('\r\n\r\n')
      house.run(8_000)
    }
    expect(house.closed).toContainEqual(phone.flow)
  })
})
