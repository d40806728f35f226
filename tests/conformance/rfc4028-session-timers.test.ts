import { describe, expect, it } from 'vitest'
import { answeredCalled, answeredCalling, called, calling, respond } from './raw-call.ts'
import { RawPeer, requestText, sdpOffer } from './raw-peer.ts'

const timer = (value: string, ...more: string[]) => ({
  extra: ['Supported: timer', `Session-Expires: ${value}`, ...more],
})

describe('RFC 4028 9: as callee', () => {
  it.each([
    ['1800', 'Supported: timer', '1800;refresher=uac', 'timer'],
    ['1800;refresher=uac', 'Supported: timer', '1800;refresher=uac', 'timer'],
    ['1800;refresher=uas', 'Supported: timer', '1800;refresher=uas', 'timer'],
    ['1800', 'Require: timer', '1800;refresher=uac', 'timer'],
    // A proxy asked for it, and the caller knows nothing of it: we refresh, and demand nothing.
    ['1800', 'Supported: replaces', '1800;refresher=uas', ''],
  ])('table 2: %s with %s is answered %s', (asked, option, expected, require) => {
    const { peer } = answeredCalled({ extra: [option, `Session-Expires: ${asked}`] })
    const ok = peer.latest('SIP/2.0 200')
    expect(ok.header('Session-Expires')).toBe(expected)
    expect(ok.header('Require')).toBe(require)
  })

  it('8: less than Min-SE is not agreed to', () => {
    const { peer } = answeredCalled(timer('100', 'Min-SE: 300'))
    expect(peer.latest('SIP/2.0 200').header('Session-Expires')).toBe('300;refresher=uac')
  })

  it('less than 90 s is refused with 422 and Min-SE, in the INVITE and within the dialog; not to who cannot know', () => {
    const peer = new RawPeer()
    peer.send(requestText({ method: 'INVITE', branch: 'inv', body: sdpOffer, ...timer('60') }))
    expect(peer.last.status).toBe(422)
    expect(peer.last.header('Min-SE')).toBe('90')
    expect(peer.eventTypes).toEqual([])
    const inside = answeredCalled()
    inside.request('UPDATE', 2, timer('60'))
    expect(inside.peer.last.status).toBe(422)
    const deaf = answeredCalled({ extra: ['Session-Expires: 60'] })
    expect(deaf.peer.latest('SIP/2.0 200').header('Session-Expires')).toBe('90;refresher=uas')
  })

  it('a timer that we wish for is asked of who knows timers, and of nobody else', () => {
    const options = { calleeTerms: { sessionExpiresS: 600 } }
    const knows = answeredCalled({ extra: ['Supported: timer'] }, options)
    expect(knows.peer.latest('SIP/2.0 200').header('Session-Expires')).toBe('600;refresher=uac')
    const other = answeredCalled({}, options)
    expect(other.peer.latest('SIP/2.0 200').header('Session-Expires')).toBe('')
  })

  it('one whose header cannot be read is none', () => {
    expect(answeredCalled(timer('soon')).peer.latest('SIP/2.0 200').header('Session-Expires')).toBe('')
  })
})

describe('RFC 4028 7: as caller', () => {
  it('proposes, and counts as the answer says', () => {
    const { peer, invite } = calling({ sessionExpiresS: 1_800 })
    expect(invite.header('Session-Expires')).toBe('1800')
    expect(invite.header('Supported')).toContain('timer')
    respond(peer, invite, 200, {
      tag: 't',
      body: sdpOffer,
      extra: ['Session-Expires: 200;refresher=uas', 'Require: timer'],
    })
    // 10: the peer does not refresh: BYE min(32 s, a third) before the end.
    peer.run(167_500)
    expect(peer.count('BYE')).toBe(0)
    peer.run(1_000)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout', status: 408, reason: 'session expired' })
    expect(peer.latest('BYE').header('Reason')).toBe('SIP;cause=408;text="Session expired"')
  })

  it('7.4: after 422 it asks for what was wanted, with Min-SE, in a new transaction of the same call', () => {
    const { peer, invite } = calling({ sessionExpiresS: 100 })
    respond(peer, invite, 422, { tag: 'x', extra: ['Min-SE: 240'] })
    const again = peer.latest('INVITE')
    expect(again.header('Session-Expires')).toBe('240')
    expect(again.header('Min-SE')).toBe('240')
    expect(again.header('CSeq')).toBe('2 INVITE')
    expect(again.header('Call-ID')).toBe(invite.header('Call-ID'))
    // A 422 that asks for nothing more is a refusal.
    respond(peer, again, 422, { tag: 'x', extra: ['Min-SE: 240'] })
    expect(peer.event('callEnded')).toMatchObject({ by: 'refused', status: 422 })
  })

  it('7.2: a peer that knows no timer leaves the refreshes to us; without a wish of ours there are none', () => {
    const { peer } = answeredCalling({ sessionExpiresS: 100 }, { extra: ['Allow: INVITE, UPDATE'] })
    peer.run(50_100)
    expect(peer.latest('UPDATE').header('Session-Expires')).toBe('100;refresher=uac')
    const plain = answeredCalling()
    plain.peer.run(4_000_000)
    expect(plain.peer.eventTypes).toEqual(['callAnswered'])
  })
})

