import { expect, it } from 'vitest'
import type { RecordingRule } from '#protocol/http/recordings.ts'
import { changeOf, ruleDraft, ruleOf, ruleProblems } from './rule-draft.ts'

const rule = {
  recordingRuleId: 'rrl_1',
  etag: '"1"',
  scope: { kind: 'queue', queueId: 'que_1' },
  sharePercent: 20,
  consent: 'asked',
  keepDays: 30,
  pausesAtDigits: 0,
  mayPause: false,
} as unknown as RecordingRule

it('of a rule that nobody touched says what the rule says', () => {
  expect(ruleDraft(undefined).consent).toBe('none')
  expect(changeOf(ruleDraft(rule))).toEqual({
    sharePercent: 20,
    consent: 'asked',
    keepDays: 30,
    pausesAtDigits: 0,
    mayPause: false,
  })
  expect(ruleProblems(ruleDraft(rule))).toEqual({})
})

it('keeps for good what has no days', () => {
  const draft = { ...ruleDraft(rule), keepDays: ' ' }
  expect(ruleProblems(draft)).toEqual({})
  expect(changeOf(draft).keepDays).toBeNull()
  expect(ruleOf(draft)).not.toHaveProperty('keepDays')
})

it('is for one queue or one person', () => {
  expect(ruleProblems(ruleDraft(undefined))).toEqual({ subjectId: 'needed' })
  expect(ruleOf({ ...ruleDraft(rule), kind: 'agent', subjectId: 'agt_1' }).scope).toEqual({
    kind: 'agent',
    agentId: 'agt_1',
  })
})

it.each([
  ['sharePercent', '101'],
  ['sharePercent', '-1'],
  ['sharePercent', ''],
  ['keepDays', '0'],
  ['keepDays', '1.5'],
  ['pausesAtDigits', '33'],
  ['pausesAtDigits', 'x'],
] as const)('does not take %s to be %s', (name, value) => {
  expect(Object.keys(ruleProblems({ ...ruleDraft(rule), [name]: value }))).toEqual([name])
})
