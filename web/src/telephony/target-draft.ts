import { isId } from '#kernel/ids.ts'
import type { DirectTarget, NumberTarget } from '#protocol/http/number-plan.ts'
import { dialText } from './lines.ts'

/** A target while it is chosen: what each kind needs is kept, so that trying another kind loses nothing. */
export interface DirectDraft {
  readonly kind: DirectTarget['kind']
  readonly queueId: string
  readonly greeting: string
  readonly personId: string
  readonly number: string
  readonly prompt: string
  readonly flowId: string
}
export interface TargetDraft extends Omit<DirectDraft, 'kind'> {
  readonly kind: NumberTarget['kind']
  readonly businessHoursId: string
  readonly open: DirectDraft
  readonly closed: DirectDraft
}

const nothing = { queueId: '', greeting: '', personId: '', number: '', prompt: '', flowId: '' }
const newDirect: DirectDraft = { ...nothing, kind: 'queue' }

const directDraft = (target: DirectTarget): DirectDraft => ({ ...nothing, ...target })

export function targetDraft(target: NumberTarget | undefined): TargetDraft {
  const base = {
    ...newDirect,
    businessHoursId: '',
    open: newDirect,
    closed: { ...newDirect, kind: 'announcement' },
  } as const
  if (!target) return base
  if (target.kind !== 'hours') return { ...base, ...directDraft(target) }
  return {
    ...base,
    kind: 'hours',
    businessHoursId: target.businessHoursId,
    open: directDraft(target.open),
    closed: directDraft(target.closed),
  }
}

function directTarget(draft: Omit<DirectDraft, 'kind'>, kind: DirectTarget['kind']): DirectTarget | undefined {
  const { queueId, greeting, personId, number, prompt, flowId } = draft
  if (kind === 'queue') {
    const said = greeting.trim()
    return queueId === '' ? undefined : ({ kind, queueId, ...(said === '' ? {} : { greeting: said }) } as DirectTarget)
  }
  if (kind === 'person') return personId === '' ? undefined : ({ kind, personId } as DirectTarget)
  if (kind === 'number') {
    const dialed = dialText(number)
    return /^[0-9+*#]{1,32}$/.test(dialed) ? { kind, number: dialed } : undefined
  }
  if (kind === 'flow') return isId('flow', flowId) ? { kind, flowId } : undefined
  return prompt.trim() === '' ? undefined : { kind, prompt: prompt.trim() }
}

/** What was chosen; `undefined` as long as something is missing. */
export function targetOf(draft: TargetDraft): NumberTarget | undefined {
  if (draft.kind !== 'hours') return directTarget(draft, draft.kind)
  const open = directTarget(draft.open, draft.open.kind)
  const closed = directTarget(draft.closed, draft.closed.kind)
  if (draft.businessHoursId === '' || !open || !closed) return undefined
  return { kind: 'hours', businessHoursId: draft.businessHoursId, open, closed } as NumberTarget
}

/** `+9953221234XX`: digits with an optional plus, X for any digit, `*` at the end alone. */
export const patternForm = /^\+?[0-9*#X]{0,30}[0-9#X*]$/

export const isPattern = (text: string): boolean => patternForm.test(text) && !/X.*[0-9].*\*./.test(text)

/** How many numbers a pattern takes in; `any` where it ends in an open rest. */
export function patternReach(pattern: string): number | 'any' | undefined {
  if (!isPattern(pattern)) return undefined
  if (pattern.length > 1 && pattern.endsWith('*')) return 'any'
  return 10 ** (pattern.match(/X/g)?.length ?? 0)
}
