import { describe, expect, it } from 'vitest'
import type { OriginateRequest } from '#telephony/sip/index.ts'
import { RawPeer, requestText, type SeenMessage, sdpOffer } from './raw-peer.ts'

const offer = Buffer.from(sdpOffer.replaceAll('10.0.0.9', '10.0.0.2'))

/** Our INVITE to the peer, and the peer's hand to answer it. */
function calling(extra: Partial<OriginateRequest> = {}) {
  const peer = new RawPeer()
  const result = peer.engine.originate(
    {
      target: { kind: 'uri', uri: 'sip:300@10.0.0.9' },
      fromUser: '100',
      displayName: 'Ayşe "A"',
      sdp: offer,
      ...extra,
    },
    peer.nowMs,
  )
  if (!result.ok) throw new Error(result.error)
  peer.run(10)
  return { peer, call: result.value, invite: peer.latest('INVITE') }
}

interface Answer {
  readonly tag?: string
  readonly body?: string
  readonly extra?: readonly string[]
  readonly contact?: string
}

function respond(peer: RawPeer, to: SeenMessage, status: number, of: Answer = {}): void {
  const body = (of.body ?? '').replace(/\r?\n/g, '\r\n')
  const lines = [
    `SIP/2.0 ${status} Whatever`,
    `Via: ${to.header('Via')}`,
    `From: ${to.header('From')}`,
    `To: ${to.header('To')}${of.tag === undefined || to.header('To').includes('tag=') ? '' : `;tag=${of.tag}`}`,
    `Call-ID: ${to.header('Call-ID')}`,
    `CSeq: ${to.header('CSeq')}`,
    `Contact: <${of.contact ?? 'sip:300@10.0.0.9:5080'}>`,
    ...(of.extra ?? []),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ]
  peer.send(`${lines.join('\r\n')}\r\n\r\n${body}`)
}

function established(extra: Partial<OriginateRequest> = {}) {
  const started = calling(extra)
  respond(started.peer, started.invite, 200, { tag: 'winner', body: sdpOffer })
  return started
}

describe('RFC 3261 8.1.1: the INVITE that we send', () => {
  it('has what every request must have', () => {
    const { invite } = calling({ headers: [['X-Interaction', 'int_1']], maxForwards: 9 })
    expect(invite.startLine).toBe('INVITE sip:300@10.0.0.9 SIP/2.0')
    expect(invite.header('Via')).toMatch(/^SIP\/2\.0\/UDP 10\.0\.0\.2:5060;branch=z9hG4bK[0-9a-f]{24};rport$/)
    expect(Buffer.from(invite.header('From'), 'latin1').toString()).toMatch(
      /^"Ayşe \\"A\\"" <sip:100@10\.0\.0\.2:5060>;tag=[0-9a-f]{24}$/,
    )
    expect(invite.header('To')).toBe('<sip:300@10.0.0.9>')
    expect(invite.header('CSeq')).toBe('1 INVITE')
    expect(invite.header('Max-Forwards')).toBe('9')
    expect(invite.header('Contact')).toBe('<sip:10.0.0.2:5060>')
    expect(invite.header('X-Interaction')).toBe('int_1')
    expect(invite.header('Content-Length')).toBe(String(invite.body.length))
  })

  it.each([
    ['badUri', { target: { kind: 'uri', uri: 'http://x' } }],
    ['badUri', { target: { kind: 'uri', uri: 'tel:+99532' } }],
    // This engine has no TLS socket.
    ['noRoute', { target: { kind: 'uri', uri: 'sips:1@10.0.0.9' } }],
    ['noRoute', { target: { kind: 'uri', uri: 'sip:1@example.com' } }],
    ['notRegistered', { target: { kind: 'registered', user: '701' } }],
    ['badHeader', { headers: [['Via', 'x']] }],
    ['badHeader', { headers: [['X-A', 'x\r\nEvil: 1']] }],
    ['badUri', { fromHost: 'a b' }],
  ] as const)('is refused as %s: %j', (error, extra) => {
    const peer = new RawPeer()
    const request = { target: { kind: 'uri', uri: 'sip:1@10.0.0.9' }, fromUser: '1', ...extra } as const
    expect(peer.engine.originate(request, peer.nowMs)).toEqual({ ok: false, error })
    expect(peer.engine.counts().calls).toBe(0)
  })

  it('goes where it is told when the host is a name, and keeps the name', () => {
    const { invite } = calling({
      target: {
        kind: 'uri',
        uri: 'sip:+36301234567@trunk.example;user=phone',
        destination: { address: '10.0.0.9', port: 5060 },
      },
    })
    expect(invite.startLine).toBe('INVITE sip:+36301234567@trunk.example;user=phone SIP/2.0')
  })
})

