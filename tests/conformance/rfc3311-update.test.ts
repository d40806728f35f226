import { describe, expect, it } from 'vitest'
import { answeredCalled, called, calling, ourSdp, respond } from './raw-call.ts'
import { sdpOffer } from './raw-peer.ts'

/** A caller whose offer we answered reliably, so that the early dialog can be spoken in. */
function earlyCalled() {
  const started = called({ extra: ['Supported: 100rel', 'Allow: INVITE, ACK, UPDATE'] })
  const { peer, call } = started
  peer.engine.progress(call, 183, ourSdp, peer.nowMs)
  peer.run(10)
  started.request('PRACK', 2, { extra: [`RAck: ${peer.last.header('RSeq')} 1 INVITE`] })
  return started
}

/** A call of ours that the peer has answered reliably but not finally. */
function earlyCalling(allow = 'Allow: INVITE, UPDATE') {
  const started = calling()
  const { peer, invite } = started
  respond(peer, invite, 183, { tag: 'a', body: sdpOffer, extra: ['Require: 100rel', 'RSeq: 1', allow] })
  respond(peer, peer.latest('PRACK'), 200)
  return started
}

describe('RFC 3311 5.1: our UPDATE', () => {
  it('offers in an early dialog whose first exchange is done, with a Contact, and takes the answer', () => {
    const { peer, call } = earlyCalling()
    expect(peer.engine.offer(call, ourSdp, peer.nowMs).ok).toBe(true)
    peer.run(10)
    const update = peer.latest('UPDATE')
    expect(update.header('CSeq')).toBe('3 UPDATE')
    expect(update.header('Contact')).toBe('<sip:10.0.0.2:5060>')
    expect(update.body).toContain('m=audio')
    respond(peer, update, 200, { body: sdpOffer.replace('4000', '4242') })
    expect(Buffer.from(peer.event('offerAnswered').sdp ?? []).toString()).toContain('m=audio 4242')
    expect(peer.count('ACK')).toBe(0)
  })

  it('does so as callee too', () => {
    const { peer, call } = earlyCalled()
    expect(peer.engine.offer(call, ourSdp, peer.nowMs).ok).toBe(true)
    peer.run(10)
    expect(peer.latest('UPDATE').startLine).toBe('UPDATE sip:peer@10.0.0.9:5060 SIP/2.0')
  })

  it('is not sent while the first offer has no answer, nor to who does not allow it', () => {
    const open = calling()
    respond(open.peer, open.invite, 180, { tag: 'a', extra: ['Allow: UPDATE'] })
    expect(open.peer.engine.offer(open.call, ourSdp, open.peer.nowMs)).toEqual({ ok: false, error: 'wrongState' })
    const stranger = earlyCalling('Allow: INVITE, BYE')
    expect(stranger.peer.engine.offer(stranger.call, ourSdp, stranger.peer.nowMs).ok).toBe(false)
  })

  it('5.3: after 491 it is tried again; refused otherwise it changes nothing', () => {
    const { peer, call } = earlyCalling()
    peer.engine.offer(call, ourSdp, peer.nowMs)
    peer.run(10)
    respond(peer, peer.latest('UPDATE'), 491)
    peer.run(4_100)
    expect(peer.count('UPDATE')).toBeGreaterThan(1)
    respond(peer, peer.latest('UPDATE'), 488)
    expect(peer.event('offerRefused').status).toBe(488)
    expect(peer.eventTypes).not.toContain('callEnded')
  })

  it('that nobody answers before the call is answered leaves the end of the call to its INVITE', () => {
    const { peer, call, invite } = earlyCalling()
    peer.engine.offer(call, ourSdp, peer.nowMs)
    peer.run(33_000)
    expect(peer.event('offerRefused').status).toBe(408)
    respond(peer, invite, 200, { tag: 'a' })
    expect(peer.eventTypes.at(-1)).toBe('callAnswered')
  })
})

describe('RFC 3311 5.2: the peer’s UPDATE', () => {
  it('in an early dialog is answered, whichever side called', () => {
    const callee = earlyCalled()
    callee.request('UPDATE', 3, { body: sdpOffer })
    expect(callee.peer.event('remoteOffer')).toMatchObject({ call: callee.call, fork: 'peertag' })
    callee.peer.engine.answerOffer(callee.call, ourSdp, callee.peer.nowMs)
    callee.peer.run(10)
    expect(callee.peer.last.header('CSeq')).toBe('3 UPDATE')
    expect(callee.peer.last.body).toContain('m=audio')

    const caller = earlyCalling()
    caller.request('UPDATE', 1, 'a', { body: sdpOffer })
    expect(caller.peer.event('remoteOffer')).toMatchObject({ call: caller.call, fork: 'a' })
    expect(caller.peer.engine.answerOffer(caller.call, ourSdp, caller.peer.nowMs).ok).toBe(true)
    caller.peer.run(10)
    expect(caller.peer.last.status).toBe(200)
  })

  it('gets 491 while an offer of ours has no answer: the INVITE’s, or an UPDATE’s', () => {
    const open = calling()
    respond(open.peer, open.invite, 180, { tag: 'a' })
    open.request('UPDATE', 1, 'a', { body: sdpOffer })
    expect(open.peer.last.status).toBe(491)
    const crossing = earlyCalling()
    crossing.peer.engine.offer(crossing.call, ourSdp, crossing.peer.nowMs)
    crossing.peer.run(10)
    crossing.request('UPDATE', 1, 'a', { body: sdpOffer })
    expect(crossing.peer.last.status).toBe(491)
  })

  it('gets 500 with Retry-After while an offer of theirs has no answer: the INVITE’s, or another UPDATE’s', () => {
    const open = called()
    open.peer.engine.progress(open.call, 180, undefined, open.peer.nowMs)
    open.peer.run(10)
    open.request('UPDATE', 2, { body: sdpOffer })
    expect(open.peer.last.status).toBe(500)
    expect(Number(open.peer.last.header('Retry-After'))).toBeLessThanOrEqual(10)
    const twice = earlyCalled()
    twice.request('UPDATE', 3, { body: sdpOffer })
    twice.request('UPDATE', 4, { body: sdpOffer })
    expect(twice.peer.last.status).toBe(500)
  })

  it('without an offer refreshes the target and gets 200 at once, early or not', () => {
    const early = earlyCalled()
    early.request('UPDATE', 3)
    expect(early.peer.last.status).toBe(200)
    const { peer, request } = answeredCalled()
    request('UPDATE', 2)
    expect(peer.last.status).toBe(200)
    expect(peer.last.header('Contact')).toBe('<sip:10.0.0.2:5060>')
    expect(peer.eventTypes).not.toContain('remoteOffer')
  })

  it('whose offer cannot be taken gets 488, and the call goes on', () => {
    const { peer, call, request } = answeredCalled()
    request('UPDATE', 2, { body: sdpOffer })
    peer.engine.refuseOffer(call, 488, peer.nowMs)
    peer.run(10)
    expect(peer.last.status).toBe(488)
    expect(peer.eventTypes).not.toContain('callEnded')
  })
})

it('RFC 3261 14.2: a second INVITE in an early dialog gets 491 from its caller and 500 from its callee', () => {
  const caller = earlyCalling()
  caller.request('INVITE', 1, 'a', { body: sdpOffer })
  expect(caller.peer.last.status).toBe(491)
  const callee = earlyCalled()
  callee.request('INVITE', 3, { body: sdpOffer })
  expect(callee.peer.last.status).toBe(500)
  expect(callee.peer.last.header('Retry-After')).not.toBe('')
})
