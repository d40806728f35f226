import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder, lockHolder } from './folder-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('one has the folder, and until then no other', () => {
  const first = lockFolder(folder)
  expect(first.ok).toBe(true)
  expect(lockHolder(folder)).toBe(process.pid)
  expect(lockFolder(folder)).toEqual({ ok: false, error: expect.stringContaining(`process ${process.pid}`) })
  if (first.ok) first.value.release()
  expect(lockHolder(folder)).toBeUndefined()
  expect(lockFolder(folder).ok).toBe(true)
})

test.each([
  ['a process that is gone', JSON.stringify({ pid: 4_194_303, mark: 'boot/1' })],
  ['an earlier process with the same id', JSON.stringify({ pid: process.pid, mark: 'boot/1' })],
  ['a start that was cut off', '{"pid":'],
  ['nobody, because the file is empty', ''],
])('a lock of %s is taken over', (_, text) => {
  writeFileSync(join(folder, 'launcher.lock'), text)
  expect(lockHolder(folder)).toBeUndefined()
  expect(lockFolder(folder).ok).toBe(true)
  expect(readdirSync(folder)).toEqual(['launcher.lock'])
})
