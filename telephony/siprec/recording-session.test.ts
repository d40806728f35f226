import { describe, expect, it } from 'vitest'
import { parseSdp } from '../sdp/sdp-parser.ts'
import { acceptRecorder, newRecordingSession, recordingOffer } from './index.ts'

let chance = 0
const session = (isSecure = false) =>
  newRecordingSession({
    address: '10.0.0.2',
    ports: [4000, 4002],
    sessionId: '77',
    nowMs: Date.UTC(2026, 0, 2),
    isSecure,
    randomBytes: (count) => new Uint8Array(count).fill(++chance),
  })
const parties = [{ number: '+995322123456', name: 'Nino <"&\u0007> Ბ' }, { number: 'aylin' }] as const

/** The parts of a multipart, as RFC 2046 5.1.1 has them. */
function partsOf(body: { type: string; bytes: Uint8Array }) {
  const boundary = /boundary=(\S+)$/.exec(body.type)?.[1]
  const [, ...parts] = `\r\n${Buffer.from(body.bytes).toString()}`.split(`\r\n--${boundary}`)
  expect(parts.pop()).toBe('--\r\n')
  return parts.map((part) => {
    const [head = '', ...rest] = part.slice(2).split('\r\n\r\n')
    return { head, text: rest.join('\r\n\r\n') }
  })
}

describe('RFC 7866: the recording client’s offer', () => {
  const offer = recordingOffer(session(), parties, 1)
  const parts = partsOf(offer.body)

  it('is a description and the metadata, each with its disposition', () => {
    expect(offer.body.type).toMatch(/^multipart\/mixed;boundary=\S+$/)
    expect(parts.map(({ head }) => head)).toEqual([
      'Content-Type: application/sdp\r\nContent-Disposition: session;handling=required',
      'Content-Type: application/rs-metadata+xml\r\nContent-Disposition: recording-session',
    ])
    expect(`${parts[0]?.text}\r\n`.trim()).toBe(Buffer.from(offer.sdp).toString().trim())
  })

  it('sends two streams, each with a label', () => {
    const parsed = parseSdp(offer.sdp)
    if (!parsed.ok) throw new Error(parsed.error)
    expect(parsed.value.media.map(({ port, protocol }) => [port, protocol])).toEqual([
      [4000, 'RTP/AVP'],
      [4002, 'RTP/AVP'],
    ])
    for (const [i, media] of parsed.value.media.entries()) {
      expect(media.attributes).toContainEqual({ name: 'label', value: String(i + 1) })
      expect(media.attributes).toContainEqual({ name: 'sendonly' })
    }
  })

  it('says by RFC 7865 who speaks on which stream', () => {
    const xml = parts[1]?.text ?? ''
    expect(xml).toContain('<recording xmlns="urn:ietf:params:xml:ns:recording:1">')
    expect(xml).toContain('<datamode>complete</datamode>')
    expect(xml).toContain('<nameID aor="tel:+995322123456">')
    expect(xml).toContain('<name>Nino &lt;&quot;&amp;&gt; Ბ</name>')
    expect(xml).toContain('<nameID aor="sip:aylin@10.0.0.2"/>')
    const streams = [...xml.matchAll(/<stream stream_id="([^"]+)" session_id="([^"]+)">\s*<label>(\d)<\/label>/g)]
    expect(streams.map(([, , , label]) => label)).toEqual(['1', '2'])
    const sends = [...xml.matchAll(/<send>([^<]+)<\/send>/g)].map(([, id]) => id)
    const receives = [...xml.matchAll(/<recv>([^<]+)<\/recv>/g)].map(([, id]) => id)
    expect(sends).toEqual(streams.map(([, id]) => id))
    expect(receives).toEqual([...sends].reverse())
    for (const [, id] of xml.matchAll(/_id="([^"]+)"/g)) expect(Buffer.from(id as string, 'base64')).toHaveLength(16)
  })

  it('keeps its ids when the parties change', () => {
    const one = session()
    const ids = (xml: string | undefined) => xml?.match(/(stream|participant|session)_id="[^"]+"/g)
    const before = partsOf(recordingOffer(one, parties, 1).body)[1]?.text
    const after = partsOf(recordingOffer(one, [parties[0], { number: 'levan' }], 2).body)[1]?.text
    expect(after).toContain('sip:levan@')
    expect(ids(after)).toEqual(ids(before))
  })
})

describe('the recorder’s answer', () => {
  const answer = (...media: string[]) =>
    Buffer.from(['v=0', 'o=- 1 1 IN IP4 10.0.0.9', 's=-', 'c=IN IP4 10.0.0.9', 't=0 0', ...media, ''].join('\r\n'))

  it('says where each stream goes', () => {
    const accepted = acceptRecorder(
      session(),
      answer('m=audio 9000 RTP/AVP 8', 'a=recvonly', 'm=audio 9002 RTP/AVP 0', 'a=inactive'),
    )
    if (!accepted.ok) throw new Error(accepted.error)
    expect(accepted.value).toMatchObject([
      { remoteAddress: '10.0.0.9', remotePort: 9000, codec: 'pcma', direction: 'sendonly' },
      { remotePort: 9002, codec: 'pcmu', direction: 'inactive' },
    ])
  })

  it('may take one stream alone, and refused when it takes none', () => {
    const one = acceptRecorder(session(), answer('m=audio 0 RTP/AVP 8', 'm=audio 9002 RTP/AVP 0'))
    expect(one.ok && one.value.map((stream) => stream?.remotePort)).toEqual([undefined, 9002])
    expect(acceptRecorder(session(), answer('m=audio 0 RTP/AVP 8', 'm=audio 0 RTP/AVP 0')).ok).toBe(false)
    expect(acceptRecorder(session(), answer('m=audio 9000 RTP/AVP 18')).ok).toBe(false)
    expect(acceptRecorder(session(), Buffer.from('nonsense')).ok).toBe(false)
  })

  it('must bear keys where the way is secure', () => {
    const secure = session(true)
    const offered = Buffer.from(recordingOffer(secure, parties, 1).sdp).toString()
    expect(new Set(offered.match(/inline:\S+/g)).size).toBe(2)
    expect(acceptRecorder(secure, answer('m=audio 9000 RTP/SAVP 8', 'm=audio 9002 RTP/SAVP 8')).ok).toBe(false)
    const line = `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:${Buffer.alloc(30, 5).toString('base64')}`
    const accepted = acceptRecorder(secure, answer('m=audio 9000 RTP/SAVP 8', line, 'm=audio 9002 RTP/SAVP 8', line))
    expect(accepted.ok && accepted.value[0]?.srtp?.ours).toEqual(secure.keys?.[0])
  })
})
