import { describe, expect, it } from 'vitest'
import { called, calling, ourSdp, respond } from './raw-call.ts'
import { sdpOffer } from './raw-peer.ts'

const supported = { extra: ['Supported: 100rel'] }
const required = { extra: ['Require: 100rel'] }

/** A caller who knows 100rel, and whom we have told something. */
function rung(status: number, sdp?: Uint8Array, parts: Parameters<typeof called>[0] = supported) {
  const started = called(parts)
  const { peer, call } = started
  expect(peer.engine.progress(call, status, sdp, peer.nowMs).ok).toBe(true)
  peer.run(10)
  const rseq = () => peer.latest(`SIP/2.0 1${String(status).slice(1)}`).header('RSeq')
  const prack = (cseq: number, rack: string, more = {}) =>
    started.request('PRACK', cseq, { extra: [`RAck: ${rack}`], ...more })
  return { ...started, rseq, prack }
}

describe('RFC 3262 3: as callee', () => {
  it('a caller who supports it gets Require, RSeq and a Contact', () => {
    const { peer, rseq } = rung(180)
    expect(peer.last.header('Require')).toBe('100rel')
    expect(Number(rseq())).toBeGreaterThan(0)
    expect(Number(rseq())).toBeLessThan(2 ** 31)
    expect(peer.last.header('Contact')).toBe('<sip:10.0.0.2:5060>')
  })

  it('one who does not gets an ordinary response, and so does one whose trunk is to be spared', () => {
    const plain = called()
    plain.peer.engine.progress(plain.call, 180, undefined, plain.peer.nowMs)
    plain.peer.run(10)
    expect(plain.peer.last.header('RSeq')).toBe('')
    const spared = called(supported, { calleeTerms: { reliableProvisional: 'off' } })
    spared.peer.engine.progress(spared.call, 180, undefined, spared.peer.nowMs)
    spared.peer.run(10)
    expect(spared.peer.last.header('RSeq')).toBe('')
    const demanding = called(required, { calleeTerms: { reliableProvisional: 'off' } })
    demanding.peer.engine.progress(demanding.call, 180, undefined, demanding.peer.nowMs)
    demanding.peer.run(10)
    expect(demanding.peer.last.header('RSeq')).not.toBe('')
  })

  it('100 is never reliable', () => {
    const { peer } = called(required)
    expect(peer.last.status).toBe(100)
    expect(peer.last.header('Require')).toBe('')
  })

  it('is repeated at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s, without an upper bound between, until its PRACK', () => {
    const { peer, rseq, prack } = rung(180)
    const counts = [470, 40, 1_000, 2_000, 4_000].map((waitMs) => {
      peer.run(waitMs)
      return peer.count('SIP/2.0 180')
    })
    expect(counts).toEqual([1, 2, 3, 4, 5])
    prack(2, `${rseq()} 1 INVITE`)
    expect(peer.last.status).toBe(200)
    peer.run(30_000)
    expect(peer.count('SIP/2.0 180')).toBe(5)
  })

  it('without a PRACK for 64*T1 the INVITE is refused with 504', () => {
    const { peer } = rung(180)
    peer.run(31_980)
    expect(peer.eventTypes).toEqual(['incomingCall'])
    peer.run(20)
    expect(peer.latest('SIP/2.0 504').status).toBe(504)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout', status: 504 })
  })

  it('a PRACK that matches nothing gets 481: wrong RSeq, wrong CSeq, wrong method, none, or said twice', () => {
    const { peer, rseq, prack } = rung(180)
    prack(2, `${Number(rseq()) + 1} 1 INVITE`)
    expect(peer.last.status).toBe(481)
    prack(3, `${rseq()} 7 INVITE`)
    expect(peer.last.status).toBe(481)
    prack(4, `${rseq()} 1 UPDATE`)
    expect(peer.last.status).toBe(481)
    prack(5, 'x')
    expect(peer.last.status).toBe(481)
    prack(6, `${rseq()} 1 INVITE`)
    expect(peer.last.status).toBe(200)
    prack(7, `${rseq()} 1 INVITE`)
    expect(peer.last.status).toBe(481)
  })

  it('the next waits for the PRACK of the one before, and its RSeq is one higher', () => {
    const { peer, call, rseq, prack } = rung(180)
    const first = Number(rseq())
    peer.engine.progress(call, 183, ourSdp, peer.nowMs)
    peer.run(10)
    expect(peer.count('SIP/2.0 183')).toBe(0)
    prack(2, `${first} 1 INVITE`)
    expect(peer.latest('SIP/2.0 183').header('RSeq')).toBe(String(first + 1))
  })

  it('a 2xx waits for the PRACK of a response with a description, and says nothing twice', () => {
    const { peer, rseq, prack, answer } = rung(183, ourSdp)
    expect(answer().ok).toBe(true)
    expect(peer.count('SIP/2.0 200')).toBe(0)
    expect(answer().ok).toBe(false)
    prack(2, `${rseq()} 1 INVITE`)
    const answers = peer.received.filter((one) => one.status === 200)
    expect(answers.map((one) => one.header('CSeq'))).toEqual(['2 PRACK', '1 INVITE'])
    expect(answers[1]?.body).toBe('')
  })

  it('a 2xx does not wait for one without a description, ends its repetition, and the late PRACK is still answered', () => {
    const { peer, rseq, prack, answer, request } = rung(180)
    answer()
    expect(peer.latest('SIP/2.0 200').body).toContain('m=audio')
    request('ACK', 1, { branch: 'ack' })
    peer.run(10_000)
    expect(peer.count('SIP/2.0 180')).toBe(1)
    prack(2, `${rseq()} 1 INVITE`)
    expect(peer.last.status).toBe(200)
  })

  it('a refusal waits for nothing', () => {
    const { peer, call } = rung(183, ourSdp)
    peer.engine.reject(call, 486, {}, peer.nowMs)
    peer.run(10_000)
    expect(peer.count('SIP/2.0 183')).toBe(1)
    expect(peer.count('SIP/2.0 486')).toBeGreaterThan(0)
  })

  it('a CANCEL ends it while it waits', () => {
    const { peer, answer, request } = rung(183, ourSdp)
    answer()
    request('CANCEL', 1, { branch: 'inv', to: '<sip:200@10.0.0.2>' })
    expect(peer.event('callEnded')).toMatchObject({ by: 'remote', status: 487 })
    peer.run(60_000)
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
  })
})

