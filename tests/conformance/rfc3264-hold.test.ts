import { describe, expect, it } from 'vitest'
import {
  acceptAnswer,
  answerOffer,
  createMediaSession,
  isHeldByPeer,
  type MediaSession,
  makeOffer,
} from '#telephony/sdp/index.ts'
import { answeredCalled, answeredCalling, calling, ourSdp, respond } from './raw-call.ts'
import { sdpOffer } from './raw-peer.ts'

const session = () => createMediaSession({ address: '10.0.0.2', port: 20_000, sessionId: '4711' })
const text = (sdp: Uint8Array) => Buffer.from(sdp).toString()

function take(from: MediaSession, offer: string) {
  const taken = answerOffer(from, Buffer.from(offer.replace(/\r?\n/g, '\r\n')), 'sendrecv')
  if (!taken.ok) throw new Error(taken.error.reason)
  return { ...taken.value, text: text(taken.value.sdp) }
}
const version = (sdp: string) => Number(/o=\S+ \S+ (\d+)/.exec(sdp)?.[1])
const sendonly = `${sdpOffer.replace('o=- 1 1', 'o=- 1 2')}a=sendonly\n`
const inactive = `${sdpOffer.replace('o=- 1 1', 'o=- 1 2')}a=inactive\n`
const zero = sdpOffer.replace('o=- 1 1', 'o=- 1 2').replace('c=IN IP4 10.0.0.9', 'c=IN IP4 0.0.0.0')
const zeroInStream = sdpOffer.replace(
  'm=audio 4000 RTP/AVP 0 8 101\n',
  'm=audio 4000 RTP/AVP 0 8 101\nc=IN IP4 0.0.0.0\n',
)
const zeroInactive = `${zero}a=inactive\n`

describe('RFC 3264 8.4: put on hold by the peer, in either dialect', () => {
  it.each([
    ['a=sendonly', sendonly, 'recvonly'],
    ['a=inactive', inactive, 'inactive'],
    ['c=0.0.0.0', zero, 'recvonly'],
    ['c=0.0.0.0 of the stream', zeroInStream, 'recvonly'],
    ['both at once', zeroInactive, 'inactive'],
  ])('%s', (_, offer, ours) => {
    const talking = take(session(), sdpOffer)
    expect(isHeldByPeer(talking.audio)).toBe(false)
    const held = take(talking.session, offer)
    expect(isHeldByPeer(held.audio)).toBe(true)
    expect(held.text).toContain(`a=${ours}\r\n`)
    expect(version(held.text)).toBe(version(talking.text) + 1)
    // Our own address stays real, and where it can be heard is not forgotten.
    expect(held.text).toContain('c=IN IP4 10.0.0.2')
    expect(held.audio.remoteAddress).toBe('10.0.0.9')
    const back = take(held.session, sdpOffer.replace('o=- 1 1', 'o=- 1 3'))
    expect(isHeldByPeer(back.audio)).toBe(false)
    expect(back.text).toContain('a=sendrecv')
    expect(version(back.text)).toBe(version(held.text) + 1)
  })

  it('held at the very start of the call', () => {
    expect(isHeldByPeer(take(session(), zero).audio)).toBe(true)
  })

  it('a description that says the same again is answered with the same version (8)', () => {
    const held = take(take(session(), sdpOffer).session, sendonly)
    expect(take(held.session, sendonly).text).toBe(held.text)
  })
})

describe('RFC 3264 8.4: held by us', () => {
  it('is asked with sendonly, and inactive where the peer holds us too', () => {
    const talking = take(session(), sdpOffer)
    const hold = makeOffer(talking.session, 'sendonly')
    expect(text(hold.sdp)).toContain('a=sendonly')
    expect(version(text(hold.sdp))).toBe(version(talking.text) + 1)
    const answer = Buffer.from(`${sdpOffer}a=recvonly\n`.replace(/\r?\n/g, '\r\n'))
    const agreed = acceptAnswer(hold.session, answer)
    expect(agreed.ok && agreed.value.audio.direction).toBe('sendonly')
    // Both hold: nobody hears anybody.
    const both = agreed.ok ? answerOffer(agreed.value.session, Buffer.from(sendonly), 'sendonly') : agreed
    expect(both.ok && both.value.audio.direction).toBe('inactive')
  })
})

