import { describe, expect, it } from 'vitest'
import { RawHouse } from './raw-phone.ts'

/** The proxies add themselves from the telephone outward; the one before us stands on top (RFC 3327 5.2). */
const path = ['Path: <sip:10.0.0.10;lr>, <sip:192.168.1.1:5070;lr;x=1>']

describe('RFC 3327: a telephone behind proxies', () => {
  it('5.3: its registrar keeps the path and shows it to who understands', () => {
    const house = new RawHouse()
    const proxy = house.phone('701')
    const ok = proxy.register({ contact: '<sip:701@192.168.1.5>', extra: [...path, 'Supported: path'] })
    expect(ok.status).toBe(200)
    expect(ok.text).toContain('Path: <sip:10.0.0.10;lr>\r\nPath: <sip:192.168.1.1:5070;lr;x=1>\r\n')
    expect(house.event('registrationChanged').contacts[0]?.path).toEqual([
      '<sip:10.0.0.10;lr>',
      '<sip:192.168.1.1:5070;lr;x=1>',
    ])
    const silent = proxy.register({ contact: '<sip:701@192.168.1.5>', extra: path })
    expect(silent.header('Path')).toBe('')
  })

  it('5.4: what goes to it carries the path as Route, over the way it registered: INVITE, OPTIONS, MESSAGE', () => {
    const house = new RawHouse()
    const proxy = house.phone('701')
    proxy.register({ contact: '<sip:701@192.168.1.5>', extra: path })
    house.engine.originate({ target: { kind: 'registered', user: '701' }, fromUser: '100' }, house.nowMs)
    house.engine.options({ kind: 'registered', user: '701' }, house.nowMs)
    house.settle()
    const writer = house.phone('702')
    writer.register()
    const uri = 'sip:701@10.0.0.2'
    writer.request({
      method: 'MESSAGE',
      uri,
      to: `<${uri}>`,
      contact: '',
      extra: ['Content-Type: text/plain'],
      body: 'x',
    })
    for (const method of ['INVITE', 'OPTIONS', 'MESSAGE']) {
      const request = proxy.latest(method)
      expect(request.startLine).toBe(`${method} sip:701@192.168.1.5 SIP/2.0`)
      expect(request.text).toContain('Route: <sip:10.0.0.10;lr>\r\nRoute: <sip:192.168.1.1:5070;lr;x=1>\r\n')
    }
  })

  it('refuses a path that is none, or without end', () => {
    const house = new RawHouse()
    const proxy = house.phone('701')
    expect(proxy.register({ extra: ['Path: <tel:123>'] }).status).toBe(400)
    expect(proxy.register({ extra: [`Path: ${Array(9).fill('<sip:10.0.0.10;lr>').join(', ')}`] }).status).toBe(400)
    expect(house.engine.counts().registeredUsers).toBe(0)
  })
})