describe('RFC 3262 5: offers and answers, as callee', () => {
  it('an INVITE without an offer gets ours in the first reliable response, and the PRACK answers it', () => {
    const { peer, rseq, prack, answer } = rung(183, ourSdp, { body: '', ...supported })
    expect(peer.event('incomingCall').takesEarlyOffer).toBe(true)
    expect(peer.latest('SIP/2.0 183').body).toContain('m=audio')
    prack(2, `${rseq()} 1 INVITE`, { body: sdpOffer })
    expect(Buffer.from(peer.event('offerAnswered').sdp ?? []).toString()).toContain('m=audio 4000')
    answer()
    expect(peer.latest('SIP/2.0 200').body).toBe('')
  })

  it('without an offer of ours to put into it, the response goes unreliably, or not at all where that is not allowed', () => {
    const allowed = rung(180, undefined, { body: '', ...supported })
    expect(allowed.peer.last.status).toBe(180)
    expect(allowed.rseq()).toBe('')
    const demanded = rung(180, undefined, { body: '', ...required })
    expect(demanded.peer.statuses).toEqual([100])
  })

  it('an early offer whose PRACK brings no answer is made again in the 2xx', () => {
    const { peer, rseq, prack, answer } = rung(183, ourSdp, { body: '', ...supported })
    prack(2, `${rseq()} 1 INVITE`)
    answer()
    expect(peer.latest('SIP/2.0 200').body).toContain('m=audio')
  })

  it('a PRACK may bring another offer, which its 200 answers', () => {
    const { peer, call, rseq, prack } = rung(183, ourSdp)
    prack(2, `${rseq()} 1 INVITE`, { body: sdpOffer })
    expect(peer.event('remoteOffer')).toMatchObject({ call, fork: 'peertag' })
    peer.engine.answerOffer(call, ourSdp, peer.nowMs)
    peer.run(10)
    expect(peer.last.header('CSeq')).toBe('2 PRACK')
    expect(peer.last.body).toContain('m=audio')
  })
})

