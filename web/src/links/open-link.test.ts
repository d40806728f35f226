import { afterEach, expect, it, vi } from 'vitest'
import { claimOpening, openLink } from './open-link.ts'

afterEach(() => vi.unstubAllGlobals())

it('opens by itself once a call and link, however often a page is loaded', () => {
  const kept = new Map<string, string>()
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (k: string, v: string) => kept.set(k, v) }
  vi.stubGlobal('localStorage', storage)
  expect([claimOpening('int_1', 'lnk_1'), claimOpening('int_1', 'lnk_1')]).toEqual([true, false])
  expect([claimOpening('int_1', 'lnk_2'), claimOpening('int_2', 'lnk_1')]).toEqual([true, true])
})

it('says when the browser blocked it, and gives what is opened no hold of the desk', () => {
  vi.stubGlobal('window', { open: () => null })
  expect(openLink('https://crm.example/')).toBe(false)
  const opened = { opener: 'the desk' }
  vi.stubGlobal('window', { open: () => opened })
  expect(openLink('https://crm.example/')).toBe(true)
  expect(opened.opener).toBeNull()
})