describe('RFC 3261 17.1.1: the INVITE client transaction on the wire', () => {
  it('repeats at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s and gives up at 32 s', () => {
    const { peer } = calling()
    const counts = [489, 2, 1_000, 2_000, 4_000, 8_000, 16_000].map((waitMs) => {
      peer.run(waitMs)
      return peer.count('INVITE')
    })
    expect(counts).toEqual([1, 1, 2, 3, 4, 5, 6])
    peer.run(20)
    expect(peer.count('INVITE')).toBe(7)
    peer.run(500)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout', status: 408 })
  })

  it('stops repeating at the first sign of life', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 100)
    peer.run(60_000)
    expect(peer.count('INVITE')).toBe(1)
  })

  it('17.1.1.3: acknowledges a refusal within its own transaction, each time that it comes', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 486, { tag: 'x' })
    respond(peer, invite, 486, { tag: 'x' })
    const ack = peer.latest('ACK')
    expect(peer.count('ACK')).toBe(2)
    expect(ack.startLine).toBe('ACK sip:300@10.0.0.9 SIP/2.0')
    expect(ack.header('Via')).toBe(invite.header('Via'))
    expect(ack.header('To')).toBe('<sip:300@10.0.0.9>;tag=x')
    expect(ack.header('CSeq')).toBe('1 ACK')
    expect(peer.eventTypes).toEqual(['callEnded'])
  })

  it('8.2.6.2: drops a response with another Call-ID or From tag', () => {
    const { peer, invite } = calling()
    const bent = (from: string, to: string): SeenMessage => ({
      ...invite,
      header: (name) => invite.header(name).replace(from, to),
    })
    respond(peer, bent(invite.header('Call-ID'), 'other'), 486, { tag: 'x' })
    respond(peer, bent(/tag=.*/.exec(invite.header('From'))?.[0] ?? '', 'tag=other'), 200, { tag: 'x' })
    expect(peer.eventTypes).toEqual([])
    expect(peer.engine.counts().dialogs).toBe(0)
  })

  it('8.1.3.3: drops a response with two Vias', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 486, { tag: 'x', extra: ['Via: SIP/2.0/UDP 10.0.0.3'] })
    expect(peer.eventTypes).toEqual([])
  })
})

