import { describe, expect, it } from 'vitest'
import { answeredCalled, answeredCalling, called, respond } from './raw-call.ts'
import { RawPeer, requestText, sdpOffer } from './raw-peer.ts'

const referTo = (value: string, ...more: string[]) => ({ extra: [`Refer-To: ${value}`, ...more] })

/** The peer of an answered call asks for a transfer. */
function referred(value = '<sip:703@10.0.0.2>', ...more: string[]) {
  const started = answeredCalled()
  started.request('REFER', 2, referTo(value, ...more))
  return started
}

describe('RFC 3515 2.4: REFER within a call', () => {
  it('2.4.2: gets 202, the application is told, and the first NOTIFY follows at once', () => {
    const { peer, call } = referred('"Service" <sip:703@10.0.0.2>', 'Referred-By: <sip:701@10.0.0.2>')
    expect(peer.latest('SIP/2.0 202').header('CSeq')).toBe('2 REFER')
    expect(peer.latest('SIP/2.0 202').header('Contact')).toBe('<sip:10.0.0.2:5060>')
    expect(peer.event('transferRequested')).toMatchObject({
      call,
      target: { user: '703', host: '10.0.0.2', displayName: 'Service' },
      referredBy: '<sip:701@10.0.0.2>',
    })
    const notify = peer.latest('NOTIFY')
    expect(notify.startLine).toBe('NOTIFY sip:peer@10.0.0.9:5060 SIP/2.0')
    expect(notify.header('Event')).toBe('refer')
    expect(notify.header('Subscription-State')).toBe('active;expires=180')
    expect(notify.header('Content-Type')).toBe('message/sipfrag;version=2.0')
    expect(notify.header('Contact')).toBe('<sip:10.0.0.2:5060>')
    expect(notify.body).toBe('SIP/2.0 100 Trying\r\n')
  })

  it('2.4.5 and 2.4.7: tells how it goes, and a final status ends the subscription', () => {
    const { peer, call } = referred()
    const { refer } = peer.event('transferRequested')
    respond(peer, peer.latest('NOTIFY'), 200)
    peer.run(1_000)
    expect(peer.engine.transferProgress(call, refer, 180, peer.nowMs).ok).toBe(true)
    peer.run(10)
    expect(peer.latest('NOTIFY').body).toBe('SIP/2.0 180 Ringing\r\n')
    expect(peer.latest('NOTIFY').header('Subscription-State')).toBe('active;expires=179')
    respond(peer, peer.latest('NOTIFY'), 200)
    peer.engine.transferProgress(call, refer, 200, peer.nowMs)
    peer.run(10)
    expect(peer.latest('NOTIFY').body).toBe('SIP/2.0 200 OK\r\n')
    expect(peer.latest('NOTIFY').header('Subscription-State')).toBe('terminated;reason=noresource')
    expect(peer.engine.transferProgress(call, refer, 200, peer.nowMs)).toEqual({ ok: false, error: 'wrongState' })
    expect(peer.engine.transferProgress(call, refer, 42, peer.nowMs)).toEqual({ ok: false, error: 'badStatus' })
  })

  it('2.4.6: NOTIFYs of a second REFER name it', () => {
    const { peer, call, request } = referred()
    peer.engine.transferProgress(call, peer.event('transferRequested').refer, 486, peer.nowMs)
    peer.run(10)
    request('REFER', 3, referTo('<sip:704@10.0.0.2>'))
    expect(peer.latest('NOTIFY').header('Event')).toBe('refer;id=3')
  })

  it('a refused NOTIFY of the transfer before does not end the one that is under way', () => {
    const { peer, call, request } = referred()
    peer.engine.transferProgress(call, peer.event('transferRequested').refer, 486, peer.nowMs)
    peer.run(10)
    const lastOfTheFirst = peer.latest('NOTIFY')
    request('REFER', 3, referTo('<sip:704@10.0.0.2>'))
    respond(peer, lastOfTheFirst, 481)
    expect(peer.engine.transferProgress(call, peer.event('transferRequested').refer, 180, peer.nowMs).ok).toBe(true)
    respond(peer, peer.latest('NOTIFY'), 481)
    expect(peer.engine.transferProgress(call, peer.event('transferRequested').refer, 180, peer.nowMs).ok).toBe(false)
  })

  it('one at a time: another gets 491', () => {
    const { peer, request } = referred()
    request('REFER', 3, referTo('<sip:704@10.0.0.2>'))
    expect(peer.latest('SIP/2.0 491').header('CSeq')).toBe('3 REFER')
  })

  it('2.4.4: a transfer that takes for ever runs out of time', () => {
    const { peer, call } = referred()
    const { refer } = peer.event('transferRequested')
    respond(peer, peer.latest('NOTIFY'), 200)
    peer.run(180_010)
    expect(peer.latest('NOTIFY').header('Subscription-State')).toBe('terminated;reason=timeout')
    expect(peer.engine.transferProgress(call, refer, 200, peer.nowMs).ok).toBe(false)
  })

  it.each([
    [400, []],
    [400, ['Refer-To: <sip:1@10.0.0.2>', 'Refer-To: <sip:2@10.0.0.2>']],
    [400, ['Refer-To: nonsense here']],
    [400, ['Refer-To: <sip:1@10.0.0.2?Replaces=x>']],
    [416, ['Refer-To: <http://example.com>']],
    [603, ['Refer-To: <sip:1@10.0.0.2;method=BYE>']],
  ])('2.4.2: is refused with %i: %j', (status, extra) => {
    const { peer, request } = answeredCalled()
    request('REFER', 2, { extra })
    expect(peer.last.status).toBe(status)
    expect(peer.eventTypes).not.toContain('transferRequested')
    expect(peer.count('NOTIFY')).toBe(0)
  })

  it('a tel: number is somebody too', () => {
    const { peer } = referred('<tel:+995-322-123-456>')
    expect(peer.event('transferRequested').target.user).toBe('+995322123456')
  })

  it('works for the one whom we called as well', () => {
    const { peer, request, call } = answeredCalling()
    request('REFER', 1, 'winner', referTo('<sip:703@10.0.0.2>'))
    expect(peer.latest('SIP/2.0 202').status).toBe(202)
    expect(peer.event('transferRequested').call).toBe(call)
    expect(peer.latest('NOTIFY').header('CSeq')).toBe('2 NOTIFY')
  })

  it('before the call is answered there is nobody to transfer', () => {
    const { peer, call, request } = called()
    peer.engine.progress(call, 180, undefined, peer.nowMs)
    peer.run(10)
    request('REFER', 2, referTo('<sip:703@10.0.0.2>'))
    expect(peer.last.status).toBe(603)
  })

  it('5.2: out of any dialog it is refused: nobody calls at our cost', () => {
    const peer = new RawPeer()
    peer.send(requestText({ method: 'REFER', branch: 'r', ...referTo('<sip:+882@10.0.0.2>') }))
    expect(peer.last.status).toBeGreaterThanOrEqual(400)
    expect(peer.eventTypes).toEqual([])
  })

  it('a BYE right after the 202 ends the subscription with the call', () => {
    const { peer, request, call } = referred()
    const { refer } = peer.event('transferRequested')
    request('BYE', 3)
    expect(peer.event('callEnded').by).toBe('remote')
    expect(peer.engine.transferProgress(call, refer, 200, peer.nowMs)).toEqual({ ok: false, error: 'unknownCall' })
    peer.run(200_000)
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
  })

  it('RFC 6665 4.2.2: who refuses a NOTIFY is sent no more', () => {
    const { peer, call } = referred()
    const { refer } = peer.event('transferRequested')
    respond(peer, peer.latest('NOTIFY'), 481)
    expect(peer.engine.transferProgress(call, refer, 200, peer.nowMs).ok).toBe(false)
    expect(peer.count('NOTIFY')).toBe(1)
  })
})

