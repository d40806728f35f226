import { describe, expect, it } from 'vitest'
import { createSipEngine, type SipEngine } from '#telephony/sip/index.ts'
import { answeredCalled, answeredCalling, called, calling, ourSdp, respond } from './raw-call.ts'
import { RawPeer, requestText, sdpOffer } from './raw-peer.ts'

/**
 * Each timer of RFC 3261 table 4 and RFC 6026 as the other side of the wire meets it. What each state does with each input is
 * held, table by table, in telephony/sip/transaction/tables.test.ts.
 */
describe('the INVITE client (RFC 3261 17.1.1, RFC 6026 7.2)', () => {
  it('A doubles from T1; B ends it after 64*T1', () => {
    const { peer } = calling()
    const counts = [489, 2, 1_000, 2_000, 4_000, 8_000, 16_000].map((waitMs) => {
      peer.run(waitMs)
      return peer.count('INVITE')
    })
    expect(counts).toEqual([1, 1, 2, 3, 4, 5, 6])
    peer.run(500)
    expect(peer.count('INVITE')).toBe(7)
    expect(peer.event('callEnded')).toMatchObject({ by: 'timeout', status: 408 })
    expect(peer.engine.counts().transactions).toBe(0)
  })

  it('D: a refusal that comes again within 32 s gets its ACK again, later nothing', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 486, { tag: 'x' })
    peer.run(31_900)
    respond(peer, invite, 486, { tag: 'x' })
    expect(peer.count('ACK')).toBe(2)
    peer.run(200)
    expect(peer.engine.counts().transactions).toBe(0)
    respond(peer, invite, 486, { tag: 'x' })
    expect(peer.count('ACK')).toBe(2)
  })

  it('M: a 2xx of another fork within 32 s of the first is still acknowledged and ended', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 200, { tag: 'a', body: sdpOffer })
    peer.run(31_900)
    respond(peer, invite, 200, { tag: 'late', body: sdpOffer, contact: 'sip:300@10.0.0.9:5082' })
    expect(peer.latest('BYE').startLine).toBe('BYE sip:300@10.0.0.9:5082 SIP/2.0')
    respond(peer, peer.latest('BYE'), 200)
    peer.run(200)
    const acks = peer.count('ACK')
    respond(peer, invite, 200, { tag: 'later', body: sdpOffer })
    expect(peer.count('ACK')).toBe(acks)
  })

  it('proceeding has no end of its own: a phone may ring as long as it is let', () => {
    const { peer, invite } = calling({ ringTimeoutMs: 300_000 })
    respond(peer, invite, 180, { tag: 'a' })
    peer.run(250_000)
    expect(peer.eventTypes).toEqual(['callProgress'])
  })
})

describe('the non-INVITE client (17.1.2)', () => {
  const probe = () => {
    const peer = new RawPeer()
    peer.engine.options({ kind: 'uri', uri: 'sip:10.0.0.9' }, peer.nowMs)
    peer.run(10)
    return peer
  }

  it('E doubles up to T2; F ends it after 64*T1', () => {
    const peer = probe()
    const counts = [470, 40, 1_000, 2_000, 4_000, 4_000, 4_000].map((waitMs) => {
      peer.run(waitMs)
      return peer.count('OPTIONS')
    })
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7])
    peer.run(20_000)
    expect(peer.event('probeEnded')).not.toHaveProperty('status')
  })

  it('E runs at T2 once the server has shown that it lives', () => {
    const peer = probe()
    respond(peer, peer.latest('OPTIONS'), 100)
    peer.run(500)
    expect(peer.count('OPTIONS')).toBe(2)
    peer.run(3_900)
    expect(peer.count('OPTIONS')).toBe(2)
    peer.run(200)
    expect(peer.count('OPTIONS')).toBe(3)
  })

  it('K absorbs the repeated answer for T4', () => {
    const peer = probe()
    respond(peer, peer.latest('OPTIONS'), 200, { tag: 'x' })
    expect(peer.engine.counts().transactions).toBe(1)
    respond(peer, peer.latest('OPTIONS'), 200, { tag: 'x' })
    peer.run(5_000)
    expect(peer.engine.counts().transactions).toBe(0)
    expect(peer.eventTypes).toEqual(['probeEnded'])
  })
})

