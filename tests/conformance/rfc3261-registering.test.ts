import { describe, expect, it } from 'vitest'
import type { RegistrationRequest } from '#telephony/sip/index.ts'
import { RawPeer, type SeenMessage } from './raw-peer.ts'

const at = (port: number) => ({ address: '10.0.0.9', port, transport: 'udp' as const })

/** Our REGISTER at the peer, and the peer's hand to answer it. */
function registering(extra: Partial<RegistrationRequest> = {}) {
  const peer = new RawPeer()
  const result = peer.engine.register(
    {
      domain: 'carrier.example',
      user: 'acc',
      credentials: { user: 'acc', password: 'secret' },
      expiresS: 600,
      contactUser: 'acc',
      contactParameters: new Map([['line', 'abc']]),
      destinations: [at(5060)],
      ...extra,
    },
    peer.nowMs,
  )
  if (!result.ok) throw new Error(result.error)
  peer.run(10)
  return { peer, registration: result.value, register: peer.latest('REGISTER') }
}

function respond(peer: RawPeer, to: SeenMessage, status: number, extra: readonly string[] = []): void {
  const lines = [
    `SIP/2.0 ${status} Whatever`,
    `Via: ${to.header('Via')}`,
    `From: ${to.header('From')}`,
    `To: ${to.header('To')};tag=registrar`,
    `Call-ID: ${to.header('Call-ID')}`,
    `CSeq: ${to.header('CSeq')}`,
    ...extra,
    'Content-Length: 0',
  ]
  peer.send(`${lines.join('\r\n')}\r\n\r\n`)
}
const results = (peer: RawPeer) => peer.node.events.filter((event) => event.type === 'registrationResult')
/** Repetitions of a datagram that nobody answers are no new REGISTER. */
const asked = (peer: RawPeer) =>
  new Set(peer.received.filter((one) => one.startLine.startsWith('REGISTER')).map((one) => one.header('CSeq'))).size
const bound = (peer: RawPeer, register: SeenMessage, expiresS: number) =>
  respond(peer, register, 200, [
    'Contact: <sip:other@10.9.9.9>;expires=7200',
    `Contact: ${register.header('Contact')};expires=${expiresS}`,
  ])

describe('RFC 3261 10.2: constructing the REGISTER request', () => {
  it('names the domain without a user, the address of record in To and From, and our contact', () => {
    const { register } = registering()
    expect(register.startLine).toBe('REGISTER sip:carrier.example SIP/2.0')
    expect(register.header('To')).toBe('<sip:acc@carrier.example>')
    expect(register.header('From')).toMatch(/^<sip:acc@carrier\.example>;tag=/)
    expect(register.header('Contact')).toBe('<sip:acc@10.0.0.2:5060;line=abc>')
    expect(register.header('Expires')).toBe('600')
  })

  it('uses one Call-ID for all, and a CSeq that grows by one (10.2)', () => {
    const { peer, register } = registering()
    bound(peer, register, 100)
    peer.run(80_000)
    const second = peer.latest('REGISTER')
    expect(second.header('Call-ID')).toBe(register.header('Call-ID'))
    expect([register.header('CSeq'), second.header('CSeq')]).toEqual(['1 REGISTER', '2 REGISTER'])
  })

  it('puts an outbound proxy into Route (8.1.2)', () => {
    expect(registering({ route: 'sip:proxy.example;lr' }).register.header('Route')).toBe('<sip:proxy.example;lr>')
  })
})

describe('10.2.4: refreshing bindings', () => {
  it('"for each address … the expires parameter": goes by that of our own contact, at four fifths of it', () => {
    const { peer, register } = registering()
    bound(peer, register, 100)
    expect(results(peer)).toMatchObject([{ state: 'registered', expiresAtMs: peer.nowMs + 100_000 - 5 }])
    peer.run(79_000)
    expect(asked(peer)).toBe(1)
    peer.run(1_100)
    expect(asked(peer)).toBe(2)
  })

  it('goes by Expires where our contact says nothing', () => {
    const { peer, register } = registering()
    respond(peer, register, 200, ['Expires: 50'])
    peer.run(40_100)
    expect(asked(peer)).toBe(2)
  })
})

