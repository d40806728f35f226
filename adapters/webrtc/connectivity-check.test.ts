import { createHmac } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readConnectivityCheck } from './connectivity-check.ts'

// RFC 5769 2.1: a request of another maker, with ICE-CONTROLLED, MESSAGE-INTEGRITY and FINGERPRINT.
const sample = Buffer.from(
  `000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e0001ff
   80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2
   80280004e57a3bcf`.replace(/\s/g, ''),
  'hex',
)
const password = 'VOkJxbRl1RmTxUk/WvJxBt'
const passwordOf = (name: string) => (name === 'evtj' ? password : undefined)

describe('a connectivity check', () => {
  it('is read when it is signed, as in RFC 5769', () => {
    expect(readConnectivityCheck(sample, passwordOf)).toEqual({ localName: 'evtj', mended: undefined })
    expect(readConnectivityCheck(sample, () => 'another password')).toBeUndefined()
    expect(readConnectivityCheck(sample, () => undefined)).toBeUndefined()
  })

  it('is not read when one bit of what is signed is another', () => {
    for (let at = 0; at < sample.length - 32; at++) {
      const other = Buffer.from(sample)
      other[at] = (other[at] ?? 0) ^ 0x01
      expect(readConnectivityCheck(other, passwordOf), `byte ${at}`).toBeUndefined()
    }
  })

  it('gets a tie-breaker that is not zero, a signature and a fingerprint that fit', () => {
    const zero = Buffer.from(sample).fill(0, 52, 60)
    const signed = Buffer.from(zero.subarray(0, 76))
    signed.writeUInt16BE(80, 2)
    createHmac('sha1', password).update(signed).digest().copy(zero, 80)
    const mended = readConnectivityCheck(zero, passwordOf)?.mended ?? Buffer.alloc(0)
    expect(mended.subarray(0, 52)).toEqual(zero.subarray(0, 52))
    expect(mended.subarray(52, 60)).toEqual(Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]))
    expect(readConnectivityCheck(mended, passwordOf)).toEqual({ localName: 'evtj', mended: undefined })
    expect(mended.readUInt32BE(mended.length - 4)).toBe((crc32(mended.subarray(0, -8)) ^ 0x5354_554e) >>> 0)
  })

  it('is taken for none in any shortened or lengthened form', () => {
    for (let length = 0; length < sample.length; length++) {
      expect(readConnectivityCheck(sample.subarray(0, length), passwordOf)).toBeUndefined()
    }
    expect(readConnectivityCheck(Buffer.concat([sample, Buffer.alloc(4)]), passwordOf)).toBeUndefined()
    expect(readConnectivityCheck(Buffer.concat([sample, Buffer.alloc(9000)]), passwordOf)).toBeUndefined()
  })
})
