import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '#adapters/postgres/migrate.ts'
import type { Pool } from '#adapters/postgres/pool.ts'
import { startTestServer, type TestServer } from '#adapters/postgres/testing.ts'
import { diskObjects, type ObjectStore, recordingPath, sealFile } from '#adapters/storage/index.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { type InteractionId, newId, type RecordingId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import { keepRecording } from '../projections/recording-rows.ts'
import { createArchive, type RecordingArchive } from './archive.ts'
import { Archiver, type ArchiverParts } from './archiver.ts'
import { eraseRecording } from './erase.ts'
import { readRecordingKeys } from './keys.ts'
import { transcode } from './transcode.ts'
import { keepPeaks, keptPeaks } from './waveform.ts'

const first = randomBytes(32)
const keysOf = (...lines: string[]) => {
  const keys = readRecordingKeys([`old ${first.toString('base64')}`, ...lines].join('\n'), 'keys')
  if (!keys.ok) throw new Error(keys.error)
  return keys.value
}
const keys = keysOf(`new ${randomBytes(32).toString('base64')}`)

let server: TestServer
let pool: Pool
let root: string
/** Stands for a store elsewhere that can be away. */
let elsewhere: string
let isAway = false
let nowMs = Date.UTC(2026, 10, 22)
let raised: string[]

beforeAll(async () => {
  server = await startTestServer()
  pool = (await server.database()).pool
  await migrate(pool)
})
afterAll(() => server.stop())
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'parley-archive-'))
  elsewhere = mkdtempSync(join(tmpdir(), 'parley-elsewhere-'))
  isAway = false
  raised = []
  await pool.query('DELETE FROM recording')
  return () => {
    rmSync(root, { recursive: true, force: true })
    rmSync(elsewhere, { recursive: true, force: true })
  }
})

const tone = (hz: number, seconds: number) => {
  const pcm = Buffer.alloc(seconds * 32_000)
  for (let i = 0; i < seconds * 8000; i++) {
    pcm.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hz * i) / 8000)), i * 4)
    pcm.writeInt16LE(Math.round(4000 * Math.sin((2 * Math.PI * 2 * hz * i) / 8000)), i * 4 + 2)
  }
  return pcm
}

/** A recording as the edge leaves it, with its row. */
async function recorded(seconds = 2): Promise<RecordingId> {
  const recordingId = newId('recording', nowMs++, randomBytes)
  const path = recordingPath(recordingId, 'wav.sealed')
  if (!path.ok) throw new Error(path.error.kind)
  mkdirSync(dirname(join(root, path.value)), { recursive: true })
  const head = {
    coding: 'pcm',
    channels: 2,
    rateHz: 8000,
    chunkBytes: 16_000,
    keyId: 'old',
    salt: randomBytes(32),
  } as const
  const content = (async function* () {
    yield tone(400, seconds)
  })()
  const file = await sealFile(join(root, path.value), recordingId, head, first, content)
  const result = { recordingId, path: path.value, durationMs: seconds * 1000, missingMs: 0, keyId: 'old', ...file }
  await keepRecording(pool, newId('interaction', nowMs, randomBytes) as InteractionId, result, nowMs)
  return recordingId
}

const awayStore = (): ObjectStore => {
  const disk = diskObjects(elsewhere)
  const away = async () => failure({ kind: 'io', code: 'ECONNREFUSED' } as const)
  return {
    kind: 's3',
    size: (key) => (isAway ? away() : disk.size(key)),
    read: (key, start, end) => (isAway ? away() : disk.read(key, start, end)),
    put: (key, path, file) => (isAway ? away() : disk.put(key, path, file)),
    delete: (key) => (isAway ? away() : disk.delete(key)),
  }
}
const archiveOf = (withS3 = false) =>
  createArchive({ disk: diskObjects(root), s3: withS3 ? awayStore() : undefined, keys })

const archiverOf = (archive: RecordingArchive, over: Partial<ArchiverParts> = {}) =>
  new Archiver({
    pool,
    archive,
    root,
    keepsWav: false,
    transcode: (job) => transcode(job).then(success, (error: Error) => failure(error.message)),
    alarms: {
      raise: async ({ kind }) => void raised.push(`raise ${kind}`),
      clear: async (kind) => void raised.push(`clear ${kind}`),
    },
    clock: { wallMs: () => nowMs },
    logger: silentLogger,
    ...over,
  })