describe('RFC 3261 13.2.2: responses', () => {
  it('the 200 is acknowledged to its Contact, with a branch of its own, again each time that it comes', () => {
    const { peer, invite } = established()
    respond(peer, invite, 200, { tag: 'winner', body: sdpOffer })
    expect(peer.count('ACK')).toBe(2)
    const ack = peer.latest('ACK')
    expect(ack.startLine).toBe('ACK sip:300@10.0.0.9:5080 SIP/2.0')
    expect(ack.header('Via')).not.toBe(invite.header('Via'))
    expect(ack.header('CSeq')).toBe('1 ACK')
    expect(peer.eventTypes).toEqual(['callAnswered'])
  })

  it('12.1.2: the route set comes from the 200, reversed', () => {
    const { peer, invite, call } = calling()
    respond(peer, invite, 200, {
      tag: 't',
      extra: ['Record-Route: <sip:10.0.0.7;lr>', 'Record-Route: <sip:10.0.0.9:5091;lr>'],
    })
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    expect(peer.latest('BYE').text).toContain('Route: <sip:10.0.0.9:5091;lr>\r\nRoute: <sip:10.0.0.7;lr>\r\n')
  })

  it('forks: each rings, the first 200 wins, the second gets ACK and BYE', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 180, { tag: 'a' })
    respond(peer, invite, 183, { tag: 'b', body: sdpOffer })
    respond(peer, invite, 200, { tag: 'b', body: sdpOffer })
    respond(peer, invite, 200, { tag: 'a', body: sdpOffer, contact: 'sip:300@10.0.0.9:5082' })
    expect(peer.eventTypes).toEqual(['callProgress', 'callProgress', 'callAnswered'])
    expect(peer.count('ACK')).toBe(2)
    const bye = peer.latest('BYE')
    expect(bye.startLine).toBe('BYE sip:300@10.0.0.9:5082 SIP/2.0')
    expect(bye.header('To')).toContain(';tag=a')
    respond(peer, bye, 200)
    expect(peer.engine.counts()).toMatchObject({ calls: 1, dialogs: 1 })
  })

  it('a refusal after ringing ends the early dialogs', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 180, { tag: 'a' })
    respond(peer, invite, 503, { tag: 'a', extra: ['Retry-After: 12 (later)', 'Reason: Q.850;cause=42'] })
    expect(peer.event('callEnded')).toMatchObject({ by: 'refused', status: 503, q850: 42, retryAfterS: 12 })
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0 })
  })

  it('a late offer is answered in the ACK, and the 200 is not acknowledged before', () => {
    const peer = new RawPeer()
    const call = peer.engine.originate({ target: { kind: 'uri', uri: 'sip:300@10.0.0.9' }, fromUser: '1' }, peer.nowMs)
    if (!call.ok) throw new Error(call.error)
    peer.run(10)
    const invite = peer.latest('INVITE')
    expect(invite.body).toBe('')
    respond(peer, invite, 200, { tag: 't', body: sdpOffer })
    expect(peer.count('ACK')).toBe(0)
    expect(peer.engine.acknowledge(call.value, offer, peer.nowMs).ok).toBe(true)
    peer.run(10)
    expect(peer.latest('ACK').body).toContain('m=audio')
  })
})

describe('RFC 3261 9.1: CANCEL', () => {
  it('waits for a provisional response, then bears the INVITE’s Via and URI', () => {
    const { peer, invite, call } = calling()
    peer.engine.hangUp(call, { q850: 16 }, peer.nowMs)
    peer.run(100)
    expect(peer.count('CANCEL')).toBe(0)
    respond(peer, invite, 180, { tag: 'a' })
    respond(peer, invite, 180, { tag: 'a' })
    expect(peer.count('CANCEL')).toBe(1)
    const cancel = peer.latest('CANCEL')
    expect(cancel.startLine).toBe('CANCEL sip:300@10.0.0.9 SIP/2.0')
    expect(cancel.header('Via')).toBe(invite.header('Via'))
    expect(cancel.header('CSeq')).toBe('1 CANCEL')
    expect(cancel.header('To')).toBe('<sip:300@10.0.0.9>')
    expect(cancel.header('Reason')).toBe('Q.850;cause=16')
    expect(peer.eventTypes).toEqual(['callEnded'])
  })

  it('that is never answered with 487 is forgotten after 64*T1', () => {
    const { peer, invite, call } = calling()
    respond(peer, invite, 180, { tag: 'a' })
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(70_000)
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
  })

  it('that crosses a 200 leaves a call, which is acknowledged and ended', () => {
    const { peer, invite, call } = calling()
    respond(peer, invite, 180, { tag: 'a' })
    peer.engine.hangUp(call, {}, peer.nowMs)
    respond(peer, invite, 200, { tag: 'a', body: sdpOffer })
    expect([peer.count('CANCEL'), peer.count('ACK'), peer.count('BYE')]).toEqual([1, 1, 1])
  })
})

