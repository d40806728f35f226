import type { OutboundRuleId, TrunkId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { type DialLimits, type DialUsage, isSpent, type LimitReached, limitReached } from './limits.ts'
import {
  type Dialer,
  emergencyTrunks,
  type NoWay,
  type OutboundRule,
  type OutboundTrunk,
  outboundRule,
} from './outbound-rule.ts'

/** All that a decision about one call out is taken by. */
export interface DialSituation {
  readonly rules: readonly OutboundRule[]
  readonly trunks: ReadonlyMap<TrunkId, OutboundTrunk>
  readonly limits: DialLimits
  readonly usage: DialUsage
  readonly region: string
  readonly nowMs: number
}
export interface DialWay {
  readonly isEmergency: boolean
  readonly trunkIds: readonly TrunkId[]
  /** Absent for an emergency call that no rule is for. */
  readonly outboundRuleId?: OutboundRuleId
  /** Shown to who is called, in place of the trunk's default. */
  readonly callerNumber?: string
}
export type DialRefusal = NoWay | LimitReached

/**
 * What becomes of a call to `number` (see `dialedNumber`). An emergency number passes every limit, permission and hour, and
 * goes over any trunk that there is.
 */
export function dialDecision(situation: DialSituation, number: string, dialer: Dialer): Result<DialWay, DialRefusal> {
  const { rules, trunks, limits, usage, region, nowMs } = situation
  if (limits.emergencyNumbers.includes(number)) {
    const trunkIds = emergencyTrunks(rules, trunks, number)
    return trunkIds.length > 0 ? success({ isEmergency: true, trunkIds }) : failure('dial.no-trunk')
  }
  const chosen = outboundRule(rules, trunks, { number, region, dialer })
  // Who may not call it at all is told so, and not that the hour is wrong.
  if (!chosen.ok && chosen.error !== 'dial.no-trunk') return chosen
  const reached = limitReached(limits, usage, number, nowMs)
  if (reached) return failure(reached)
  if (!chosen.ok) return chosen
  const { rule } = chosen.value
  const trunkIds = isSpent(limits, usage)
    ? chosen.value.trunkIds.filter((trunkId) => trunks.get(trunkId)?.costPerMinuteMicros === 0)
    : chosen.value.trunkIds
  if (trunkIds.length === 0) return failure('dial.spend-limit')
  return success({
    isEmergency: false,
    trunkIds,
    outboundRuleId: rule.outboundRuleId,
    ...(rule.callerNumber === undefined ? {} : { callerNumber: rule.callerNumber }),
  })
}
