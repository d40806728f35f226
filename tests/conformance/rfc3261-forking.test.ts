import { describe, expect, it } from 'vitest'
import { RawHouse } from './raw-phone.ts'

const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'
const withSdp = (contact: string) => [`Contact: <${contact}>`, 'Content-Type: application/sdp']

function ringing(count: number) {
  const house = new RawHouse()
  const phones = Array.from({ length: count }, (_, i) => house.phone('701', { transport: i === 1 ? 'tcp' : 'udp' }))
  for (const phone of phones) phone.register()
  const call = house.engine.originate(
    { target: { kind: 'registered', user: '701' }, fromUser: '100', sdp: Buffer.from(sdp), ringTimeoutMs: 30_000 },
    house.nowMs,
  )
  if (!call.ok) throw new Error(call.error)
  house.settle()
  for (const phone of phones) phone.reply(phone.latest('INVITE'), '180 Ringing', [`Contact: <${phone.uri}>`])
  return { house, call: call.value, phones: phones as [(typeof phones)[0], (typeof phones)[0], (typeof phones)[0]] }
}

describe('RFC 3261 16.6, 16.7: a user with several telephones', () => {
  it('hears all of them ring, each by its own address, as one call', () => {
    const { house, phones } = ringing(3)
    const invites = phones.map((phone) => phone.latest('INVITE'))
    expect(invites.map(({ startLine }) => startLine)).toEqual(phones.map(({ uri }) => `INVITE ${uri} SIP/2.0`))
    expect(new Set(invites.map((invite) => invite.header('Call-ID'))).size).toBe(1)
    expect(new Set(invites.map((invite) => invite.header('From'))).size).toBe(1)
    expect(new Set(invites.map((invite) => /branch=([^;]+)/.exec(invite.header('Via'))?.[1])).size).toBe(3)
    expect(house.engine.counts().calls).toBe(1)
    expect(house.events.filter(({ type }) => type === 'callProgress')).toHaveLength(3)
  })

  it('the first to answer has the call; the others are told that it was answered elsewhere', () => {
    const { house, call, phones } = ringing(3)
    const [one, two, three] = phones
    two.reply(two.latest('INVITE'), '200 OK', withSdp(two.uri), sdp)
    expect(two.last.startLine).toBe(`ACK ${two.uri} SIP/2.0`)
    for (const other of [one, three]) {
      expect(other.last.startLine).toBe(`CANCEL ${other.uri} SIP/2.0`)
      expect(other.last.header('Reason')).toBe('SIP;cause=200;text="Call completed elsewhere"')
      other.reply(other.last, '200 OK')
      other.reply(other.latest('INVITE'), '487 Request Terminated')
    }
    expect(house.event('callAnswered').call).toBe(call)
    expect(house.events.some(({ type }) => type === 'callEnded')).toBe(false)
    house.engine.hangUp(call, {}, house.nowMs)
    house.settle()
    two.reply(two.latest('BYE'), '200 OK')
    expect(house.event('callEnded')).toMatchObject({ call, by: 'local' })
    house.run(70_000)
    expect(house.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 })
  })

  it('an answer that crosses the CANCEL is acknowledged and ended', () => {
    const { house, call, phones } = ringing(2)
    const [one, two] = phones
    one.reply(one.latest('INVITE'), '200 OK', withSdp(one.uri), sdp)
    two.reply(two.latest('INVITE'), '200 OK', withSdp(two.uri), sdp)
    expect(two.received.slice(-2).map(({ startLine }) => startLine.split(' ')[0])).toEqual(['ACK', 'BYE'])
    expect(house.events.filter(({ type }) => type === 'callAnswered')).toHaveLength(1)
    one.send(
      [
        'BYE sip:10.0.0.2:5060 SIP/2.0',
        `Via: SIP/2.0/UDP 10.0.0.10:5060;branch=z9hG4bKbye`,
        'Max-Forwards: 70',
        `From: ${one.latest('INVITE').header('To')};tag=${one.tag}`,
        `To: ${one.latest('INVITE').header('From')}`,
        `Call-ID: ${one.latest('INVITE').header('Call-ID')}`,
        'CSeq: 1 BYE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    )
    expect(house.event('callEnded')).toMatchObject({ call, by: 'remote' })
  })

  it('goes on ringing at the others when one is busy, and ends busy when none is left', () => {
    const { house, phones } = ringing(2)
    const [one, two] = phones
    one.reply(one.latest('INVITE'), '486 Busy Here')
    expect(house.events.some(({ type }) => type === 'callEnded')).toBe(false)
    house.run(31_000)
    two.reply(two.latest('INVITE'), '487 Request Terminated')
    expect(house.event('callEnded')).toMatchObject({ by: 'refused', status: 486 })
  })

  it('16.7 step 5: a decline for all (6xx) ends the ringing everywhere', () => {
    const { house, phones } = ringing(2)
    const [one, two] = phones
    one.reply(one.latest('INVITE'), '603 Decline')
    expect(two.last.startLine).toBe(`CANCEL ${two.uri} SIP/2.0`)
    expect(house.event('callEnded')).toMatchObject({ by: 'refused', status: 603 })
  })

  it('is given up at once everywhere', () => {
    const { house, call, phones } = ringing(2)
    house.engine.hangUp(call, {}, house.nowMs)
    house.settle()
    for (const phone of phones) expect(phone.last.startLine).toBe(`CANCEL ${phone.uri} SIP/2.0`)
    expect(house.events.filter(({ type }) => type === 'callEnded')).toEqual([
      { type: 'callEnded', call, by: 'local', status: 487 },
    ])
  })

  it('rings those alone that can hear one offer: browsers apart from the others', () => {
    const house = new RawHouse()
    const [desk, web] = [house.phone('701'), house.phone('701', { transport: 'wss' })]
    desk.register()
    web.register()
    const call = () => {
      house.engine.originate({ target: { kind: 'registered', user: '701' }, fromUser: '1' }, house.nowMs)
      house.settle()
    }
    call()
    expect([desk.all('INVITE').length, web.all('INVITE').length]).toEqual([0, 1])
    house.engine.originate(
      { target: { kind: 'registered', user: '701', contactUri: desk.uri }, fromUser: '1' },
      house.nowMs,
    )
    house.settle()
    expect([desk.all('INVITE').length, web.all('INVITE').length]).toEqual([1, 1])
  })
})
