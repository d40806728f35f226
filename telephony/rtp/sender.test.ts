import { expect, it } from 'vitest'
import { newRtpPacket, parseRtp } from './packet.ts'
import { RtpSender } from './sender.ts'

it('numbers frames, wraps, and marks the first after silence', () => {
  const sender = new RtpSender({ ssrc: 3, sequence: 65_535, timestamp: 2 ** 32 - 160, payloadType: 8 })
  const bytes = new Uint8Array(172)
  const packet = newRtpPacket()
  const sent = [0, 1, 2, 3].map((n) => {
    if (n === 2) sender.skip(5)
    expect(sender.frame(bytes, new Uint8Array(160))).toBe(172)
    parseRtp(bytes, packet)
    return [packet.sequence, packet.timestamp, packet.marker]
  })
  expect(sent).toEqual([
    [65_535, 2 ** 32 - 160, true],
    [0, 0, false],
    [1, 160 + 800, true],
    [2, 320 + 800, false],
  ])
  expect([sender.packetsSent, sender.payloadBytesSent]).toEqual([4, 640])
})