describe('RFC 3262 4: as caller', () => {
  const reliable = (rseq: number, more: readonly string[] = []) => ({
    tag: 'a',
    extra: ['Require: 100rel', `RSeq: ${rseq}`, ...more],
  })

  it('says what it knows, or demands it, or keeps silent about it', () => {
    expect(calling().invite.header('Supported')).toContain('100rel')
    const demanding = calling({ reliableProvisional: 'required' }).invite
    expect(demanding.header('Require')).toBe('100rel')
    const silent = calling({ reliableProvisional: 'off' }).invite
    expect(silent.header('Supported')).not.toContain('100rel')
  })

  it('acknowledges each with a PRACK in the early dialog, once', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 180, reliable(700, ['Record-Route: <sip:10.0.0.9:5091;lr>']))
    respond(peer, invite, 180, reliable(700))
    const prack = peer.latest('PRACK')
    expect(prack.header('RAck')).toBe('700 1 INVITE')
    expect(prack.header('CSeq')).toBe('2 PRACK')
    expect(prack.startLine).toBe('PRACK sip:300@10.0.0.9:5080 SIP/2.0')
    expect(prack.header('Route')).toBe('<sip:10.0.0.9:5091;lr>')
    expect(peer.count('PRACK')).toBe(1)
    expect(peer.eventTypes).toEqual(['callProgress'])
    respond(peer, prack, 200)
    respond(peer, invite, 183, { ...reliable(701), body: sdpOffer })
    expect(peer.latest('PRACK').header('RAck')).toBe('701 1 INVITE')
  })

  it('out of order is dropped, to be repeated by its sender', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 180, reliable(10))
    respond(peer, invite, 183, { ...reliable(12), body: sdpOffer })
    expect(peer.eventTypes).toEqual(['callProgress'])
    expect(peer.count('PRACK')).toBe(1)
    respond(peer, invite, 180, reliable(11))
    respond(peer, invite, 183, { ...reliable(12), body: sdpOffer })
    expect(peer.eventTypes).toEqual(['callProgress', 'callProgress', 'callProgress'])
  })

  it('each fork counts for itself', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 180, reliable(10))
    respond(peer, invite, 180, { ...reliable(90), tag: 'b' })
    const racks = peer.received.filter((one) => one.startLine.startsWith('PRACK')).map((one) => one.header('RAck'))
    expect(racks).toEqual(['10 1 INVITE', '90 1 INVITE'])
  })

  it('PRACK is repeated like any request, and challenged like any', () => {
    const { peer, invite } = calling({ credentials: { user: 'u', password: 'p' } })
    respond(peer, invite, 180, reliable(10))
    peer.run(600)
    expect(peer.count('PRACK')).toBe(2)
    const challenge = 'Proxy-Authenticate: Digest realm="r", nonce="n", qop="auth"'
    respond(peer, peer.latest('PRACK'), 407, { extra: [challenge] })
    expect(peer.latest('PRACK').header('Proxy-Authorization')).toContain('username="u"')
    expect(peer.latest('PRACK').header('CSeq')).toBe('3 PRACK')
  })

  it('a 200 without a description holds to the reliable one; what it says anew is not taken', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 183, { ...reliable(1), body: sdpOffer })
    respond(peer, invite, 200, { tag: 'a', body: sdpOffer.replace('4000', '4444') })
    expect(peer.event('callAnswered')).toMatchObject({ fork: 'a' })
    expect(peer.event('callAnswered').sdp).toBeUndefined()
    expect(peer.count('ACK')).toBe(1)
  })

  it('5: the peer’s offer in a reliable response is answered in its PRACK, and the 200 is acknowledged at once', () => {
    const { peer, call, invite } = calling({ sdp: undefined })
    respond(peer, invite, 183, { ...reliable(5), body: sdpOffer })
    expect(peer.count('PRACK')).toBe(0)
    expect(Buffer.from(peer.event('callProgress').sdp ?? []).toString()).toContain('m=audio 4000')
    expect(peer.engine.acknowledge(call, ourSdp, peer.nowMs).ok).toBe(true)
    peer.run(10)
    expect(peer.latest('PRACK').body).toContain('m=audio')
    respond(peer, invite, 200, { tag: 'a' })
    expect(peer.count('ACK')).toBe(1)
    expect(peer.engine.acknowledge(call, ourSdp, peer.nowMs).ok).toBe(false)
  })

  it('13.2.1 of RFC 3261: an unreliable response offers nothing', () => {
    const { peer, invite } = calling({ sdp: undefined })
    respond(peer, invite, 183, { tag: 'a', body: sdpOffer })
    expect(peer.event('callProgress').sdp).toBeUndefined()
  })
})
