import { describe, expect, it } from 'vitest'
import {
  algorithmOf,
  digestHa1,
  digestHash,
  digestResponse,
  parseDigest,
} from '#telephony/sip/authentication/digest.ts'
import { answeredCalling, calling, respond } from './raw-call.ts'
import type { SeenMessage } from './raw-peer.ts'
import { sdpOffer } from './raw-peer.ts'

const credentials = { user: 'u', password: 'p' }
const digest = (fields: string) => `Digest ${fields}`
const wants = (...challenges: string[]) => ({ tag: 'x', extra: challenges.map((one) => `WWW-Authenticate: ${one}`) })
const proxyWants = (...challenges: string[]) => ({
  tag: 'x',
  extra: challenges.map((one) => `Proxy-Authenticate: ${one}`),
})

function answerIn(message: SeenMessage, name = 'Authorization') {
  const fields = parseDigest(message.header(name))
  if (fields === undefined) throw new Error(`no ${name} in ${message.startLine}`)
  return fields
}

/** The response that a server would compute. */
function expected(message: SeenMessage, name = 'Authorization'): string {
  const fields = answerIn(message, name)
  const algorithm =
    algorithmOf(new Map([['algorithm', (fields.get('algorithm') ?? 'MD5').replace('-sess', '')]])) ?? 'MD5'
  let ha1 = digestHa1(algorithm, 'u', fields.get('realm') ?? '', 'p')
  if (fields.get('algorithm')?.endsWith('-sess')) {
    ha1 = digestHash(algorithm, `${ha1}:${fields.get('nonce')}:${fields.get('cnonce')}`)
  }
  const quality = { qop: fields.get('qop') ?? '', nc: fields.get('nc') ?? '', cnonce: fields.get('cnonce') ?? '' }
  return digestResponse({
    algorithm,
    ha1,
    method: message.startLine.split(' ')[0] ?? '',
    uri: fields.get('uri') ?? '',
    nonce: fields.get('nonce') ?? '',
    ...(fields.has('qop') ? { quality } : {}),
  })
}

describe('RFC 8760 2.4: which challenge is answered', () => {
  const md5 = digest('realm="r", nonce="m", algorithm=MD5, qop="auth"')
  const sha = digest('realm="r", nonce="s", algorithm=SHA-256, qop="auth"')
  const sha512 = digest('realm="r", nonce="t", algorithm=SHA-512-256, qop="auth"')
  const unknown = digest('realm="r", nonce="k", algorithm=SHA3, qop="auth"')

  it.each([
    [[md5], 'MD5'],
    [[md5, sha], 'SHA-256'],
    [[sha, md5], 'SHA-256'],
    [[unknown, sha512, sha, md5], 'SHA-512-256'],
    [[unknown, md5], 'MD5'],
  ])('the strongest that we know: %#', (challenges, algorithm) => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, 401, wants(...challenges))
    const again = peer.latest('INVITE')
    expect(answerIn(again).get('algorithm')).toBe(algorithm)
    expect(answerIn(again).get('response')).toBe(expected(again))
    expect(again.text.match(/^Authorization:/gm)).toHaveLength(1)
  })

  it('none that we know: the refusal is the end', () => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, 401, wants(unknown, 'Basic realm="r"', digest('realm="r", nonce="i", qop="auth-int"')))
    expect(peer.event('callEnded')).toMatchObject({ by: 'refused', status: 401 })
  })
})

describe('RFC 7616 3.4: the answer', () => {
  it('without qop is that of RFC 2069', () => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, 407, proxyWants(digest('realm="r", nonce="n", opaque="o"')))
    const again = peer.latest('INVITE')
    const fields = answerIn(again, 'Proxy-Authorization')
    expect([...fields.keys()].sort()).toEqual(['nonce', 'opaque', 'realm', 'response', 'uri', 'username'])
    expect(fields.get('response')).toBe(expected(again, 'Proxy-Authorization'))
  })

  it.each(['MD5-sess', 'SHA-256-sess'])('%s: the secret is that of the session', (algorithm) => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, 401, wants(digest(`realm="r", nonce="n", algorithm=${algorithm}, qop="auth,auth-int"`)))
    const again = peer.latest('INVITE')
    expect(answerIn(again).get('response')).toBe(expected(again))
    expect(answerIn(again).get('algorithm')).toBe(algorithm)
  })

  it('names the user in the realm’s own words and copies domain nowhere', () => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, 401, wants(digest('realm="the \\"r\\"", nonce="n", domain="sip:a sip:b", qop="auth"')))
    expect(answerIn(peer.latest('INVITE')).get('realm')).toBe('the "r"')
    expect(answerIn(peer.latest('INVITE')).has('domain')).toBe(false)
  })
})

