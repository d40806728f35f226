import { describe, expect, it } from 'vitest'
import { createWrongPasswords } from './wrong-passwords.ts'

const at = (s: number) => s * 1000

describe('wrong passwords', () => {
  it('let four mistakes pass and slow down from the fifth, twice as long each time', () => {
    const wrong = createWrongPasswords()
    for (let i = 0; i < 5; i++) expect(wrong.attempt('aylin@demo.parley', '192.0.2.1', at(i))).toEqual({ ok: true })
    expect(wrong.attempt('aylin@demo.parley', '192.0.2.1', at(5))).toEqual({ ok: false, waitMs: 4000 })
    expect(wrong.attempt('aylin@demo.parley', '192.0.2.1', at(9))).toEqual({ ok: true })
    expect(wrong.attempt('aylin@demo.parley', '192.0.2.1', at(10))).toEqual({ ok: false, waitMs: 9000 })
  })

  it('slow the account whatever address the guesses come from, and however it is written', () => {
    const wrong = createWrongPasswords()
    for (let i = 0; i < 5; i++) wrong.attempt('Aylin@demo.parley', `192.0.2.${i}`, at(0))
    expect(wrong.attempt('aylin@DEMO.parley', '198.51.100.7', at(1)).ok).toBe(false)
    expect(wrong.attempt('levan@demo.parley', '192.0.2.1', at(1)).ok).toBe(true)
  })

  it('slow an address that tries many accounts', () => {
    const wrong = createWrongPasswords()
    for (let i = 0; i < 20; i++) expect(wrong.attempt(`person${i}@demo.parley`, '192.0.2.1', at(0)).ok).toBe(true)
    expect(wrong.attempt('somebody@demo.parley', '192.0.2.1', at(1)).ok).toBe(false)
    expect(wrong.attempt('somebody@demo.parley', '192.0.2.2', at(1)).ok).toBe(true)
  })

  it('count guesses that are made at the same moment, before any of them is known to be wrong', () => {
    const wrong = createWrongPasswords()
    const answers = Array.from({ length: 100 }, () => wrong.attempt('aylin@demo.parley', '192.0.2.1', at(0)).ok)
    expect(answers.filter(Boolean)).toHaveLength(5)
  })

  it('are forgiven by the right one', () => {
    const wrong = createWrongPasswords()
    for (let i = 0; i < 4; i++) wrong.attempt('aylin@demo.parley', '192.0.2.1', at(0))
    wrong.attempt('aylin@demo.parley', '192.0.2.1', at(0))
    wrong.forgive('aylin@demo.parley', '192.0.2.1')
    for (let i = 0; i < 5; i++) expect(wrong.attempt('aylin@demo.parley', '192.0.2.1', at(1)).ok).toBe(true)
  })

  it('never ask for more than a quarter of an hour, and are forgotten after an hour of quiet', () => {
    const wrong = createWrongPasswords()
    let now = 0
    let longest = 0
    for (let i = 0; i < 40; i++) {
      const answer = wrong.attempt('aylin@demo.parley', `192.0.2.${i}`, now)
      if (!answer.ok) {
        longest = Math.max(longest, answer.waitMs)
        now += answer.waitMs
      }
    }
    expect(longest).toBe(15 * 60_000)
    now += 61 * 60_000
    for (let i = 0; i < 5; i++) expect(wrong.attempt('aylin@demo.parley', '203.0.113.9', now).ok).toBe(true)
  })
})