describe('10.2.2: removing bindings', () => {
  it('asks for an expiry of 0 and then is quiet', () => {
    const { peer, register, registration } = registering()
    bound(peer, register, 600)
    peer.engine.unregister(registration, peer.nowMs)
    peer.run(10)
    const removal = peer.latest('REGISTER')
    expect(removal.header('Expires')).toBe('0')
    respond(peer, removal, 200)
    expect(results(peer).at(-1)).toMatchObject({ state: 'removed' })
    peer.run(2_000_000)
    expect(asked(peer)).toBe(2)
    expect(peer.engine.counts()).toMatchObject({ timers: 0, transactions: 0 })
  })
})

describe('10.2.8: error responses', () => {
  it('423: asks again with what Min-Expires says, which then holds for the refreshes', () => {
    const { peer, register } = registering({ expiresS: 60 })
    respond(peer, register, 423, ['Min-Expires: 1800'])
    expect(peer.latest('REGISTER').header('Expires')).toBe('1800')
    bound(peer, peer.latest('REGISTER'), 1800)
    peer.run(1_440_100)
    expect(peer.latest('REGISTER').header('Expires')).toBe('1800')
  })

  it('403 and the like: told with status and reason, and tried again after the back-off', () => {
    const { peer, register } = registering()
    respond(peer, register, 403)
    expect(results(peer)).toMatchObject([{ state: 'refused', status: 403, reason: 'Whatever' }])
    peer.run(29_000)
    expect(asked(peer)).toBe(1)
    peer.run(32_000)
    expect(asked(peer)).toBe(2)
  })

  it('Retry-After is heeded (20.33)', () => {
    const { peer, register } = registering()
    respond(peer, register, 500, ['Retry-After: 300'])
    peer.run(299_000)
    expect(asked(peer)).toBe(1)
    peer.run(2_000)
    expect(asked(peer)).toBe(2)
  })

  it('silence is told after timer F, or as long as was said', () => {
    const { peer } = registering({ failoverMs: 2_000 })
    peer.run(1_900)
    expect(results(peer)).toEqual([])
    peer.run(200)
    expect(results(peer)).toMatchObject([{ state: 'unreachable' }])
  })
})

describe('several registrars (RFC 3263 4.3)', () => {
  it('goes to the next on 503, and stays with the one that took it', () => {
    const { peer, register } = registering({
      destinations: [at(5060), { ...at(5060), address: '10.0.0.9', port: 5070 }],
    })
    respond(peer, register, 503)
    expect(asked(peer)).toBe(2)
    bound(peer, peer.latest('REGISTER'), 100)
    expect(results(peer)).toMatchObject([{ state: 'registered', flow: { remote: { port: 5070 } } }])
    peer.run(80_100)
    bound(peer, peer.latest('REGISTER'), 100)
    expect(results(peer).at(-1)).toMatchObject({ flow: { remote: { port: 5070 } } })
  })
})

