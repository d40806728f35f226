import { isId, type QueueId } from '#kernel/ids.ts'
import type { DiversionRule } from '#protocol/http/queues.ts'

/** A rule by which a queue sends people elsewhere, as it is typed. */
export interface RuleDraft {
  readonly key: number
  readonly when: When
  /** Seconds, people or of a hundred, as `when` has it; nothing where it has none. */
  readonly amount: string
  /** A queue's or a flow's id, a prompt's name behind `prompt `, or one of the choices below; empty: not chosen yet. */
  readonly to: string
  /** Where it goes to a number outside. */
  readonly number: string
}
export type When = DiversionRule['when']['kind']
export type RuleProblem = 'amount' | 'to' | 'number'

export const mostRules = 10
/** In the order in which somebody would think of them. */
export const whens: readonly When[] = ['closed', 'nobody', 'full', 'expected-wait', 'service-level', 'waited']

interface Amount {
  readonly least: number
  readonly most: number
  readonly usual: number
  /** Milliseconds of what is typed; 1 for what is no time. */
  readonly unit: number
}
const daySeconds = 86_400
/** What a rule is measured by; `undefined`: by nothing. */
export const amounts: Readonly<Record<When, Amount | undefined>> = {
  closed: undefined,
  nobody: undefined,
  full: { least: 0, most: 1_000_000, usual: 20, unit: 1 },
  'expected-wait': { least: 0, most: daySeconds, usual: 300, unit: 1000 },
  'service-level': { least: 1, most: 99, usual: 50, unit: 1 },
  waited: { least: 1, most: daySeconds, usual: 300, unit: 1000 },
}

let lastKey = 0
const promptMark = 'prompt '
export const promptChoice = (name: string): string => `${promptMark}${name}`

export const newRule = (): RuleDraft => ({ key: ++lastKey, when: 'closed', amount: '', to: '', number: '' })

/** Another kind of rule begins with a usual amount. */
export const withWhen = (rule: RuleDraft, when: When): RuleDraft => ({
  ...rule,
  when,
  amount: String(amounts[when]?.usual ?? ''),
})

export function ruleDraft({ when, to }: DiversionRule): RuleDraft {
  const amount = amountOf(when)
  const unit = amounts[when.kind]?.unit ?? 1
  return {
    key: ++lastKey,
    when: when.kind,
    amount: amount === undefined ? '' : String(amount / unit),
    to: choiceOf(to),
    number: to.kind === 'number' ? to.number : '',
  }
}

/** In the place of a queue or a prompt: he is called back. */
export const callbackChoice = 'callback'
/** He leaves a message, which waits in his place. */
export const voicemailChoice = 'voicemail'
/** His call goes on to a number outside. */
export const outsideChoice = 'outside'

function choiceOf(to: DiversionRule['to']): string {
  if (to.kind === 'callback') return callbackChoice
  if (to.kind === 'voicemail') return voicemailChoice
  if (to.kind === 'number') return outsideChoice
  if (to.kind === 'flow') return to.flowId
  return to.kind === 'queue' ? to.queueId : promptChoice(to.prompt)
}

function amountOf(when: DiversionRule['when']): number | undefined {
  if (when.kind === 'full') return when.waiting
  if (when.kind === 'expected-wait') return when.overMs
  if (when.kind === 'service-level') return when.belowPercent
  return when.kind === 'waited' ? when.afterMs : undefined
}

function read({ when, amount }: RuleDraft): number | undefined {
  const of = amounts[when]
  if (!of) return 0
  const value = Number(amount.trim().replace(',', '.'))
  const isWhole = Number.isInteger(value * of.unit)
  return amount.trim() !== '' && isWhole && value >= of.least && value <= of.most ? value * of.unit : undefined
}

/** What is wrong with it; `undefined` for one that is right. */
export function ruleProblem(rule: RuleDraft): RuleProblem | undefined {
  if (read(rule) === undefined) return 'amount'
  if (rule.to === '') return 'to'
  return rule.to === outsideChoice && !/\d/.test(rule.number) ? 'number' : undefined
}

/** What is sent: call it when nothing is wrong. */
export function ruleOf(rule: RuleDraft): DiversionRule {
  const amount = read(rule) ?? 0
  return { when: whenOf(rule.when, amount), to: placeOf(rule) }
}

function placeOf({ to: choice, number }: RuleDraft): DiversionRule['to'] {
  if (choice === outsideChoice) return { kind: 'number', number: number.trim() }
  if (choice === callbackChoice) return { kind: 'callback' }
  if (choice === voicemailChoice) return { kind: 'voicemail' }
  if (isId('flow', choice)) return { kind: 'flow', flowId: choice }
  return choice.startsWith(promptMark)
    ? { kind: 'announcement', prompt: choice.slice(promptMark.length) }
    : { kind: 'queue', queueId: choice as QueueId }
}

function whenOf(kind: When, amount: number): DiversionRule['when'] {
  switch (kind) {
    case 'full':
      return { kind, waiting: amount }
    case 'expected-wait':
      return { kind, overMs: amount }
    case 'service-level':
      return { kind, belowPercent: amount }
    case 'waited':
      return { kind, afterMs: amount }
    default:
      return { kind }
  }
}
