import { describe, expect, it } from 'vitest'
import { digestHa1 } from '#telephony/sip/authentication/digest.ts'
import { answerChallenges } from '#telephony/sip/authentication/digest-client.ts'
import { HeaderList } from '#telephony/sip/message/header-list.ts'
import { RawPeer, requestText, sdpOffer } from './raw-peer.ts'

const findAccount = (user: string) =>
  /^70[1-9]$/.test(user) ? { ha1Md5: digestHa1('MD5', user, 'parley', 'secret') } : undefined
const phone = () => new RawPeer({ findAccount })

let branches = 0

interface Parts {
  readonly user?: string
  readonly contact?: string
  readonly password?: string
  readonly cseq: number
  readonly extra?: readonly string[]
  readonly method?: string
  readonly from?: string
}

/** A request of a phone, sent twice: bare, and with the answer to the challenge. */
function authenticated(peer: RawPeer, of: Parts): void {
  const user = of.user ?? '701'
  const method = of.method ?? 'REGISTER'
  const uri = method === 'REGISTER' ? 'sip:10.0.0.2' : 'sip:200@10.0.0.2'
  const text = (cseq: number, extra: readonly string[]) => {
    const parts = {
      method,
      uri,
      branch: `r${++branches}`,
      callId: `phone-${method}`,
      cseq,
      from: of.from ?? `<sip:${user}@10.0.0.2>;tag=p`,
      extra: [...(of.extra ?? []), ...extra],
      ...(method === 'REGISTER' ? { to: `<sip:${user}@10.0.0.2>` } : { body: sdpOffer }),
    }
    const contact = of.contact ?? `<sip:${user}@10.0.0.9:5062>`
    return requestText(parts).replace('Contact: <sip:peer@10.0.0.9:5060>', `Contact: ${contact}`)
  }
  peer.send(text(of.cseq, []))
  expect(peer.last.status).toBe(401)
  const responseHeaders = new HeaderList().add('WWW-Authenticate', peer.last.header('WWW-Authenticate'))
  const credentials = { user, password: of.password ?? 'secret' }
  const answers = answerChallenges({ responseHeaders, method, uri, credentials, cnonce: 'c', wasAnswered: false })
  peer.send(text(of.cseq + 1, [`Authorization: ${answers[0]?.value}`]))
}

