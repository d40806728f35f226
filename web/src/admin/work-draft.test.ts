import { expect, it } from 'vitest'
import { isWorkable, loadsOf, workDraft, wrapUpOf } from './work-draft.ts'

it('says nothing of whom nothing was said', () => {
  const draft = workDraft(undefined)
  expect([isWorkable(draft), wrapUpOf(draft), loadsOf(draft)]).toEqual([true, null, []])
})

it('reads what stands, and writes the same', () => {
  const wrapUp = { limitMs: 90_000, extensions: 1, extensionMs: 30_000 }
  const ownLoads = [{ channel: 'task' as const, atOnce: 2, weight: 40 }]
  const draft = workDraft({ wrapUp, ownLoads })
  expect([isWorkable(draft), wrapUpOf(draft), loadsOf(draft)]).toEqual([true, wrapUp, ownLoads])
})

it('takes no second call, and no half of a load', () => {
  const draft = workDraft(undefined)
  const voice = { atOnce: '2', weight: '50' }
  expect(isWorkable({ ...draft, loads: { ...draft.loads, voice } })).toBe(false)
  expect(isWorkable({ ...draft, loads: { ...draft.loads, task: { atOnce: '2', weight: '' } } })).toBe(false)
  expect(isWorkable({ ...draft, mode: 'timed', seconds: 'soon' })).toBe(false)
})
