import type { ChangeDialLimits, DialLimits } from '#protocol/http/number-plan.ts'
import { dialText, firstBad, linesOf, micros, moneyText, textOf, wholeNumber } from './lines.ts'

/** The limits as their form holds them. */
export interface LimitsDraft {
  readonly blockedPrefixes: string
  readonly callsAtOncePerPerson: string
  readonly callsPerHourPerPerson: string
  readonly callsAtOnceOutbound: string
  readonly longestCallMinutes: string
  readonly spendPerHourMicros: string
  readonly spendPerDayMicros: string
  readonly businessHoursId: string
  readonly emergencyNumbers: string
}

/** The ranges of the contract; a test holds them together. */
export const limitRanges = {
  callsAtOncePerPerson: [1, 1000],
  callsPerHourPerPerson: [1, 100_000],
  callsAtOnceOutbound: [1, 100_000],
  longestCallMinutes: [1, 1440],
} as const
export type CountLimit = keyof typeof limitRanges
export const countLimits = Object.keys(limitRanges) as CountLimit[]
export const moneyLimits = ['spendPerHourMicros', 'spendPerDayMicros'] as const

export const limitsDraft = (limits: DialLimits): LimitsDraft => ({
  blockedPrefixes: textOf(limits.blockedPrefixes),
  callsAtOncePerPerson: String(limits.callsAtOncePerPerson),
  callsPerHourPerPerson: String(limits.callsPerHourPerPerson),
  callsAtOnceOutbound: String(limits.callsAtOnceOutbound),
  longestCallMinutes: String(limits.longestCallMinutes),
  spendPerHourMicros: limits.spendPerHourMicros === undefined ? '' : moneyText(limits.spendPerHourMicros),
  spendPerDayMicros: limits.spendPerDayMicros === undefined ? '' : moneyText(limits.spendPerDayMicros),
  businessHoursId: limits.businessHoursId ?? '',
  emergencyNumbers: textOf(limits.emergencyNumbers),
})

export type LimitProblem = 'badForm' | readonly [number, number] | { readonly value: string }

export function limitProblems(draft: LimitsDraft): Partial<Record<keyof LimitsDraft, LimitProblem>> {
  const problems: Partial<Record<keyof LimitsDraft, LimitProblem>> = {}
  for (const name of countLimits) {
    const [from, to] = limitRanges[name]
    const count = wholeNumber(draft[name])
    if (count === undefined || count < from || count > to) problems[name] = limitRanges[name]
  }
  for (const name of moneyLimits) {
    if (draft[name].trim() !== '' && (micros(draft[name]) ?? 0) < 1) problems[name] = 'badForm'
  }
  const prefix = firstBad(linesOf(draft.blockedPrefixes).map(dialText), /^\+?[0-9*#]{1,20}$/)
  if (prefix !== undefined) problems.blockedPrefixes = { value: prefix }
  const emergency = firstBad(linesOf(draft.emergencyNumbers).map(dialText), /^[0-9]{2,10}$/)
  if (emergency !== undefined) problems.emergencyNumbers = { value: emergency }
  return problems
}

/** Only what differs from what was read; an emptied limit is taken away. */
export function limitsBody(draft: LimitsDraft, limits: DialLimits): ChangeDialLimits {
  const before = limitsDraft(limits)
  const body: Record<string, unknown> = {}
  const differs = (name: keyof LimitsDraft) => draft[name].trim() !== before[name].trim()
  for (const name of countLimits) if (differs(name)) body[name] = wholeNumber(draft[name])
  for (const name of moneyLimits) if (differs(name)) body[name] = draft[name].trim() === '' ? null : micros(draft[name])
  for (const name of ['blockedPrefixes', 'emergencyNumbers'] as const)
    if (differs(name)) body[name] = linesOf(draft[name]).map(dialText)
  if (differs('businessHoursId')) body.businessHoursId = draft.businessHoursId === '' ? null : draft.businessHoursId
  return body
}