describe('RFC 3261 10.3: REGISTER', () => {
  it('is challenged, then taken; the phone can be called on the path on which it registered', () => {
    const peer = phone()
    authenticated(peer, { cseq: 1, extra: ['Expires: 120', 'User-Agent: Phone/1'] })
    expect(peer.last.status).toBe(200)
    expect(peer.last.header('Contact')).toBe('<sip:701@10.0.0.9:5062>;expires=120')
    expect(peer.event('registrationChanged')).toMatchObject({
      user: '701',
      contacts: [{ uri: 'sip:701@10.0.0.9:5062', expiresAtMs: peer.nowMs + 120_000 - 5, userAgent: 'Phone/1' }],
    })
    const call = peer.engine.originate({ target: { kind: 'registered', user: '701' }, fromUser: '100' }, peer.nowMs)
    expect(call.ok).toBe(true)
    peer.run(10)
    expect(peer.latest('INVITE').startLine).toBe('INVITE sip:701@10.0.0.9:5062 SIP/2.0')
  })

  it('expires, with a word to those above', () => {
    const peer = phone()
    authenticated(peer, { cseq: 1, extra: ['Expires: 60'] })
    peer.run(60_000)
    expect(peer.event('registrationChanged')).toEqual({ type: 'registrationChanged', user: '701', contacts: [] })
    expect(peer.engine.counts().registeredUsers).toBe(0)
    expect(peer.engine.registeredContacts('701')).toEqual([])
  })

  it('is refreshed, asked about, and ended with the wildcard', () => {
    const peer = phone()
    authenticated(peer, { cseq: 1, extra: ['Expires: 60'] })
    peer.run(50_000)
    authenticated(peer, { cseq: 3, extra: ['Expires: 60'] })
    peer.run(50_000)
    expect(peer.engine.registeredContacts('701')).toHaveLength(1)
    authenticated(peer, { cseq: 5, contact: '*', extra: ['Expires: 0'] })
    expect(peer.last.status).toBe(200)
    expect(peer.engine.counts().registeredUsers).toBe(0)
    peer.run(60_000)
    expect(peer.engine.counts().timers).toBe(0)
  })

  it('10.3 step 7: too short a time gets 423 with Min-Expires', () => {
    const peer = phone()
    authenticated(peer, { cseq: 1, extra: ['Expires: 5'] })
    expect(peer.last.status).toBe(423)
    expect(peer.last.header('Min-Expires')).toBe('30')
  })

  it('10.3 step 4: nobody registers another', () => {
    const peer = phone()
    authenticated(peer, { cseq: 1 })
    const uri = 'sip:10.0.0.2'
    const register = (cseq: number, extra: readonly string[]) =>
      requestText({ method: 'REGISTER', uri, branch: `x${cseq}`, callId: 'x', cseq, to: '<sip:702@10.0.0.2>', extra })
    peer.send(register(1, []))
    const responseHeaders = new HeaderList().add('WWW-Authenticate', peer.last.header('WWW-Authenticate'))
    const credentials = { user: '701', password: 'secret' }
    const [answer] = answerChallenges({
      responseHeaders,
      method: 'REGISTER',
      uri,
      credentials,
      cnonce: 'c',
      wasAnswered: false,
    })
    peer.send(register(2, [`Authorization: ${answer?.value}`]))
    expect(peer.last.status).toBe(403)
  })
})

describe('RFC 3261 22: who may', () => {
  it('an unknown user and a wrong password get the same answer', () => {
    const shape = (user: string) => {
      const peer = phone()
      authenticated(peer, { cseq: 1, user, password: 'wrong' })
      expect(peer.event('authenticationFailed')).toMatchObject({ user, isLocked: false })
      return peer.last.text.replaceAll(user, 'USER').replace(/nonce="[^"]*"|tag=[0-9a-f]+|branch=\w+/g, '')
    }
    expect(shape('999')).toBe(shape('701'))
  })

  it('four wrong passwords are followed by a silence that a phone’s repetitions outlast', () => {
    const peer = phone()
    for (let i = 0; i < 4; i++) {
      authenticated(peer, { cseq: 1 + i * 2, password: 'wrong' })
      peer.run(1_000)
    }
    expect(peer.event('authenticationFailed').isLocked).toBe(true)
    const before = peer.received.length
    authenticated(peer, { cseq: 20 })
    expect(peer.received.length, 'a challenge, and no word to its answer').toBe(before + 1)
    peer.run(2_000)
    authenticated(peer, { cseq: 30 })
    expect(peer.last.status).toBe(200)
  })

  it('a call under a phone’s name proves itself, a stranger’s does not have to', () => {
    const peer = phone()
    authenticated(peer, { cseq: 1, method: 'INVITE' })
    expect(peer.event('incomingCall')).toMatchObject({ authenticatedUser: '701', requestUser: '200' })
    peer.send(
      requestText({
        method: 'INVITE',
        branch: 'anon',
        callId: 'anon',
        body: sdpOffer,
        from: '"?" <sip:anonymous@anonymous.invalid>;tag=q',
      }),
    )
    expect(peer.event('incomingCall')).not.toHaveProperty('authenticatedUser')
    expect(peer.event('incomingCall').from).toMatchObject({ user: 'anonymous', displayName: '?' })
  })

  it('a call under a phone’s name with a wrong password does not come through', () => {
    const peer = phone()
    authenticated(peer, { cseq: 1, method: 'INVITE', password: 'wrong' })
    expect(peer.last.status).toBe(401)
    expect(peer.eventTypes).toEqual(['authenticationFailed'])
  })
})
