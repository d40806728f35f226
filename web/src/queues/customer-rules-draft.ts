import type { CustomerSegmentId, CustomerTierId } from '#kernel/ids.ts'
import type { CustomerRule } from '#protocol/http/customer-kinds.ts'
import { wholeNumber } from '../incidents/incident-draft.ts'
import { type GroupDraft, requirementDraft, requirementOf } from '../skills/requirement-draft.ts'

/** What a queue does for customers of a kind, as it is typed. */
export interface CustomerRuleDraft {
  readonly key: number
  /** Empty: any. */
  readonly tierId: CustomerTierId | ''
  readonly segmentIds: readonly CustomerSegmentId[]
  /** Empty: any. */
  readonly value: string
  readonly requirement: GroupDraft
  readonly level: string
  readonly boostS: string
}
export type CustomerRuleProblem = 'condition' | 'value' | 'level' | 'boostS'

export const mostCustomerRules = 10
let lastKey = 0

export const newCustomerRule = (): CustomerRuleDraft => customerRuleDraft({ when: {} })

export const customerRuleDraft = ({ when, requirement, lift }: CustomerRule): CustomerRuleDraft => ({
  key: ++lastKey,
  tierId: when.tierAtLeast ?? '',
  segmentIds: when.segmentIds ?? [],
  value: when.valueAtLeast === undefined ? '' : String(when.valueAtLeast),
  requirement: requirementDraft(requirement ?? null),
  level: String(lift?.level ?? 0),
  boostS: String((lift?.boostMs ?? 0) / 1000),
})

const mostValue = 1_000_000_000_000
const readLevel = (text: string) => wholeNumber(text, -1000, 1000)
const readBoostS = (text: string) => wholeNumber(text, -86_400, 86_400)

/** What is wrong with it; `undefined` for one that is right. */
export function customerRuleProblem(rule: CustomerRuleDraft): CustomerRuleProblem | undefined {
  const { tierId, segmentIds, value, level, boostS } = rule
  if (tierId === '' && segmentIds.length === 0 && value.trim() === '') return 'condition'
  if (value.trim() !== '' && wholeNumber(value, 0, mostValue) === undefined) return 'value'
  if (readLevel(level) === undefined) return 'level'
  return readBoostS(boostS) === undefined ? 'boostS' : undefined
}

/** What is sent: call it when nothing is wrong. */
export function customerRuleOf({ tierId, segmentIds, value, ...rule }: CustomerRuleDraft): CustomerRule {
  const requirement = requirementOf(rule.requirement)
  const lift = { level: readLevel(rule.level) ?? 0, boostMs: (readBoostS(rule.boostS) ?? 0) * 1000 }
  const valueAtLeast = wholeNumber(value, 0, mostValue)
  return {
    when: {
      ...(tierId !== '' && { tierAtLeast: tierId }),
      ...(segmentIds.length > 0 && { segmentIds: [...segmentIds] }),
      ...(valueAtLeast !== undefined && { valueAtLeast }),
    },
    ...(requirement && { requirement }),
    ...((lift.level !== 0 || lift.boostMs !== 0) && { lift }),
  }
}
