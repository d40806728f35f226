import { describe, expect, it } from 'vitest'
import { RawPeer, requestText, sdpOffer } from './raw-peer.ts'

const invite = (extra: Partial<Parameters<typeof requestText>[0]> = {}) =>
  requestText({ method: 'INVITE', branch: 'inv', body: sdpOffer, ...extra })
const answer = Buffer.from(sdpOffer.replaceAll('10.0.0.9', '10.0.0.2'))

/** A call that the peer made and we answered; `to` is To with our tag. */
function established() {
  const peer = new RawPeer()
  peer.send(invite())
  const { call } = peer.event('incomingCall')
  peer.engine.answer(call, answer, peer.nowMs)
  peer.run(10)
  const to = peer.latest('SIP/2.0 200').header('To')
  peer.send(requestText({ method: 'ACK', branch: 'ack', to }))
  return { peer, call, to }
}

describe('RFC 3261 8.2: what a user agent server refuses', () => {
  it('8.2.1: an unknown method, with Allow', () => {
    const peer = new RawPeer()
    peer.send(requestText({ method: 'PUBLISH', branch: '1' }))
    expect(peer.last.status).toBe(405)
    expect(peer.last.header('Allow')).toBe(
      'INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, PRACK, REFER, SUBSCRIBE, MESSAGE',
    )
  })

  it('8.2.2.2: the same request over a second path, with 482', () => {
    const peer = new RawPeer()
    peer.send(invite({ branch: 'one' }))
    peer.send(invite({ branch: 'two' }))
    expect(peer.statuses).toEqual([100, 482])
    expect(peer.eventTypes).toEqual(['incomingCall'])
  })

  it('8.2.2.3: a required extension that is not ours, with 420 and its name', () => {
    const peer = new RawPeer()
    peer.send(invite({ extra: ['Require: 100rel, precondition, timer'] }))
    expect(peer.last.status).toBe(420)
    expect(peer.last.header('Unsupported')).toBe('precondition')
    peer.send(invite({ branch: 'b', callId: 'c2', extra: ['Require: 100rel, Timer, replaces'] }))
    expect(peer.last.status).toBe(100)
  })

  it('8.2.3: a body that it cannot read, with 415 and what it can', () => {
    const peer = new RawPeer()
    peer.send(invite({ extra: ['Content-Type: application/sdp', 'Content-Encoding: gzip'] }))
    expect(peer.last.status).toBe(415)
    expect(peer.last.header('Accept')).toBe('application/sdp')
    expect(peer.last.header('Accept-Encoding')).toBe('identity')
  })

  it('16.3: an INVITE with nothing left of Max-Forwards, with 483', () => {
    const peer = new RawPeer()
    peer.send(invite().replace('Max-Forwards: 70', 'Max-Forwards: 0'))
    expect(peer.last.status).toBe(483)
  })

  it('8.2.6.2: every response but 100 has a To tag, the same for all of one transaction', () => {
    const peer = new RawPeer()
    peer.send(invite())
    const { call } = peer.event('incomingCall')
    peer.engine.progress(call, 180, undefined, peer.nowMs)
    peer.engine.progress(call, 183, answer, peer.nowMs)
    peer.engine.reject(call, 486, {}, peer.nowMs)
    peer.run(10)
    const tags = peer.received.map((message) => /;tag=(.*)/.exec(message.header('To'))?.[1])
    expect(tags[0]).toBeUndefined()
    expect(tags[1]).toBeDefined()
    expect(new Set(tags.slice(1)).size).toBe(1)
    expect(peer.received[2]?.body).toContain('m=audio')
  })

  it('says nothing to a malformed ACK, nor to a response that nobody waits for', () => {
    const peer = new RawPeer()
    peer.send(requestText({ method: 'ACK', branch: '1' }).replace('CSeq: 1 ACK', 'CSeq: x'))
    peer.send(
      'SIP/2.0 200 OK\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKx\nFrom: <sip:a@b>;tag=1\nTo: <sip:a@b>;tag=2\nCall-ID: 1\nCSeq: 1 INVITE\nContent-Length: 0\n\n',
    )
    peer.send('\r\n\r\n')
    peer.send(Buffer.from([0, 0, 0, 0]))
    expect(peer.received).toEqual([])
  })

  it('refuses new calls past its limit, with 503 and Retry-After, and keeps the old ones', () => {
    const peer = new RawPeer({ limits: { maxCalls: 1 } })
    peer.send(invite())
    peer.send(invite({ branch: 'two', callId: 'call-2' }))
    expect(peer.last.status).toBe(503)
    expect(peer.last.header('Retry-After')).toBe('5')
    expect(peer.engine.counts().calls).toBe(1)
  })

  it('answers 503 without a transaction when it has no room for more', () => {
    const peer = new RawPeer({ limits: { maxTransactions: 1 } })
    peer.send(invite())
    peer.send(invite({ branch: 'two', callId: 'call-2' }))
    expect(peer.last.status).toBe(503)
    expect(peer.engine.counts().transactions).toBe(1)
    peer.send(invite())
    expect(peer.last.status).toBe(100)
  })
})

