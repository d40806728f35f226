import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { readRequest, readResponse } from './incoming.ts'
import { parseMessage } from './parser.ts'
import { serializeMessage } from './serializer.ts'

const bytes = (text: string) => Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1')
const flow = {
  transport: 'udp',
  local: { address: '10.0.0.2', port: 5060 },
  remote: { address: '10.0.0.9', port: 5060 },
} as const
const invite = `INVITE sip:200@10.0.0.2 SIP/2.0
v: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKa;rport
MAX-FORWARDS: 70
f: "Jos\xc3\xa9" <sip:peer@10.0.0.9>;tag=a
t: <sip:200@10.0.0.2>
i: call-1
CSeq: 1 INVITE
Subject: one
 two
	three
l: 4

body`

const faultOf = (text: string) => {
  const parsed = parseMessage(bytes(text))
  return parsed.ok ? undefined : parsed.error
}

it('reads names in any case and compact form, folded values, and the body', () => {
  const parsed = parseMessage(bytes(invite))
  if (!parsed.ok || parsed.value.kind !== 'request') throw new Error('refused')
  const { method, uri, headers, body } = parsed.value
  expect([method, uri]).toEqual(['INVITE', 'sip:200@10.0.0.2'])
  expect(headers.get('subject')).toBe('one two three')
  expect(headers.get('call-id')).toBe('call-1')
  expect(Buffer.from(body).toString()).toBe('body')
})

it('gives back byte for byte what it took, apart from the spelling of names', () => {
  const parsed = parseMessage(bytes(invite))
  if (!parsed.ok) throw new Error('refused')
  const text = Buffer.from(serializeMessage(parsed.value)).toString('latin1')
  expect(text).toContain('From: "Jos\xc3\xa9" <sip:peer@10.0.0.9>;tag=a\r\n')
  expect(text).toMatch(/^INVITE sip:200@10\.0\.0\.2 SIP\/2\.0\r\nVia: /)
  expect(text.endsWith('Content-Length: 4\r\n\r\nbody')).toBe(true)
})

it('passes over empty lines before, and bytes after, the message', () => {
  const parsed = parseMessage(bytes(`\n\n${invite}and more`))
  expect(parsed.ok && Buffer.from(parsed.value.body).toString()).toBe('body')
})

it('without Content-Length takes the rest of the datagram for the body', () => {
  const parsed = parseMessage(bytes(invite.replace('l: 4\n', '')))
  expect(parsed.ok && Buffer.from(parsed.value.body).toString()).toBe('body')
})

it('reads a status line with and without its phrase', () => {
  for (const line of ['SIP/2.0 200 OK', 'SIP/2.0 200 ', 'SIP/2.0 200']) {
    const parsed = parseMessage(bytes(`${line}\nVia: SIP/2.0/UDP a\n\n`))
    expect(parsed.ok && parsed.value.kind === 'response' && parsed.value.status).toBe(200)
  }
})

describe('what it refuses, with the status to say so', () => {
  it.each([
    ['two spaces in the start line', invite.replace(' SIP/2.0\n', '  SIP/2.0\n'), 400],
    ['another version', invite.replace(' SIP/2.0\n', ' SIP/3.0\n'), 505],
    ['a header field without a name', invite.replace('MAX-FORWARDS:', ':'), 400],
    ['a header field without a colon', invite.replace('MAX-FORWARDS:', 'MAX-FORWARDS'), 400],
    ['two Content-Length', invite.replace('l: 4', 'l: 4\nContent-Length: 4'), 400],
    ['a Content-Length that is no number', invite.replace('l: 4', 'l: four'), 400],
    ['fewer octets than promised', invite.replace('l: 4', 'l: 5'), 400],
    ['no empty line', invite.slice(0, invite.indexOf('\n\n')), 400],
    ['too many header fields', invite.replace('l: 4', `${'X: 1\n'.repeat(300)}l: 4`), 400],
  ])('%s', (_, text, status) => {
    expect(faultOf(text)).toMatchObject({ status, request: { method: 'INVITE' } })
  })

  it('a lone line feed inside a header field', () => {
    const raw = Buffer.from(bytes(invite).toString('latin1').replace('70', '70\nX-Smuggled: 1'), 'latin1')
    const parsed = parseMessage(raw)
    expect(parsed.ok ? undefined : parsed.error.status).toBe(400)
  })

  it.each([
    ['nothing', ''],
    ['a start line that is none', 'hello\n\n'],
    ['an HTTP request', 'GET / HTTP/1.1\nHost: x\n\n'],
    ['a status out of range', 'SIP/2.0 700 OK\n\n'],
  ])('%s, in silence', (_, text) => {
    expect(faultOf(text)).toBeDefined()
    expect(faultOf(text)?.status).toBeUndefined()
  })

  it('more than 64 KB, and more than 32 KB of header fields', () => {
    expect(parseMessage(Buffer.alloc(70_000, 'a')).ok).toBe(false)
    expect(faultOf(`INVITE sip:a SIP/2.0\n${'X: y\n'.repeat(8_000)}\n`)).toBeDefined()
  })
})

/** Cuts, doubles, swaps and overwrites pieces of real messages. */
function mangled(seed: number): Uint8Array {
  const random = seededRandom(seed)
  let data = Buffer.from(bytes(random.integer(2) === 0 ? invite : invite.replace(/^.*/, 'SIP/2.0 200 OK')))
  const rounds = 1 + random.integer(6)
  for (let i = 0; i < rounds; i++) {
    const at = random.integer(data.length + 1)
    const length = random.integer(20)
    const piece = random.pick([
      random.bytes(length),
      Buffer.from(random.pick(['\r\n', ';', ',', '"', '<', '>', ':', ' ', '\\', '%', '\0', '=', '[', ']', '@'])),
      data.subarray(at, at + length),
    ])
    const isOverwriting = random.integer(2) === 0
    data = Buffer.concat([data.subarray(0, at), piece, data.subarray(isOverwriting ? at + piece.length : at)])
  }
  return data
}

it('never throws, and what it accepts can be sent and read again (20,000 seeds)', () => {
  let accepted = 0
  for (let seed = 0; seed < 20_000; seed++) {
    const parsed = parseMessage(mangled(seed))
    if (!parsed.ok) continue
    const again = parseMessage(serializeMessage(parsed.value))
    expect(again.ok, `seed ${seed}`).toBe(true)
    if (parsed.value.kind === 'request') accepted += readRequest(parsed.value, flow).ok ? 1 : 0
    else accepted += readResponse(parsed.value, flow).ok ? 1 : 0
  }
  expect(accepted).toBeGreaterThan(1000)
})

it('joins what was folded, however often, and leaves every octet of a letter where it stands', () => {
  const subjectOf = (field: string) => {
    const parsed = parseMessage(bytes(invite.replace(/^Subject:[\s\S]*?(?=\nl:)/m, field)))
    return parsed.ok ? parsed.value.headers.get('subject') : parsed.error.sentence
  }
  expect(subjectOf(`Subject: a${'\n b'.repeat(5_000)}`)).toBe(`a${' b'.repeat(5_000)}`)
  expect(subjectOf('Subject: one  \n  two\t\n \n\tthree ')).toBe('one two three')
  // "voilà" ends in the octets C3 A0, of which the second is a no-break space elsewhere.
  expect(subjectOf('Subject: voil\xc3\xa0\n on\xc3\xa0\n x')).toBe('voil\xc3\xa0 on\xc3\xa0 x')
})
