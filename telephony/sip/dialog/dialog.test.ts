import { describe, expect, it } from 'vitest'
import { HeaderList } from '../message/header-list.ts'
import { type IncomingRequest, readRequest, readResponse } from '../message/incoming.ts'
import { acceptSequence, dialogRequest, keyOf, refreshTarget, routeOf, uacDialog, uasDialog } from './dialog.ts'

const flow = {
  transport: 'udp',
  local: { address: '10.0.0.2', port: 5060 },
  remote: { address: '10.0.0.9', port: 5060 },
} as const

function fields(via: string, extra: readonly (readonly [string, string])[]) {
  const headers = new HeaderList([
    ['via', via],
    ['from', '"A" <sip:a@h>;tag=from'],
    ['call-id', 'c'],
    ['cseq', '7 INVITE'],
  ])
  for (const [name, value] of extra) headers.add(name, value)
  return headers
}

function invite(
  extra: readonly (readonly [string, string])[],
  via = 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1',
): IncomingRequest {
  const headers = fields(via, [['to', '<sip:b@h>'], ...extra])
  const read = readRequest({ kind: 'request', method: 'INVITE', uri: 'sip:b@h', headers, body: new Uint8Array() }, flow)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

function response(status: number, extra: readonly (readonly [string, string])[]) {
  const headers = fields('SIP/2.0/UDP 10.0.0.2;branch=z9hG4bK1', [['to', '<sip:b@h>;tag=to'], ...extra])
  const read = readResponse({ kind: 'response', status, reason: '', headers, body: new Uint8Array() }, flow)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

const recordRoutes = [
  ['record-route', '<sip:p2;lr>, <sip:p1;lr>'],
  ['contact', '<sip:peer@10.0.0.9>'],
] as const

it('12.1.1: the callee takes Record-Route in order, the caller in reverse', () => {
  const callee = uasDialog(invite(recordRoutes), 'ours')
  expect(callee).toMatchObject({
    state: 'early',
    routeSet: ['<sip:p2;lr>', '<sip:p1;lr>'],
    remoteTarget: 'sip:peer@10.0.0.9',
    remoteSequence: 7,
    localParty: '<sip:b@h>;tag=ours',
    remoteParty: '"A" <sip:a@h>;tag=from',
  })
  expect(keyOf(callee)).toBe('c|ours|from')
  const caller = uacDialog(response(200, recordRoutes), 'sip:b@h', false)
  expect(caller).toMatchObject({ state: 'confirmed', routeSet: ['<sip:p1;lr>', '<sip:p2;lr>'], localSequence: 7 })
  expect(keyOf(caller)).toBe('c|from|to')
  expect(uacDialog(response(180, []), 'sip:b@h', false)).toMatchObject({ state: 'early', remoteTarget: 'sip:b@h' })
})

describe('12.2.1.1: where the next request goes', () => {
  it('straight to the peer without a route set', () => {
    expect(routeOf('sip:t@h', [])).toEqual({ requestUri: 'sip:t@h', routes: [], nextHop: 'sip:t@h' })
  })

  it('by loose routing', () => {
    expect(routeOf('sip:t@h', ['<sip:p1;lr>', '<sip:p2>'])).toEqual({
      requestUri: 'sip:t@h',
      routes: ['<sip:p1;lr>', '<sip:p2>'],
      nextHop: 'sip:p1;lr',
    })
  })

  it('by strict routing: the first hop becomes the Request-URI and the peer the last route', () => {
    expect(routeOf('sip:t@h', ['<sip:p1?x=y>', '<sip:p2;lr>'])).toEqual({
      requestUri: 'sip:p1',
      routes: ['<sip:p2;lr>', '<sip:t@h>'],
      nextHop: 'sip:p1?x=y',
    })
  })
})

it('12.2.1.1: CSeq grows by one, and an ACK takes that of its INVITE', () => {
  const dialog = uacDialog(response(200, recordRoutes), 'sip:b@h', false)
  const bye = dialogRequest(dialog, 'BYE')
  expect(bye.request.headers.get('cseq')).toBe('8 BYE')
  expect(bye.dialog.localSequence).toBe(8)
  expect(bye.request.headers.all('route')).toEqual(['<sip:p1;lr>', '<sip:p2;lr>'])
  const ack = dialogRequest(bye.dialog, 'ACK', 7)
  expect(ack.request.headers.get('cseq')).toBe('7 ACK')
  expect(ack.dialog.localSequence).toBe(8)
})

it('12.2.2: older requests are out of order, and gaps are fine', () => {
  const dialog = uasDialog(invite(recordRoutes), 'ours')
  expect(acceptSequence(dialog, 7)).toBeUndefined()
  expect(acceptSequence(dialog, 6)).toBeUndefined()
  expect(acceptSequence(dialog, 100)?.remoteSequence).toBe(100)
})

it('12.2.2: a target refresh moves the peer and leaves the route set', () => {
  const dialog = uasDialog(invite(recordRoutes), 'ours')
  const moved = refreshTarget(
    dialog,
    invite([
      ['contact', '<sip:new@10.0.0.8>'],
      ['record-route', '<sip:other;lr>'],
    ]),
  )
  expect(moved).toMatchObject({ remoteTarget: 'sip:new@10.0.0.8', routeSet: dialog.routeSet })
})

it('stays on the path when the Via shows an address translator, but not behind a proxy', () => {
  const behindNat = invite(recordRoutes, 'SIP/2.0/UDP 192.168.1.5;branch=z9hG4bK1;rport')
  expect(uasDialog(behindNat, 'x').staysOnFlow).toBe(true)
  expect(uasDialog(invite(recordRoutes), 'x').staysOnFlow).toBe(false)
  const proxied = invite(recordRoutes, 'SIP/2.0/UDP 192.168.1.5;branch=z9hG4bK1, SIP/2.0/UDP 1.2.3.4')
  expect(uasDialog(proxied, 'x').staysOnFlow).toBe(false)
})