describe('RFC 3261 9.2: CANCEL', () => {
  const cancel = (extra: readonly string[] = []) => requestText({ method: 'CANCEL', branch: 'inv', extra })

  it('gets 200 and its INVITE 487', () => {
    const peer = new RawPeer()
    peer.send(invite())
    peer.send(cancel(['Reason: SIP;cause=200;text="Call completed elsewhere"']))
    expect(peer.statuses).toEqual([100, 200, 487])
    expect(peer.event('callEnded')).toMatchObject({ by: 'remote', status: 487, reason: 'Call completed elsewhere' })
    const tags = peer.received.slice(1).map((message) => message.header('To'))
    expect(tags[1]).toContain(';tag=')
  })

  it('changes nothing after the answer', () => {
    const { peer } = established()
    peer.send(cancel())
    expect(peer.last.status).toBe(200)
    expect(peer.eventTypes).not.toContain('callEnded')
  })

  it('of something unknown gets 481', () => {
    const peer = new RawPeer()
    peer.send(cancel())
    expect(peer.statuses).toEqual([481])
  })
})

describe('RFC 3261 11.2: OPTIONS', () => {
  it('tells what we can do, and 503 while closed', () => {
    const peer = new RawPeer()
    peer.send(requestText({ method: 'OPTIONS', branch: '1' }))
    expect(peer.last.status).toBe(200)
    expect([peer.last.header('Allow'), peer.last.header('Accept')]).toEqual([
      'INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, INFO, UPDATE, PRACK, REFER, SUBSCRIBE, MESSAGE',
      'application/sdp',
    ])
    peer.engine.setClosed({ retryAfterS: 30 })
    peer.send(requestText({ method: 'OPTIONS', branch: '2', cseq: 2 }))
    expect([peer.last.status, peer.last.header('Retry-After')]).toEqual([503, '30'])
  })
})

