import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type ObjectStoreServer, startObjectStore } from './peers/object-store.ts'
import { at8kHz, readWav, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const callerHz = 660
const agentHz = 880

/** What a thief of the disk would find, and what an owner of it must: sound that was said until a second before the edge died. */
describe('a recording', () => {
  let store: ObjectStoreServer
  let parley: Installation
  let api: ApiClient
  let aylin: Desk
  let nino: Desk
  let recordingId: string
  let wholeFile: Buffer
  const folder = mkdtempSync(join(tmpdir(), 'parley-recording-'))

  beforeAll(async () => {
    store = await startObjectStore('127.0.26.3')
    const { endpoint, bucket, accessKey, secret } = store.options
    parley = await startInstallation({
      address: '127.0.26.2',
      settings: {
        PARLEY_RECORDINGS_KEEP_WAV: '0',
        PARLEY_RECORDINGS_S3_ENDPOINT: endpoint,
        PARLEY_RECORDINGS_S3_BUCKET: bucket,
        PARLEY_RECORDINGS_S3_ACCESS_KEY: accessKey,
        PARLEY_RECORDINGS_S3_SECRET: secret,
      },
    })
    // Recordings stay where the edge wrote them until the store is back.
    await store.goAway()
    api = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: agentHz })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: callerHz })
    await nino.press('Call')
    await aylin.press('Answer')
    await aylin.waitToHear(callerHz)
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close()])
    await parley?.stop()
    await store?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const root = () => join(parley.dataDir, 'recordings')
  const files = () =>
    (readdirSync(root(), { recursive: true }) as string[])
      .filter((name) => name.includes('rec_'))
      .map((name) => join(root(), name))
  const recording = async () => {
    const { items } = await api.call('interactions')
    const { items: found } = await api.call('recordings', { id: items[0]?.interactionId ?? '' })
    if (!found[0]) throw new Error('no recording')
    return found[0]
  }
  const sound = async (range?: string) => {
    const answer = await api.raw('recordingAudio', { id: recordingId, ...(range ? { headers: { range } } : {}) })
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      bytes: Buffer.from(await answer.arrayBuffer()),
    }
  }

  it('of which the edge is killed in mid-call can be heard until a second before', async () => {
    await eventually(async () => expect(files()).toHaveLength(1))
    expect(files()[0]).toMatch(/\.wav\.sealed\.partial$/)
    await delay(6000)
    const killedAtMs = Date.now()
    parley.kill('edge')
    const { startedAt } = await recording()
    const found = await eventually(async () => {
      const one = await recording()
      expect(one.isReady).toBe(true)
      return one
    }, 60_000)
    recordingId = found.recordingId
    const recordedMs = killedAtMs - Date.parse(startedAt)
    expect(found.durationMs).toBeGreaterThan(recordedMs - 1000)
    const { status, type, bytes } = await sound()
    expect([status, type]).toEqual([200, 'audio/wav'])
    wholeFile = bytes
    const wav = readWav(bytes)
    const [left = new Int16Array(), right = new Int16Array()] = at8kHz(wav)
    expect(left.length / 8).toBeGreaterThan(recordedMs - 1000)
    expect(shareOfTone(left.subarray(-24_000), callerHz)).toBeGreaterThan(0.5)
    expect(shareOfTone(right.subarray(-24_000), agentHz)).toBeGreaterThan(0.5)
  })

  it('shows nothing of itself on the disk', () => {
    const [path = ''] = files()
    const bytes = readFileSync(path)
    expect(bytes.length).toBeGreaterThan(100_000)
    for (const word of ['RIFF', 'WAVE', 'fmt ', 'data']) expect(bytes.subarray(88).includes(word)).toBe(false)
    // No eight samples of what is heard stand anywhere in the file.
    for (let at = 44; at + 32 < wholeFile.length; at += 1601) {
      const piece = wholeFile.subarray(at, at + 32)
      if (!piece.every((byte) => byte === 0)) expect(bytes.includes(piece)).toBe(false)
    }
    // Encrypted bytes are even: none comes much more often than another.
    const counts = new Array<number>(256).fill(0)
    for (const byte of bytes.subarray(88)) counts[byte] = (counts[byte] as number) + 1
    const mean = (bytes.length - 88) / 256
    expect(Math.max(...counts)).toBeLessThan(mean * 1.4)
  })

  it('has its key in a file of its own, and in no log and no table', async () => {
    const [, key = ''] = /^\S+ (\S{44})$/m.exec(readFileSync(join(parley.dataDir, 'recording-keys'), 'utf8')) ?? []
    expect(key).toHaveLength(44)
    expect(parley.output()).not.toContain(key)
    const dump = execFileSync('grep', ['-r', '-l', '-a', '-F', key, parley.dataDir], { encoding: 'utf8' })
    expect(dump.trim()).toBe(join(parley.dataDir, 'recording-keys'))
  })

  it('is made small and moved away once the store is there, and is heard from there in any range', async () => {
    expect((await sound('bytes=0-3')).bytes.toString()).toBe('RIFF')
    await store.comeBack()
    await eventually(async () => expect(files()).toEqual([]), 120_000)
    const { type, bytes } = await sound()
    expect(type).toBe('audio/ogg')
    expect(bytes.length).toBeLessThan(wholeFile.length / 5)
    for (const [start, end] of [
      [0, 3],
      [100, 20_000],
      [bytes.length - 10, bytes.length - 1],
    ] as const) {
      const part = await sound(`bytes=${start}-${end}`)
      expect(part.status).toBe(206)
      expect(part.bytes.equals(bytes.subarray(start, end + 1))).toBe(true)
    }
    writeFileSync(join(folder, 'a.opus'), bytes)
    execFileSync('opusdec', ['--quiet', '--rate', '8000', join(folder, 'a.opus'), join(folder, 'a.wav')])
    const [left = new Int16Array(), right = new Int16Array()] = readWav(readFileSync(join(folder, 'a.wav'))).samples
    expect(left.length / 8).toBeCloseTo((await recording()).durationMs ?? 0, -1)
    expect(shareOfTone(left.subarray(-24_000), callerHz)).toBeGreaterThan(0.5)
    expect(shareOfTone(right.subarray(-24_000), agentHz)).toBeGreaterThan(0.5)
  })
})
