import { describe, expect, it } from 'vitest'
import { RawHouse, type RawPhone } from './raw-phone.ts'

const instance = '+sip.instance="<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>"'

function registerFlow(phone: RawPhone, regId: number, user: string, more: readonly string[] = []) {
  return phone.register({
    contact: `<sip:${user}@192.168.1.5:5060;ob>;${instance};reg-id=${regId}`,
    extra: ['Supported: path, outbound', 'Expires: 600', ...more],
  })
}

const contacts = (house: RawHouse) => house.engine.registeredContacts('701').map(({ uri }) => uri)

describe('RFC 5626 6: flows of one telephone', () => {
  it('are told apart by reg-id, and each is replaced by its own newer registration, whatever its address', () => {
    const house = new RawHouse()
    const [one, two, later] = [
      house.phone('701'),
      house.phone('701', { transport: 'tcp' }),
      house.phone('701', { transport: 'tcp' }),
    ]
    const ok = registerFlow(one, 1, 'a')
    expect(ok.status).toBe(200)
    expect(ok.header('Require')).toBe('outbound')
    expect(ok.header('Flow-Timer')).toBe('120')
    expect(ok.header('Contact')).toBe(`<sip:a@192.168.1.5:5060;ob>;${instance};reg-id=1;expires=600`)
    registerFlow(two, 2, 'b')
    expect(contacts(house)).toEqual(['sip:b@192.168.1.5:5060;ob', 'sip:a@192.168.1.5:5060;ob'])
    // After a restart the telephone has another contact and another connection.
    registerFlow(later, 2, 'c')
    expect(contacts(house)).toEqual(['sip:c@192.168.1.5:5060;ob', 'sip:a@192.168.1.5:5060;ob'])
  })

  it('5.3: a call rings it once, over the newest of its flows, and when that is gone over the other', () => {
    const house = new RawHouse()
    const [one, two] = [house.phone('701'), house.phone('701', { transport: 'tcp' })]
    registerFlow(one, 1, 'a')
    registerFlow(two, 2, 'b')
    const call = () => {
      house.engine.originate({ target: { kind: 'registered', user: '701' }, fromUser: '100' }, house.nowMs)
      house.settle()
    }
    call()
    expect([one.all('INVITE').length, two.all('INVITE').length]).toEqual([0, 1])
    house.engine.connectionClosed(two.flow, house.nowMs)
    house.settle()
    call()
    expect([one.all('INVITE').length, two.all('INVITE').length]).toEqual([1, 1])
  })

  it('is a plain binding when the telephone or the proxy before it does not speak Outbound', () => {
    const house = new RawHouse()
    const [one, two] = [house.phone('701'), house.phone('701')]
    const plain = one.register({ contact: `<sip:a@192.168.1.5>;${instance};reg-id=1`, extra: ['Supported: path'] })
    expect(plain.header('Require')).toBe('')
    const behind = ['Via: SIP/2.0/UDP 192.168.1.5;branch=z9hG4bKinner', 'Path: <sip:10.0.0.11;lr>']
    expect(registerFlow(two, 1, 'b', behind).header('Require')).toBe('')
    expect(contacts(house)).toHaveLength(2)
    const withOb = ['Via: SIP/2.0/UDP 192.168.1.5;branch=z9hG4bKinner2', 'Path: <sip:10.0.0.11;lr;ob>']
    expect(registerFlow(two, 1, 'b', withOb).header('Require')).toBe('outbound')
  })

  it('3.5.1: a double CRLF on a connection is answered with one', () => {
    const house = new RawHouse()
    const phone = house.phone('701', { transport: 'tcp' })
    phone.register()
    phone.send('\r\n\r\n')
    expect(phone.last.text).toBe('\r\n')
    const web = house.phone('702', { transport: 'wss' })
    web.register()
    web.send('\r\n\r\n')
    expect(web.last.text).toBe('\r\n')
  })
})

describe('our own keep-alive towards telephones behind an address translator', () => {
  const emptyLines = (phone: RawPhone) => phone.received.filter(({ text }) => text.trim() === '').length

  it('goes to a contact that is not where it is heard, until it is gone', () => {
    const house = new RawHouse()
    const hidden = house.phone('701')
    const open = house.phone('702')
    hidden.register({ contact: '<sip:701@192.168.1.5:5060>', extra: ['Expires: 120'] })
    open.register({ extra: ['Expires: 120'] })
    house.run(100_000)
    expect(emptyLines(hidden)).toBeGreaterThanOrEqual(4)
    expect(emptyLines(hidden)).toBeLessThanOrEqual(5)
    expect(emptyLines(open)).toBe(0)
    const before = emptyLines(hidden)
    hidden.register({ contact: '*', extra: ['Expires: 0'] })
    house.run(100_000)
    expect(emptyLines(hidden)).toBe(before)
    expect(house.engine.counts().timers).toBe(0)
  })

  it('goes over connections more seldom, and not over WebSocket, which has its own', () => {
    const house = new RawHouse()
    const stream = house.phone('701', { transport: 'tls' })
    const web = house.phone('702', { transport: 'ws' })
    stream.register()
    web.register()
    house.run(200_000)
    expect(emptyLines(stream)).toBe(2)
    expect(emptyLines(web)).toBe(0)
  })
})
