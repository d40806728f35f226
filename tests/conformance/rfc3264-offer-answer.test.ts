import { describe, expect, it } from 'vitest'
import {
  acceptAnswer,
  answerOffer,
  createMediaSession,
  type Direction,
  isHeldByPeer,
  type MediaSession,
  makeOffer,
} from '#telephony/sdp/index.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'))
const text = (sdp: Uint8Array) => Buffer.from(sdp).toString()

const session = () => createMediaSession({ address: '10.0.0.2', port: 20_000, sessionId: '4711' })
const description = (media: string, connection = 'c=IN IP4 10.0.0.9') =>
  bytes(`v=0\no=- 1 1 IN IP4 10.0.0.9\ns=-\n${connection}\nt=0 0\n${media}`)

function answered(offer: Uint8Array, willing: Direction = 'sendrecv', from: MediaSession = session()) {
  const result = answerOffer(from, offer, willing)
  if (!result.ok) throw new Error(result.error.reason)
  return { ...result.value, text: text(result.value.sdp) }
}

describe('RFC 3264 6.1: the answer to an audio offer', () => {
  it('takes the first codec that the peer prefers and we know, and digits by the peer’s number', () => {
    const { audio, text } = answered(
      description(
        'm=audio 4000 RTP/AVP 18 96 8 0 97\na=rtpmap:96 opus/48000/2\na=rtpmap:97 telephone-event/8000\na=ptime:30\n',
      ),
    )
    expect(text).toContain('m=audio 20000 RTP/AVP 8 97\r\n')
    expect(text).toContain('a=rtpmap:97 telephone-event/8000\r\n')
    expect(audio).toMatchObject({
      remoteAddress: '10.0.0.9',
      remotePort: 4000,
      remoteRtcpPort: 4001,
      codec: 'pcma',
      payloadType: 8,
      telephoneEventPayloadType: 97,
      ptimeMs: 30,
      direction: 'sendrecv',
    })
  })

  it('knows G.711 under a dynamic number, and static numbers without rtpmap', () => {
    const dynamic = answered(description('m=audio 4000 RTP/AVP 110\na=rtpmap:110 pcmu/8000/1\n'))
    expect(dynamic.audio).toMatchObject({ codec: 'pcmu', payloadType: 110 })
    expect(dynamic.text).toContain('a=rtpmap:110 PCMU/8000')
    expect(answered(description('m=audio 4000 RTP/AVP 0\n')).audio).not.toHaveProperty('telephoneEventPayloadType')
  })

  it('does not take digits by another clock than the audio’s (RFC 4733 2.4)', () => {
    const { audio } = answered(description('m=audio 4000 RTP/AVP 0 101\na=rtpmap:101 telephone-event/48000\n'))
    expect(audio.telephoneEventPayloadType).toBeUndefined()
  })

  it('answers each stream in its place, and refuses with port 0 what it does not take', () => {
    const { text: answer, session: next } = answered(
      description(
        'm=video 5000 RTP/AVP 99\nm=audio 4000 RTP/AVP 0\nm=audio 4002 RTP/AVP 8\nm=application 9 UDP/BFCP *\n',
      ),
    )
    expect(answer.match(/m=.*/g)).toEqual([
      'm=video 0 RTP/AVP 99',
      'm=audio 20000 RTP/AVP 0',
      'm=audio 0 RTP/AVP 8',
      'm=application 0 UDP/BFCP *',
    ])
    // RFC 3264 8: a later offer of ours keeps them all.
    expect(text(makeOffer(next, 'sendrecv').sdp).match(/m=\w+ \d+/g)).toEqual([
      'm=video 0',
      'm=audio 20000',
      'm=audio 0',
      'm=application 0',
    ])
  })

  it('prefers the stream that it can read to the encrypted one before it', () => {
    const { text } = answered(description('m=audio 4000 RTP/SAVP 0\nm=audio 4002 RTP/AVP 0\n'))
    expect(text.match(/m=.*/g)).toEqual(['m=audio 0 RTP/SAVP 0', 'm=audio 20000 RTP/AVP 0'])
  })

  it.each([
    ['m=audio 4000 RTP/AVP 18\n', 'noCommonCodec'],
    ['m=audio 4000 RTP/SAVP 0\n', 'unsupportedProfile'],
    ['m=audio 0 RTP/AVP 0\n', 'noAudio'],
    ['m=video 4000 RTP/AVP 99\n', 'noAudio'],
    ['', 'noAudio'],
  ])('refuses %j with 488', (media, reason) => {
    expect(answerOffer(session(), description(media), 'sendrecv')).toEqual({
      ok: false,
      error: { reason, status: 488 },
    })
  })

  it('refuses what cannot be read with 400', () => {
    expect(answerOffer(session(), bytes('hello'), 'sendrecv')).toMatchObject({ error: { status: 400 } })
    const nowhere = description('m=audio 4000 RTP/AVP 0\n', 'a=x')
    expect(answerOffer(session(), nowhere, 'sendrecv')).toMatchObject({ error: { reason: 'malformed' } })
  })
})

