import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { oggPackets } from './ogg.ts'
import { apart, encodeArchive, inspectArchive } from './opus-file.ts'

/** Stereo PCM: a tone on each side, each on only for its own part of the time. */
function pcmOf(rateHz: number, ms: number, side: (atMs: number) => readonly [number, number]): Buffer {
  const samples = Math.round((rateHz * ms) / 1000)
  const pcm = Buffer.alloc(samples * 4)
  for (let i = 0; i < samples; i++) {
    const [left, right] = side((i * 1000) / rateHz)
    pcm.writeInt16LE(Math.round(left), i * 4)
    pcm.writeInt16LE(Math.round(right), i * 4 + 2)
  }
  return pcm
}
const tone = (hz: number, level: number) => (atMs: number) => level * Math.sin((2 * Math.PI * hz * atMs) / 1000)

async function* inParts(bytes: Buffer, partBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += partBytes) yield bytes.subarray(at, at + partBytes)
}
async function collect(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const part of parts) all.push(part)
  return Buffer.concat(all)
}

describe('an archived recording', () => {
  it.each([0, 1, 20, 999, 1000, 12_345])('of %i ms has that length to the sample', async (ms) => {
    const ogg = await collect(
      encodeArchive(
        inParts(
          pcmOf(8000, ms, () => [9, 9]),
          1777,
        ),
        8000,
        7,
      ),
    )
    expect((await inspectArchive(inParts(ogg, 1000), 8000)).durationMs).toBeCloseTo(ms, 3)
  })

  it('keeps the two sides apart: who is silent has nothing of the other', async () => {
    const left = tone(440, 8000)
    const ogg = await collect(
      encodeArchive(
        inParts(
          pcmOf(8000, 3000, (at) => [left(at), 0]),
          32_000,
        ),
        8000,
        7,
      ),
    )
    const { loudness } = await inspectArchive(inParts(ogg, 5000), 8000)
    expect(loudness[0]).toBeGreaterThan(4500)
    expect(loudness[1]).toBeLessThan(2)
  })

  it.each([8000, 16_000] as const)(
    'is a sixth of the size at %i Hz, and a silent side costs little',
    async (rateHz) => {
      const [one, two] = [tone(300, 6000), tone(700, 6000)]
      const both = pcmOf(rateHz, 4000, (at) => [one(at) + two(at * 1.3), two(at)])
      const alone = pcmOf(rateHz, 4000, (at) => [one(at), 0])
      const sizes = await Promise.all(
        [both, alone].map(async (pcm) => (await collect(encodeArchive(inParts(pcm, 8000), rateHz, 7))).length),
      )
      expect(sizes[0]).toBeLessThan(both.length / 6)
      expect(sizes[1]).toBeLessThan((sizes[0] as number) * 0.7)
    },
  )

  it('begins a page each second, with sums that show damage', async () => {
    const noise = tone(333, 4000)
    const ogg = await collect(
      encodeArchive(
        inParts(
          pcmOf(8000, 5000, (at) => [noise(at), noise(at)]),
          9,
        ),
        8000,
        7,
      ),
    )
    const pages = ogg.toString('latin1').split('OggS').length - 1
    expect(pages).toBe(8)
    for (const at of [3, 40, 500, ogg.length - 1]) {
      const damaged = Buffer.from(ogg)
      damaged[at] = (damaged[at] as number) ^ 1
      await expect(inspectArchive(inParts(damaged, 1000), 8000)).rejects.toThrow()
    }
    await expect(inspectArchive(inParts(ogg.subarray(0, -30), 1000), 8000)).rejects.toThrow()
    const packets = []
    for await (const packet of oggPackets(inParts(ogg, 77))) packets.push(packet)
    // The whole without its last page: each page is right, and the end is missed.
    const last = ogg.lastIndexOf('OggS')
    await expect(inspectArchive(inParts(ogg.subarray(0, last), 1000), 8000)).rejects.toThrow('no end')
    expect(packets.filter(({ isLast }) => isLast)).toHaveLength(1)
    for (const { bytes } of packets.slice(2)) expect(apart(bytes).every((side) => side.length >= 1)).toBe(true)
  })
})
