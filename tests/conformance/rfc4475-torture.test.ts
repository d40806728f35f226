import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { defaultLimits } from '#telephony/sip/default-limits.ts'
import { readRequest, readResponse } from '#telephony/sip/message/incoming.ts'
import type { SipRequest } from '#telephony/sip/message/message.ts'
import { parseMessage } from '#telephony/sip/message/parser.ts'
import { parseUri } from '#telephony/sip/message/uri.ts'
import { Registrar } from '#telephony/sip/registrar/registrar.ts'
import { serverKey } from '#telephony/sip/transaction/matching.ts'
import { RawPeer } from './raw-peer.ts'

const folder = new URL('./rfc4475/', import.meta.url)
const vector = (name: string): Uint8Array => readFileSync(new URL(`${name}.dat`, folder))
const flow = {
  transport: 'udp',
  local: { address: '10.0.0.2', port: 5060 },
  remote: { address: '10.0.0.9', port: 5060 },
} as const

/** What the engine does with a request: the status of its first answer, or `call` for an incoming call. */
type Outcome = number | 'call'

/** RFC 4475's messages in its order: clause, file, what it is, what must come of it here. */
const requests: readonly (readonly [clause: string, name: string, what: string, outcome: Outcome])[] = [
  // It is well-formed, and its To tag says that it belongs to a dialog, which we do not have (RFC 3261 12.2.2).
  ['3.1.1.1', 'wsinv', 'a short tortuous INVITE', 481],
  // The method is unknown to us, and that is the only fault that may be found in it.
  ['3.1.1.2', 'intmeth', 'a wide range of valid characters', 405],
  ['3.1.1.3', 'esc01', 'valid use of the % escaping mechanism', 'call'],
  ['3.1.1.4', 'escnull', 'escaped nulls in URIs', 401],
  ['3.1.1.5', 'esc02', 'use of % when it is not an escape', 405],
  ['3.1.1.6', 'lwsdisp', 'no white space between display name and <', 200],
  ['3.1.1.7', 'longreq', 'long values in header fields', 'call'],
  ['3.1.1.8', 'dblreq', 'extra trailing octets in a UDP datagram', 401],
  ['3.1.1.9', 'semiuri', 'semicolon-separated parameters in the user part', 200],
  ['3.1.1.10', 'transports', 'varied and unknown transport types', 200],
  ['3.1.1.11', 'mpart01', 'a multipart MIME message', 401],
  ['3.1.2.1', 'badinv01', 'extraneous header field separators', 400],
  ['3.1.2.2', 'clerr', 'Content-Length larger than the message', 400],
  ['3.1.2.3', 'ncl', 'negative Content-Length', 400],
  ['3.1.2.4', 'scalar02', 'request scalar fields with overlarge values', 400],
  ['3.1.2.6', 'quotbal', 'unterminated quoted string in a display name', 400],
  ['3.1.2.7', 'ltgtruri', '<> around the Request-URI', 400],
  ['3.1.2.8', 'lwsruri', 'white space in the Request-URI', 400],
  ['3.1.2.9', 'lwsstart', 'several spaces in the start line', 400],
  ['3.1.2.10', 'trws', 'spaces after the start line', 400],
  ['3.1.2.11', 'escruri', 'escaped headers in the Request-URI', 400],
  // 3.1.2.12 lets an element that does not use Date pass over it, and so do we.
  ['3.1.2.12', 'baddate', 'an invalid time zone in Date', 'call'],
  ['3.1.2.13', 'regbadct', 'a URI with headers that is not enclosed in <>', 400],
  ['3.1.2.14', 'badaspec', 'spaces within addr-spec', 400],
  ['3.1.2.15', 'baddn', 'non-token characters in a display name', 400],
  ['3.1.2.16', 'badvers', 'an unknown protocol version', 505],
  ['3.1.2.17', 'mismatch01', 'CSeq with another method than the start line', 400],
  ['3.1.2.18', 'mismatch02', 'the same with an unknown method', 400],
  ['3.2.1', 'badbranch', 'a branch that is the bare cookie', 200],
  ['3.3.1', 'insuf', 'missing required header fields', 400],
  ['3.3.2', 'unkscm', 'a Request-URI with an unknown scheme', 416],
  ['3.3.3', 'novelsc', 'a Request-URI with a known but atypical scheme', 416],
  ['3.3.4', 'unksm2', 'unknown URI schemes in header fields', 401],
  ['3.3.5', 'bext01', 'Proxy-Require and Require of what nobody knows', 420],
  ['3.3.6', 'invut', 'an unknown Content-Type', 415],
  ['3.3.7', 'regaut01', 'an unknown authorization scheme', 401],
  ['3.3.8', 'multi01', 'several values where one may stand', 400],
  ['3.3.9', 'mcl01', 'several Content-Length fields', 400],
  // 3.3.11: only a proxy minds. A user agent answers OPTIONS at the end of its way (RFC 3261 11).
  ['3.3.11', 'zeromf', 'Max-Forwards of zero', 200],
  ['3.3.12', 'cparam01', 'REGISTER with a parameter of Contact', 401],
  ['3.3.13', 'cparam02', 'REGISTER with a parameter of the URI in Contact', 401],
  ['3.3.14', 'regescrt', 'REGISTER with an escaped header in Contact', 401],
  ['3.3.15', 'sdp01', 'an Accept that leaves out application/sdp', 406],
  ['3.4.1', 'inv2543', 'an INVITE by RFC 2543', 'call'],
]