describe('RFC 3261 12.2.2: requests within a dialog', () => {
  it('without the dialog get 481', () => {
    const peer = new RawPeer()
    for (const [i, method] of ['INVITE', 'BYE', 'INFO', 'UPDATE'].entries()) {
      peer.send(requestText({ method, branch: `${i}`, callId: `c${i}`, to: '<sip:200@10.0.0.2>;tag=gone' }))
    }
    expect(peer.statuses).toEqual([481, 481, 481, 481])
    peer.send(requestText({ method: 'BYE', branch: 'x', callId: 'no-tag' }))
    expect(peer.last.status).toBe(481)
  })

  it('out of order get 500', () => {
    const { peer, to } = established()
    peer.send(requestText({ method: 'INFO', branch: 'i5', cseq: 5, to }))
    peer.send(requestText({ method: 'INFO', branch: 'i4', cseq: 4, to }))
    expect(peer.statuses.slice(-2)).toEqual([200, 500])
  })

  it('INFO brings digits', () => {
    const { peer, to, call } = established()
    const extra = ['Content-Type: application/dtmf-relay']
    peer.send(requestText({ method: 'INFO', branch: 'i', cseq: 2, to, extra, body: 'Signal=7\nDuration=100\n' }))
    expect(peer.last.status).toBe(200)
    expect(peer.event('infoDigits')).toMatchObject({ call, digits: '7', durationMs: 100 })
  })

  it('goes to the peer by its Record-Route and Contact', () => {
    const peer = new RawPeer()
    peer.send(invite({ extra: ['Record-Route: <sip:10.0.0.9:5091;lr>, <sip:10.0.0.7;lr>'] }))
    const { call } = peer.event('incomingCall')
    peer.engine.answer(call, answer, peer.nowMs)
    peer.run(10)
    const ok = peer.latest('SIP/2.0 200')
    expect(ok.header('Record-Route')).toBe('<sip:10.0.0.9:5091;lr>, <sip:10.0.0.7;lr>')
    expect(ok.header('Contact')).toBe('<sip:10.0.0.2:5060>')
    peer.send(requestText({ method: 'ACK', branch: 'ack', to: ok.header('To') }))
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    const bye = peer.latest('BYE')
    expect(bye.startLine).toBe('BYE sip:peer@10.0.0.9:5060 SIP/2.0')
    expect(bye.text).toContain('Route: <sip:10.0.0.9:5091;lr>\r\nRoute: <sip:10.0.0.7;lr>\r\n')
  })
})

describe('RFC 3261 13.3.1: answering an INVITE', () => {
  it('100 goes out at once, and a repeated INVITE brings the last response again', () => {
    const peer = new RawPeer()
    peer.send(invite())
    expect(peer.statuses).toEqual([100])
    peer.send(invite())
    expect(peer.statuses).toEqual([100, 100])
    expect(peer.eventTypes).toEqual(['incomingCall'])
  })

  it('13.3.1.1: 180 is repeated each minute, so that no proxy gives up', () => {
    const peer = new RawPeer()
    peer.send(invite())
    peer.engine.progress(peer.event('incomingCall').call, 180, undefined, peer.nowMs)
    peer.run(125_000)
    expect(peer.count('SIP/2.0 180')).toBe(3)
  })

  it('13.3.1.4: 200 is repeated at 0.5, 1.5, 3.5, 7.5 s and then every 4 s until the ACK', () => {
    const peer = new RawPeer()
    peer.send(invite())
    peer.engine.answer(peer.event('incomingCall').call, answer, peer.nowMs)
    const counts = [490, 20, 1_000, 2_000, 4_000, 4_000].map((waitMs) => {
      peer.run(waitMs)
      return peer.count('SIP/2.0 200')
    })
    expect(counts).toEqual([1, 2, 3, 4, 5, 6])
    peer.send(requestText({ method: 'ACK', branch: 'ack', to: peer.latest('SIP/2.0 200').header('To') }))
    expect(peer.eventTypes).toContain('callAcknowledged')
    peer.run(40_000)
    expect(peer.count('SIP/2.0 200')).toBe(6)
  })

  it('13.3.1.4: without an ACK for 64*T1 the call is ended with BYE', () => {
    const peer = new RawPeer()
    peer.send(invite())
    peer.engine.answer(peer.event('incomingCall').call, answer, peer.nowMs)
    peer.run(31_990)
    expect(peer.eventTypes).not.toContain('callEnded')
    peer.run(20)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout', status: 408 })
    expect(peer.count('BYE')).toBe(1)
  })

  it('15: a callee that hangs up before the ACK waits for it with its BYE', () => {
    const peer = new RawPeer()
    peer.send(invite())
    const { call } = peer.event('incomingCall')
    peer.engine.answer(call, answer, peer.nowMs)
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(100)
    expect(peer.event('callEnded').by).toBe('local')
    expect(peer.count('BYE')).toBe(0)
    peer.send(requestText({ method: 'ACK', branch: 'ack', to: peer.latest('SIP/2.0 200').header('To') }))
    expect(peer.count('BYE')).toBe(1)
  })

  it('rings no longer than its limit', () => {
    const peer = new RawPeer({ limits: { maxRingMs: 30_000 } })
    peer.send(invite())
    peer.run(30_000)
    expect(peer.last.status).toBe(480)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout', status: 480 })
  })

  it('a BYE to the early dialog ends it with 487', () => {
    const peer = new RawPeer()
    peer.send(invite())
    peer.engine.progress(peer.event('incomingCall').call, 180, undefined, peer.nowMs)
    peer.run(10)
    const to = peer.latest('SIP/2.0 180').header('To')
    peer.send(requestText({ method: 'BYE', branch: 'bye', cseq: 2, to }))
    expect(peer.statuses.slice(-2).sort()).toEqual([200, 487])
    expect(peer.event('callEnded').by).toBe('remote')
  })

  it('commands that come too late or make no sense are refused', () => {
    const { peer, call } = established()
    const refused = (result: { ok: boolean; error?: string }) => (result.ok ? 'done' : result.error)
    expect(refused(peer.engine.progress(call, 180, undefined, peer.nowMs))).toBe('wrongState')
    expect(refused(peer.engine.answer(call, answer, peer.nowMs))).toBe('wrongState')
    expect(refused(peer.engine.reject(call, 486, {}, peer.nowMs))).toBe('wrongState')
    expect(refused(peer.engine.acknowledge(call, answer, peer.nowMs))).toBe('wrongState')
    expect(refused(peer.engine.answerOffer(call, answer, peer.nowMs))).toBe('wrongState')
    peer.engine.hangUp(call, {}, peer.nowMs)
    expect(refused(peer.engine.hangUp(call, {}, peer.nowMs))).toBe('unknownCall')
  })
})

