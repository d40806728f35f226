import { describe, expect, it } from 'vitest'
import { HeaderList } from '../message/header-list.ts'
import { readRequest } from '../message/incoming.ts'
import { Registrar } from './registrar.ts'

const limits = { maxRegisteredUsers: 2, maxContactsPerUser: 3, minExpiresS: 60, maxExpiresS: 3600 }
const nowMs = 1_700_000_000_000

function request(of: { contacts?: readonly string[]; expires?: string; callId?: string; cseq?: number }) {
  const headers = new HeaderList([
    ['via', 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1'],
    ['from', '<sip:701@parley>;tag=1'],
    ['to', '<sip:701@parley>'],
    ['call-id', of.callId ?? 'reg'],
    ['cseq', `${of.cseq ?? 1} REGISTER`],
    ['user-agent', 'phone'],
  ])
  headers.addAll('contact', of.contacts ?? [])
  if (of.expires !== undefined) headers.add('expires', of.expires)
  const read = readRequest(
    { kind: 'request', method: 'REGISTER', uri: 'sip:parley', headers, body: new Uint8Array() },
    {
      transport: 'tcp',
      local: { address: '10.0.0.2', port: 5060 },
      remote: { address: '10.0.0.9', port: 5060 },
      connectionId: 'c1',
    },
  )
  if (!read.ok) throw new Error(read.error)
  return read.value
}

const uris = (registrar: Registrar, atMs = nowMs) => registrar.bindings('701', atMs).map((one) => one.uri)

describe('RFC 3261 10.3', () => {
  it('binds, lists and answers with what is left of the time', () => {
    const registrar = new Registrar(limits)
    const outcome = registrar.register('701', request({ contacts: ['<sip:701@10.0.0.9>;expires=100'] }), nowMs)
    expect(outcome).toEqual({ kind: 'accepted', contacts: ['<sip:701@10.0.0.9>;expires=100'], hasChanged: true })
    const query = registrar.register('701', request({ cseq: 2 }), nowMs + 40_000)
    expect(query).toEqual({ kind: 'accepted', contacts: ['<sip:701@10.0.0.9>;expires=60'], hasChanged: false })
    expect(uris(registrar, nowMs + 100_000)).toEqual([])
  })

  it('takes the time from Contact, then Expires, then its own; and cuts what is too long', () => {
    const registrar = new Registrar(limits)
    const granted = (contact: string, expires?: string, cseq = 1) => {
      const outcome = registrar.register(
        '701',
        request({ contacts: [contact], cseq, ...(expires === undefined ? {} : { expires }) }),
        nowMs,
      )
      return outcome.kind === 'accepted' ? Number(/expires=(\d+)/.exec(outcome.contacts[0] ?? '')?.[1]) : outcome.kind
    }
    expect(granted('<sip:a@h>;expires=90', '200', 1)).toBe(90)
    expect(granted('<sip:a@h>', '200', 2)).toBe(200)
    expect(granted('<sip:a@h>', undefined, 3)).toBe(3600)
    expect(granted('<sip:a@h>', '999999', 4)).toBe(3600)
    expect(granted('<sip:a@h>', 'soon', 5)).toBe(3600)
  })

  it('answers a time that is too short with 423, and changes nothing', () => {
    const registrar = new Registrar(limits)
    const contacts = ['<sip:a@h>', '<sip:b@h>;expires=5']
    expect(registrar.register('701', request({ contacts }), nowMs)).toEqual({
      kind: 'intervalTooBrief',
      minExpiresS: 60,
    })
    expect(uris(registrar)).toEqual([])
  })

  it('removes one with zero, and all with the wildcard', () => {
    const registrar = new Registrar(limits)
    registrar.register('701', request({ contacts: ['<sip:a@h>', '<sip:b@h>'] }), nowMs)
    registrar.register('701', request({ contacts: ['<sip:a@h>;expires=0'], cseq: 2 }), nowMs)
    expect(uris(registrar)).toEqual(['sip:b@h'])
    registrar.register('701', request({ contacts: ['*'], expires: '0', cseq: 3 }), nowMs)
    expect(uris(registrar)).toEqual([])
    expect(registrar.registeredUsers).toBe(0)
  })

  it.each([
    ['with a time', { contacts: ['*'], expires: '60' }],
    ['without one', { contacts: ['*'] }],
    ['beside another', { contacts: ['*', '<sip:a@h>'], expires: '0' }],
  ])('refuses the wildcard %s', (_, of) => {
    expect(new Registrar(limits).register('701', request(of), nowMs)).toEqual({ kind: 'refused', status: 400 })
  })

  it('refuses what is out of order within a Call-ID, and takes a new Call-ID', () => {
    const registrar = new Registrar(limits)
    registrar.register('701', request({ contacts: ['<sip:a@h>'], cseq: 5 }), nowMs)
    expect(registrar.register('701', request({ contacts: ['<sip:a@h>;expires=0'], cseq: 5 }), nowMs)).toMatchObject({
      status: 500,
    })
    expect(registrar.register('701', request({ contacts: ['*'], expires: '0', cseq: 4 }), nowMs)).toMatchObject({
      status: 500,
    })
    expect(uris(registrar)).toEqual(['sip:a@h'])
    registrar.register('701', request({ contacts: ['<sip:a@h>'], cseq: 1, callId: 'rebooted' }), nowMs)
    expect(registrar.bindings('701', nowMs)[0]).toMatchObject({ callId: 'rebooted', userAgent: 'phone' })
  })

  it('knows a contact again by 19.1.4', () => {
    const registrar = new Registrar(limits)
    registrar.register('701', request({ contacts: ['<sip:%61@H;transport=TCP>'] }), nowMs)
    registrar.register('701', request({ contacts: ['<sip:a@h;transport=tcp>'], cseq: 2 }), nowMs)
    expect(uris(registrar)).toHaveLength(1)
  })
})

describe('bounds', () => {
  it('the oldest contact makes room, and a user too many is refused', () => {
    const registrar = new Registrar(limits)
    for (const [i, name] of ['a', 'b', 'c', 'd'].entries()) {
      registrar.register('701', request({ contacts: [`<sip:${name}@h>`], cseq: i + 1 }), nowMs)
    }
    expect(uris(registrar)).toEqual(['sip:d@h', 'sip:c@h', 'sip:b@h'])
    expect(registrar.register('702', request({ contacts: ['<sip:x@h>'] }), nowMs).kind).toBe('accepted')
    expect(registrar.register('703', request({ contacts: ['<sip:x@h>'] }), nowMs)).toEqual({
      kind: 'refused',
      status: 503,
    })
  })

  it('goes whole when its account does', () => {
    const registrar = new Registrar(limits)
    registrar.register('701', request({ contacts: ['<sip:701@10.0.0.9>', '<sip:701@10.0.0.8>'] }), nowMs)
    expect(registrar.forget('701')).toBe(true)
    expect(uris(registrar)).toEqual([])
    expect(registrar.forget('701')).toBe(false)
  })

  it('expires, and goes with its connection', () => {
    const registrar = new Registrar(limits)
    registrar.register('701', request({ contacts: ['<sip:a@h>;expires=60', '<sip:b@h>;expires=90'] }), nowMs)
    expect(registrar.nextExpiryMs('701')).toBe(nowMs + 60_000)
    expect(registrar.expire('701', nowMs + 59_999)).toBe(false)
    expect(registrar.expire('701', nowMs + 60_000)).toBe(true)
    expect(registrar.connectionLost('c2')).toEqual([])
    expect(registrar.connectionLost('c1')).toEqual(['701'])
    expect(registrar.registeredUsers).toBe(0)
  })
})
