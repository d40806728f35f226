import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { diskObjects, openRecording, Spool } from '#adapters/storage/index.ts'
import { newId } from '#kernel/ids.ts'

/** A real disk of one megabyte: a file system in memory with that size. */
const root = mkdtempSync(join(tmpdir(), 'parley-full-'))
const master = randomBytes(32)
beforeAll(() => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'parley-test', root])
})
afterAll(() => {
  execFileSync('umount', ['--lazy', root])
  rmSync(root, { recursive: true, force: true })
})

it('a disk that fills up in the middle of two recordings costs neither a second, once there is room again', async () => {
  const spool = new Spool({ root, randomBytes, monotonicMs: () => performance.now() })
  spool.setKey('k', master)
  const ballast = join(root, 'ballast')
  writeFileSync(ballast, Buffer.alloc(600_000))
  const ids = [0, 1].map((n) => newId('recording', Date.now() + n, randomBytes))
  const sounds = ids.map(() => randomBytes(13 * 32_000 + 5000))
  const writers = ids.map((id) => {
    const writer = spool.open(id, { rateHz: 8000, channels: 2 })
    if (!writer.ok) throw new Error(writer.error.kind)
    return writer.value
  })
  const wasFull = vi.waitFor(() => expect(spool.condition()).toBe('full'), { timeout: 20_000, interval: 5 })
  for (let second = 0; second < 14; second++) {
    for (const [n, writer] of writers.entries()) {
      expect(writer.append((sounds[n] as Buffer).subarray(second * 32_000, (second + 1) * 32_000)).ok).toBe(true)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await wasFull
  // Neither does the disk take the end of a call: it waits with the rest.
  const closing = writers.map((writer) => writer.close())
  expect(await spool.freeBytes()).toBeLessThan(65_536)
  expect(spool.waitingMs).toBeGreaterThan(0)
  await rm(ballast)
  for (const [n, closed] of (await Promise.all(closing)).entries()) {
    if (!closed.ok) throw new Error(closed.error.kind)
    expect(closed.value.durationMs).toBe((sounds[n] as Buffer).length / 32)
    const file = await openRecording(diskObjects(root), closed.value.path, closed.value.recordingId, () => master)
    const sound = file.ok ? await file.value.read(44, file.value.bytes - 1) : file
    if (!sound.ok) throw new Error(sound.error.kind)
    const parts: Buffer[] = []
    for await (const part of sound.value) parts.push(part as Buffer)
    expect(Buffer.concat(parts).equals(sounds[n] as Buffer)).toBe(true)
  }
  expect([spool.condition(), spool.waitingMs]).toEqual(['well', 0])
})
