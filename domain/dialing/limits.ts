import { isOpen, type OpeningHours } from './business-hours.ts'
import { longestPrefix } from './dialed-number.ts'

/** What stops toll fraud. Money in millionths of the organisation's currency. */
export interface DialLimits {
  readonly blockedPrefixes: readonly string[]
  readonly callsAtOncePerPerson: number
  readonly callsPerHourPerPerson: number
  readonly callsAtOnceOutbound: number
  readonly longestCallMinutes: number
  readonly spendPerHourMicros?: number
  readonly spendPerDayMicros?: number
  /** Outside of these hours only emergency numbers are called. */
  readonly hours?: OpeningHours
  readonly emergencyNumbers: readonly string[]
}

/** What has been used up until now. */
export interface DialUsage {
  /** Of the person who calls; nobody's calls have no limit of their own. */
  readonly callsOfPersonNow: number
  readonly callsOfPersonThisHour: number
  readonly callsNow: number
  readonly spentThisHourMicros: number
  readonly spentTodayMicros: number
}

export type LimitReached =
  | 'dial.blocked'
  | 'dial.closed'
  | 'dial.too-many-calls'
  | 'dial.too-often'
  | 'dial.spend-limit'

/** Why a call to `number` may not begin now, as far as destination, hours and counts go; `undefined` when it may. Emergency numbers are not asked about. */
export function limitReached(
  limits: DialLimits,
  usage: DialUsage,
  number: string,
  nowMs: number,
): Exclude<LimitReached, 'dial.spend-limit'> | undefined {
  if (longestPrefix(limits.blockedPrefixes, number) !== undefined) return 'dial.blocked'
  if (limits.hours && !isOpen(limits.hours, nowMs)) return 'dial.closed'
  if (usage.callsNow >= limits.callsAtOnceOutbound) return 'dial.too-many-calls'
  if (usage.callsOfPersonNow >= limits.callsAtOncePerPerson) return 'dial.too-many-calls'
  if (usage.callsOfPersonThisHour >= limits.callsPerHourPerPerson) return 'dial.too-often'
  return undefined
}

/** Whether the money of this hour or of this day is used up: no call that costs any may go on. */
export function isSpent(
  limits: Pick<DialLimits, 'spendPerHourMicros' | 'spendPerDayMicros'>,
  usage: Pick<DialUsage, 'spentThisHourMicros' | 'spentTodayMicros'>,
): boolean {
  const { spendPerHourMicros, spendPerDayMicros } = limits
  return (
    (spendPerHourMicros !== undefined && usage.spentThisHourMicros >= spendPerHourMicros) ||
    (spendPerDayMicros !== undefined && usage.spentTodayMicros >= spendPerDayMicros)
  )
}

/** Minutes of talk that are to be paid: each that was begun, as telephone companies count. */
export const minutesBegun = (talkMs: number): number => (talkMs < 0 ? 0 : Math.floor(talkMs / 60_000) + 1)
