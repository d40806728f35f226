import { describe, expect, it } from 'vitest'
import { patternReach, targetDraft, targetOf } from './target-draft.ts'

describe('where a number leads', () => {
  it('is nothing until what it needs is chosen', () => {
    const draft = targetDraft(undefined)
    expect(targetOf(draft)).toBeUndefined()
    expect(targetOf({ ...draft, queueId: 'que_1' })).toEqual({ kind: 'queue', queueId: 'que_1' })
    expect(targetOf({ ...draft, queueId: 'que_1', greeting: ' greeting ' })).toEqual({
      kind: 'queue',
      queueId: 'que_1',
      greeting: 'greeting',
    })
  })
  it('keeps a target as it was read', () => {
    const target = {
      kind: 'hours',
      businessHoursId: 'hrs_1',
      open: { kind: 'person', personId: 'per_1' },
      closed: { kind: 'announcement', prompt: 'closed' },
    } as never
    expect(targetOf(targetDraft(target))).toEqual(target)
  })
  it('wants both ways of the hours', () => {
    const draft = { ...targetDraft(undefined), kind: 'hours', businessHoursId: 'hrs_1' } as const
    expect(targetOf(draft)).toBeUndefined()
  })
  it('takes a number as it is written', () => {
    const draft = { ...targetDraft(undefined), kind: 'number', number: '+995 (32) 212-34-56' } as const
    expect(targetOf(draft)).toEqual({ kind: 'number', number: '+995322123456' })
    expect(targetOf({ ...draft, number: 'home' })).toBeUndefined()
  })
})

it('counts the numbers of a pattern', () => {
  expect(patternReach('+995322123456')).toBe(1)
  expect(patternReach('+99532212XXXX')).toBe(10_000)
  expect(patternReach('+995322*')).toBe('any')
  expect(patternReach('995-32')).toBeUndefined()
})
