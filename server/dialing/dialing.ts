import type { Logger } from '#adapters/system/logger.ts'
import {
  type Dialer,
  type DialUsage,
  dialDecision,
  dialedNumber,
  isSpent,
  limitReached,
  minutesBegun,
  type OutboundTrunk,
} from '#domain/dialing/index.ts'
import { type Permission, permissions } from '#domain/directory/index.ts'
import type { EdgeId, LegId, PersonId, TrunkId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommand, EdgeEvent, EdgeSnapshot } from '#protocol/edge/index.ts'
import type { OutboundPlan } from '../configuration/outbound-plan.ts'
import type {
  Configuration,
  DialCaller,
  Dialing,
  DialRefused,
  EdgeListener,
  OutboundRoute,
  RaiseAlarm,
} from '../core-services.ts'
import { type RunningCall, RunningCalls } from './running-calls.ts'
import type { SpendLedger } from './spend-ledger.ts'

export type LimitOfCalls = 'longest-call' | 'spend-limit'

export interface DialingOptions {
  readonly configuration: Configuration
  readonly ledger: Pick<SpendLedger, 'add' | 'settle' | 'spentThisHourMicros' | 'spentTodayMicros' | 'chargedUntilMs'>
  readonly wallMs: () => number
  /** Whether nothing that is known speaks against a trunk. */
  readonly isWorking: (trunkId: TrunkId) => boolean
  /** Whose call a leg is, as the decider has it. */
  readonly personOfLeg: (legId: LegId) => PersonId | undefined
  /** Ends a call that has reached a limit, through whoever owns it. */
  readonly endCall: (legId: LegId, edgeId: EdgeId, limit: LimitOfCalls) => void
  readonly raiseAlarm: RaiseAlarm
  readonly logger: Logger
}

export interface RunningDialing
  extends Dialing,
    Required<Pick<EdgeListener, 'event' | 'connected' | 'sent' | 'refused'>> {
  /** Reads what was spent, and counts what people began in the last hour. */
  start(begunThisHour: readonly { readonly personId: PersonId; readonly atMs: number }[]): Promise<void>
  /** Their edge is gone for good: nobody will tell of their end. */
  lost(legIds: readonly LegId[]): void
  /** Charges the minutes that are due and ends what is past a limit. Called by itself in time. */
  advance(): Promise<void>
  stop(): Promise<void>
}

/** The same alarm is raised once in this time, however often somebody tries. */
const sameAlarmAfterMs = 10 * 60_000
const longestTimerMs = 60_000
/** A call that shall end and goes on (the database or its edge was away) is asked again. */
const askAgainAfterMs = 10_000
/** What calls cost counts at once here, and is written so soon: hundreds of calls a second share a statement. */
const settleAfterMs = 500
const everyPermission: ReadonlySet<Permission> = new Set(permissions)
const plainPermissions: ReadonlySet<Permission> = new Set(['calls.dial'])

/**
 * Decides who may call out, by rules and limits, and keeps the count: calls at once, calls in an hour, and money minute by
 * minute while a call over a trunk lasts. It sees each call as the edge is asked for it, so nothing goes out uncounted.
 */
