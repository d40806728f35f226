import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { StreamFramer } from './framer.ts'

const message = (body: string) => `OPTIONS sip:a SIP/2.0\r\nCall-ID: 1\r\nContent-Length: ${body.length}\r\n\r\n${body}`
const texts = (messages: readonly Uint8Array[]) => messages.map((one) => Buffer.from(one).toString('latin1'))

it('cuts a stream the same however it is chopped (200 seeds)', () => {
  const wanted = [message(''), message('\r\n\r\nbody'), message('x'.repeat(3000))]
  const stream = Buffer.from(`${wanted[0]}\r\n${wanted[1]}${wanted[2]}`)
  for (let seed = 0; seed < 200; seed++) {
    const random = seededRandom(seed)
    const framer = new StreamFramer()
    const found: string[] = []
    for (let at = 0; at < stream.length; ) {
      const size = 1 + random.integer(random.pick([3, 50, 4000]))
      const framed = framer.push(stream.subarray(at, at + size))
      if (!framed.ok) throw new Error(framed.error)
      found.push(...texts(framed.value.messages))
      at += size
    }
    expect(found, `seed ${seed}`).toEqual(wanted)
    expect(framer.isInsideMessage).toBe(false)
  }
})

it('takes the compact form of Content-Length', () => {
  const framed = new StreamFramer().push(Buffer.from('OPTIONS sip:a SIP/2.0\r\nl : 2\r\n\r\nab'))
  expect(framed.ok && texts(framed.value.messages)).toHaveLength(1)
})

it('counts keep-alives (RFC 5626 3.5.1)', () => {
  const framed = new StreamFramer().push(Buffer.from(`\r\n\r\n${message('')}\r\n\r\n`))
  expect(framed.ok && [framed.value.pings, framed.value.messages.length]).toEqual([2, 1])
})

it('keeps messages apart from the memory that it is given', () => {
  const piece = Buffer.from(message('abc'))
  const framed = new StreamFramer().push(piece)
  piece.fill(0)
  expect(framed.ok && texts(framed.value.messages)).toEqual([message('abc')])
})

describe('gives the stream up', () => {
  it.each([
    ['without Content-Length', 'OPTIONS sip:a SIP/2.0\r\nCall-ID: 1\r\n\r\n'],
    ['with two', 'OPTIONS sip:a SIP/2.0\r\nl: 0\r\nContent-Length: 5\r\n\r\n'],
    ['with a negative one', 'OPTIONS sip:a SIP/2.0\r\nl: -1\r\n\r\n'],
    ['with a huge one', 'OPTIONS sip:a SIP/2.0\r\nl: 999999\r\n\r\n'],
    ['when the header fields do not end', 'a'.repeat(40_000)],
  ])('%s', (_, text) => {
    expect(new StreamFramer().push(Buffer.from(text)).ok).toBe(false)
  })
})
