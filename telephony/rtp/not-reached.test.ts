import { describe, expect, it } from 'vitest'
import { NotReached } from './not-reached.ts'
import { RtpSender } from './sender.ts'

function stream(firstSequence = 65_500) {
  const sender = new RtpSender({ ssrc: 0xa1b2c3d4, sequence: firstSequence, timestamp: 0, payloadType: 0 })
  const word = new NotReached()
  const bytes = new Uint8Array(200)
  const payload = new Uint8Array(160)
  /** Sends so many; the network says of each that it was not delivered, where `says` is so. */
  const send = (packets: number, says: (n: number) => boolean, quotedBytes = 12) => {
    for (let n = 0; n < packets; n++) {
      sender.frame(bytes, payload)
      if (says(n)) word.told(bytes.subarray(0, quotedBytes), sender)
    }
  }
  return { sender, word, send, isSo: () => word.isSo(sender.packetsSent) }
}
const each = () => true
const never = () => false
const onceASecond = (n: number) => n % 50 === 0

describe('word of the network that nothing is delivered', () => {
  it('is believed when it is said for a second', () => {
    const { send, isSo } = stream()
    send(40, each)
    expect(isSo()).toBe(false)
    send(10, each)
    expect(isSo()).toBe(true)
  })

  it.each([12, 0])('is believed also of systems that say it once a second, and send back %d bytes', (quotedBytes) => {
    const { send, isSo } = stream()
    send(100, onceASecond, quotedBytes)
    expect(isSo()).toBe(false)
    send(1, each, quotedBytes)
    expect(isSo()).toBe(true)
  })

  it('is believed at once of a neighbour who is given up, with all that waited for him', () => {
    const { sender, word, send, isSo } = stream()
    send(150, never)
    for (let n = 0; n < 150; n++) {
      const sequence = (65_500 + n) & 0xffff
      word.told(Uint8Array.of(0x80, 0, sequence >> 8, sequence, 0, 0, 0, 0, 0xa1, 0xb2, 0xc3, 0xd4), sender)
    }
    expect(isSo()).toBe(true)
  })

  it('is over when nothing is said any more, and when we send elsewhere', () => {
    const { send, isSo, word } = stream()
    send(60, each)
    send(190, never)
    expect(isSo()).toBe(true)
    send(20, never)
    expect(isSo()).toBe(false)
    send(2, each)
    expect(isSo()).toBe(false)
    send(60, each)
    expect(isSo()).toBe(true)
    word.forget()
    expect(isSo()).toBe(false)
  })

  it('is nothing when it tells of packets that are not ours, or were sent long ago', () => {
    const { sender, send, word, isSo } = stream(0)
    send(2000, never)
    for (let n = 0; n < 200; n++) {
      word.told(Uint8Array.of(0x80, 0, 7, n, 0, 0, 0, 0, 1, 2, 3, 4), sender)
      word.told(Uint8Array.of(0x80, 0, 0, n, 0, 0, 0, 0, 0xa1, 0xb2, 0xc3, 0xd4), sender)
      word.told(Uint8Array.of(0x80, 0, 9, n, 0, 0, 0, 0, 0xa1, 0xb2, 0xc3, 0xd4), sender)
    }
    expect(isSo()).toBe(false)
  })

  it('does not stand against a far end that has got what was told of, and is not believed again for a while', () => {
    const { sender, send, word, isSo } = stream(0)
    send(100, never)
    send(60, each)
    // A report that was under way when it began says nothing.
    word.received(90, sender.packetsSent)
    expect(isSo()).toBe(true)
    word.received(120, sender.packetsSent)
    expect(isSo()).toBe(false)
    for (let round = 0; round < 8; round++) {
      send(250, each)
      expect(isSo()).toBe(false)
      word.received((sender.sequence - 10) & 0xffff, sender.packetsSent)
    }
    send(1010, each)
    expect(isSo()).toBe(true)
  })
})
