import { describe, expect, it } from 'vitest'
import {
  acceptAnswer,
  answerOffer,
  createMediaSession,
  makeOffer,
  type SrtpPolicy,
  withoutSrtp,
} from '#telephony/sdp/index.ts'

let chance = 0
const session = (policy: SrtpPolicy) =>
  createMediaSession({
    address: '10.0.0.2',
    port: 20_000,
    sessionId: '4711',
    srtp: { policy, randomBytes: (count) => new Uint8Array(count).fill(++chance) },
  })
const description = (...media: string[]) =>
  Buffer.from(['v=0', 'o=- 1 1 IN IP4 10.0.0.9', 's=-', 'c=IN IP4 10.0.0.9', 't=0 0', ...media, ''].join('\r\n'))
const text = (sdp: Uint8Array) => Buffer.from(sdp).toString()
const keyOf = (bytes: number, fill = 7) => Buffer.alloc(bytes, fill).toString('base64')
const key30 = keyOf(30)
const cm80 = `AES_CM_128_HMAC_SHA1_80 inline:${key30}`

function answered(policy: SrtpPolicy, ...media: string[]) {
  const result = answerOffer(session(policy), description(...media), 'sendrecv')
  if (!result.ok) throw new Error(result.error.reason)
  return { ...result.value, text: text(result.value.sdp) }
}
function refused(policy: SrtpPolicy, ...media: string[]) {
  const result = answerOffer(session(policy), description(...media), 'sendrecv')
  return result.ok ? 'answered' : result.error
}

describe('RFC 4568 5.1.2: the answer', () => {
  it('takes the first line that we speak, says its tag, and bears a key of our own', () => {
    const { text, audio } = answered(
      'accepted',
      'm=audio 4000 RTP/SAVP 0',
      'a=crypto:1 F8_128_HMAC_SHA1_80 inline:AAAA',
      `a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:${key30}`,
      `a=crypto:7 ${cm80}`,
    )
    expect(text).toContain('m=audio 20000 RTP/SAVP 0\r\n')
    expect(text.match(/a=crypto:.*/g)).toHaveLength(1)
    const ours = /a=crypto:4 AES_CM_128_HMAC_SHA1_32 inline:(\S{40})\r\n/.exec(text)?.[1]
    expect(ours).toBeDefined()
    expect(ours).not.toBe(key30)
    expect(Buffer.from(audio.srtp?.ours.keyAndSalt ?? []).toString('base64')).toBe(ours)
    expect(Buffer.from(audio.srtp?.theirs.keyAndSalt ?? []).toString('base64')).toBe(key30)
  })

  it('is 488 to a secure stream without a line that we speak, and where security is off', () => {
    expect(refused('accepted', 'm=audio 4000 RTP/SAVP 0')).toEqual({ reason: 'noCommonCipher', status: 488 })
    expect(refused('off', 'm=audio 4000 RTP/SAVP 0', `a=crypto:1 ${cm80}`)).toEqual({
      reason: 'unsupportedProfile',
      status: 488,
    })
  })

  it('is 488 to a plain stream where security is required', () => {
    expect(refused('required', 'm=audio 4000 RTP/AVP 0')).toEqual({ reason: 'notSecured', status: 488 })
    expect(answered('required', 'm=audio 4000 RTP/SAVP 0', `a=crypto:1 ${cm80}`).audio.srtp).toBeDefined()
  })

  it('takes the secure one of two streams and refuses the plain one with port 0', () => {
    const { text } = answered(
      'accepted',
      'm=audio 4000 RTP/AVP 0',
      'm=audio 4002 RTP/SAVP 0',
      `a=crypto:1 ${cm80}`,
      'm=image 4004 udptl t38',
    )
    expect(text).toContain('m=audio 0 RTP/AVP 0\r\nm=audio 20000 RTP/SAVP 0\r\n')
    expect(text).toContain('m=image 0 udptl t38\r\n')
  })

  it('secures the plain profile when the peer wrote keys beside it, and leaves them unheeded where security is off', () => {
    const media = ['m=audio 4000 RTP/AVP 0', `a=crypto:1 ${cm80}`] as const
    expect(answered('accepted', ...media).text).toMatch(/m=audio 20000 RTP\/AVP 0\r\na=crypto:1 /)
    const plain = answered('off', ...media)
    expect(plain.text).not.toContain('crypto')
    expect(plain.audio.srtp).toBeUndefined()
  })

  it('keeps our key when the peer changes its own by a new offer', () => {
    const first = answered('accepted', 'm=audio 4000 RTP/SAVP 0', `a=crypto:1 ${cm80}`)
    const rekeyed = description('m=audio 4000 RTP/SAVP 0', `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${keyOf(30, 9)}`)
    const second = answerOffer(first.session, rekeyed, 'sendrecv')
    if (!second.ok) throw new Error(second.error.reason)
    expect(second.value.audio.srtp?.ours).toEqual(first.audio.srtp?.ours)
    expect(second.value.audio.srtp?.theirs).not.toEqual(first.audio.srtp?.theirs)
  })
})