describe('RFC 3261 14.1: our re-INVITE', () => {
  function reinvited() {
    const started = established()
    expect(started.peer.engine.offer(started.call, offer, started.peer.nowMs).ok).toBe(true)
    started.peer.run(10)
    return { ...started, reinvite: started.peer.latest('INVITE') }
  }

  it('stands in the dialog with the next CSeq', () => {
    const { peer, reinvite } = reinvited()
    expect(reinvite.startLine).toBe('INVITE sip:300@10.0.0.9:5080 SIP/2.0')
    expect(reinvite.header('CSeq')).toBe('2 INVITE')
    respond(peer, reinvite, 200, { body: sdpOffer })
    respond(peer, reinvite, 200, { body: sdpOffer })
    expect(peer.eventTypes.filter((type) => type === 'offerAnswered')).toHaveLength(1)
    expect(peer.latest('ACK').header('CSeq')).toBe('2 ACK')
    expect(peer.count('ACK')).toBe(3)
  })

  it('one at a time', () => {
    const { peer, call } = reinvited()
    expect(peer.engine.offer(call, offer, peer.nowMs)).toEqual({ ok: false, error: 'wrongState' })
  })

  it('after 491 the owner of the Call-ID waits 2.1 to 4 s', () => {
    const { peer, reinvite } = reinvited()
    respond(peer, reinvite, 491)
    peer.run(2_080)
    expect(peer.count('INVITE')).toBe(2)
    peer.run(2_000)
    expect(peer.count('INVITE')).toBe(3)
    expect(peer.latest('INVITE').header('CSeq')).toBe('3 INVITE')
  })

  it('is reported when 491 does not end', () => {
    const { peer } = reinvited()
    for (let i = 0; i < 4; i++) {
      respond(peer, peer.latest('INVITE'), 491)
      peer.run(4_000)
    }
    expect(peer.event('offerRefused').status).toBe(491)
  })

  it('refused leaves the call as it was; 481 ends it', () => {
    const refused = reinvited()
    respond(refused.peer, refused.reinvite, 488)
    expect(refused.peer.event('offerRefused').status).toBe(488)
    expect(refused.peer.eventTypes).not.toContain('callEnded')
    const gone = reinvited()
    respond(gone.peer, gone.reinvite, 481)
    expect(gone.peer.event('callEnded')).toMatchObject({ by: 'protocol', status: 481 })
    expect(gone.peer.count('BYE')).toBe(1)
  })

  it('without any answer ends the call with BYE', () => {
    const { peer } = reinvited()
    peer.run(32_000)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout' })
    expect(peer.count('BYE')).toBeGreaterThan(0)
  })
})

describe('RFC 3261 22: credentials', () => {
  const challenge = 'Digest realm="trunk", nonce="n1", qop="auth", algorithm=MD5'
  const credentials = { user: 'u', password: 'p' }

  it.each([
    [401, 'WWW-Authenticate', 'Authorization'],
    [407, 'Proxy-Authenticate', 'Proxy-Authorization'],
  ])('%i is answered with a new CSeq and branch in the same Call-ID', (status, asks, answers) => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, status, { tag: 'x', extra: [`${asks}: ${challenge}`] })
    const second = peer.latest('INVITE')
    expect(second.header('CSeq')).toBe('2 INVITE')
    expect(second.header('Call-ID')).toBe(invite.header('Call-ID'))
    expect(second.header('From')).toBe(invite.header('From'))
    expect(second.header('To')).toBe(invite.header('To'))
    expect(second.header('Via')).not.toBe(invite.header('Via'))
    expect(second.header(answers)).toContain('uri="sip:300@10.0.0.9"')
    respond(peer, second, status, { tag: 'x', extra: [`${asks}: ${challenge}`] })
    expect(peer.count('INVITE')).toBe(2)
    expect(peer.event('callEnded')).toMatchObject({ by: 'refused', status })
  })

  it('a server that calls every nonce stale is not followed for ever', () => {
    const { peer } = calling({ credentials })
    for (let i = 0; i < 6; i++)
      respond(peer, peer.latest('INVITE'), 401, { tag: 'x', extra: [`WWW-Authenticate: ${challenge}, stale=true`] })
    expect(peer.count('INVITE')).toBe(3)
    expect(peer.eventTypes).toEqual(['callEnded'])
  })

  it('without credentials the refusal is the end', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 401, { tag: 'x', extra: [`WWW-Authenticate: ${challenge}`] })
    expect(peer.event('callEnded')).toMatchObject({ by: 'refused', status: 401 })
  })

  it('a BYE is authenticated as well', () => {
    const { peer, call } = established({ credentials })
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    respond(peer, peer.latest('BYE'), 407, { extra: [`Proxy-Authenticate: ${challenge}`] })
    const bye = peer.latest('BYE')
    expect(bye.header('CSeq')).toBe('3 BYE')
    expect(bye.header('Proxy-Authorization')).toContain('nc=00000001')
  })
})