describe('RFC 3261 14.2: re-INVITE and RFC 3311: UPDATE', () => {
  const reinvite = (to: string, branch = 're', cseq = 2) =>
    requestText({ method: 'INVITE', branch, cseq, to, body: sdpOffer })

  it('is answered, its 200 repeated until the ACK', () => {
    const { peer, call, to } = established()
    peer.send(reinvite(to))
    expect(peer.last.status).toBe(100)
    expect(Buffer.from(peer.event('remoteOffer').sdp ?? []).toString()).toContain('m=audio 4000')
    peer.engine.answerOffer(call, answer, peer.nowMs)
    peer.run(600)
    expect(peer.count('SIP/2.0 200')).toBe(3)
    peer.send(requestText({ method: 'ACK', branch: 'ack2', cseq: 2, to }))
    peer.run(10_000)
    expect(peer.count('SIP/2.0 200')).toBe(3)
    expect(peer.eventTypes.filter((type) => type === 'callAcknowledged')).toHaveLength(2)
  })

  it('is refused, and the call goes on', () => {
    const { peer, call, to } = established()
    peer.send(reinvite(to))
    peer.engine.refuseOffer(call, 488, peer.nowMs)
    peer.run(10)
    expect(peer.last.status).toBe(488)
    expect(peer.eventTypes).not.toContain('callEnded')
  })

  it('while another is open gets 500 with Retry-After, while ours is open 491', () => {
    const { peer, call, to } = established()
    peer.send(reinvite(to))
    peer.send(reinvite(to, 're2', 3))
    expect(peer.last.status).toBe(500)
    expect(peer.last.header('Retry-After')).toMatch(/^\d+$/)
    peer.engine.refuseOffer(call, 488, peer.nowMs)
    peer.run(10)
    peer.engine.offer(call, answer, peer.nowMs)
    peer.run(10)
    peer.send(reinvite(to, 're3', 4))
    expect(peer.statuses.at(-1)).toBe(491)
  })

  it('is cancelled', () => {
    const { peer, call, to } = established()
    peer.send(reinvite(to))
    peer.send(requestText({ method: 'CANCEL', branch: 're', cseq: 2, to }))
    expect(peer.statuses.slice(-2)).toEqual([200, 487])
    expect(peer.engine.answerOffer(call, answer, peer.nowMs).ok).toBe(false)
  })

  it('that we do not answer in time gets 500', () => {
    const { peer, to } = established()
    peer.send(reinvite(to))
    peer.run(20_000)
    expect(peer.last.status).toBe(500)
  })

  it('a new Contact moves the peer', () => {
    const { peer, call, to } = established()
    peer.send(
      requestText({ method: 'UPDATE', branch: 'up', cseq: 2, to }).replace(
        'peer@10.0.0.9:5060>',
        'moved@10.0.0.9:5999>',
      ),
    )
    expect(peer.last.status).toBe(200)
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    expect(peer.latest('BYE').startLine).toBe('BYE sip:moved@10.0.0.9:5999 SIP/2.0')
  })

  it('UPDATE with an offer is answered in its 200', () => {
    const { peer, call, to } = established()
    peer.send(requestText({ method: 'UPDATE', branch: 'up', cseq: 2, to, body: sdpOffer }))
    peer.engine.answerOffer(call, answer, peer.nowMs)
    peer.run(10)
    expect(peer.last.status).toBe(200)
    expect(peer.last.body).toContain('m=audio')
  })
})

