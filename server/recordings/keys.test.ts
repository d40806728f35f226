import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Value } from 'typebox/value'
import { afterAll, describe, expect, it } from 'vitest'
import { redactFields } from '#adapters/system/redaction.ts'
import { EdgeCommand } from '#protocol/edge/index.ts'
import { openRecordingKeys, readRecordingKeys } from './keys.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-keys-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const one = Buffer.alloc(32, 1).toString('base64')
const two = Buffer.alloc(32, 2).toString('base64')

describe('the keys of recordings', () => {
  it('are made at the first start, for nobody else to read, and stay', () => {
    const path = join(folder, 'recording-keys')
    const made = openRecordingKeys(path, Date.UTC(2026, 10, 22), true)
    if (!made.ok) throw new Error(made.error)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(made.value.currentId).toBe('2026-11-22')
    expect(made.value.of('2026-11-22')).toHaveLength(32)
    const again = openRecordingKeys(path, Date.UTC(2027, 1, 1), true)
    expect(again.ok && again.value.greeting()).toEqual(made.value.greeting())
    expect(readFileSync(path, 'utf8')).toContain('keep a copy')
    expect(Value.Check(EdgeCommand, made.value.greeting())).toBe(true)
  })

  it('change by a line that is added: the last is for new recordings, the others read the old', () => {
    const keys = readRecordingKeys(`# ours\nspring ${one}\n\n autumn-2\t${two} # since October\n`, 'f')
    if (!keys.ok) throw new Error(keys.error)
    expect(keys.value.currentId).toBe('autumn-2')
    expect(keys.value.of('spring')).toEqual(Buffer.alloc(32, 1))
    expect(keys.value.of('winter')).toBeUndefined()
    expect(keys.value.greeting()).toEqual({ type: 'recording-key.set', keyId: 'autumn-2', keyBase64: two })
  })

  it('are not made anew where somebody named a file that is not there', () => {
    expect(openRecordingKeys(join(folder, 'mislaid'), 0, false)).toMatchObject({ ok: false })
  })

  it.each([
    ['', 'has no key'],
    ['# nothing', 'has no key'],
    [`k ${one.slice(1)}`, 'Line 1'],
    [`a b ${one}`, 'Line 1'],
    [`k ${one}\nk ${two}`, 'a second time'],
  ])('are refused in a sentence that shows none: %j', (text, word) => {
    const refused = readRecordingKeys(text, 'f')
    expect(refused.ok ? '' : refused.error).toContain(word)
    expect(refused.ok ? '' : refused.error).not.toContain(one.slice(1, 20))
  })

  it('are struck out wherever a command is logged', () => {
    const command = { type: 'recording-key.set', keyId: 'k', keyBase64: one }
    expect(JSON.stringify(redactFields({ command }))).not.toContain(one)
  })
})
