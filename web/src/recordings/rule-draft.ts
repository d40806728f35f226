import type { ChangeRecordingRule, CreateRecordingRule, RecordingRule } from '#protocol/http/recordings.ts'

/** A recording rule as somebody types it. */
export interface RuleDraft {
  readonly kind: 'all' | 'queue' | 'agent'
  /** The queue or the person. */
  readonly subjectId: string
  readonly sharePercent: string
  readonly consent: RecordingRule['consent']
  /** Empty: for good. */
  readonly keepDays: string
  readonly pausesAtDigits: string
  readonly mayPause: boolean
}

export const ruleDraft = (rule: RecordingRule | undefined): RuleDraft => ({
  kind: rule?.scope.kind ?? 'queue',
  subjectId: rule?.scope.kind === 'queue' ? rule.scope.queueId : rule?.scope.kind === 'agent' ? rule.scope.agentId : '',
  sharePercent: String(rule?.sharePercent ?? 100),
  consent: rule?.consent ?? 'none',
  keepDays: rule?.keepDays === undefined ? '' : String(rule.keepDays),
  pausesAtDigits: String(rule?.pausesAtDigits ?? 12),
  mayPause: rule?.mayPause ?? true,
})

const ranges = { sharePercent: [0, 100], keepDays: [1, 36_500], pausesAtDigits: [0, 32] } as const
export type RuleProblem = 'needed' | readonly [from: number, to: number]

/** What of a draft cannot be saved, by field. */
export function ruleProblems(draft: RuleDraft): Partial<Record<keyof RuleDraft, RuleProblem>> {
  const problems: Partial<Record<keyof RuleDraft, RuleProblem>> = {}
  if (draft.kind !== 'all' && draft.subjectId === '') problems.subjectId = 'needed'
  for (const [name, range] of Object.entries(ranges) as [keyof typeof ranges, readonly [number, number]][]) {
    const text = draft[name].trim()
    if (name === 'keepDays' && text === '') continue
    const value = Number(text)
    if (!/^\d{1,6}$/.test(text) || value < range[0] || value > range[1]) problems[name] = range
  }
  return problems
}

const fieldsOf = ({ sharePercent, consent, pausesAtDigits, mayPause }: RuleDraft) => ({
  sharePercent: Number(sharePercent),
  consent,
  pausesAtDigits: Number(pausesAtDigits),
  mayPause,
})

export const changeOf = (draft: RuleDraft): ChangeRecordingRule => ({
  ...fieldsOf(draft),
  keepDays: draft.keepDays.trim() === '' ? null : Number(draft.keepDays),
})

export function ruleOf(draft: RuleDraft): CreateRecordingRule {
  const scope =
    draft.kind === 'queue' ? { kind: 'queue', queueId: draft.subjectId } : { kind: 'agent', agentId: draft.subjectId }
  const keepDays = draft.keepDays.trim() === '' ? {} : { keepDays: Number(draft.keepDays) }
  return { ...fieldsOf(draft), ...keepDays, scope } as unknown as CreateRecordingRule
}