const responses: readonly (readonly [clause: string, name: string, what: string, isTaken: boolean])[] = [
  ['3.1.1.12', 'unreason', 'an unusual reason phrase', true],
  ['3.1.1.13', 'noreason', 'an empty reason phrase', true],
  ['3.1.2.5', 'scalarlg', 'response scalar fields with overlarge values', false],
  ['3.1.2.19', 'bigcode', 'an overlarge response code', false],
  ['3.3.10', 'bcast', '200 with a second Via, of a broadcast address', false],
]

it('every message of RFC 4475 is tested', () => {
  const tested = [...requests, ...responses].map(([, name]) => `${name}.dat`).sort()
  expect(tested).toEqual(readdirSync(folder).sort())
  expect(tested).toHaveLength(49)
})

describe('requests', () => {
  it.each(requests)('RFC 4475 %s %s: %s', (_, name, _what, outcome) => {
    const peer = new RawPeer({ findAccount: () => undefined })
    peer.send(vector(name), 100)
    expect(peer.statuses[0]).toBe(outcome === 'call' ? 100 : outcome)
    expect(peer.eventTypes).toEqual(outcome === 'call' ? ['incomingCall'] : [])
  })
})

describe('what an answer says beside its status', () => {
  const answered = (name: string) => {
    const peer = new RawPeer({ findAccount: () => undefined })
    peer.send(vector(name), 100)
    return peer.last
  }

  it('3.3.5: 420 lists what is not supported; what only a proxy must support is not in it', () => {
    expect(answered('bext01').header('Unsupported')).toBe('nothingSupportsThis, nothingSupportsThisEither')
  })

  it('3.3.6: 415 says what would be taken', () => {
    expect(answered('invut').header('Accept')).toContain('application/sdp')
  })

  it('3.1.1.2: 405 lists what is allowed', () => {
    expect(answered('intmeth').header('Allow')).toMatch(/INVITE.*BYE/)
  })

  it('3.3.7: an unknown scheme is passed over, and ours is asked for', () => {
    expect(answered('regaut01').header('WWW-Authenticate')).toMatch(/^Digest realm=/)
  })

  it.each(requests.filter(([, , , outcome]) => outcome !== 'call' && outcome !== 400 && outcome !== 505))(
    'RFC 3261 8.2.6.2: %s %s repeats what the request said of itself, and tags To',
    (_, name) => {
      const answer = answered(name)
      expect(answer.header('To')).toMatch(/;\s*tag\s*=/i)
      for (const field of ['Via', 'From', 'Call-ID', 'CSeq']) expect(answer.header(field), field).not.toBe('')
    },
  )
})

