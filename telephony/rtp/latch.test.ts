import { describe, expect, it } from 'vitest'
import { Latch } from './latch.ts'

const signalled = { address: '192.0.2.1', port: 4000 }
const thief = '203.0.113.66'

/** So many packets of one stream, 20 ms apart. @returns which of them were accepted */
function stream(
  latch: Latch,
  from: string,
  of: { port?: number; ssrc?: number; count?: number; atMs?: number; first?: number } = {},
) {
  const { port = 6000, ssrc = 1, count = 1, atMs = 0, first = 100 } = of
  return Array.from({ length: count }, (_, n) => latch.accepts(from, port, ssrc, (first + n) & 0xffff, atMs + n * 20))
}

describe('symmetric RTP (RFC 7362)', () => {
  it('sends to the signalled address until something arrives, then to where it comes from', () => {
    const latch = new Latch(signalled)
    expect([latch.address, latch.port, latch.isLatched]).toEqual(['192.0.2.1', 4000, false])
    expect(stream(latch, '192.0.2.1', { port: 4002 })).toEqual([true])
    expect([latch.address, latch.port, latch.isLatched]).toEqual(['192.0.2.1', 4002, true])
  })

  it('knows a phone behind NAT by the address of its signalling, from the first packet', () => {
    const latch = new Latch({ address: '10.0.0.5', port: 4000 }, '198.51.100.7')
    expect(stream(latch, '198.51.100.7')).toEqual([true])
    expect(latch.address).toBe('198.51.100.7')
  })

  it('believes another place only after four packets of one stream in a row', () => {
    const latch = new Latch(signalled)
    expect(stream(latch, '198.51.100.7', { count: 5, first: 65_534 })).toEqual([false, false, false, true, true])

    const jumping = new Latch(signalled)
    for (let n = 0; n < 100; n++) expect(jumping.accepts(thief, 1, 666, (n * 7) & 0xffff, n)).toBe(false)
    for (let n = 0; n < 100; n++) expect(jumping.accepts(thief, 1, n, n, n), 'another stream each time').toBe(false)
    expect(jumping.isLatched).toBe(false)
  })

  it('lets the peer correct a stranger who shot first: early at once, late with four packets in a row', () => {
    const early = new Latch(signalled)
    stream(early, thief, { ssrc: 666, count: 4 })
    expect(early.address).toBe(thief)
    expect(stream(early, '192.0.2.1', { port: 4000 })).toEqual([true])
    expect(stream(early, thief, { ssrc: 666, count: 20, first: 104 }).some(Boolean)).toBe(false)
    expect(early.address).toBe('192.0.2.1')

    const late = new Latch({ address: '10.0.0.5', port: 4000 }, '198.51.100.7')
    stream(late, thief, { ssrc: 666, count: 200 })
    expect(stream(late, '198.51.100.7', { count: 4, atMs: 4000 })).toEqual([false, false, false, true])
    expect(late.address).toBe('198.51.100.7')
  })

  it('cannot be stolen, however hard the thief tries and however long the peer is silent', () => {
    const latch = new Latch(signalled)
    stream(latch, '192.0.2.1', { port: 4000 })
    expect(stream(latch, thief, { port: 4000, count: 1000, first: 101, atMs: 20 }).some(Boolean)).toBe(false)
    expect([latch.address, latch.port]).toEqual(['192.0.2.1', 4000])
    expect(latch.refused).toBe(1000)
  })

  it('follows the peer to a new port once the old one is silent, if it goes on with the same stream', () => {
    const latch = new Latch(undefined, '198.51.100.7')
    stream(latch, '198.51.100.7', { port: 6000 })
    const other = new Latch(undefined)
    stream(other, '198.51.100.7', { port: 6000, count: 4 })
    expect(other.accepts('198.51.100.7', 6001, 1, 104, 400), 'the old one speaks').toBe(false)
    expect(other.accepts('198.51.100.7', 6001, 2, 104, 700), 'another stream behind the same NAT').toBe(false)
    expect(other.accepts('198.51.100.7', 6001, 1, 90, 700), 'one that goes back').toBe(false)
    expect(other.accepts('198.51.100.7', 6001, 1, 40_000, 700), 'one that leaps').toBe(false)
    expect(other.accepts('198.51.100.7', 6001, 1, 130, 700)).toBe(true)
    expect(other.port).toBe(6001)
  })

  it('opens for a new SDP, and stays for a repeated one', () => {
    const latch = new Latch(signalled)
    stream(latch, '198.51.100.7', { count: 4 })
    latch.signal('192.0.2.1', 4000)
    expect(latch.isLatched).toBe(true)
    latch.signal('192.0.2.2', 5000)
    expect([latch.address, latch.port, latch.isLatched]).toEqual(['192.0.2.2', 5000, false])
    expect(stream(latch, '192.0.2.2', { port: 5000 })).toEqual([true])
  })
})
