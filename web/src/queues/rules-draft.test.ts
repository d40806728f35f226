import { describe, expect, it } from 'vitest'
import type { QueueId } from '#kernel/ids.ts'
import type { DiversionRule } from '#protocol/http/queues.ts'
import { newRule, outsideChoice, promptChoice, ruleDraft, ruleOf, ruleProblem, whens, withWhen } from './rules-draft.ts'

const to = { kind: 'queue', queueId: 'que_1' as QueueId } as const
const rules: readonly DiversionRule[] = [
  { when: { kind: 'closed' }, to: { kind: 'announcement', prompt: 'closed' } },
  { when: { kind: 'nobody' }, to },
  { when: { kind: 'full', waiting: 0 }, to },
  { when: { kind: 'expected-wait', overMs: 90_500 }, to },
  { when: { kind: 'service-level', belowPercent: 40 }, to },
  { when: { kind: 'waited', afterMs: 300_000 }, to },
]

describe('a rule as it is typed', () => {
  it('is sent as it came', () => {
    expect(rules.map((rule) => ruleOf(ruleDraft(rule)))).toEqual(rules)
    expect(rules.map((rule) => rule.when.kind)).toEqual(whens)
    const ends = [{ kind: 'callback' }, { kind: 'number', number: '+995322001122' }] as const
    for (const end of ends) expect(ruleOf(ruleDraft({ when: { kind: 'closed' }, to: end })).to).toEqual(end)
  })

  it('asks for the number where it leads outside', () => {
    const rule = { ...newRule(), to: outsideChoice }
    expect(ruleProblem(rule)).toBe('number')
    expect(ruleProblem({ ...rule, number: ' 0322 ' })).toBeUndefined()
  })

  it('asks for where to, and for an amount where it is measured', () => {
    expect(ruleProblem(newRule())).toBe('to')
    const rule = { ...withWhen(newRule(), 'waited'), to: promptChoice('closed') }
    expect(ruleProblem(rule)).toBeUndefined()
    for (const amount of ['', '0', 'soon', '86401']) expect(ruleProblem({ ...rule, amount })).toBe('amount')
    expect(ruleOf({ ...rule, amount: '12,5' }).when).toEqual({ kind: 'waited', afterMs: 12_500 })
  })
})