describe('the same messages from a stranger on the internet', () => {
  it.each(requests)('RFC 4475 %s %s: %s is challenged or passed over, and leaves nothing behind', (_, name) => {
    const peer = new RawPeer({ judgeCaller: () => ({ kind: 'challenge' }), isPeer: () => false })
    peer.send(vector(name), 100)
    // 481 to what claims to belong to a call (12.2.2).
    expect([401, 481, undefined]).toContain(peer.statuses[0])
    expect(peer.eventTypes).toEqual([])
    expect(peer.engine.counts()).toMatchObject({ transactions: 0, calls: 0, timers: 0 })
  })
})

describe('responses', () => {
  it.each(responses)('RFC 4475 %s %s: %s', (_, name, _what, isTaken) => {
    const parsed = parseMessage(vector(name))
    const read = parsed.ok && parsed.value.kind === 'response' ? readResponse(parsed.value, flow) : undefined
    expect(read?.ok ?? false).toBe(isTaken)
    const peer = new RawPeer()
    peer.send(vector(name))
    expect(peer.received).toEqual([])
    expect(peer.engine.counts().messagesReceived).toBe(1)
  })
})

describe('what the messages mean', () => {
  const read = (name: string) => {
    const parsed = parseMessage(vector(name))
    if (!parsed.ok) throw new Error(parsed.error.sentence)
    const request = readRequest(parsed.value as SipRequest, flow)
    if (!request.ok) throw new Error(request.error)
    return request.value
  }
  const bindings = (name: string) => {
    const incoming = read(name)
    const registrar = new Registrar(defaultLimits)
    const outcome = registrar.register('user', incoming, 0)
    expect(outcome.kind).toBe('accepted')
    return registrar.bindings('user', 1).map((binding) => binding.uri)
  }

  it('3.1.1.1: folding, compact forms and odd cases come out plain', () => {
    const { request, from, fromTag, toTag, sequence, topVia } = read('wsinv')
    expect(from.displayName).toBe('J Rosenberg \\"')
    expect([fromTag, toTag, sequence]).toEqual(['98asjd8', '1918181833n', 9])
    expect(topVia).toMatchObject({ transport: 'UDP', host: '192.0.2.2' })
    expect(request.headers.list('via')).toHaveLength(3)
    expect(request.headers.get('newfangledheader')).toBe('newfangled value continued newfangled value')
    expect(request.body.byteLength).toBe(150)
  })

  it('3.1.1.3: the escaped user is decoded for people', () => {
    const parsed = parseUri(read('esc01').request.uri)
    expect(parsed.ok && parsed.value.user).toBe('sips%3Auser%40example.com')
  })

  it('3.1.1.4: two different users of null characters', () => {
    expect(bindings('escnull')).toHaveLength(2)
  })

  it('3.1.1.8: what follows the first message in a datagram is nothing', () => {
    const peer = new RawPeer()
    peer.send(vector('dblreq'))
    // One REGISTER, challenged without state (RFC 3261 8.2.7); the INVITE behind it is no message.
    expect(peer.statuses).toEqual([401])
    expect(peer.last.header('CSeq')).toContain('REGISTER')
    expect(peer.engine.counts()).toMatchObject({ messagesReceived: 1, transactions: 0 })
  })

  it('3.1.1.9: the parameter belongs to the user part', () => {
    const parsed = parseUri(read('semiuri').request.uri)
    expect(parsed.ok && parsed.value).toMatchObject({ user: 'user;par=u%40example.net', host: 'example.com' })
  })

  it('3.2.1: the bare cookie is no branch, so that RFC 2543 matching is used', () => {
    expect(serverKey(read('badbranch'))).toMatch(/^rfc2543/)
  })

  it('3.3.12 and 3.3.13: a parameter of the header is not one of the URI', () => {
    expect(bindings('cparam01')).toEqual(['sip:+19725552222@gw1.example.net'])
    expect(bindings('cparam02')).toEqual(['sip:+19725552222@gw1.example.net;unknownparam'])
  })

  it('3.3.14: an escaped header stays part of the binding', () => {
    expect(bindings('regescrt')).toEqual(['sip:user@example.com?Route=%3Csip:sip.example.com%3E'])
  })
})
