import { describe, expect, it } from 'vitest'
import { writePcap } from './pcap.ts'

const from = { address: '192.0.2.1', port: 5060 }
const to = { address: '192.0.2.2', port: 5062 }

describe('a capture file', () => {
  it('has the header of libpcap 2.4 with raw IP', () => {
    const file = Buffer.from(writePcap([]))
    expect(file.length).toBe(24)
    expect(file.readUInt32LE(0)).toBe(0xa1b2c3d4)
    expect(file.readUInt32LE(20)).toBe(101)
  })

  it('holds each datagram in an IP and UDP packet with a right checksum', () => {
    const payload = Buffer.from('OPTIONS sip:a SIP/2.0')
    const file = Buffer.from(writePcap([{ atMs: 1_700_000_000_123, from, to, payload }]))
    expect(file.readUInt32LE(24)).toBe(1_700_000_000)
    expect(file.readUInt32LE(28)).toBe(123_000)
    const packet = file.subarray(40)
    expect(packet.length).toBe(28 + payload.length)
    let sum = 0
    for (let at = 0; at < 20; at += 2) sum += packet.readUInt16BE(at)
    while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
    expect(sum).toBe(0xffff)
    expect([...packet.subarray(12, 16)]).toEqual([192, 0, 2, 1])
    expect(packet.readUInt16BE(20)).toBe(5060)
    expect(packet.readUInt16BE(24)).toBe(8 + payload.length)
    expect(packet.subarray(28).toString()).toBe(payload.toString())
  })

  it('writes version 6 addresses, short ones too', () => {
    const file = Buffer.from(
      writePcap([
        {
          atMs: 0,
          from: { address: '2001:db8::1', port: 1 },
          to: { address: '::1', port: 2 },
          payload: Buffer.from('x'),
        },
      ]),
    )
    const packet = file.subarray(40)
    expect(packet[0]! >> 4).toBe(6)
    expect(packet.subarray(8, 24).toString('hex')).toBe('20010db8000000000000000000000001')
    expect(packet.subarray(24, 40).toString('hex')).toBe('00000000000000000000000000000001')
  })
})