describe('RFC 3264 6.1 and 8.4: directions and hold', () => {
  it.each([
    ['sendrecv', 'sendrecv', 'sendrecv'],
    ['sendonly', 'sendrecv', 'recvonly'],
    ['recvonly', 'sendrecv', 'sendonly'],
    ['inactive', 'sendrecv', 'inactive'],
    ['sendrecv', 'sendonly', 'sendonly'],
    ['sendonly', 'sendonly', 'inactive'],
    ['recvonly', 'recvonly', 'inactive'],
    ['sendrecv', 'inactive', 'inactive'],
  ] as const)('offered %s, willing %s: %s', (offered, willing, expected) => {
    const { audio, text } = answered(description(`m=audio 4000 RTP/AVP 0\na=${offered}\n`), willing)
    expect(audio.direction).toBe(expected)
    expect(text).toContain(`a=${expected}\r\n`)
  })

  it('the session’s direction counts where the stream has none', () => {
    const offer = bytes(
      'v=0\no=- 1 1 IN IP4 10.0.0.9\ns=-\nc=IN IP4 10.0.0.9\nt=0 0\na=sendonly\nm=audio 4000 RTP/AVP 0\n',
    )
    expect(answered(offer).audio.direction).toBe('recvonly')
  })

  it('0.0.0.0 is a hold, and leaves the address that was known', () => {
    const first = answered(description('m=audio 4000 RTP/AVP 0\n'))
    expect(isHeldByPeer(first.audio)).toBe(false)
    const held = answered(description('m=audio 4000 RTP/AVP 0\n', 'c=IN IP4 0.0.0.0'), 'sendrecv', first.session)
    expect(held.audio).toMatchObject({ direction: 'recvonly', remoteAddress: '10.0.0.9' })
    expect(isHeldByPeer(held.audio)).toBe(true)
  })
})

describe('RFC 3264 8: the version', () => {
  it('stays while nothing changes, and grows by one when something does', () => {
    const version = (sdp: string) => Number(/o=- 4711 (\d+)/.exec(sdp)?.[1])
    const offer = description('m=audio 4000 RTP/AVP 0\n')
    const first = answered(offer)
    const same = answered(offer, 'sendrecv', first.session)
    const held = answered(description('m=audio 4000 RTP/AVP 0\na=sendonly\n'), 'sendrecv', same.session)
    expect([first, same, held].map((one) => version(one.text))).toEqual([1, 1, 2])
  })
})