describe('RFC 3261 11.1: our OPTIONS', () => {
  it('ends with the status, or without one', () => {
    const peer = new RawPeer()
    const target = { kind: 'uri', uri: 'sip:10.0.0.9' } as const
    const answered = peer.engine.options(target, peer.nowMs)
    peer.run(10)
    respond(peer, peer.latest('OPTIONS'), 404, { tag: 'x' })
    expect(peer.event('probeEnded')).toEqual({ type: 'probeEnded', probe: answered.ok && answered.value, status: 404 })
    const silent = peer.engine.options(target, peer.nowMs)
    peer.run(32_000)
    expect(peer.event('probeEnded')).toEqual({ type: 'probeEnded', probe: silent.ok && silent.value })
    expect(peer.count('OPTIONS')).toBe(12)
  })
})

it('hears of a network that refuses (17.1.4)', () => {
  const { peer, call } = calling()
  const flow = {
    transport: 'udp',
    local: { address: '10.0.0.2', port: 5060 },
    remote: { address: '10.0.0.9', port: 5060 },
  } as const
  peer.engine.sendFailed(flow, peer.nowMs)
  peer.run(0)
  expect(peer.event('callEnded')).toMatchObject({ call, by: 'transport', status: 503 })
})

it('a BYE from the peer ends the call that we made', () => {
  const { peer, invite } = established()
  const from = invite.header('To')
  const bye = requestText({
    method: 'BYE',
    branch: 'bye',
    cseq: 1,
    callId: invite.header('Call-ID'),
    from: `${from};tag=winner`,
    to: invite.header('From'),
  })
  peer.send(bye)
  expect(peer.last.status).toBe(200)
  expect(peer.event('callEnded').by).toBe('remote')
  expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0 })
})

describe('a callee that says BYE before its answer, which RFC 3261 15 forbids it', () => {
  it('is still hung up with when it answers after all', () => {
    const { peer, call, invite } = calling()
    respond(peer, invite, 180, { tag: 'odd' })
    const { callId, from, to } = {
      callId: invite.header('Call-ID'),
      from: `${invite.header('To')};tag=odd`,
      to: invite.header('From'),
    }
    const bye = (branch: string, cseq: number) =>
      peer.send(requestText({ method: 'BYE', branch, callId, from, to, cseq, uri: 'sip:10.0.0.2' }))
    bye('early', 1)
    expect(peer.last.status).toBe(200)
    respond(peer, invite, 200, { tag: 'odd', body: sdpOffer })
    expect(peer.eventTypes).toContain('callAnswered')
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    expect(peer.count('BYE ')).toBe(1)
  })

  it('and hangs up itself', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 180, { tag: 'odd' })
    const parts = {
      callId: invite.header('Call-ID'),
      from: `${invite.header('To')};tag=odd`,
      to: invite.header('From'),
    }
    peer.send(requestText({ method: 'BYE', branch: 'early', ...parts, cseq: 1, uri: 'sip:10.0.0.2' }))
    respond(peer, invite, 200, { tag: 'odd', body: sdpOffer })
    peer.send(requestText({ method: 'BYE', branch: 'late', ...parts, cseq: 2, uri: 'sip:10.0.0.2' }))
    expect(peer.last.status).toBe(200)
    expect(peer.event('callEnded')).toMatchObject({ by: 'remote' })
  })
})

it('reaches a peer where it was heard when its Contact names an address of a family that this socket has not', () => {
  const { peer, call, invite } = calling()
  respond(peer, invite, 200, { tag: 'dual', body: sdpOffer, contact: 'sip:300@[2001:db8::9]:5080' })
  expect(peer.count('ACK sip:300@[2001:db8::9]:5080')).toBe(1)
  peer.engine.hangUp(call, {}, peer.nowMs)
  peer.run(10)
  expect(peer.count('BYE sip:300@[2001:db8::9]:5080')).toBe(1)
})
