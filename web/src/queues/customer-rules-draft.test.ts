import { expect, it } from 'vitest'
import type { CustomerRule } from '#protocol/http/customer-kinds.ts'
import { customerRuleDraft, customerRuleOf, customerRuleProblem, newCustomerRule } from './customer-rules-draft.ts'

it('is sent as it was read', () => {
  const rule: CustomerRule = {
    when: { tierAtLeast: 'ctr_1' as never, segmentIds: ['csg_1' as never], valueAtLeast: 1000 },
    requirement: { skillId: 'skl_1' as never, least: 3 },
    lift: { level: 5, boostMs: 60_000 },
  }
  expect(customerRuleOf(customerRuleDraft(rule))).toEqual(rule)
  expect(customerRuleProblem(customerRuleDraft(rule))).toBeUndefined()
})

it('needs a condition, and numbers that are numbers', () => {
  expect(customerRuleProblem(newCustomerRule())).toBe('condition')
  const rule = { ...newCustomerRule(), value: '10' }
  expect(customerRuleOf(rule)).toEqual({ when: { valueAtLeast: 10 } })
  expect(customerRuleProblem({ ...rule, value: 'much' })).toBe('value')
  expect(customerRuleProblem({ ...rule, level: '1.5' })).toBe('level')
  expect(customerRuleProblem({ ...rule, boostS: '' })).toBe('boostS')
})