describe('the INVITE server (17.2.1, RFC 6026 7.1)', () => {
  const refused = () => {
    const started = called()
    started.peer.engine.reject(started.call, 486, {}, started.peer.nowMs)
    started.peer.run(10)
    return started
  }

  it('G doubles up to T2 until the ACK', () => {
    const { peer } = refused()
    const counts = [470, 40, 1_000, 2_000, 4_000, 4_000].map((waitMs) => {
      peer.run(waitMs)
      return peer.count('SIP/2.0 486')
    })
    expect(counts).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('H: without an ACK it is given up after 64*T1', () => {
    const { peer } = refused()
    peer.run(31_900)
    expect(peer.engine.counts().transactions).toBe(1)
    peer.run(200)
    expect(peer.engine.counts().transactions).toBe(0)
    const before = peer.received.length
    peer.run(10_000)
    expect(peer.received.length).toBe(before)
  })

  it('I absorbs repeated ACKs, and INVITEs, for T4', () => {
    const { peer, request } = refused()
    request('ACK', 1, { branch: 'inv' })
    request('ACK', 1, { branch: 'inv' })
    peer.send(requestText({ method: 'INVITE', branch: 'inv', body: sdpOffer }))
    expect(peer.eventTypes).toEqual(['incomingCall', 'callEnded'])
    peer.run(5_000)
    expect(peer.engine.counts().transactions).toBe(0)
  })

  it('L: after a 2xx repeated INVITEs are absorbed for 64*T1, and an ACK is passed on', () => {
    const { peer, answer, request } = called()
    answer()
    peer.send(requestText({ method: 'INVITE', branch: 'inv', body: sdpOffer }))
    expect(peer.eventTypes).toEqual(['incomingCall'])
    request('ACK', 1, { branch: 'ack' })
    expect(peer.eventTypes).toEqual(['incomingCall', 'callAcknowledged'])
    const afterAck = peer.count('SIP/2.0 200')
    peer.run(31_800)
    peer.send(requestText({ method: 'INVITE', branch: 'inv', body: sdpOffer }))
    expect(peer.count('SIP/2.0 200')).toBe(afterAck)
    expect(peer.engine.counts().transactions).toBe(1)
    peer.run(500)
    expect(peer.engine.counts().transactions).toBe(0)
  })
})

describe('the non-INVITE server (17.2.2)', () => {
  it('J: a repeated request gets its answer again for 64*T1, without being carried out again', () => {
    const { peer, request } = answeredCalled()
    const info = { extra: ['Content-Type: application/dtmf'], body: '5' }
    request('INFO', 2, info)
    request('INFO', 2, info)
    expect(peer.received.filter((one) => one.header('CSeq') === '2 INFO').map((one) => one.status)).toEqual([200, 200])
    expect(peer.eventTypes.filter((type) => type === 'infoDigits')).toHaveLength(1)
    peer.run(32_100)
    expect(peer.engine.counts().transactions).toBe(0)
  })
})

describe('on a reliable transport nothing is repeated and nothing absorbed (17.1.1.2, 17.1.2.2, 17.2.1, 17.2.2)', () => {
  const flow = {
    transport: 'tcp',
    local: { address: '10.0.0.2', port: 5060 },
    remote: { address: '10.0.0.9', port: 40_000 },
    connectionId: 'c1',
  } as const
  const startMs = 1_700_000_000_000

  function overTcp() {
    const engine: SipEngine = createSipEngine({
      nowMs: startMs,
      randomBytes: (count) => Buffer.alloc(count, 7),
      localAddresses: [{ transport: 'tcp', address: '10.0.0.2', port: 5060 }],
      userAgentName: 'Parley',
      realm: 'parley',
      findAccount: () => undefined,
    })
    engine.connectionOpened(flow, startMs)
    const sent = () =>
      engine.takeActions().flatMap((action) => (action.kind === 'send' ? [Buffer.from(action.bytes).toString()] : []))
    return { engine, sent }
  }

  it('A and E do not run; B does', () => {
    const { engine, sent } = overTcp()
    const target = { kind: 'uri', uri: 'sip:300@10.0.0.9', flow } as const
    engine.originate({ target, fromUser: '1', sdp: ourSdp }, startMs)
    expect(sent()).toHaveLength(1)
    engine.advance(startMs + 31_999)
    expect(sent()).toHaveLength(0)
    engine.advance(startMs + 32_000)
    const [ended] = engine.takeActions().flatMap((action) => (action.kind === 'event' ? [action.event] : []))
    expect(ended).toMatchObject({ type: 'callEnded', by: 'timeout' })
  })

  it('G does not run, I and J are zero; the 2xx is repeated all the same (13.3.1.4)', () => {
    const { engine, sent } = overTcp()
    const via = 'SIP/2.0/TCP 10.0.0.9:40000;branch=z9hG4bKtcp'
    const invite = requestText({ method: 'INVITE', branch: '', via, body: sdpOffer })
    engine.receive(flow, Buffer.from(invite), startMs)
    const call = engine
      .takeActions()
      .flatMap((action) =>
        action.kind === 'event' && action.event.type === 'incomingCall' ? [action.event.call] : [],
      )[0]
    if (call === undefined) throw new Error('no call')
    engine.answer(call, ourSdp, startMs)
    expect(sent()).toHaveLength(1)
    engine.advance(startMs + 500)
    expect(sent()).toHaveLength(1)
    const info = requestText({ method: 'OPTIONS', branch: '', callId: 'o', via: via.replace('tcp', 'opt') })
    engine.receive(flow, Buffer.from(info), startMs + 600)
    engine.advance(startMs + 601)
    expect(engine.counts().transactions).toBe(1)
  })
})

describe('17.1.4 and 17.2.4: the network refuses', () => {
  const to = (port: number) =>
    ({ transport: 'udp', local: { address: '10.0.0.2', port: 5060 }, remote: { address: '10.0.0.9', port } }) as const

  it('ends what has not been answered at all', () => {
    const { peer } = calling()
    peer.engine.sendFailed(to(5060), peer.nowMs)
    peer.run(0)
    expect(peer.event('callEnded')).toMatchObject({ by: 'transport', status: 503 })
  })

  it('over UDP one datagram that was not taken ends no call that rings there, nor one that talks', () => {
    const ringing = calling()
    respond(ringing.peer, ringing.invite, 180, { tag: 'a' })
    ringing.peer.engine.sendFailed(to(5060), ringing.peer.nowMs)
    ringing.peer.run(10)
    expect(ringing.peer.eventTypes).toEqual(['callProgress'])
    const talking = answeredCalling()
    talking.peer.engine.sendFailed(to(5080), talking.peer.nowMs)
    talking.peer.run(10)
    expect(talking.peer.eventTypes).toEqual(['callAnswered'])
  })

  it('elsewhere changes nothing here', () => {
    const { peer } = calling()
    peer.engine.sendFailed(to(5999), peer.nowMs)
    peer.run(0)
    expect(peer.eventTypes).toEqual([])
  })

  it('leaves an incoming call waiting for its caller to come back', () => {
    const { peer } = called()
    peer.engine.sendFailed(to(5060), peer.nowMs)
    peer.run(0)
    expect(peer.eventTypes).toEqual(['incomingCall'])
  })
})
