import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { readRequest } from '../message/incoming.ts'
import { AttemptLimiter } from './attempt-limiter.ts'
import { type DigestAlgorithm, digestHa1, digestResponse, parseDigest, serializeDigest } from './digest.ts'
import { answerChallenges } from './digest-client.ts'
import { DigestServer } from './digest-server.ts'
import { isSignedFor } from './digest-uri.ts'
import { NonceBook } from './nonce.ts'

const nowMs = 1_700_000_000_000

describe('the formula', () => {
  // RFC 7616 3.9.1
  const example = {
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
    quality: { qop: 'auth', nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ' },
    method: 'GET',
    uri: '/dir/index.html',
  }

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('gives the response of RFC 7616 3.9.1 for %s', (algorithm, response) => {
    const ha1 = digestHa1(algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life')
    expect(digestResponse({ algorithm, ha1, ...example })).toBe(response)
  })

  it('gives that of RFC 2617 3.5, and RFC 2069 without qop', () => {
    const ha1 = digestHa1('MD5', 'Mufasa', 'testrealm@host.com', 'Circle Of Life')
    const of = {
      algorithm: 'MD5',
      ha1,
      method: 'GET',
      uri: '/dir/index.html',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    } as const
    const quality = { qop: 'auth', nc: '00000001', cnonce: '0a4f113b' }
    expect(digestResponse({ ...of, quality })).toBe('6629fae49393a05397450978507c4ef1')
    expect(digestResponse(of)).toBe('670fd8c2df070c60b045671b8b24ff02')
  })
})

describe('the fields', () => {
  it('are read with and without quotes, and written as RFC 7616 wants them', () => {
    const fields = parseDigest('Digest username="a, \\"b\\"", nc=00000001,qop=auth , realm="x"')
    expect(fields && [...fields]).toEqual([
      ['username', 'a, "b"'],
      ['nc', '00000001'],
      ['qop', 'auth'],
      ['realm', 'x'],
    ])
    expect(
      serializeDigest(
        new Map([
          ['qop', 'auth'],
          ['realm', 'x'],
        ]),
        true,
      ),
    ).toBe('Digest qop="auth", realm="x"')
    expect(
      serializeDigest(
        new Map([
          ['qop', 'auth'],
          ['realm', 'x'],
        ]),
        false,
      ),
    ).toBe('Digest qop=auth, realm="x"')
  })

  it.each(['Basic abc', 'Digest', 'Digest realm="a", realm="b"', 'Digest ="x"', 'Digest realm="open'])(
    '%s: none',
    (text) => {
      expect(parseDigest(text)).toBeUndefined()
    },
  )
})

// RFC 7616 3.4.6, RFC 3261 22.4
describe('the uri of credentials', () => {
  it.each([
    ['sip:200@parley', 'sip:200@parley', 'the same'],
    ['sip:200@parley', 'sip:200@10.0.0.2:5060;transport=tcp', 'another host, a port, a parameter'],
    ['sip:200@PARLEY:5060', 'sips:200@parley', 'another scheme'],
    ['<sip:200@parley;user=phone>', 'sip:200@parley', 'angle brackets'],
    ['sip:%2A97@parley', 'sip:*97@parley', 'an escape'],
    ['sip:200;phone-context=x@parley', 'sip:200@parley', 'a parameter of the user'],
    ['tel:+994-12-555', 'sip:+99412555@parley', 'a telephone number otherwise written'],
    ['sip:parley', 'sip:200@parley', 'no user in the credentials'],
    ['sip:701@parley', 'sip:parley', 'no user in the request: a REGISTER'],
  ])('%s stands for %s: %s', (uri, requestUri) => expect(isSignedFor(uri, requestUri)).toBe(true))

  it.each([
    ['sip:200@parley', 'sip:201@parley', 'another number'],
    ['sip:Nino@parley', 'sip:nino@parley', 'another user: case matters (RFC 3261 19.1.4)'],
    ['sip:200@parley', 'sip:+2345550000@parley', 'a dear number'],
    ['', 'sip:200@parley', 'nothing'],
    ['/index.html', 'sip:200@parley', 'no URI of ours'],
  ])('%s does not stand for %s: %s', (uri, requestUri) => expect(isSignedFor(uri, requestUri)).toBe(false))
})

describe('nonces', () => {
  const random = seededRandom(1)
  const here = '10.0.0.9'
  const book = () => new NonceBook((count) => random.bytes(count), 300_000, 3)

  it('are fresh, then stale with age, and foreign when somebody else made or bent them', () => {
    const ours = book()
    const nonce = ours.issue(nowMs, here)
    expect(ours.check(nonce, 1, nowMs + 300_000, here)).toBe('fresh')
    expect(ours.check(nonce, 1, nowMs + 300_001, here)).toBe('stale')
    expect(ours.check(book().issue(nowMs, here), 1, nowMs, here)).toBe('foreign')
    expect(
      ours.check(
        nonce.replace(/^./, (letter) => (letter === 'a' ? 'b' : 'a')),
        1,
        nowMs,
        here,
      ),
    ).toBe('foreign')
    expect(ours.check(nonce, 1, nowMs, '10.0.0.8'), 'given to another').toBe('foreign')
    expect(ours.check('', 1, nowMs, here)).toBe('foreign')
    expect(ours.check('a.b.c', 1, nowMs, here)).toBe('foreign')
  })

  it('take each count once', () => {
    const ours = book()
    const nonce = ours.issue(nowMs, here)
    ours.use(nonce, 1)
    expect(ours.check(nonce, 1, nowMs, here)).toBe('stale')
    expect(ours.check(nonce, 2, nowMs, here)).toBe('fresh')
  })

  it('stay safe from replay when memory is short: what was forgotten is stale', () => {
    const ours = book()
    const nonces = [0, 1, 2, 3].map((i) => ours.issue(nowMs + i, here))
    for (const nonce of nonces) ours.use(nonce, 1)
    expect(ours.check(nonces[0] as string, 2, nowMs + 9, here)).toBe('stale')
    expect(ours.check(nonces[3] as string, 2, nowMs + 9, here)).toBe('fresh')
  })
})

describe('the server', () => {
  const random = seededRandom(2)
  const realm = 'parley'
  const credentials = { user: '701', password: 'correct horse' }
  const server = (algorithms: readonly DigestAlgorithm[] = ['MD5']) =>
    new DigestServer({
      realm,
      algorithms,
      randomBytes: (count) => random.bytes(count),
      findAccount: (user) =>
        user === '701'
          ? {
              ha1Md5: digestHa1('MD5', '701', realm, 'correct horse'),
              ha1Sha256: digestHa1('SHA-256', '701', realm, 'correct horse'),
            }
          : undefined,
    })

  function request(authorization?: string, address = '10.0.0.9', uri = 'sip:parley'): IncomingRequest {
    const headers = new HeaderList([
      ['via', 'SIP/2.0/UDP 10.0.0.9;branch=z9hG4bK1'],
      ['from', '<sip:701@parley>;tag=1'],
      ['to', '<sip:701@parley>'],
      ['call-id', '1'],
      ['cseq', '1 REGISTER'],
    ])
    if (authorization !== undefined) headers.add('authorization', authorization)
    const read = readRequest(
      { kind: 'request', method: 'REGISTER', uri, headers, body: new Uint8Array() },
      { transport: 'udp', local: { address: '10.0.0.2', port: 5060 }, remote: { address, port: 5060 } },
    )
    if (!read.ok) throw new Error(read.error)
    return read.value
  }

  function challenged(of: DigestServer, atMs = nowMs, address = '10.0.0.9'): HeaderList {
    const verdict = of.check(request(undefined, address), atMs)
    if (verdict.kind !== 'challenge') throw new Error(verdict.kind)
    return new HeaderList().addAll('www-authenticate', verdict.challenges)
  }

  const answerTo = (responseHeaders: HeaderList, as = credentials, uri = 'sip:parley') =>
    answerChallenges({
      responseHeaders,
      method: 'REGISTER',
      uri,
      credentials: as,
      cnonce: 'c',
      wasAnswered: false,
    })[0]?.value as string

  it.each([[['MD5']], [['SHA-256', 'MD5']], [['MD5', 'SHA-256']]] as const)(
    'takes what our own client answers to %s, by the strongest of them',
    (algorithms) => {
      const of = server(algorithms)
      const answer = answerTo(challenged(of))
      expect(answer).toContain(algorithms.length > 1 ? 'algorithm=SHA-256' : 'algorithm=MD5')
      expect(of.check(request(answer), nowMs)).toEqual({ kind: 'authenticated', user: '701' })
    },
  )

  it('does not take the same answer twice', () => {
    const of = server()
    const answer = answerTo(challenged(of))
    of.check(request(answer), nowMs)
    const again = of.check(request(answer), nowMs)
    expect(again.kind === 'challenge' && again.challenges[0]).toContain('stale=true')
  })

  it('takes no answer that was signed for a call to somebody else, which is no guess either', () => {
    const of = server()
    const signed = () => answerTo(challenged(of), credentials, 'sip:200@parley')
    const answer = signed()
    expect(of.check(request(answer, '10.0.0.9', 'sip:+2345550000@parley'), nowMs)).toEqual({
      kind: 'signed-for-another',
      user: '701',
    })
    expect(of.check(request(answer, '10.0.0.9', 'sip:200@10.0.0.2:5060;transport=tcp'), nowMs).kind).toBe(
      'authenticated',
    )
    for (let n = 0; n < 9; n++) of.check(request(signed(), '10.0.0.9', 'sip:201@parley'), nowMs)
    expect(of.glance(request(signed()), nowMs)).toBe('proven')
  })

  it('says stale, not wrong, when the nonce is old', () => {
    const of = server()
    const answer = answerTo(challenged(of))
    const late = of.check(request(answer), nowMs + 400_000)
    expect(late).toMatchObject({ kind: 'challenge', isLocked: false })
    expect(late.kind === 'challenge' && late.challenges[0]).toContain('stale=true')
    expect(late).not.toHaveProperty('wrongUser')
  })

  it('speaks to a user who does not exist as to one with a wrong password', () => {
    const shape = (user: string) => {
      const of = server()
      const verdict = of.check(request(answerTo(challenged(of), { user, password: 'wrong' })), nowMs)
      if (verdict.kind !== 'challenge') throw new Error(verdict.kind)
      return {
        ...verdict,
        wrongUser: '',
        challenges: verdict.challenges.map((one) => one.replace(/nonce="[^"]*"/, '')),
      }
    }
    expect(shape('999')).toEqual(shape('701'))
  })

  it('takes no answer for an account without that secret', () => {
    const of = new DigestServer({
      realm,
      algorithms: ['MD5'],
      randomBytes: (count) => random.bytes(count),
      findAccount: () => undefined,
    })
    const forged = digestResponse({
      algorithm: 'MD5',
      ha1: '0'.repeat(32),
      method: 'REGISTER',
      uri: 'sip:parley',
      nonce: 'n',
    })
    const nonce = parseDigest(challenged(of).get('www-authenticate') ?? '')?.get('nonce') as string
    const response = digestResponse({
      algorithm: 'MD5',
      ha1: '0'.repeat(32),
      method: 'REGISTER',
      uri: 'sip:parley',
      nonce,
    })
    expect(forged).not.toBe(response)
    const text = `Digest username="701", realm="parley", nonce="${nonce}", uri="sip:parley", response="${response}"`
    expect(of.check(request(text), nowMs)).toMatchObject({ kind: 'challenge', wrongUser: '701' })
  })

  it('slows a guesser down after three wrong passwords, only there and never for long', () => {
    const of = server()
    const answered = (address: string, atMs: number, password = 'correct horse') =>
      request(answerTo(challenged(of, atMs, address), { user: '701', password }), address)
    const wrong = (atMs: number) => {
      const verdict = of.check(answered('10.0.0.9', atMs, 'guess'), atMs)
      return verdict.kind === 'challenge' && verdict.isLocked
    }
    const glance = (atMs: number, address = '10.0.0.9') => of.glance(answered(address, atMs), atMs)
    expect([wrong(nowMs), wrong(nowMs), glance(nowMs)]).toEqual([false, false, 'proven'])
    expect([wrong(nowMs), glance(nowMs + 999), glance(nowMs + 1000)]).toEqual([true, 'slowed', 'proven'])
    expect(glance(nowMs, '10.0.0.8'), 'a colleague elsewhere').toBe('proven')
    let atMs = nowMs + 1000
    const pauses: number[] = []
    for (let n = 0; n < 5; n++) {
      wrong(atMs)
      const pausedFromMs = atMs
      while (glance(atMs) === 'slowed') atMs += 500
      pauses.push(atMs - pausedFromMs)
    }
    expect(pauses).toEqual([2000, 4000, 8000, 16_000, 16_000])
    expect(of.check(answered('10.0.0.9', atMs), atMs).kind).toBe('authenticated')
    expect([wrong(atMs), glance(atMs)], 'and the past is forgotten').toEqual([false, 'proven'])
  })

  it('slows an address that tries one password on many users', () => {
    const of = server()
    const guess = (user: string) =>
      of.check(request(answerTo(challenged(of), { user, password: '1234' })), nowMs) as { isLocked: boolean }
    expect(Array.from({ length: 9 }, (_, n) => guess(`8${n}`).isLocked)).toEqual(Array(9).fill(false))
    expect(guess('89').isLocked).toBe(true)
    expect(of.glance(request(answerTo(challenged(of), { user: '900', password: '1234' })), nowMs)).toBe('slowed')
  })

  it('does not look at an answer to a challenge that went to another address: it may come from anywhere', () => {
    const of = server()
    const answer = answerTo(challenged(of))
    expect(of.glance(request(answer), nowMs)).toBe('proven')
    expect(of.glance(request(answer, '203.0.113.1'), nowMs)).toBe('none')
    expect(of.glance(request(), nowMs)).toBe('none')
    const verdict = of.check(request(answer, '203.0.113.1'), nowMs)
    expect(verdict).toMatchObject({ kind: 'challenge', isLocked: false })
    expect(verdict).not.toHaveProperty('wrongUser')
  })
})

describe('the client', () => {
  const of = (challenge: string, wasAnswered = false) =>
    answerChallenges({
      responseHeaders: new HeaderList().add('Proxy-Authenticate', challenge),
      method: 'INVITE',
      uri: 'sip:a@b',
      credentials: { user: 'u', password: 'p' },
      cnonce: 'c',
      wasAnswered,
    })

  it('answers a proxy in Proxy-Authorization, with its opaque', () => {
    const [answer] = of('Digest realm="r", nonce="n", opaque="o"')
    expect(answer?.name).toBe('proxy-authorization')
    expect(answer?.value).toContain('opaque="o"')
    expect(answer?.value).not.toContain('qop')
  })

  it('gives nothing to a scheme, algorithm or quality that it does not know', () => {
    expect(of('Basic realm="r"')).toEqual([])
    expect(of('Digest realm="r", nonce="n", algorithm=FOO')).toEqual([])
    expect(of('Digest realm="r", nonce="n", qop="auth-int"')).toEqual([])
  })

  it('tries a second time only for a stale nonce', () => {
    expect(of('Digest realm="r", nonce="n"', true)).toEqual([])
    expect(of('Digest realm="r", nonce="n", stale=TRUE', true)).toHaveLength(1)
  })
})

it('the limiter forgets failures that lie far apart', () => {
  const limiter = new AttemptLimiter()
  for (let i = 0; i < 20; i++) expect(limiter.failed('a', 2, nowMs + i * 601_000)).toBe(false)
  expect(limiter.failed('a', 2, nowMs + 19 * 601_000 + 1)).toBe(true)
})
