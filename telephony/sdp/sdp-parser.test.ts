import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { answerOffer, createMediaSession } from './offer-answer.ts'
import { parseSdp } from './sdp-parser.ts'
import { serializeSdp } from './sdp-serializer.ts'
import { directionOf } from './session-description.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1')
// RFC 8866 5, with what telephones add.
const example = `v=0
o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
s=Call to John Smith
i=SDP Offer #1
u=http://www.jdoe.example.com/home.html
e=Jane Doe <jane@jdoe.example.com>
c=IN IP4 198.51.100.1
b=AS:64
t=0 0
a=sendonly
m=audio 49170/2 RTP/AVP 0 8 101
c=IN IP4 198.51.100.9/127
a=rtpmap:101 telephone-event/8000
a=ptime:20
m=video 51372 RTP/AVP 99
a=inactive
`

it('reads what is used and passes over the rest', () => {
  const parsed = parseSdp(bytes(example))
  if (!parsed.ok) throw new Error(parsed.error)
  const { origin, address, media } = parsed.value
  expect(origin).toEqual({ user: 'jdoe', sessionId: '3724394400', version: '3724394405', address: '198.51.100.1' })
  expect(address).toBe('198.51.100.1')
  expect(media).toHaveLength(2)
  expect(media[0]).toMatchObject({
    kind: 'audio',
    port: 49_170,
    protocol: 'RTP/AVP',
    formats: ['0', '8', '101'],
    address: '198.51.100.9',
  })
  expect(media.map((one) => directionOf(parsed.value, one))).toEqual(['sendonly', 'inactive'])
})

it('takes line feeds alone, and IPv6', () => {
  const text = 'v=0\no=- 1 1 IN IP6 2001:db8::1\ns=-\nc=IN IP6 2001:db8::1\nt=0 0\nm=audio 4000 RTP/AVP 0\n'
  const parsed = parseSdp(Buffer.from(text))
  expect(parsed.ok && parsed.value.address).toBe('2001:db8::1')
  expect(parsed.ok && serializeSdp(parsed.value)).toContain('c=IN IP6 2001:db8::1\r\n')
})

describe('refuses', () => {
  it.each([
    ['no v=', example.replace('v=0\n', '')],
    ['no o=', example.replace(/o=.*\n/, '')],
    ['a malformed o=', example.replace(/o=.*\n/, 'o=- x 1 IN IP4 a\n')],
    ['a malformed c=', example.replace('c=IN IP4 198.51.100.1\n', 'c=IN IP4\n')],
    ['a malformed m=', example.replace('49170/2', 'port')],
    ['a port out of range', example.replace('49170/2', '70000')],
    ['a line that is none', example.replace('t=0 0', 'hello')],
    ['too many streams', example + 'm=audio 1 RTP/AVP 0\n'.repeat(16)],
    ['too many lines', example + 'a=x\n'.repeat(600)],
    ['too many bytes', `${example}a=${'x'.repeat(17_000)}\n`],
  ])('%s', (_, text) => {
    expect(parseSdp(bytes(text)).ok).toBe(false)
  })
})

it('never throws, and never answers with more streams than were offered (5,000 seeds)', () => {
  const session = createMediaSession({ address: '10.0.0.2', port: 4000, sessionId: '1' })
  for (let seed = 0; seed < 5_000; seed++) {
    const random = seededRandom(seed)
    let data = Buffer.from(bytes(example))
    for (let i = 1 + random.integer(5); i > 0; i--) {
      const at = random.integer(data.length)
      const piece = random.pick([
        random.bytes(random.integer(9)),
        Buffer.from('\r\n'),
        Buffer.from(' '),
        Buffer.from('='),
      ])
      data = Buffer.concat([data.subarray(0, at), piece, data.subarray(at + random.integer(12))])
    }
    const parsed = parseSdp(data)
    const answered = answerOffer(session, data, 'sendrecv')
    if (!answered.ok || !parsed.ok) continue
    const answer = parseSdp(answered.value.sdp)
    expect(answer.ok && answer.value.media.length, `seed ${seed}`).toBe(parsed.value.media.length)
  }
})