export function createDialing(options: DialingOptions): RunningDialing {
  const { configuration, ledger, wallMs, raiseAlarm, logger } = options
  const calls = new RunningCalls()
  const alarmed = new Map<string, number>()
  let timer: NodeJS.Timeout | undefined
  let settling: NodeJS.Timeout | undefined
  let isStopped = false

  const plan = (): OutboundPlan => configuration.outboundPlan
  const isEmergency = (number: string) => plan().limits.emergencyNumbers.includes(number)

  function dialerOf(caller: DialCaller): { dialer: Dialer; personId?: PersonId; name: string } | undefined {
    const { numberPlan } = configuration
    // A number that is sent on was put there by an administrator, who answers for it.
    const organization = { dialer: { permissions: everyPermission, unitIds: new Set<never>() }, name: '' }
    if (caller.kind === 'organization') return organization
    if (caller.kind === 'callback')
      return { ...organization, dialer: { ...organization.dialer, permissions: plainPermissions } }
    const personId =
      caller.kind === 'person'
        ? caller.personId
        : caller.kind === 'agent'
          ? plan().personOfAgent(caller.agentId)
          : numberPlan.personOfUser(caller.user)
    const dialer = personId === undefined ? undefined : plan().dialerOf(personId)
    return dialer && personId !== undefined ? { dialer, personId, name: dialer.name } : undefined
  }

  function usageOf(personId: PersonId | undefined, nowMs: number): DialUsage {
    return {
      callsNow: calls.count((call) => !call.isEmergency),
      callsOfPersonNow:
        personId === undefined ? 0 : calls.count((call) => call.personId === personId && !call.isEmergency),
      callsOfPersonThisHour: personId === undefined ? 0 : calls.begunThisHour(personId, nowMs),
      spentThisHourMicros: ledger.spentThisHourMicros(nowMs),
      spentTodayMicros: ledger.spentTodayMicros(nowMs),
    }
  }

  function trunksNow(): ReadonlyMap<TrunkId, OutboundTrunk> {
    const trunks = new Map<TrunkId, OutboundTrunk>()
    for (const trunk of plan().trunks.values()) {
      trunks.set(trunk.trunkId, { ...trunk, isWorking: trunk.isActive && options.isWorking(trunk.trunkId) })
    }
    return trunks
  }

  function check(raw: string, caller: DialCaller): Result<OutboundRoute, DialRefused> {
    const { rules, limits, region } = plan()
    const number = dialedNumber(raw, region, limits.emergencyNumbers)
    if (!number.ok) return failure('phone-number.invalid')
    const nowMs = wallMs()
    const known = dialerOf(caller)
    // Whoever stands at a phone that is nobody's may call for help.
    if (!known && !isEmergency(number.value)) return failure('dial.not-permitted')
    const decided = dialDecision(
      { rules, trunks: trunksNow(), limits, usage: usageOf(known?.personId, nowMs), region, nowMs },
      number.value,
      known?.dialer ?? { permissions: new Set(), unitIds: new Set() },
    )
    return decided.ok ? success({ number: number.value, ...decided.value }) : decided
  }

  /** Whether the limits let a test call through; no rule is asked for it. */
  function checkTest(raw: string, trunkId: TrunkId, personId: PersonId): Result<OutboundRoute, DialRefused> {
    const { limits, region, trunks } = plan()
    const number = dialedNumber(raw, region, limits.emergencyNumbers)
    if (!number.ok) return failure('phone-number.invalid')
    // A machine that plays an announcement must not ring there.
    if (isEmergency(number.value)) return failure('dial.blocked')
    const nowMs = wallMs()
    const usage = usageOf(personId, nowMs)
    const reached = limitReached(limits, usage, number.value, nowMs)
    if (reached) return failure(reached)
    const isFree = trunks.get(trunkId)?.costPerMinuteMicros === 0
    if (!isFree && isSpent(limits, usage)) return failure('dial.spend-limit')
    return success({ number: number.value, trunkIds: [trunkId], isEmergency: false })
  }

  const limitCodes: readonly string[] = [
    'dial.blocked',
    'dial.closed',
    'dial.too-many-calls',
    'dial.too-often',
    'dial.spend-limit',
  ]
  function alarmIfStopped(
    outcome: Result<OutboundRoute, DialRefused>,
    personId: PersonId | undefined,
    name: string,
  ): void {
    if (outcome.ok || !limitCodes.includes(outcome.error)) return
    raise(outcome.error === 'dial.spend-limit' ? 'spend-limit' : 'dial-limit', personId, name, outcome.error)
  }

  function raise(kind: 'dial-limit' | 'spend-limit', subjectId: PersonId | undefined, subject: string, detail: string) {
    const nowMs = wallMs()
    const key = `${kind} ${subjectId ?? ''} ${detail}`
    const lastMs = alarmed.get(key)
    if (lastMs !== undefined && nowMs - lastMs < sameAlarmAfterMs) return
    for (const [old, atMs] of alarmed) if (nowMs - atMs >= sameAlarmAfterMs) alarmed.delete(old)
    alarmed.set(key, nowMs)
    logger.warn('A limit of calling out was reached', { limit: detail, personId: subjectId })
    raiseAlarm({ kind, subject, detail, ...(subjectId === undefined ? {} : { subjectId }) })
  }

  /** A trunk may be removed while a call goes over it: its price stays the call's. */
  function costOf(call: RunningCall): number {
    const known = plan().trunks.get(call.trunkId)?.costPerMinuteMicros
    if (known !== undefined) call.costMicros = known
    return call.costMicros
  }

  function charge(call: RunningCall, nowMs: number): void {
    if (call.answeredAtMs === undefined) return
    const due = minutesBegun(nowMs - call.answeredAtMs)
    const costMicros = costOf(call)
    for (; call.minutes < due; call.minutes++) {
      ledger.add(call.answeredAtMs + call.minutes * 60_000, call.trunkId, call.personId, costMicros)
    }
  }

  function endPastLimits(nowMs: number): void {
    const { limits } = plan()
    const spent = isSpent(limits, {
      spentThisHourMicros: ledger.spentThisHourMicros(nowMs),
      spentTodayMicros: ledger.spentTodayMicros(nowMs),
    })
    for (const call of calls.all()) {
      // An emergency call passes every limit.
      if (call.isEmergency || nowMs - (call.askedToEndAtMs ?? Number.NEGATIVE_INFINITY) < askAgainAfterMs) continue
      const costsMoney = costOf(call) > 0
      const isTooLong =
        call.answeredAtMs !== undefined && nowMs - call.answeredAtMs >= limits.longestCallMinutes * 60_000
      if (!isTooLong && !(spent && costsMoney)) continue
      call.askedToEndAtMs = nowMs
      const limit: LimitOfCalls = isTooLong ? 'longest-call' : 'spend-limit'
      const name = call.personId === undefined ? '' : (plan().dialerOf(call.personId)?.name ?? '')
      if (isTooLong) raise('dial-limit', call.personId, name, limit)
      else raise('spend-limit', undefined, '', 'dial.spend-limit')
      options.endCall(call.legId, call.edgeId, limit)
    }
  }

  async function advance(): Promise<void> {
    const nowMs = wallMs()
    for (const call of calls.all()) charge(call, nowMs)
    endPastLimits(nowMs)
    await ledger.settle(nowMs)
    // The sums of other cores may have come in with it.
    endPastLimits(wallMs())
    schedule()
  }

  function settleSoon(): void {
    if (isStopped) return
    settling ??= setTimeout(() => {
      settling = undefined
      void advance()
    }, settleAfterMs).unref()
  }

  /** One timer, at the next minute or end that is due. */
  function schedule(): void {
    clearTimeout(timer)
    if (isStopped) return
    const nowMs = wallMs()
    const { longestCallMinutes } = plan().limits
    let dueMs = Number.POSITIVE_INFINITY
    for (const { answeredAtMs, minutes, askedToEndAtMs } of calls.all()) {
      if (askedToEndAtMs !== undefined) dueMs = Math.min(dueMs, askedToEndAtMs + askAgainAfterMs)
      if (answeredAtMs === undefined || askedToEndAtMs !== undefined) continue
      dueMs = Math.min(dueMs, answeredAtMs + minutes * 60_000, answeredAtMs + longestCallMinutes * 60_000)
    }
    if (dueMs === Number.POSITIVE_INFINITY) return
    timer = setTimeout(() => void advance(), Math.min(longestTimerMs, Math.max(50, dueMs - nowMs)))
    timer.unref()
  }

  return {
    check,
    route(number, caller) {
      const outcome = check(number, caller)
      // What is reached inside goes over no trunk, whatever the rules would say of it.
      const { numberRuleOf, userOfDialed } = configuration.numberPlan
      if (numberRuleOf(number) !== undefined || userOfDialed(number) !== undefined) return outcome
      const known = dialerOf(caller)
      alarmIfStopped(outcome, known?.personId, known?.name ?? '')
      return outcome
    },
    routeTest(number, trunkId, personId) {
      const outcome = checkTest(number, trunkId, personId)
      alarmIfStopped(outcome, personId, plan().dialerOf(personId)?.name ?? '')
      return outcome
    },
    callsOver: (trunkId) => calls.count((call) => call.trunkId === trunkId),
    get spentThisHourMicros() {
      return ledger.spentThisHourMicros(wallMs())
    },
    get spentTodayMicros() {
      return ledger.spentTodayMicros(wallMs())
    },

    sent(command: EdgeCommand, edgeId: EdgeId) {
      if (command.type !== 'leg.originate' || command.to.kind !== 'trunk') return
      const { legId, to } = command
      calls.begin(
        {
          legId,
          edgeId,
          personId: options.personOfLeg(legId),
          isEmergency: command.isEmergency === true,
          trunkId: to.trunkIds[0] as TrunkId,
        },
        wallMs(),
      )
    },
    refused(command: EdgeCommand) {
      if (command.type === 'leg.originate') calls.end(command.legId)
    },
    event(event: EdgeEvent) {
      if (event.type === 'leg.trunk') {
        const call = calls.get(event.legId)
        if (call) call.trunkId = event.trunkId
      } else if (event.type === 'leg.connected') {
        const call = calls.get(event.legId)
        if (!call || call.answeredAtMs !== undefined) return
        const nowMs = wallMs()
        call.answeredAtMs = nowMs
        charge(call, nowMs)
        endPastLimits(nowMs)
        schedule()
        settleSoon()
      } else if (event.type === 'leg.ended') {
        const call = calls.get(event.legId)
        if (!call) return
        charge(call, wallMs())
        calls.end(event.legId)
        settleSoon()
      }
    },
    connected(edgeId: EdgeId, snapshot: EdgeSnapshot) {
      calls.reconcile(edgeId, snapshot.legs, {
        personOf: options.personOfLeg,
        isEmergency,
        chargedUntilMs: ledger.chargedUntilMs,
        nowMs: wallMs(),
      })
      void advance()
    },

    lost(legIds) {
      for (const legId of legIds) calls.end(legId)
    },

    async start(begunThisHour) {
      for (const { personId, atMs } of begunThisHour) calls.noteBegun(personId, atMs)
      await ledger.settle(wallMs())
    },
    advance,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      clearTimeout(settling)
      await ledger.settle(wallMs())
    },
  }
}