describe('RFC 3261 15: BYE, and RFC 3326', () => {
  it('ends the call with its reason', () => {
    const { peer, to } = established()
    const extra = ['Reason: Q.850;cause=16;text="Normal call clearing"']
    peer.send(requestText({ method: 'BYE', branch: 'bye', cseq: 2, to, extra }))
    expect(peer.last.status).toBe(200)
    expect(peer.event('callEnded')).toMatchObject({ by: 'remote', q850: 16, reason: 'Normal call clearing' })
  })

  it('of ours is repeated until it is answered, then forgotten', () => {
    const { peer, call } = established()
    peer.engine.hangUp(call, { q850: 31 }, peer.nowMs)
    peer.run(1_600)
    expect(peer.count('BYE')).toBe(3)
    expect(peer.latest('BYE').header('Reason')).toBe('Q.850;cause=31')
    peer.run(60_000)
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
  })

  it('that crosses ours gets its 200', () => {
    const { peer, call, to } = established()
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    peer.send(requestText({ method: 'BYE', branch: 'bye', cseq: 2, to }))
    expect(peer.last.status).toBe(200)
    expect(peer.eventTypes.filter((type) => type === 'callEnded')).toHaveLength(1)
  })
})

describe('RFC 3261 17.2.1: the INVITE server transaction on the wire', () => {
  it('a refusal is repeated until its ACK, which nobody above sees', () => {
    const peer = new RawPeer()
    peer.send(invite())
    peer.engine.reject(peer.event('incomingCall').call, 486, {}, peer.nowMs)
    peer.run(1_600)
    expect(peer.count('SIP/2.0 486')).toBe(3)
    const to = peer.last.header('To')
    peer.send(requestText({ method: 'ACK', branch: 'inv', to }))
    peer.run(40_000)
    expect(peer.count('SIP/2.0 486')).toBe(3)
    expect(peer.eventTypes).toEqual(['incomingCall', 'callEnded'])
    expect(peer.engine.counts().transactions).toBe(0)
  })

  it('17.2.3: an INVITE and ACK by RFC 2543 are matched without a branch', () => {
    const peer = new RawPeer()
    const via = 'SIP/2.0/UDP 10.0.0.9:5060'
    peer.send(invite({ via }))
    peer.send(invite({ via }))
    peer.engine.reject(peer.event('incomingCall').call, 404, {}, peer.nowMs)
    peer.run(10)
    peer.send(requestText({ method: 'ACK', branch: '', via, to: peer.last.header('To') }))
    peer.run(6_000)
    expect(peer.count('SIP/2.0 404')).toBe(1)
    expect(peer.eventTypes).toEqual(['incomingCall', 'callEnded'])
  })
})

describe('RFC 3261 18.2.1 and RFC 3581: the response finds its way', () => {
  it('carries received and rport', () => {
    const peer = new RawPeer()
    peer.send(requestText({ method: 'OPTIONS', branch: '', via: 'SIP/2.0/UDP 192.168.7.7:6000;rport;branch=z9hG4bKn' }))
    expect(peer.last.header('Via')).toBe('SIP/2.0/UDP 192.168.7.7:6000;rport=5060;branch=z9hG4bKn;received=10.0.0.9')
  })
})