describe('RFC 4028 7.4 and 10: refreshes of ours', () => {
  const agreed = { extra: ['Session-Expires: 100;refresher=uac', 'Require: timer', 'Allow: INVITE, UPDATE'] }

  it('go by UPDATE without a description at half of the interval, and set the end back', () => {
    const { peer } = answeredCalling({ sessionExpiresS: 100 }, agreed)
    for (let round = 1; round <= 5; round++) {
      peer.run(50_000)
      const update = peer.latest('UPDATE')
      expect(peer.count('UPDATE')).toBe(round)
      expect(update.body).toBe('')
      respond(peer, update, 200, { extra: ['Session-Expires: 100;refresher=uac'] })
    }
    expect(peer.eventTypes).toEqual(['callAnswered'])
  })

  it('go by re-INVITE with the same description to who does not allow UPDATE', () => {
    const { peer, invite } = answeredCalling(
      { sessionExpiresS: 100 },
      { extra: ['Session-Expires: 100;refresher=uac', 'Allow: INVITE, BYE'] },
    )
    peer.run(50_100)
    const refresh = peer.latest('INVITE')
    expect(peer.count('UPDATE')).toBe(0)
    expect(refresh.header('CSeq')).toBe('2 INVITE')
    expect(refresh.body).toBe(invite.body)
    respond(peer, refresh, 200, { body: sdpOffer, extra: ['Session-Expires: 100;refresher=uac'] })
    expect(peer.count('ACK')).toBe(2)
    peer.run(40_000)
    expect(peer.eventTypes).not.toContain('callEnded')
  })

  it('10: that nobody answers end the call: the peer died in silence', () => {
    const { peer } = answeredCalling({ sessionExpiresS: 100 }, agreed)
    peer.run(68_000)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout' })
    expect(peer.count('BYE')).toBeGreaterThan(0)
    peer.run(60_000)
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, timers: 0 })
  })

  it('10: refused with 481 end it; refused otherwise are tried again until the end', () => {
    const gone = answeredCalling({ sessionExpiresS: 100 }, agreed)
    gone.peer.run(50_100)
    respond(gone.peer, gone.peer.latest('UPDATE'), 481)
    expect(gone.peer.event('callEnded')).toMatchObject({ by: 'protocol', status: 481 })
    const busy = answeredCalling(
      { sessionExpiresS: 200 },
      { extra: ['Session-Expires: 200;refresher=uac', 'Allow: UPDATE'] },
    )
    busy.peer.run(100_100)
    respond(busy.peer, busy.peer.latest('UPDATE'), 500)
    busy.peer.run(40_000)
    expect(busy.peer.count('UPDATE')).toBeGreaterThan(1)
    expect(busy.peer.eventTypes).not.toContain('offerRefused')
  })

  it('422 to a refresh asks for longer, and gets it', () => {
    const { peer } = answeredCalling({ sessionExpiresS: 100 }, agreed)
    peer.run(50_100)
    respond(peer, peer.latest('UPDATE'), 422, { extra: ['Min-SE: 500'] })
    expect(peer.latest('UPDATE').header('Session-Expires')).toBe('500;refresher=uac')
    expect(peer.latest('UPDATE').header('Min-SE')).toBe('500')
  })

  it('as callee that refreshes, by our half of the bargain', () => {
    const { peer } = answeredCalled({ ...timer('100;refresher=uas', 'Allow: UPDATE') })
    peer.run(50_100)
    expect(peer.latest('UPDATE').header('Session-Expires')).toBe('100;refresher=uac')
  })
})

describe('RFC 4028 10: refreshes of the peer', () => {
  it('by UPDATE or re-INVITE set the end back, and the roles may change', () => {
    const { peer, call, request } = answeredCalled(timer('100;refresher=uac'))
    peer.run(60_000)
    request('UPDATE', 2, timer('100;refresher=uac'))
    expect(peer.last.header('Session-Expires')).toBe('100;refresher=uac')
    peer.run(60_000)
    expect(peer.eventTypes).not.toContain('callEnded')
    request('INVITE', 3, {
      body: sdpOffer,
      extra: ['Supported: timer', 'Allow: UPDATE', 'Session-Expires: 100;refresher=uas'],
    })
    peer.engine.answerOffer(call, Buffer.from(sdpOffer), peer.nowMs)
    peer.run(10)
    expect(peer.last.header('Session-Expires')).toBe('100;refresher=uas')
    request('ACK', 3, { branch: 'ack3' })
    peer.run(50_100)
    expect(peer.count('UPDATE')).toBe(1)
  })

  it('a re-INVITE that says nothing of the timer keeps it as it is', () => {
    const { peer, call, request } = answeredCalled(timer('100;refresher=uac'))
    request('INVITE', 2, { body: sdpOffer, extra: ['Supported: timer'] })
    peer.engine.answerOffer(call, Buffer.from(sdpOffer), peer.nowMs)
    peer.run(10)
    expect(peer.last.header('Session-Expires')).toBe('100;refresher=uac')
  })

  it('that never come end the call with BYE, a third or 32 s before the interval is over', () => {
    const { peer } = answeredCalled(timer('90;refresher=uac'))
    peer.run(59_900)
    expect(peer.count('BYE')).toBe(0)
    peer.run(200)
    expect(peer.count('BYE')).toBe(1)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout', reason: 'session expired' })
  })

  it('a call that ends before leaves no timer behind', () => {
    const { peer, call } = answeredCalled(timer('1800;refresher=uas', 'Allow: UPDATE'))
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(40_000)
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
    const unanswered = called(timer('1800'))
    unanswered.peer.engine.reject(unanswered.call, 486, {}, unanswered.peer.nowMs)
    unanswered.peer.run(40_000)
    expect(unanswered.peer.engine.counts().timers).toBe(0)
  })
})
