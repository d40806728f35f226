import { expect, it } from 'vitest'
import { callbackDraft, callbackOf, callbackProblems } from './callback-draft.ts'

it('a queue that calls nobody back is sent so, whatever else is typed', () => {
  const draft = callbackDraft(undefined)
  expect(draft.isOn).toBe(false)
  expect(callbackProblems({ ...draft, retries: 'often' }).size).toBe(0)
  expect(callbackOf(draft)).toEqual({ callback: null, callbackHoursId: null })
})

it('what is kept comes back as it was', () => {
  const callback = {
    dials: 'ahead' as const,
    retryAfterMs: [90_000, 600_000],
    ringTimeoutMs: 20_000,
    isOnWeb: true,
    offer: { standardMs: 45_000, key: '5', prompt: 'callback-offer' },
  }
  expect(callbackOf(callbackDraft({ callback, callbackHoursId: null }))).toEqual({ callback, callbackHoursId: null })
  const { offer: _, isOnWeb: __, ...plain } = callback
  expect(callbackOf(callbackDraft({ callback: plain, callbackHoursId: null })).callback).toEqual(plain)
})

it('times are looked at', () => {
  const draft = { ...callbackDraft(undefined), isOn: true }
  expect([...callbackProblems({ ...draft, retries: '5, soon', ringS: '2', standardS: '' })]).toEqual([
    'retries',
    'ringS',
    'standardS',
  ])
  expect(callbackOf({ ...draft, retries: '' }).callback?.retryAfterMs).toEqual([])
  expect(callbackProblems({ ...draft, isOffered: false, standardS: '' }).size).toBe(0)
})