describe('RFC 3264 4 and RFC 3261 14: in the dialog', () => {
  it('hold by re-INVITE is offered to the application and answered', () => {
    const { peer, call, request } = answeredCalled()
    request('INVITE', 2, { body: zero })
    expect(text(peer.event('remoteOffer').sdp ?? new Uint8Array())).toContain('c=IN IP4 0.0.0.0')
    peer.engine.answerOffer(call, ourSdp, peer.nowMs)
    peer.run(10)
    expect(peer.last.header('CSeq')).toBe('2 INVITE')
    request('ACK', 2, { branch: 'ack2' })
    expect(peer.eventTypes.at(-1)).toBe('callAcknowledged')
  })

  it('a re-INVITE without an offer gets ours, and its ACK the answer', () => {
    const { peer, call, request } = answeredCalled()
    request('INVITE', 2)
    expect(peer.event('remoteOffer').sdp).toBeUndefined()
    peer.engine.answerOffer(call, ourSdp, peer.nowMs)
    peer.run(10)
    expect(peer.last.body).toContain('m=audio')
    request('ACK', 2, { branch: 'ack2', body: sdpOffer })
    expect(text(peer.event('callAcknowledged').sdp ?? new Uint8Array())).toContain('m=audio 4000')
  })

  it('glare: theirs meets ours with 491, ours meets theirs and waits; as callee 0 to 2 s', () => {
    const { peer, call, request } = answeredCalled()
    peer.engine.offer(call, ourSdp, peer.nowMs)
    peer.run(10)
    const mine = peer.latest('INVITE')
    request('INVITE', 2, { body: sendonly })
    expect(peer.last.status).toBe(491)
    request('ACK', 2, { branch: 'INVITE2' })
    respond(peer, mine, 491)
    const before = peer.count('INVITE')
    peer.run(2_010)
    expect(peer.count('INVITE')).toBe(before + 1)
    respond(peer, peer.latest('INVITE'), 200, { body: sdpOffer })
    expect(peer.eventTypes.at(-1)).toBe('offerAnswered')
  })

  it('while ours waits out a collision theirs is taken, and ours goes after it', () => {
    const { peer, call, request } = answeredCalling()
    peer.engine.offer(call, ourSdp, peer.nowMs)
    peer.run(10)
    respond(peer, peer.latest('INVITE'), 491)
    request('INVITE', 1, 'winner', { body: sendonly })
    expect(peer.engine.answerOffer(call, ourSdp, peer.nowMs).ok).toBe(true)
    peer.run(10)
    expect(peer.latest('SIP/2.0 200').header('CSeq')).toBe('1 INVITE')
    request('ACK', 1, 'winner', { branch: 'ackw' })
    peer.run(4_100)
    expect(peer.count('INVITE')).toBe(3)
  })
})

describe('early media and forks (RFC 3261 13.2.2.4, RFC 3960)', () => {
  it('each fork’s description bears its name, and the answer says which fork it is', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 183, { tag: 'a', body: sdpOffer })
    respond(peer, invite, 183, { tag: 'b', body: sdpOffer.replace('4000', '4100') })
    const progress = peer.node.events.flatMap((event) => (event.type === 'callProgress' ? [event] : []))
    expect(progress.map(({ fork }) => fork)).toEqual(['a', 'b'])
    expect(text(progress[1]?.sdp ?? new Uint8Array())).toContain('m=audio 4100')
    respond(peer, invite, 200, { tag: 'a', body: sdpOffer })
    expect(peer.event('callAnswered').fork).toBe('a')
  })

  it('a 2xx of a fork that never rang wins like any other; its late brothers are acknowledged and ended with BYE', () => {
    const { peer, invite } = calling()
    respond(peer, invite, 180, { tag: 'a' })
    respond(peer, invite, 200, { tag: 'new', body: sdpOffer })
    expect(peer.event('callAnswered').fork).toBe('new')
    for (const tag of ['a', 'b'])
      respond(peer, invite, 200, { tag, body: sdpOffer, contact: `sip:${tag}@10.0.0.9:5081` })
    const byes = peer.received.filter((one) => one.startLine.startsWith('BYE')).map((one) => one.startLine)
    expect(byes).toEqual(['BYE sip:a@10.0.0.9:5081 SIP/2.0', 'BYE sip:b@10.0.0.9:5081 SIP/2.0'])
    expect(peer.eventTypes.filter((type) => type === 'callAnswered')).toHaveLength(1)
    expect(peer.count('ACK')).toBe(3)
  })

  it('more forks than eight are not followed', () => {
    const { peer, invite } = calling()
    for (let i = 0; i < 20; i++) respond(peer, invite, 180, { tag: `t${i}` })
    expect(peer.engine.counts().dialogs).toBe(8)
  })

  it('a hang-up before the answer ends all forks with one CANCEL', () => {
    const { peer, call, invite } = calling()
    for (const tag of ['a', 'b', 'c']) respond(peer, invite, 180, { tag })
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    expect(peer.count('CANCEL')).toBe(1)
    respond(peer, peer.latest('CANCEL'), 200)
    respond(peer, invite, 487, { tag: 'a' })
    peer.run(40_000)
    expect(peer.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
  })
})