describe('RFC 4568 6: a line', () => {
  it.each([
    ['a lifetime as a power', `${cm80}|2^20`],
    ['a lifetime in packets', `${cm80}|1048576`],
    ['a key identifier', `${cm80}|2^20|1:4`],
    ['a key identifier without a lifetime', `${cm80}|1:4`],
    ['a second key', `${cm80}|2^20|1:4;inline:${keyOf(30, 2)}|2^20|2:4`],
    ['a window size', `${cm80} WSH=128`],
    ['a derivation rate of none', `${cm80} KDR=0`],
    ['an unknown parameter that may be passed over', `${cm80} -X`],
    ['Galois mode', `AEAD_AES_256_GCM inline:${keyOf(44)}`],
    ['keys of 256 bits', `AES_256_CM_HMAC_SHA1_80 inline:${keyOf(46)}`],
    ['a suite in small letters', `aes_cm_128_hmac_sha1_80 inline:${key30}`],
  ])('with %s is taken', (_, line) => {
    expect(answered('accepted', 'm=audio 4000 RTP/SAVP 0', `a=crypto:1 ${line}`).audio.srtp).toBeDefined()
  })

  it.each([
    ['a key that is too short', `AES_CM_128_HMAC_SHA1_80 inline:${keyOf(29)}`],
    ['a key that is too long', `AES_CM_128_HMAC_SHA1_80 inline:${keyOf(31)}`],
    ['no key', 'AES_CM_128_HMAC_SHA1_80'],
    ['another way to send keys', `AES_CM_128_HMAC_SHA1_80 uri:${key30}`],
    ['a lifetime beyond what a key is good for', `${cm80}|2^49`],
    ['a key identifier of no length', `${cm80}|2^20|1:0`],
    ['nothing encrypted', `${cm80} UNENCRYPTED_SRTP`],
    ['plain reports', `${cm80} UNENCRYPTED_SRTCP`],
    ['nothing authenticated', `${cm80} UNAUTHENTICATED_SRTP`],
    ['keys that change with time', `${cm80} KDR=4`],
    ['an unknown suite', `AES_CM_512 inline:${key30}`],
  ])('with %s is not', (_, line) => {
    expect(refused('accepted', 'm=audio 4000 RTP/SAVP 0', `a=crypto:1 ${line}`)).toMatchObject({ status: 488 })
  })
})

describe('RFC 4568 5.1.1, 5.1.3: our offer and its answer', () => {
  const offer = makeOffer(session('preferred'), 'sendrecv')
  const ownLine = /a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:(\S{40})/

  it('is secure with several suites and a key for each', () => {
    expect(text(offer.sdp)).toContain('m=audio 20000 RTP/SAVP ')
    const keys = [...text(offer.sdp).matchAll(/inline:(\S+)/g)].map(([, key]) => key)
    expect(keys.length).toBeGreaterThan(2)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('takes the line that the peer chose', () => {
    const answer = description('m=audio 4000 RTP/SAVP 8', `a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:${key30}`)
    const accepted = acceptAnswer(offer.session, answer)
    if (!accepted.ok) throw new Error(accepted.error.reason)
    const { srtp } = accepted.value.audio
    expect(Buffer.from(srtp?.ours.keyAndSalt ?? []).toString('base64')).toBe(ownLine.exec(text(offer.sdp))?.[1])
    expect(srtp?.theirs.suite).toBe('AES_CM_128_HMAC_SHA1_32')
    // A hold later on offers the same key again.
    const hold = text(makeOffer(accepted.value.session, 'sendonly').sdp)
    expect(hold.match(/a=crypto:.*/g)).toHaveLength(1)
    expect(hold).toContain(ownLine.exec(text(offer.sdp))?.[1])
  })

  it.each([
    ['has no key', ['m=audio 4000 RTP/SAVP 8']],
    ['is plain', ['m=audio 4000 RTP/AVP 8']],
    ['names a tag that was not offered', ['m=audio 4000 RTP/SAVP 8', `a=crypto:9 ${cm80}`]],
    ['changes the suite', ['m=audio 4000 RTP/SAVP 8', `a=crypto:2 ${cm80}`]],
  ])('is not sent in the clear when the answer %s', (_, media) => {
    expect(acceptAnswer(offer.session, description(...media))).toEqual({
      ok: false,
      error: { reason: 'notSecured', status: 488 },
    })
  })

  it('can be made once more without keys for a peer that does not know them', () => {
    const again = makeOffer(withoutSrtp(offer.session), 'sendrecv')
    expect(text(again.sdp)).toContain('m=audio 20000 RTP/AVP ')
    expect(text(again.sdp)).not.toContain('crypto')
    const accepted = acceptAnswer(again.session, description('m=audio 4000 RTP/AVP 8'))
    expect(accepted.ok && accepted.value.audio.srtp).toBeUndefined()
  })
})

it('puts a trunk’s codecs in its own order, in offers and in answers', () => {
  const trunk = () =>
    createMediaSession({
      address: '10.0.0.2',
      port: 20_000,
      sessionId: '1',
      codecs: ['pcma', 'pcmu'],
      prefersOwnCodecs: true,
    })
  expect(text(makeOffer(trunk(), 'sendrecv').sdp)).toContain('RTP/AVP 8 0 101\r\n')
  const result = answerOffer(trunk(), description('m=audio 4000 RTP/AVP 0 8'), 'sendrecv')
  expect(result.ok && result.value.audio.codec).toBe('pcma')
})