describe('RFC 4488: REFER without a subscription', () => {
  it('is told so, and nothing more', () => {
    const { peer, call } = referred('<sip:703@10.0.0.2>', 'Refer-Sub: false', 'Require: norefersub')
    expect(peer.latest('SIP/2.0 202').header('Refer-Sub')).toBe('false')
    expect(peer.engine.transferProgress(call, peer.event('transferRequested').refer, 200, peer.nowMs).ok).toBe(true)
    peer.run(1_000)
    expect(peer.count('NOTIFY')).toBe(0)
  })
})

describe('RFC 3891 and 3892: Replaces within Refer-To', () => {
  /** The peer has two calls with us, and puts their other ends together. */
  function consulted(tagOf: (ourTag: string) => string) {
    const started = answeredCalled()
    const { peer } = started
    peer.send(requestText({ method: 'INVITE', branch: 'c2', callId: 'call-2', body: sdpOffer }))
    const second = peer.event('incomingCall').call
    peer.engine.answer(second, Buffer.from(sdpOffer), peer.nowMs)
    peer.run(10)
    const ok = peer.latest('SIP/2.0 200')
    peer.send(requestText({ method: 'ACK', branch: 'a2', callId: 'call-2', to: ok.header('To') }))
    const ourTag = /;tag=(.*)/.exec(ok.header('To'))?.[1] ?? ''
    const replaces = `call-2%3Bto-tag%3D${tagOf(ourTag)}%3Bfrom-tag%3Dpeertag`
    started.request('REFER', 2, referTo(`<sip:200@10.0.0.2?Replaces=${replaces}>`))
    return { ...started, second }
  }

  it('names the other call of ours', () => {
    const { peer, second, call } = consulted((tag) => tag)
    expect(peer.event('transferRequested')).toMatchObject({ call, replaces: second })
  })

  it('that names none of ours ends the transfer with 481', () => {
    const { peer } = consulted(() => 'other')
    expect(peer.eventTypes).not.toContain('transferRequested')
    expect(peer.latest('NOTIFY').body).toBe('SIP/2.0 481 Call/Transaction Does Not Exist\r\n')
    expect(peer.latest('NOTIFY').header('Subscription-State')).toBe('terminated;reason=noresource')
  })
})
