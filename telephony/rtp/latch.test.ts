import { describe, expect, it } from 'vitest'
import { Latch } from './latch.ts'

const signalled = { address: '192.0.2.1', port: 4000 }

describe('symmetric RTP', () => {
  it('sends to the signalled address until something arrives, then to where it comes from', () => {
    const latch = new Latch(signalled)
    expect([latch.address, latch.port, latch.isLatched]).toEqual(['192.0.2.1', 4000, false])
    expect(latch.accepts('198.51.100.7', 6000, 1, 0)).toBe(true)
    expect([latch.address, latch.port, latch.isLatched]).toEqual(['198.51.100.7', 6000, true])
  })

  it('lets the signalled address correct a stranger who shot first, but not late', () => {
    const early = new Latch(signalled)
    early.accepts('203.0.113.66', 1, 666, 0)
    expect(early.accepts('192.0.2.1', 4000, 1, 5)).toBe(true)
    expect(early.accepts('203.0.113.66', 1, 666, 20)).toBe(false)
    expect(early.address).toBe('192.0.2.1')

    const late = new Latch(signalled)
    for (let n = 0; n < 11; n++) late.accepts('198.51.100.7', 6000, 1, n * 20)
    expect(late.accepts('192.0.2.1', 4000, 2, 225)).toBe(false)
  })

  it('cannot be stolen, however hard the thief tries and however long the peer is silent', () => {
    const latch = new Latch(signalled)
    latch.accepts('192.0.2.1', 4000, 1, 0)
    for (let n = 0; n < 1000; n++) expect(latch.accepts('203.0.113.66', 4000, 1, n * 20)).toBe(false)
    expect([latch.address, latch.port]).toEqual(['192.0.2.1', 4000])
    expect(latch.refused).toBe(1000)
  })

  it('follows the peer to a new port once the old one is silent', () => {
    const latch = new Latch(undefined)
    latch.accepts('198.51.100.7', 6000, 1, 0)
    expect(latch.accepts('198.51.100.7', 6001, 1, 400)).toBe(false)
    expect(latch.accepts('198.51.100.7', 6001, 2, 600), 'another stream behind the same NAT').toBe(false)
    expect(latch.accepts('198.51.100.7', 6001, 1, 600)).toBe(true)
    expect(latch.port).toBe(6001)
  })

  it('opens for a new SDP, and stays for a repeated one', () => {
    const latch = new Latch(signalled)
    latch.accepts('198.51.100.7', 6000, 1, 0)
    latch.signal('192.0.2.1', 4000)
    expect(latch.isLatched).toBe(true)
    latch.signal('192.0.2.2', 5000)
    expect([latch.address, latch.port, latch.isLatched]).toEqual(['192.0.2.2', 5000, false])
    expect(latch.accepts('192.0.2.2', 5000, 8, 10)).toBe(true)
  })
})