describe('RFC 3261 22 and RFC 8760: being asked who we are', () => {
  const md5 = 'WWW-Authenticate: Digest realm="c", nonce="n1", qop="auth", algorithm=MD5'
  const sha = 'WWW-Authenticate: Digest realm="c", nonce="n2", qop="auth", algorithm=SHA-256'

  it.each([
    ['MD5 before SHA-256', [md5, sha]],
    ['SHA-256 before MD5', [sha, md5]],
  ])('answers the strongest of several (8760 2.4): %s', (_, challenges) => {
    const { peer, register } = registering()
    respond(peer, register, 401, challenges)
    const answer = peer.latest('REGISTER').header('Authorization')
    expect(answer).toContain('algorithm=SHA-256')
    expect(answer).toMatch(/response="[0-9a-f]{64}"/)
    expect(answer).toContain('nonce="n2"')
  })

  it('answers SHA-512-256 too, and passes over what it does not know', () => {
    const { peer, register } = registering()
    respond(peer, register, 401, [
      'WWW-Authenticate: Digest realm="c", nonce="x", algorithm=BLAKE9',
      'WWW-Authenticate: Digest realm="c", nonce="n3", qop="auth", algorithm=SHA-512-256',
    ])
    expect(peer.latest('REGISTER').header('Authorization')).toMatch(/algorithm=SHA-512-256/)
  })

  it('answers a proxy (407) and the registrar (401) together', () => {
    const { peer, register } = registering()
    respond(peer, register, 407, ['Proxy-Authenticate: Digest realm="p", nonce="n"'])
    respond(peer, peer.latest('REGISTER'), 401, [md5])
    const third = peer.latest('REGISTER')
    expect([third.header('Proxy-Authorization') !== '', third.header('Authorization') !== '']).toEqual([true, true])
    bound(peer, third, 100)
    expect(results(peer)).toMatchObject([{ state: 'registered' }])
  })

  it('brings its credentials along next time, with the nonce count grown (RFC 7616 3.4)', () => {
    const { peer, register } = registering()
    respond(peer, register, 401, [md5])
    bound(peer, peer.latest('REGISTER'), 100)
    peer.run(80_100)
    expect(peer.latest('REGISTER').header('Authorization')).toContain('nc=00000002')
    respond(peer, peer.latest('REGISTER'), 401, [`${md5.replace('n1', 'n9')}, stale=true`])
    expect(peer.latest('REGISTER').header('Authorization')).toContain('nonce="n9"')
  })

  it('"MUST NOT re-attempt … with credentials that have just been rejected" (22.1)', () => {
    const { peer, register } = registering()
    respond(peer, register, 401, [md5])
    respond(peer, peer.latest('REGISTER'), 401, [md5.replace('n1', 'n2')])
    expect(asked(peer)).toBe(2)
    expect(results(peer)).toMatchObject([{ state: 'refused', status: 401 }])
  })

  it('says nothing where there is no password', () => {
    const peer = new RawPeer()
    peer.engine.register(
      { domain: 'c.example', user: 'a', expiresS: 60, contactUser: 'a', destinations: [at(5060)] },
      peer.nowMs,
    )
    peer.run(10)
    respond(peer, peer.latest('REGISTER'), 401, [md5])
    expect(peer.event('registrationResult')).toMatchObject({ state: 'refused', status: 401 })
  })
})

describe('a registrar that wants to see us run', () => {
  it.each<[string, (request: SeenMessage) => [number, string[]]]>([
    ['says stale for ever', () => [401, ['WWW-Authenticate: Digest realm="c", nonce="n", stale=true']]],
    ['raises its demand for ever', (request) => [423, [`Min-Expires: ${Number(request.header('Expires')) + 1}`]]],
    ['grants a second', (request) => [200, [`Contact: ${request.header('Contact')};expires=1`]]],
    ['grants nothing', () => [200, ['Expires: 0']]],
    ['is always too busy', () => [503, ['Retry-After: 0']]],
    [
      'asks for another realm each time',
      (request) => [401, [`WWW-Authenticate: Digest realm="${request.header('CSeq')}", nonce="n"`]],
    ],
    ['sends us on and on', () => [302, ['Contact: <sip:10.0.0.9:5999>']]],
  ])('that %s gets less than one REGISTER in three seconds', (_, answer) => {
    const { peer, register } = registering()
    let last: SeenMessage | undefined = register
    for (let second = 0; second < 600; second++) {
      for (let burst = 0; burst < 50 && last !== undefined; burst++) {
        const [status, extra] = answer(last)
        const before: number = asked(peer)
        respond(peer, last, status, extra)
        last = asked(peer) > before ? peer.latest('REGISTER') : undefined
      }
      const before = asked(peer)
      peer.run(1_000)
      last = asked(peer) > before ? peer.latest('REGISTER') : undefined
    }
    expect(asked(peer)).toBeLessThan(200)
    expect(peer.engine.counts().timers).toBeLessThan(20)
  })
})
