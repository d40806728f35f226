import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadOrMakeKey, secretBox } from './secret-box.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-box-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('a secret box', () => {
  const box = secretBox(new Uint8Array(32).fill(7))
  it('opens what it sealed', () => {
    expect(box.open(box.seal('0123abcd', 'sip_account:701'), 'sip_account:701')).toEqual({
      ok: true,
      value: '0123abcd',
    })
  })
  it('never gives the same box twice', () => {
    expect(box.seal('same', 'p').equals(box.seal('same', 'p'))).toBe(false)
  })
  it.each([
    ['another purpose', (b: Buffer) => box.open(b, 'sip_account:702')],
    ['another key', (b: Buffer) => secretBox(new Uint8Array(32).fill(8)).open(b, 'sip_account:701')],
    ['a changed byte', (b: Buffer) => box.open(b.fill(b[30] === 0 ? 1 : 0, 30, 31), 'sip_account:701')],
    ['a box cut short', (b: Buffer) => box.open(b.subarray(0, 20), 'sip_account:701')],
  ])('does not open for %s', (_, open) => {
    expect(open(box.seal('0123abcd', 'sip_account:701'))).toEqual({ ok: false, error: 'does-not-open' })
  })
})

describe('the key file', () => {
  it('is made once, for its owner only, and read again after', () => {
    const path = join(folder, 'below', 'secret.key')
    const key = loadOrMakeKey(path)
    expect(key).toHaveLength(32)
    expect(loadOrMakeKey(path)).toEqual(key)
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })
  it('stops the start when it holds something else', () => {
    const path = join(folder, 'secret.key')
    writeFileSync(path, 'hello')
    expect(() => loadOrMakeKey(path)).toThrow('32 bytes')
  })
})
