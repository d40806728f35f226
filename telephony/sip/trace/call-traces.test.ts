import { describe, expect, it } from 'vitest'
import type { Flow } from '../flow.ts'
import { CallTraces } from './call-traces.ts'
import { readMessageLine } from './message-line.ts'
import { withoutSecrets } from './secrets.ts'

const flow: Flow = {
  transport: 'udp',
  local: { address: '192.0.2.1', port: 5060 },
  remote: { address: '192.0.2.9', port: 5080 },
}
const message = (startLine: string, cseq: string, more = '', body = '') =>
  Buffer.from(`${startLine}\r\nVia: SIP/2.0/UDP a\r\nCall-ID: c1\r\nCSeq: ${cseq}\r\n${more}\r\n${body}`)
const invite = message('INVITE sip:100@a SIP/2.0', '1 INVITE', 'Content-Type: application/sdp\r\n', 'v=0')

describe('the line of a message', () => {
  it('is read of requests and responses', () => {
    expect(readMessageLine(invite)).toEqual({ method: 'INVITE', cseq: 1, hasSdp: true })
    const bye = message('BYE sip:a SIP/2.0', '2 BYE', 'Reason: SIP;cause=200, Q.850;cause=16;text="x"\r\n')
    expect(readMessageLine(bye)).toEqual({ method: 'BYE', cseq: 2, hasSdp: false, q850: 16 })
    expect(readMessageLine(message('SIP/2.0 486 Busy Here', '1 INVITE'))).toMatchObject({
      method: 'INVITE',
      status: 486,
      reason: 'Busy Here',
    })
  })

  it.each([
    'Content-Type: application/sdp',
    'c: application/sdp',
    'C :multipart/mixed',
    'content-type:application/sdp',
  ])('knows a description of sound by %s, among lines that begin alike', (type) => {
    const more = `Contact: <sip:a@b>\r\nContent-Length: 3\r\n${type}\r\n`
    expect(readMessageLine(message('SIP/2.0 200 OK', '7 INVITE', more, 'v=0'))).toMatchObject({ cseq: 7, hasSdp: true })
  })

  it('is not made up for what is no message', () => {
    expect(readMessageLine(Buffer.from('\r\n\r\n'))).toBeUndefined()
    expect(readMessageLine(Buffer.from('HELLO\r\n\r\n'))).toBeUndefined()
  })
})

describe('traces', () => {
  const pass = (traces: CallTraces, sipCallId: string, bytes: Uint8Array, direction: 'in' | 'out' = 'in') =>
    traces.passed({ sipCallId, direction, flow, bytes, atMs: 1000 })

  it('keep what came before the call was made, and count retransmissions', () => {
    const traces = new CallTraces()
    pass(traces, 'c1', invite)
    pass(traces, 'c1', invite)
    traces.claim('c1')
    pass(traces, 'c1', message('SIP/2.0 180 Ringing', '1 INVITE'), 'out')
    expect(traces.ladder('c1')).toMatchObject([
      { direction: 'in', method: 'INVITE', repeats: 1, remote: '192.0.2.9:5080' },
      { direction: 'out', status: 180, repeats: 0 },
    ])
  })

  it('of calls are not pushed out by strangers', () => {
    const traces = new CallTraces({ maxBytes: 10_000, maxStrayBytes: 1000 })
    pass(traces, 'ours', invite)
    traces.claim('ours')
    for (let i = 0; i < 1000; i++) pass(traces, `stranger-${i}`, invite)
    expect(traces.messages('ours')).toHaveLength(1)
    expect(traces.bytes).toBeLessThan(3000)
  })

  it('stay within their bound, the newest kept', () => {
    const traces = new CallTraces({ maxBytes: 1000, maxMessagesPerCall: 3 })
    for (let i = 0; i < 50; i++) {
      pass(traces, `call-${i}`, invite)
      traces.claim(`call-${i}`)
      for (let n = 0; n < 10; n++) pass(traces, `call-${i}`, message('INFO sip:a SIP/2.0', `${n} INFO`))
    }
    expect(traces.messages('call-0')).toHaveLength(0)
    expect(traces.messages('call-49')).toHaveLength(3)
    expect(traces.bytes).toBeLessThanOrEqual(1000)
  })
})

describe('a captured message', () => {
  it('shows neither what answers a challenge nor keys', () => {
    const authorization = 'Authorization: Digest username="702", realm="parley", response="0123456789abcdef"\r\n'
    const crypto = 'v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj|2^20\r\n'
    const bytes = message('INVITE sip:a SIP/2.0', '1 INVITE', authorization, crypto)
    const shown = Buffer.from(withoutSecrets(bytes)).toString()
    expect(shown).not.toContain('0123456789abcdef')
    expect(shown).not.toContain('d0Rmdmcm')
    expect(shown).toContain('username="702"')
    expect(shown.length).toBe(bytes.length)
  })
  it.each([
    ['keys after the first', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:Zm9v|2^20;inline:c2VjcmV0\r\n', 'c2VjcmV0'],
    ['lines that end in LF alone', 'v=0\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\n', 'c2VjcmV0'],
    ['a password of ICE after LF', 'v=0\na=ice-pwd:c2VjcmV0\n', 'c2VjcmV0'],
  ])('shows no key: %s', (_, sdp, secret) => {
    const bytes = message('INVITE sip:a SIP/2.0', '1 INVITE', '', `v=0\r\n${sdp}`)
    const shown = Buffer.from(withoutSecrets(bytes)).toString()
    expect(shown).not.toContain(secret)
    expect(shown.length).toBe(bytes.length)
  })

  it.each([
    ['without quotes', 'Authorization: Digest username="702", response=0123456789abcdef, realm="p"\r\n'],
    ['folded', 'Proxy-Authorization: Digest username="702",\r\n realm="p",\r\n\tresponse="0123456789abcdef"\r\n'],
    ['folded and spaced', 'authorization : Digest response =\r\n "0123456789abcdef", realm="p"\r\n'],
  ])('shows no answer to a challenge: %s', (_, authorization) => {
    const bytes = message('INVITE sip:a SIP/2.0', '1 INVITE', authorization)
    const shown = Buffer.from(withoutSecrets(bytes)).toString()
    expect(shown).not.toContain('0123456789abcdef')
    expect(shown).toContain('realm="p"')
    expect(shown.length).toBe(bytes.length)
  })
})
