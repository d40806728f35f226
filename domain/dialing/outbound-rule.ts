import type { BusinessUnitId, OutboundRuleId, TrunkId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { Permission } from '../directory/index.ts'
import { kindOfNumber, longestPrefix, type NumberKind } from './dialed-number.ts'

/** Who may call what, and over which trunks. */
export interface OutboundRule {
  readonly outboundRuleId: OutboundRuleId
  readonly isActive: boolean
  /** Lower is asked first. */
  readonly rank: number
  /** E.164 beginnings with the plus sign, or short numbers whole. Empty: any number. */
  readonly prefixes: readonly string[]
  /** Empty: everybody. A unit includes those below it. */
  readonly businessUnitIds: readonly BusinessUnitId[]
  readonly requires: Extract<Permission, `calls.dial${string}`>
  readonly trunkIds: readonly TrunkId[]
  readonly callerNumber?: string
}
export interface OutboundTrunk {
  readonly trunkId: TrunkId
  readonly isActive: boolean
  readonly costPerMinuteMicros: number
  /** Nothing that is known speaks against it: it is not turned away and not silent. */
  readonly isWorking: boolean
}
export interface Dialer {
  readonly permissions: ReadonlySet<Permission>
  /** The unit that the caller belongs to and all above it. */
  readonly unitIds: ReadonlySet<BusinessUnitId>
}

export interface ChosenRule {
  readonly rule: OutboundRule
  /** In the order in which they are tried. */
  readonly trunkIds: readonly TrunkId[]
}
export type NoWay = 'dial.no-rule' | 'dial.not-permitted' | 'dial.no-trunk'

const permissionOfKind: Readonly<Record<NumberKind, Permission>> = {
  home: 'calls.dial',
  abroad: 'calls.dial.abroad',
  premium: 'calls.dial.premium',
}

/**
 * The rule for a call: the lowest rank that fits the number and the caller's unit and has a trunk that works. Of equal ranks
 * the one that names the number more exactly is asked first, then the cheaper one.
 *
 * A rule that fits and that the caller lacks the permission for is a no: the next one is not asked, or the rule for
 * everything would let through what one before it kept for a few. A rule that names no destination asks, besides its own, for
 * the permission of the number's kind.
 */
export function outboundRule(
  rules: readonly OutboundRule[],
  trunks: ReadonlyMap<TrunkId, OutboundTrunk>,
  call: { readonly number: string; readonly region: string; readonly dialer: Dialer },
): Result<ChosenRule, NoWay> {
  const { number, region, dialer } = call
  const fitting = rules
    .flatMap((rule) => {
      const exactness = rule.isActive && isForUnit(rule, dialer) ? exactnessOf(rule, number) : undefined
      return exactness === undefined ? [] : [{ rule, exactness, trunkIds: activeTrunks(rule, trunks) }]
    })
    .sort(
      (a, b) =>
        a.rule.rank - b.rule.rank ||
        b.exactness - a.exactness ||
        costOf(a.trunkIds, trunks) - costOf(b.trunkIds, trunks) ||
        (a.rule.outboundRuleId < b.rule.outboundRuleId ? -1 : 1),
    )
  if (fitting.length === 0) return failure('dial.no-rule')
  let lastWay: ChosenRule | undefined
  for (const { rule, exactness, trunkIds } of fitting) {
    const isPermitted =
      dialer.permissions.has(rule.requires) &&
      (exactness > 1 || dialer.permissions.has(permissionOfKind[kindOfNumber(number, region)]))
    if (!isPermitted) return lastWay ? success(lastWay) : failure('dial.not-permitted')
    if (trunkIds.some((trunkId) => trunks.get(trunkId)?.isWorking))
      return success({ rule, trunkIds: workingFirst(trunkIds, trunks) })
    // What is believed to be down may have come back this second: it is tried when nothing else is left.
    if (trunkIds.length > 0) lastWay ??= { rule, trunkIds }
  }
  return lastWay ? success(lastWay) : failure('dial.no-trunk')
}

/**
 * The trunks for an emergency call: those that a rule names this very number for, then those of all rules, then any other
 * active one; working ones before those that seem to be down. Nobody's permission or unit is asked for.
 */
export function emergencyTrunks(
  rules: readonly OutboundRule[],
  trunks: ReadonlyMap<TrunkId, OutboundTrunk>,
  number: string,
): readonly TrunkId[] {
  const inOrder = rules.filter((rule) => rule.isActive).sort((a, b) => a.rank - b.rank)
  const named = inOrder.filter((rule) => rule.prefixes.includes(number))
  const wanted = [...named, ...inOrder].flatMap((rule) => rule.trunkIds)
  const all = [...new Set([...wanted, ...trunks.keys()])].filter((trunkId) => trunks.get(trunkId)?.isActive)
  return workingFirst(all, trunks).slice(0, 16)
}

/** How much of the number the rule names: 0 for a rule for any number, `undefined` when it is not for this one. */
function exactnessOf(rule: OutboundRule, number: string): number | undefined {
  // Codes such as *72 switch things at the telephone company: only who names one may send it there.
  if (rule.prefixes.length === 0) return /^\+?[0-9]+$/.test(number) ? 0 : undefined
  return longestPrefix(rule.prefixes, number)
}

const isForUnit = (rule: OutboundRule, { unitIds }: Dialer): boolean =>
  rule.businessUnitIds.length === 0 || rule.businessUnitIds.some((unitId) => unitIds.has(unitId))

const activeTrunks = (rule: OutboundRule, trunks: ReadonlyMap<TrunkId, OutboundTrunk>): readonly TrunkId[] =>
  rule.trunkIds.filter((trunkId) => trunks.get(trunkId)?.isActive)

const costOf = ([first]: readonly TrunkId[], trunks: ReadonlyMap<TrunkId, OutboundTrunk>): number =>
  first === undefined ? Number.MAX_SAFE_INTEGER : (trunks.get(first)?.costPerMinuteMicros ?? 0)

const workingFirst = (trunkIds: readonly TrunkId[], trunks: ReadonlyMap<TrunkId, OutboundTrunk>): TrunkId[] => {
  const isWorking = (trunkId: TrunkId) => trunks.get(trunkId)?.isWorking === true
  return [...trunkIds.filter(isWorking), ...trunkIds.filter((trunkId) => !isWorking(trunkId))]
}
