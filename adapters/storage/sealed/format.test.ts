import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { newId, type RecordingId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { diskObjects } from '../disk-objects.ts'
import { openRecording } from '../recording-file.ts'
import { wavHead } from '../wav.ts'
import { ChunkCipher, chunkAt, contentOf, headBytes, readHead, type SealedHead, tagBytes, writeHead } from './format.ts'

const seed = Number(process.env.SEED ?? 20_261_122)
const chance = seededRandom(seed)
const pick = (below: number) => chance.integer(below)
const recordingId = newId('recording', Date.UTC(2026, 10, 22), randomBytes)
const otherId = newId('recording', Date.UTC(2026, 10, 22), randomBytes)
const master = randomBytes(32)
const chunkBytes = 64
const headOf = (over: Partial<SealedHead> = {}): SealedHead => ({
  coding: 'pcm',
  channels: 2,
  rateHz: 8000,
  chunkBytes,
  keyId: 'k1',
  salt: randomBytes(32),
  ...over,
})

function seal(content: Uint8Array, over: Partial<SealedHead> = {}, of: RecordingId = recordingId): Buffer {
  const head = writeHead(headOf(over))
  const cipher = new ChunkCipher(master, of, head)
  const parts: Uint8Array[] = [head]
  let index = 0
  for (; (index + 1) * chunkBytes <= content.length; index++)
    parts.push(cipher.seal(content.subarray(index * chunkBytes, (index + 1) * chunkBytes), index, false))
  parts.push(cipher.seal(content.subarray(index * chunkBytes), index, true))
  return Buffer.concat(parts)
}

const root = mkdtempSync(join(tmpdir(), 'parley-sealed-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const disk = diskObjects(root)
const keyOf = (keyId: string) => (keyId === 'k1' ? master : undefined)

/** What a player gets of these bytes, or why it gets nothing. */
async function play(
  file: Uint8Array,
  range?: [number, number],
  of: RecordingId = recordingId,
): Promise<Buffer | string> {
  writeFileSync(join(root, 'file.sealed'), file)
  const opened = await openRecording(disk, 'file.sealed', of, keyOf)
  if (!opened.ok) return opened.error.kind
  const { bytes, read } = opened.value
  const [start, end] = range ?? [0, bytes - 1]
  const sound = await read(start, end)
  if (!sound.ok) return sound.error.kind
  const parts: Buffer[] = []
  try {
    for await (const part of sound.value) parts.push(part as Buffer)
  } catch (error) {
    return error instanceof Error ? error.message : 'thrown'
  }
  return Buffer.concat(parts)
}

const wavOf = (content: Uint8Array) => Buffer.concat([wavHead(content.length, 2, 8000), content])

describe('a sealed recording', () => {
  it.each([0, 1, 63, 64, 65, 128, 1000])(
    'of %i bytes comes back as a WAV, and nothing of it stands in the file',
    async (length) => {
      const content = Buffer.alloc(length, 'the customer said this ')
      const file = seal(content)
      expect(await play(file)).toEqual(wavOf(content))
      expect(file.includes('RIFF')).toBe(false)
      if (length > 20) expect(file.includes('customer')).toBe(false)
      expect(contentOf(chunkBytes, file.length)).toEqual({ bytes: length, isCutOff: false })
    },
  )

  it('gives any range of its WAV, whatever chunks it touches', async () => {
    const content = randomBytes(64 * 40 + 17)
    const file = seal(content)
    const whole = wavOf(content)
    for (let n = 0; n < 300; n++) {
      const start = pick(whole.length)
      const end = start + pick(whole.length - start)
      expect(await play(file, [start, end]), `seed ${seed}: ${start}-${end}`).toEqual(whole.subarray(start, end + 1))
    }
    for (const range of [
      [0, whole.length],
      [-1, 3],
      [5, 4],
      [0.5, 9],
    ] as [number, number][])
      expect(await play(file, range)).toBe('invalid-range')
  })

  it('hands out an Ogg file as it is', async () => {
    const ogg = Buffer.from('OggS and so on')
    expect(await play(seal(ogg, { coding: 'opus' }))).toEqual(ogg)
  })

  it('shows each bit that was changed, wherever it is', async () => {
    const content = randomBytes(200)
    const file = seal(content)
    for (let n = 0; n < 400; n++) {
      const changed = Buffer.from(file)
      const [at, bit] = [pick(file.length), pick(8)]
      changed[at] = (changed[at] as number) ^ (1 << bit)
      expect(typeof (await play(changed)), `seed ${seed}: byte ${at}, bit ${bit}`).toBe('string')
    }
  })

  it('shows chunks that were swapped, doubled, left out or taken from elsewhere', async () => {
    const content = randomBytes(chunkBytes * 4 + 10)
    const file = seal(content)
    const head = file.subarray(0, headBytes)
    const chunks = [0, 1, 2, 3, 4].map((i) => file.subarray(chunkAt(chunkBytes, i), chunkAt(chunkBytes, i + 1)))
    const [a, b, c, d, last] = chunks as [Buffer, Buffer, Buffer, Buffer, Buffer]
    const other = seal(content)
    const foreign = other.subarray(chunkAt(chunkBytes, 1), chunkAt(chunkBytes, 2))
    for (const parts of [
      [b, a, c, d, last],
      [a, a, b, c, d, last],
      [a, c, d, last],
      [b, c, d, last],
      [a, foreign, c, d, last],
      [a, b, c, d, last, last],
    ]) {
      expect(await play(Buffer.concat([head, ...parts]))).toMatch(/damaged/)
    }
    expect(await play(Buffer.concat([other.subarray(0, headBytes), ...chunks]))).toMatch(/damaged/)
    expect(await play(Buffer.concat([head, ...chunks]))).toEqual(wavOf(content))
  })

  it('knows that its end is missing, and never plays a full chunk as the last', async () => {
    const content = randomBytes(chunkBytes * 3 + 5)
    const file = seal(content)
    // Where a chunk ends: good as far as it goes, and known to be cut.
    const cut = file.subarray(0, chunkAt(chunkBytes, 2))
    expect(contentOf(chunkBytes, cut.length)).toEqual({ bytes: 2 * chunkBytes, isCutOff: true })
    expect(await play(cut)).toEqual(wavOf(content.subarray(0, 2 * chunkBytes)))
    // Anywhere else: what is left of the chunk does not pass for a last one.
    const torn = file.subarray(0, chunkAt(chunkBytes, 2) + tagBytes + 9)
    expect(await play(torn)).toMatch(/damaged/)
    expect(await play(torn, [44, 44 + 2 * chunkBytes - 1])).toEqual(content.subarray(0, 2 * chunkBytes))
  })

  it('opens with its own key and its own id alone', async () => {
    const content = randomBytes(100)
    expect(await play(seal(content), undefined, otherId)).toMatch(/damaged/)
    expect(await play(seal(content, { keyId: 'k2' }))).toBe('no-key')
    const head = writeHead(headOf())
    const stranger = new ChunkCipher(randomBytes(32), recordingId, head)
    expect(await play(Buffer.concat([head, stranger.seal(content.subarray(0, 9), 0, true)]))).toMatch(/damaged/)
  })

  it('uses no nonce and no key for two contents', () => {
    const content = Buffer.alloc(chunkBytes * 3)
    const file = seal(content)
    const chunks = [0, 1, 2].map((i) => file.toString('hex', chunkAt(chunkBytes, i), chunkAt(chunkBytes, i) + 32))
    // Zeros encrypted show the key stream: it never comes again, neither in the file nor in another of the same recording.
    expect(
      new Set([...chunks, seal(content).toString('hex', chunkAt(chunkBytes, 0), chunkAt(chunkBytes, 0) + 32)]).size,
    ).toBe(4)
    const head = writeHead(headOf())
    const cipher = new ChunkCipher(master, recordingId, head)
    expect(cipher.seal(content, 3, true).equals(cipher.seal(content, 3, false))).toBe(false)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['noise', randomBytes(500)],
    ['a WAV', Buffer.concat([wavHead(100, 2, 8000), Buffer.alloc(100)])],
    ['a later version', Buffer.concat([writeHead(headOf()), Buffer.alloc(99)]).fill(2, 8, 9)],
    ['a chunk of nothing', Buffer.concat([writeHead(headOf({ chunkBytes: 0 })), Buffer.alloc(99)])],
    ['a huge chunk', Buffer.concat([writeHead(headOf({ chunkBytes: 2 ** 31 })), Buffer.alloc(99)])],
  ])('is not taken from %s', async (_, bytes) => {
    expect(await play(bytes)).toBe('damaged')
    expect(readHead(bytes).ok).toBe(false)
  })

  it('reads plain recordings of earlier days as they are', async () => {
    const wav = wavOf(randomBytes(320))
    writeFileSync(join(root, 'old.wav'), wav)
    const opened = await openRecording(disk, 'old.wav', recordingId, keyOf)
    const sound = opened.ok ? await opened.value.read(10, 60) : opened
    if (!sound.ok) throw new Error(sound.error.kind)
    const parts: Buffer[] = []
    for await (const part of sound.value) parts.push(part as Buffer)
    expect(Buffer.concat(parts)).toEqual(wav.subarray(10, 61))
  })
})

it('keeps keys within its root', async () => {
  for (const key of ['../x', '/etc/passwd', 'a/../../b', '.hidden', '', 'a//b', 'a\0b'])
    expect(await disk.size(key)).toEqual({ ok: false, error: { kind: 'invalid-id' } })
})
