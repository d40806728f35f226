import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { forgetDraft, forgetOtherDrafts, keepDraft, readDraft } from './page-draft.ts'

class Kept {
  getItem(key: string): string | null {
    return (this as unknown as Record<string, string>)[key] ?? null
  }
  setItem(key: string, value: string): void {
    ;(this as unknown as Record<string, string>)[key] = value
  }
  removeItem(key: string): void {
    delete (this as unknown as Record<string, string>)[key]
  }
}
beforeEach(() => vi.stubGlobal('localStorage', new Kept()))
afterEach(() => vi.unstubAllGlobals())

test('what was typed is there again for its own page alone', () => {
  keepDraft('int_1', 3, { kind: 'fault', count: 2, agrees: false })
  expect(readDraft('int_1', 3)).toEqual({ kind: 'fault', count: 2, agrees: false })
  expect(readDraft('int_1', 4)).toBeUndefined()
  expect(readDraft('int_2', 3)).toBeUndefined()
  forgetDraft('int_1')
  expect(readDraft('int_1', 3)).toBeUndefined()
})

test('what is in nobody’s hand is forgotten, and what is no draft is none', () => {
  keepDraft('int_1', 1, { a: 'x' })
  keepDraft('int_2', 1, { a: 'x' })
  forgetOtherDrafts(['int_2'])
  expect([readDraft('int_1', 1), readDraft('int_2', 1)]).toEqual([undefined, { a: 'x' }])
  localStorage.setItem('parley.script.int_3', 'no JSON')
  localStorage.setItem('parley.script.int_4', '{"rest":1,"values":{"a":["x"]}}')
  expect([readDraft('int_3', 1), readDraft('int_4', 1)]).toEqual([undefined, {}])
})