describe('our offer', () => {
  it('names both laws and the digits, and takes the answer', () => {
    const offer = makeOffer(session(), 'sendrecv')
    expect(text(offer.sdp)).toContain('m=audio 20000 RTP/AVP 8 0 101\r\n')
    expect(offer.session.hasOpenOffer).toBe(true)
    const taken = acceptAnswer(
      offer.session,
      description('m=audio 4000 RTP/AVP 0 96\na=rtpmap:96 telephone-event/8000\na=rtcp:4711 IN IP4 10.0.0.9\n'),
    )
    if (!taken.ok) throw new Error(taken.error.reason)
    expect(taken.value.session.hasOpenOffer).toBe(false)
    expect(taken.value.audio).toMatchObject({
      codec: 'pcmu',
      payloadType: 0,
      remoteRtcpPort: 4711,
      telephoneEventPayloadType: 96,
    })
    // RFC 3264 5.1: we send by the peer's number, and receive by ours; a sloppy peer uses its own for both.
    expect([...taken.value.audio.receivePayloadTypes]).toEqual([
      [8, 'pcma'],
      [0, 'pcmu'],
      [101, 'telephone-event'],
      [13, 'comfort-noise'],
      [96, 'telephone-event'],
    ])
  })

  it('may be answered in early media and again in the final response', () => {
    const offer = makeOffer(session(), 'sendrecv')
    const early = acceptAnswer(offer.session, description('m=audio 4000 RTP/AVP 8\n'))
    const final = acceptAnswer(early.ok ? early.value.session : offer.session, description('m=audio 4010 RTP/AVP 8\n'))
    expect(final.ok && final.value.audio.remotePort).toBe(4010)
  })

  it('asks for hold with sendonly, keeps codec and numbers, and reads the answer', () => {
    const call = answered(description('m=audio 4000 RTP/AVP 0 97\na=rtpmap:97 telephone-event/8000\n'))
    const hold = makeOffer(call.session, 'sendonly')
    expect(text(hold.sdp)).toContain('m=audio 20000 RTP/AVP 0 8 97\r\n')
    expect(text(hold.sdp)).toContain('a=sendonly\r\n')
    const taken = acceptAnswer(hold.session, description('m=audio 4000 RTP/AVP 0\na=recvonly\n'))
    expect(taken.ok && taken.value.audio.direction).toBe('sendonly')
    const stubborn = acceptAnswer(hold.session, description('m=audio 4000 RTP/AVP 0\n'))
    expect(stubborn.ok && stubborn.value.audio.direction).toBe('sendonly')
  })

  it.each([
    ['m=audio 0 RTP/AVP 0\n', 'noAudio'],
    ['m=audio 4000 RTP/AVP 18\n', 'noCommonCodec'],
    ['m=video 4000 RTP/AVP 0\n', 'answerMismatch'],
    ['', 'answerMismatch'],
  ])('refuses the answer %j', (media, reason) => {
    expect(acceptAnswer(makeOffer(session(), 'sendrecv').session, description(media))).toMatchObject({
      error: { reason },
    })
  })

  it('is not answered when there is none', () => {
    expect(acceptAnswer(session(), description('m=audio 4000 RTP/AVP 0\n'))).toMatchObject({
      error: { reason: 'noOpenOffer' },
    })
  })
})

it('RFC 5761 5.1.1: RTCP shares the port only when the peer offered that', () => {
  const muxed = answered(description('m=audio 4000 RTP/AVP 0\na=rtcp-mux\n'))
  expect(muxed.audio).toMatchObject({ isRtcpMuxed: true, remoteRtcpPort: 4000 })
  expect(muxed.text).toContain('a=rtcp-mux\r\n')
  expect(answered(description('m=audio 4000 RTP/AVP 0\n')).text).not.toContain('rtcp-mux')
})

it.each([
  ['a=ptime:10\n', 10],
  ['a=ptime:40\na=maxptime:20\n', 20],
  ['a=ptime:200\n', 20],
  ['a=ptime:25\n', 20],
  ['', 20],
])('packet time of %j is %i ms', (line, expected) => {
  expect(answered(description(`m=audio 4000 RTP/AVP 0\n${line}`)).audio.ptimeMs).toBe(expected)
})
