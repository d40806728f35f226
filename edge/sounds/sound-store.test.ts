import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { mostSoundBytes, soundPartBytes } from '#protocol/edge/commands.ts'
import type { AudioSource } from '#telephony/audio/frame.ts'
import { newFrame } from '#telephony/audio/frame.ts'
import { promptSamples } from '#telephony/audio/prompts.ts'
import { SoundFolder } from './sound-folder.ts'
import { SoundStore } from './sound-store.ts'

let path = ''
let wanted: string[] = []
const failures: string[] = []
let nowMs = 0

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'sounds-'))
  wanted = []
  failures.length = 0
})
afterEach(() => rm(path, { recursive: true, force: true }))

async function store(bounds: { mostMemoryBytes?: number; mostBytes?: number } = {}): Promise<SoundStore> {
  const { mostMemoryBytes, mostBytes } = bounds
  const failed = (what: string) => void failures.push(what)
  const folder = new SoundFolder({ path, failed, ...(mostBytes !== undefined && { mostBytes }) })
  await folder.load()
  const want = (hashes: readonly string[]) => void wanted.push(...hashes)
  const memory = mostMemoryBytes !== undefined && { mostMemoryBytes }
  return new SoundStore({ folder, want, monotonicMs: () => nowMs, ...memory })
}

/** A second of one steady value. */
const sound = (code: number, bytes = 8000) => {
  const audio = Buffer.alloc(bytes, code)
  return { audio, hash: createHash('sha256').update(audio).digest('hex') }
}
const put = (to: SoundStore, { audio, hash }: ReturnType<typeof sound>) => {
  for (let offset = 0; offset < audio.length; offset += soundPartBytes) {
    const partBase64 = audio.subarray(offset, offset + soundPartBytes).toString('base64')
    expect(to.put({ type: 'sound.put', hash, offset, bytes: audio.length, partBase64 })).toMatchObject({ ok: true })
  }
}
const onDisk = async () =>
  (await readdir(path)).flatMap((name) => (name.endsWith('.ulaw') ? [name.slice(0, 64)] : [])).sort()
/** The frames until it is over. */
function heard(source: AudioSource, most = 1000): number[] {
  const frame = newFrame()
  const values: number[] = []
  while (values.length < most && source.read(frame)) values.push(frame[0] as number)
  return values
}
const levelOf = (code: number) => promptSamples(Uint8Array.of(code))[0]

it('asks for what it lacks, says it once it has come, and needs nobody for it after a new start', async () => {
  const one = sound(0x90, 3 * soundPartBytes + 5)
  const first = await store()
  first.expect([one.hash])
  await vi.waitFor(() => expect(wanted).toEqual([one.hash]))
  const early = first.open(one.hash)
  expect(heard(early, 3)).toEqual([0, 0, 0])
  put(first, one)
  expect(heard(early)).toHaveLength(Math.ceil(one.audio.length / 160))
  await vi.waitFor(async () => expect(await onDisk()).toEqual([one.hash]))

  wanted = []
  const second = await store()
  const source = second.open(one.hash)
  await vi.waitFor(() => expect(heard(source, 2).at(-1)).toBe(levelOf(0x90)))
  expect(wanted).toEqual([])
})

it('gives up after three seconds of silence, or at once when nobody has it', async () => {
  const sounds = await store()
  const lonely = sounds.open(sound(0x91).hash)
  expect(heard(lonely)).toHaveLength(150)
  expect(lonely.isMissing).toBe(true)
  const gone = sounds.open(sound(0x92).hash)
  expect(heard(gone, 2)).toEqual([0, 0])
  sounds.gone(sound(0x92).hash)
  expect(heard(gone)).toEqual([])
  expect(gone.isMissing).toBe(true)
})

it('throws a damaged file away and asks for it anew', async () => {
  const one = sound(0x93)
  await writeFile(join(path, `${one.hash}.ulaw`), Buffer.alloc(8000, 0x94))
  await writeFile(join(path, `${sound(0x95).hash}.ulaw.partial`), 'cut off')
  const sounds = await store()
  sounds.expect([one.hash])
  await vi.waitFor(() => expect(wanted).toEqual([one.hash]))
  expect(failures).toEqual(['A sound was damaged on the disk and is fetched anew'])
  expect(await onDisk()).toEqual([])
  put(sounds, one)
  expect(heard(sounds.open(one.hash), 1)).toEqual([levelOf(0x93)])
})

it('takes no bytes that are not those of the hash, no part out of its order, and nothing beyond the bound', async () => {
  const sounds = await store()
  const [one, other] = [sound(0x96, 100), sound(0x97, 100)]
  const part = (offset: number, audio: Buffer, bytes = 100) =>
    sounds.put({ type: 'sound.put', hash: one.hash, offset, bytes, partBase64: audio.toString('base64') }).ok
  expect(part(0, other.audio)).toBe(false)
  expect(part(50, one.audio.subarray(50))).toBe(false)
  expect(part(0, one.audio.subarray(0, 50))).toBe(true)
  expect(part(60, one.audio.subarray(60))).toBe(false)
  expect(part(50, one.audio.subarray(50))).toBe(false)
  expect(part(0, Buffer.alloc(200), 100)).toBe(false)
  expect(await onDisk()).toEqual([])
  expect(part(0, one.audio)).toBe(true)
  expect(mostSoundBytes / 8000).toBe(240)
})

it('forgets what was heard longest ago when memory or disk are full, and has it again from the other', async () => {
  const all = [sound(0xa0), sound(0xa1), sound(0xa2), sound(0xa3)]
  const sounds = await store({ mostMemoryBytes: 2 * 16_000, mostBytes: 3 * 8000 })
  sounds.expect(all.slice(1).map(({ hash }) => hash))
  for (const one of all) {
    put(sounds, one)
    await vi.waitFor(async () => expect(await onDisk()).toContain(one.hash))
  }
  // The one that is in no set went first.
  const kept = all.slice(1).map(({ hash }) => hash)
  await vi.waitFor(async () => expect(await onDisk()).toEqual([...kept].sort()))
  wanted = []
  const again = sounds.open(kept[0] as string)
  await vi.waitFor(() => expect(heard(again, 2).at(-1)).toBe(levelOf(0xa1)))
  expect(wanted).toEqual([])
})

it('asks for one sound once a second at most, however many want to hear it', async () => {
  const sounds = await store()
  const { hash } = sound(0xb0)
  for (let i = 0; i < 50; i++) sounds.open(hash)
  await vi.waitFor(() => expect(wanted).toEqual([hash]))
  nowMs += 1500
  sounds.open(hash)
  await vi.waitFor(() => expect(wanted).toEqual([hash, hash]))
})
