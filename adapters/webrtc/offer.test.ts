import { describe, expect, it } from 'vitest'
import { addCandidates } from './candidates.ts'
import { readControl } from './control.ts'
import { readWebOffer } from './offer.ts'

const offer = (audio: string[], session: string[] = [], rest: string[] = []) =>
  [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=fingerprint:sha-256 00:11',
    ...session,
    ...audio,
    'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789012345678901',
    'a=setup:actpass',
    ...rest,
    '',
  ].join('\r\n')

describe('a browser’s offer', () => {
  it('is answered with the payload numbers that it gave', () => {
    const read = readWebOffer(
      offer([
        'm=audio 9 UDP/TLS/RTP/SAVPF 111 0 8 110 126',
        'a=mid:7',
        'a=rtpmap:111 opus/48000/2',
        'a=rtpmap:110 telephone-event/48000',
        'a=rtpmap:126 telephone-event/8000',
      ]),
    )
    expect(read).toMatchObject({
      ok: true,
      value: { audioMid: '7', pcmu: 0, pcma: 8, telephoneEvent: 126, hasDataChannel: false },
    })
  })

  it('says which of its codecs it would rather speak, and the digits that go with each', () => {
    const lines = [
      'a=rtpmap:111 opus/48000/2',
      'a=rtpmap:110 telephone-event/48000',
      'a=rtpmap:126 telephone-event/8000',
    ]
    const read = (numbers: string) => {
      const result = readWebOffer(offer([`m=audio 9 UDP/TLS/RTP/SAVPF ${numbers}`, ...lines]))
      if (!result.ok) throw new Error(result.error)
      const { preferred, opus, pcmu, telephoneEvent, wideTelephoneEvent } = result.value
      return [preferred, opus, pcmu, wideTelephoneEvent, telephoneEvent]
    }
    expect(read('111 0 110 126')).toEqual(['opus', 111, 0, 110, 126])
    expect(read('0 111 126')).toEqual(['pcmu', 111, 0, undefined, 126])
    expect(read('111 110')).toEqual(['opus', 111, undefined, 110, undefined])
  })

  it('is refused without a codec that we know, without audio, with video, and without keys', () => {
    const refusal = (sdp: string) => {
      const read = readWebOffer(sdp)
      return read.ok ? 'accepted' : read.error
    }
    expect(refusal(offer(['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=rtpmap:111 speex/16000']))).toBe('no-common-codec')
    expect(refusal(offer(['m=application 9 UDP/DTLS/SCTP webrtc-datachannel']))).toBe('no-audio')
    expect(refusal(offer(['m=audio 9 UDP/TLS/RTP/SAVPF 0', 'm=video 9 UDP/TLS/RTP/SAVPF 96']))).toBe('other-media')
    expect(refusal('v=0\r\nm=audio 9 RTP/AVP 0\r\n')).toBe('not-secured')
    expect(refusal('x'.repeat(70_000))).toBe('too-long')
    expect(refusal('\n'.repeat(5000))).toBe('too-long')
  })
})

describe('an answer', () => {
  const answer =
    'v=0\r\nm=audio 9 X 0\r\na=candidate:1 1 UDP 2 192.0.2.2 40000 typ host\r\na=end-of-candidates\r\nm=application 9 Y z\r\n'

  it('gains the public address and loopback, best first', () => {
    const sdp = addCandidates(answer, { port: 40_000, publicAddresses: ['198.51.100.1', '192.0.2.2'], loopback: true })
    const candidates = sdp.match(/a=candidate.*/g) ?? []
    expect(candidates).toHaveLength(3)
    expect(candidates[1]).toContain(' 198.51.100.1 40000 typ host')
    expect(candidates[2]).toContain(' 127.0.0.1 40000 typ host')
    expect(sdp.indexOf('127.0.0.1')).toBeLessThan(sdp.indexOf('a=end-of-candidates'))
  })
})

describe('a message of a page', () => {
  it('is taken only when it is one that we know', () => {
    expect(readControl('{"type":"alive","more":1}')).toEqual({ type: 'alive' })
    expect(readControl('{"type":"hang-up"}')).toEqual({ type: 'hang-up' })
    for (const text of ['{"type":"answered"}', 'null', '[]', '{', `"${'x'.repeat(2000)}"`])
      expect(readControl(text)).toBeUndefined()
    expect(readControl(new ArrayBuffer(4))).toBeUndefined()
  })
})
