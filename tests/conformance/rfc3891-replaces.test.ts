import { describe, expect, it } from 'vitest'
import type { CallerVerdict, SipEngineOptions } from '#telephony/sip/index.ts'
import { answeredCalled, answeredCalling, called, calling, respond } from './raw-call.ts'
import type { RawPeer } from './raw-peer.ts'
import { requestText, sdpOffer } from './raw-peer.ts'

const trunk: Partial<SipEngineOptions> = { judgeCaller: (): CallerVerdict => ({ kind: 'trunk', trunkId: 't' }) }
const tagOf = (text: string) => /;tag=([^;]*)/.exec(text)?.[1] ?? ''

function replacing(peer: RawPeer, value: string, more: { via?: string; extra?: string[] } = {}): number {
  const extra = [`Replaces: ${value}`, ...(more.extra ?? [])]
  peer.send(requestText({ method: 'INVITE', branch: 'rep', callId: 'call-r', body: sdpOffer, extra }))
  return peer.last.status
}

/** The peer's live call, and its name as a Replaces says it. */
function live(parts: Parameters<typeof answeredCalled>[1] = trunk) {
  const started = answeredCalled({}, parts)
  return { ...started, value: `call-1;to-tag=${tagOf(started.to())};from-tag=peertag` }
}

describe('RFC 3891 3: an INVITE with Replaces', () => {
  it('names the call whose place it takes, and is answered like any other', () => {
    const { peer, call, value } = live()
    expect(replacing(peer, value, { extra: ['Require: replaces'] })).toBe(100)
    const arrived = peer.event('incomingCall')
    expect(arrived.replaces).toBe(call)
    expect(peer.engine.answer(arrived.call, Buffer.from(sdpOffer), peer.nowMs).ok).toBe(true)
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    expect(peer.count('BYE')).toBe(1)
  })

  it('that matches no dialog gets 481: wrong Call-ID, tags exchanged, or a proxy’s guess', () => {
    const { peer, to } = live()
    expect(replacing(peer, `other;to-tag=${tagOf(to())};from-tag=peertag`)).toBe(481)
    const swapped = live()
    expect(replacing(swapped.peer, `call-1;to-tag=peertag;from-tag=${tagOf(swapped.to())}`)).toBe(481)
  })

  it('that cannot be read, comes twice or beside Join gets 400', () => {
    expect(replacing(live().peer, 'call-1')).toBe(400)
    expect(replacing(live().peer, 'call-1;to-tag=a')).toBe(400)
    const twice = live()
    expect(replacing(twice.peer, twice.value, { extra: [`Replaces: ${twice.value}`] })).toBe(400)
    const joined = live()
    expect(replacing(joined.peer, joined.value, { extra: ['Join: x;to-tag=a;from-tag=b'] })).toBe(400)
  })

  it('that names a call which has ended gets 603', () => {
    const ended = live()
    ended.request('BYE', 2)
    expect(replacing(ended.peer, ended.value)).toBe(603)
    const ending = live()
    ending.peer.engine.hangUp(ending.call, {}, ending.peer.nowMs)
    ending.peer.run(10)
    expect(replacing(ending.peer, ending.value)).toBe(603)
  })

  it('early-only: 486 when the call has been answered', () => {
    const { peer, value } = live()
    expect(replacing(peer, `${value};early-only`)).toBe(486)
  })

  it('of a call that rings with us and that we did not make: 481', () => {
    const { peer, call, to } = called({}, trunk)
    peer.engine.progress(call, 180, undefined, peer.nowMs)
    peer.run(10)
    expect(replacing(peer, `call-1;to-tag=${tagOf(to())};from-tag=peertag`)).toBe(481)
  })

  it('of an early call that we made: it is picked up, early-only or not', () => {
    const { peer, invite, call } = calling()
    respond(peer, invite, 180, { tag: 'a' })
    const value = `${invite.header('Call-ID')};to-tag=${tagOf(invite.header('From'))};from-tag=a;early-only`
    expect(replacing(peer, value)).toBe(100)
    expect(peer.event('incomingCall').replaces).toBe(call)
  })

  it('of a call that we made and that was answered', () => {
    const { peer, invite, call } = answeredCalling()
    const value = `${invite.header('Call-ID')};to-tag=${tagOf(invite.header('From'))};from-tag=winner`
    expect(replacing(peer, value)).toBe(100)
    expect(peer.event('incomingCall').replaces).toBe(call)
  })

  it('4: a stranger from elsewhere may not, though it knows the tags; from where the call is it may', () => {
    const { peer, value } = live({})
    const at = (address: string) => ({ address, port: 5060 })
    const text = requestText({
      method: 'INVITE',
      branch: 'spy',
      callId: 'call-s',
      body: sdpOffer,
      via: 'SIP/2.0/UDP 10.0.0.66:5060;branch=z9hG4bKspy',
      extra: [`Replaces: ${value}`],
    })
    const heard: string[] = []
    peer.network.addNode('10.0.0.66', '*', { receive: (_, bytes) => heard.push(Buffer.from(bytes).toString()) })
    peer.network.send({ transport: 'udp', local: at('10.0.0.66'), remote: at('10.0.0.2') }, Buffer.from(text))
    peer.network.run(20)
    expect(heard[0]).toMatch(/^SIP\/2\.0 403/)
    expect(replacing(peer, value)).toBe(100)
  })
})