async function all(archiver: Archiver): Promise<void> {
  while (await archiver.workOnce()) {
    // The next one.
  }
}
const rowOf = async (recordingId: RecordingId) =>
  pool.kysely.selectFrom('recording').selectAll().where('recording_id', '=', recordingId).executeTakeFirstOrThrow()
const files = (folder: string) =>
  (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.includes('rec_'))
    .map((name) => name.replace(/^.*\//, ''))

async function played(archive: RecordingArchive, recordingId: RecordingId): Promise<{ type: string; bytes: Buffer }> {
  const file = await archive.open(await rowOf(recordingId))
  if (!file.ok) throw new Error(file.error.kind)
  const sound = await file.value.read(0, file.value.bytes - 1)
  if (!sound.ok) throw new Error(sound.error.kind)
  const parts: Buffer[] = []
  for await (const part of sound.value) parts.push(part as Buffer)
  return { type: file.value.contentType, bytes: Buffer.concat(parts) }
}

describe('the archiver', () => {
  it('makes a recording small under the current key, and another program plays it', async () => {
    const archive = archiveOf()
    const id = await recorded(3)
    const before = await rowOf(id)
    expect((await played(archive, id)).type).toBe('audio/wav')
    await all(archiverOf(archive))
    const row = await rowOf(id)
    expect(row).toMatchObject({ format: 'opus', stored_in: 'disk', key_id: 'new', stale_path: null, tries: 0 })
    expect(row.bytes).toBeLessThan((before.bytes as number) / 5)
    expect(files(root)).toEqual([`${id}.opus.sealed`])
    const { type, bytes } = await played(archive, id)
    expect([type, bytes.toString('latin1', 0, 4)]).toEqual(['audio/ogg', 'OggS'])
    expect(readFileSync(join(root, row.path as string)).includes('Opus')).toBe(false)

    // libopusfile's own player reads it: so long, and each tone on its own side.
    writeFileSync(join(root, 'a.opus'), bytes)
    execFileSync('opusdec', ['--quiet', '--rate', '8000', join(root, 'a.opus'), join(root, 'a.wav')])
    const wav = readFileSync(join(root, 'a.wav'))
    const data = wav.indexOf('data') + 8
    const samples = new Int16Array(Uint8Array.from(wav.subarray(data, data + 3 * 32_000)).buffer)
    expect(samples.length).toBe(2 * 24_000)
    const energyAt = (side: number, hz: number) => {
      let [sine, cosine] = [0, 0]
      for (let i = 8000; i < 16_000; i++) {
        const sample = samples[i * 2 + side] as number
        sine += sample * Math.sin((2 * Math.PI * hz * i) / 8000)
        cosine += sample * Math.cos((2 * Math.PI * hz * i) / 8000)
      }
      return Math.hypot(sine, cosine) / 4000
    }
    expect(energyAt(0, 400)).toBeGreaterThan(5000)
    expect(energyAt(1, 800)).toBeGreaterThan(2500)
    expect(energyAt(0, 800)).toBeLessThan(energyAt(1, 800) / 20)
    expect(energyAt(1, 400)).toBeLessThan(energyAt(0, 400) / 100)
  })

  it('keeps the recording as it is when that is wished, and takes on each once', async () => {
    const archive = archiveOf()
    const id = await recorded()
    await all(archiverOf(archive, { keepsWav: true }))
    expect(await rowOf(id)).toMatchObject({ format: 'wav', stored_in: 'disk', key_id: 'old' })
    expect(await archiverOf(archive).workOnce()).toBe(false)
  })

  it('moves it to a store elsewhere once that is there, loses nothing meanwhile, and says so', async () => {
    const archive = archiveOf(true)
    const archiver = archiverOf(archive)
    const id = await recorded()
    isAway = true
    for (let n = 0; n < 3; n++) {
      await all(archiver)
      expect((await played(archive, id)).type).toBe('audio/wav')
      nowMs += 3_600_000
    }
    expect(raised).toContain('raise recording-archive')
    isAway = false
    await all(archiver)
    expect(await rowOf(id)).toMatchObject({ format: 'opus', stored_in: 's3', stale_path: null })
    expect([files(root), files(elsewhere)]).toEqual([[], [`${id}.opus.sealed`]])
    expect((await played(archive, id)).type).toBe('audio/ogg')
    expect(raised.at(-1)).toBe('clear recording-archive')
  })

  it('goes on wherever it was killed', async () => {
    const archive = archiveOf(true)
    const id = await recorded()
    // After the small file was made: its row knows nothing of it.
    await transcode({
      root,
      recordingId: id,
      path: (await rowOf(id)).path as string,
      keys: { old: first.toString('base64') },
      keyId: 'old',
    })
    // While it had it in hand.
    await pool.query(`UPDATE recording SET tries = 1, next_try_at = $1`, [new Date(nowMs + 45 * 60_000)])
    const archiver = archiverOf(archive)
    expect(await archiver.workOnce()).toBe(false)
    await archiver.start()
    expect(await archiver.workOnce()).toBe(true)
    // After it was moved, and before the old files were gone.
    expect(files(root).sort()).toEqual([`${id}.opus.sealed`, `${id}.wav.sealed`])
    await archiver.stop()
    await all(archiverOf(archive))
    expect(files(root)).toEqual([])
    expect((await played(archive, id)).type).toBe('audio/ogg')
  })

  it('lets nothing take the place of a recording that is not as long or as loud', async () => {
    const archive = archiveOf()
    const id = await recorded()
    const path = join(root, (await rowOf(id)).path as string)
    const bytes = readFileSync(path)
    bytes[30_000] = (bytes[30_000] as number) ^ 1
    writeFileSync(path, bytes)
    await all(archiverOf(archive))
    expect(await rowOf(id)).toMatchObject({ format: 'wav', stored_in: 'spool', tries: 1 })
    expect(files(root)).toEqual([`${id}.wav.sealed`])
  })

  it('takes a file that is shorter than it was for damaged, also where a chunk ends', async () => {
    const archive = archiveOf()
    const id = await recorded()
    const path = join(root, (await rowOf(id)).path as string)
    writeFileSync(path, readFileSync(path).subarray(0, 88 + 2 * 16_016))
    expect(await archive.open(await rowOf(id))).toEqual({ ok: false, error: { kind: 'damaged' } })
  })
})

describe('erasing', () => {
  it('leaves nothing in any store, begun files included, and is not undone by the edge saying it again', async () => {
    const archive = archiveOf(true)
    const id = await recorded()
    const before = await rowOf(id)
    const spooled = join(root, before.path as string)
    writeFileSync(`${spooled}.partial`, 'x')
    writeFileSync(join(root, (before.path as string).replace('wav', 'opus')), 'x')
    mkdirSync(dirname(join(elsewhere, before.path as string)), { recursive: true })
    writeFileSync(join(elsewhere, (before.path as string).replace('wav', 'opus')), 'x')
    expect(await eraseRecording({ db: pool.kysely, archive, nowMs }, id)).toEqual({ ok: true, value: { isGone: true } })
    expect([files(root), files(elsewhere)]).toEqual([[], []])
    expect(await rowOf(id)).toMatchObject({ state: 'erased', path: null, erased_at: new Date(nowMs) })
    const { sha256, bytes, path } = before as { sha256: string; bytes: number; path: string }
    await keepRecording(
      pool,
      before.interaction_id,
      { recordingId: id, path, bytes, sha256, durationMs: 1, missingMs: 0 },
      nowMs,
    )
    expect(await rowOf(id)).toMatchObject({ state: 'erased', path: null })
    expect(await eraseRecording({ db: pool.kysely, archive, nowMs }, id)).toEqual({ ok: true, value: { isGone: true } })
    expect(existsSync(spooled)).toBe(false)
  })

  it('is done again until the store answers', async () => {
    const archive = archiveOf(true)
    const id = await recorded()
    await all(archiverOf(archive))
    isAway = true
    expect(await eraseRecording({ db: pool.kysely, archive, nowMs }, id)).toEqual({
      ok: true,
      value: { isGone: false },
    })
    expect(await rowOf(id)).toMatchObject({ state: 'erased' })
    await all(archiverOf(archive))
    isAway = false
    nowMs += 3_600_000
    await all(archiverOf(archive))
    expect([files(elsewhere), (await rowOf(id)).path]).toEqual([[], null])
  })

  it('is refused under a legal hold, while it is recorded, and of what never was', async () => {
    const archive = archiveOf()
    const parts = { db: pool.kysely, archive, nowMs }
    const id = await recorded()
    await pool.query('UPDATE recording SET held_at = now() WHERE recording_id = $1', [id])
    expect(await eraseRecording(parts, id)).toEqual({ ok: false, error: 'held' })
    expect((await played(archive, id)).type).toBe('audio/wav')
    await pool.query(`UPDATE recording SET held_at = NULL, state = 'recording' WHERE recording_id = $1`, [id])
    expect(await eraseRecording(parts, id)).toEqual({ ok: false, error: 'recording' })
    expect(await eraseRecording(parts, newId('recording', nowMs, randomBytes))).toEqual({
      ok: false,
      error: 'not-found',
    })
  })

  it('of one that is being made small leaves nothing of that either', async () => {
    const archive = archiveOf()
    const id = await recorded()
    const archiver = archiverOf(archive, {
      transcode: async (job) => {
        const made = await transcode(job)
        await eraseRecording({ db: pool.kysely, archive, nowMs }, id)
        writeFileSync(join(root, made.path), 'as if it were written after the erasure')
        return success(made)
      },
    })
    await all(archiver)
    expect(files(root)).toEqual([])
    expect(await rowOf(id)).toMatchObject({ state: 'erased', path: null })
  })

  it.each([false, true])(
    'leaves nothing of one that goes up at this moment, store away then (core dead: %s)',
    async (dies) => {
      const archive = archiveOf(true)
      const id = await recorded()
      const put: ObjectStore['put'] = async (key, path, file) => {
        // As an open file is sent on though its name is gone.
        const sent = `${path}.sent`
        copyFileSync(path, sent)
        expect(await eraseRecording({ db: pool.kysely, archive, nowMs }, id)).toMatchObject({
          value: { isGone: false },
        })
        const done = await archive.lasting.put(key, sent, file)
        rmSync(sent)
        isAway = true
        if (dies) await new Promise(() => {})
        return done
      }
      const archiver = archiverOf({ ...archive, lasting: { ...archive.lasting, put } })
      const working = archiver.workOnce()
      await expect.poll(() => isAway).toBe(true)
      if (!dies) await working
      expect(files(elsewhere)).toHaveLength(1)
      isAway = false
      nowMs += 3_600_000
      await all(archiverOf(archive))
      expect([files(elsewhere), files(root)]).toEqual([[], []])
      expect(await rowOf(id)).toMatchObject({ state: 'erased', path: null })
    },
  )

  it('leaves no drawing of it, also where somebody was about to draw it, and no link', async () => {
    const id = await recorded()
    await pool.query(
      `INSERT INTO recording_share (recording_share_id, recording_id, token_hash, note, expires_at)
       VALUES ('shr_1', $1, '\\x01', '', now() + interval '1 day')`,
      [id],
    )
    const peaks = { sliceMs: 100, left: new Uint8Array(3), right: new Uint8Array(3) }
    await keepPeaks(pool.kysely, id, peaks)
    expect(await keptPeaks(pool.kysely, id)).toMatchObject({ sliceMs: 100 })
    await eraseRecording({ db: pool.kysely, archive: archiveOf(), nowMs }, id)
    await keepPeaks(pool.kysely, id, peaks)
    expect(await keptPeaks(pool.kysely, id)).toBeUndefined()
    const { rows } = await pool.query('SELECT revoked_at FROM recording_share WHERE recording_id = $1', [id])
    expect(rows).toEqual([{ revoked_at: new Date(nowMs) }])
  })

  it('for its time leaves what a rule keeps longer by now', async () => {
    const id = await recorded()
    const parts = { db: pool.kysely, archive: archiveOf(), nowMs, isOnlyExpired: true }
    await pool.query('UPDATE recording SET keep_until = $2 WHERE recording_id = $1', [id, new Date(nowMs + 1)])
    expect((await eraseRecording(parts, id)).ok).toBe(false)
    expect(files(root)).toHaveLength(1)
    await pool.query('UPDATE recording SET keep_until = $2 WHERE recording_id = $1', [id, new Date(nowMs - 1)])
    expect((await eraseRecording(parts, id)).ok).toBe(true)
    expect(files(root)).toEqual([])
  })
})
