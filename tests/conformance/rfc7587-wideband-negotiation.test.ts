import { describe, expect, it } from 'vitest'
import { acceptAnswer, answerOffer, createMediaSession, type MediaSession, makeOffer } from '#telephony/sdp/index.ts'

type Codecs = NonNullable<Parameters<typeof createMediaSession>[0]['codecs']>

const session = (codecs: Codecs, prefersOwnCodecs = false) =>
  createMediaSession({ address: '10.0.0.2', port: 20_000, sessionId: '4711', codecs, prefersOwnCodecs })
const all: Codecs = ['opus', 'g722', 'pcma', 'pcmu']
const description = (...lines: string[]) =>
  Buffer.from(['v=0', 'o=- 1 1 IN IP4 10.0.0.9', 's=-', 'c=IN IP4 10.0.0.9', 't=0 0', ...lines, ''].join('\r\n'))
const linesOf = (sdp: Uint8Array) => Buffer.from(sdp).toString().split('\r\n')

function answer(from: MediaSession, ...media: string[]) {
  const result = answerOffer(from, description(...media), 'sendrecv')
  if (!result.ok) throw new Error(result.error.reason)
  return { ...result.value, lines: linesOf(result.value.sdp) }
}
function accept(from: MediaSession, ...media: string[]) {
  const result = acceptAnswer(from, description(...media))
  if (!result.ok) throw new Error(result.error.reason)
  return result.value
}

describe('an offer of ours', () => {
  it('names Opus and G.722 as their documents say, in our order, and digits by both clocks', () => {
    const { sdp } = makeOffer(session(all), 'sendrecv')
    const lines = linesOf(sdp)
    expect(lines).toContain('m=audio 20000 RTP/AVP 111 9 8 0 101 110')
    // RFC 7587 7: always 48,000 and two channels, whatever is sent; RFC 3551 4.5.2: G.722 by 8,000.
    expect(lines).toContain('a=rtpmap:111 opus/48000/2')
    expect(lines).toContain('a=fmtp:111 minptime=10;useinbandfec=1')
    expect(lines).toContain('a=rtpmap:9 G722/8000')
    expect(lines).toContain('a=rtpmap:101 telephone-event/8000')
    expect(lines).toContain('a=rtpmap:110 telephone-event/48000')
  })

  it('of narrowband alone says nothing of 48,000 Hz', () => {
    expect(linesOf(makeOffer(session(['pcma']), 'sendrecv').sdp)).toContain('m=audio 20000 RTP/AVP 8 101')
  })

  it('is sent by the numbers of the answer, and heard by ours as well', () => {
    const offered = makeOffer(session(all), 'sendrecv')
    const { audio } = accept(
      offered.session,
      'm=audio 4000 RTP/AVP 96 97',
      'a=rtpmap:96 opus/48000/2',
      'a=rtpmap:97 telephone-event/48000',
    )
    expect(audio).toMatchObject({ codec: 'opus', payloadType: 96, telephoneEventPayloadType: 97 })
    expect(audio.telephoneEventUnitsPerMs).toBeUndefined()
    expect(audio.receivePayloadTypes.get(111)).toBe('opus')
    expect(audio.receivePayloadTypes.get(96)).toBe('opus')
  })

  it('after an exchange gives no number a second meaning (RFC 3264 8.3.2)', () => {
    // The peer calls Opus 101 and its digits 111: the very numbers that are ours for the other.
    const first = answer(
      session(all),
      'm=audio 4000 RTP/AVP 101 111 0',
      'a=rtpmap:101 OPUS/48000/2',
      'a=rtpmap:111 telephone-event/48000',
    )
    const lines = linesOf(makeOffer(first.session, 'sendonly').sdp)
    expect(lines).toContain('a=rtpmap:101 opus/48000/2')
    expect(lines).toContain('a=rtpmap:111 telephone-event/48000')
    const numbers = /m=audio \d+ RTP\/AVP (.*)/.exec(lines.join('\n'))?.[1]?.split(' ') ?? []
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.slice(0, 2)).toEqual(['101', '9'])
  })
})

describe('an answer of ours', () => {
  const chromium = [
    'm=audio 4000 RTP/AVP 111 63 9 0 8 13 110 126',
    'a=rtpmap:111 opus/48000/2',
    'a=rtcp-fb:111 transport-cc',
    'a=fmtp:111 minptime=10;useinbandfec=1',
    'a=rtpmap:63 red/48000/2',
    'a=rtpmap:9 G722/8000',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:8 PCMA/8000',
    'a=rtpmap:13 CN/8000',
    'a=rtpmap:110 telephone-event/48000',
    'a=rtpmap:126 telephone-event/8000',
  ]

  it('takes Opus with the digits of its clock (RFC 4733 2.4) and without comfort noise of another (RFC 3389 4)', () => {
    const { audio, lines } = answer(session(all), ...chromium)
    expect(audio).toMatchObject({ codec: 'opus', payloadType: 111, telephoneEventPayloadType: 110 })
    expect(lines).toContain('m=audio 20000 RTP/AVP 111 110')
    expect(lines).toContain('a=fmtp:111 minptime=10;useinbandfec=1')
  })

  it('takes what a trunk’s order puts first, with comfort noise and digits of 8,000 Hz', () => {
    const { audio, lines } = answer(session(['g722', 'pcma'], true), ...chromium)
    expect(audio).toMatchObject({ codec: 'g722', payloadType: 9, telephoneEventPayloadType: 126 })
    expect(lines).toContain('m=audio 20000 RTP/AVP 9 13 126')
    expect(lines).toContain('a=rtpmap:13 CN/8000')
    expect(audio.receivePayloadTypes.get(13)).toBe('comfort-noise')
  })

  it('takes nothing that was not asked for: a leg without Opus answers with the next', () => {
    expect(answer(session(['pcmu', 'g722']), ...chromium).audio.codec).toBe('g722')
  })

  it('knows G.722 by its static number alone', () => {
    expect(answer(session(all), 'm=audio 4000 RTP/AVP 9').audio).toMatchObject({ codec: 'g722', payloadType: 9 })
  })

  it('takes digits of 8,000 Hz beside Opus where no others are offered, and says by which clock', () => {
    const { audio } = answer(
      session(all),
      'm=audio 4000 RTP/AVP 96 101',
      'a=rtpmap:96 opus/48000/2',
      'a=rtpmap:101 telephone-event/8000',
    )
    expect(audio).toMatchObject({ codec: 'opus', telephoneEventPayloadType: 101, telephoneEventUnitsPerMs: 8 })
  })

  it.each(['opus/48000', 'opus/16000/2', 'G722/16000', 'opus/48000/1'])(
    'is none to %s, which there is not',
    (encoding) => {
      const offer = description('m=audio 4000 RTP/AVP 96', `a=rtpmap:96 ${encoding}`)
      expect(answerOffer(session(all), offer, 'sendrecv')).toMatchObject({ error: { reason: 'noCommonCodec' } })
    },
  )
})