describe('RFC 3261 22.3: a proxy and its server both ask', () => {
  it('the second try has both answers', () => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, 407, proxyWants(digest('realm="proxy", nonce="p", qop="auth"')))
    respond(peer, peer.latest('INVITE'), 401, wants(digest('realm="server", nonce="s", qop="auth"')))
    const third = peer.latest('INVITE')
    expect(third.header('CSeq')).toBe('3 INVITE')
    expect(answerIn(third, 'Proxy-Authorization').get('nc')).toBe('00000002')
    expect(answerIn(third).get('realm')).toBe('server')
    respond(peer, third, 200, { tag: 'w', body: sdpOffer })
    expect(peer.event('callAnswered').type).toBe('callAnswered')
  })

  it('several realms in one challenge are all answered', () => {
    const { peer, invite } = calling({ credentials })
    respond(peer, invite, 407, proxyWants(digest('realm="a", nonce="1"'), digest('realm="b", nonce="2"')))
    expect(peer.latest('INVITE').text.match(/^Proxy-Authorization:.*/gm)).toHaveLength(2)
  })

  it('a peer that thinks of a new realm each time is left soon', () => {
    const { peer } = calling({ credentials }, { maxUdpRequestBytes: 9_000 })
    for (let i = 0; i < 30; i++) {
      respond(peer, peer.latest('INVITE'), 401, wants(digest(`realm="r${i}", nonce="n", qop="auth"`)))
    }
    expect(peer.count('INVITE')).toBeLessThanOrEqual(10)
    expect(peer.eventTypes).toEqual(['callEnded'])
  })
})

describe('RFC 7616 3.3 and 3.4: a nonce serves again', () => {
  const challenge = digest('realm="r", nonce="n1", qop="auth"')

  /** A call whose INVITE was challenged, answered, and taken. */
  function authenticated() {
    const started = calling({ credentials })
    respond(started.peer, started.invite, 407, proxyWants(challenge))
    respond(started.peer, started.peer.latest('INVITE'), 200, { tag: 'w', body: sdpOffer })
    return started
  }

  it('its count one higher, the method and URI those of the new request, no challenge between', () => {
    const { peer, call } = authenticated()
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    const bye = peer.latest('BYE')
    const fields = answerIn(bye, 'Proxy-Authorization')
    expect([fields.get('nonce'), fields.get('nc'), fields.get('uri')]).toEqual([
      'n1',
      '00000002',
      'sip:300@10.0.0.9:5080',
    ])
    expect(fields.get('response')).toBe(expected(bye, 'Proxy-Authorization'))
  })

  it('stale: it is answered anew, with the count from one', () => {
    const { peer, call } = authenticated()
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    respond(peer, peer.latest('BYE'), 407, proxyWants(digest('realm="r", nonce="n2", stale=TRUE, qop="auth"')))
    const fields = answerIn(peer.latest('BYE'), 'Proxy-Authorization')
    expect([fields.get('nonce'), fields.get('nc')]).toEqual(['n2', '00000001'])
    expect(peer.latest('BYE').header('CSeq')).toBe('4 BYE')
  })

  it('an old nonce that is refused without a word of stale is not a wrong password yet', () => {
    const { peer, call } = authenticated()
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    respond(peer, peer.latest('BYE'), 407, proxyWants(digest('realm="r", nonce="n2", qop="auth"')))
    expect(answerIn(peer.latest('BYE'), 'Proxy-Authorization').get('nonce')).toBe('n2')
    respond(peer, peer.latest('BYE'), 407, proxyWants(digest('realm="r", nonce="n3", qop="auth"')))
    expect(peer.count('BYE')).toBe(2)
  })

  it('nothing is given to who never asked', () => {
    const { peer, call } = answeredCalling({ credentials })
    peer.engine.hangUp(call, {}, peer.nowMs)
    peer.run(10)
    expect(peer.latest('BYE').text).not.toContain('Authorization')
  })
})
