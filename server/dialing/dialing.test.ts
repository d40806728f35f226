import { beforeEach, describe, expect, it } from 'vitest'
import { silentLogger } from '#adapters/system/logger.ts'
import type { DialLimits, OutboundRule } from '#domain/dialing/index.ts'
import { permissionsOf } from '#domain/directory/index.ts'
import { Geography } from '#domain/geography/index.ts'
import { RecordingRules } from '#domain/recordings/index.ts'
import type { EdgeId, LegId, OutboundRuleId, PersonId, TrunkId } from '#kernel/ids.ts'
import type { EdgeEvent, EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import { emptyNumberPlan } from '../configuration/number-plan.ts'
import type { OutboundPlan } from '../configuration/outbound-plan.ts'
import type { RaiseAlarm } from '../core-services.ts'
import { FlowLibrary } from '../flows/flow-library.ts'
import { emptyPromptBook } from '../prompts/prompt-book.ts'
import { createDialing, type RunningDialing } from './dialing.ts'

const edgeId = 'edg_1' as EdgeId
const trunkId = 'trk_paid' as TrunkId
const freeTrunkId = 'trk_free' as TrunkId
const [nino, giorgi] = ['per_nino', 'per_giorgi'] as [PersonId, PersonId]
const legOf = (n: number) => `leg_${n}` as LegId
const number = '+995322247247'
const minute = 60_000

const usualLimits: DialLimits = {
  blockedPrefixes: ['+882'],
  callsAtOncePerPerson: 2,
  callsPerHourPerPerson: 3,
  callsAtOnceOutbound: 3,
  longestCallMinutes: 30,
  emergencyNumbers: ['112'],
}
const rule: OutboundRule = {
  outboundRuleId: 'orl_all' as OutboundRuleId,
  isActive: true,
  rank: 1,
  prefixes: ['+995'],
  businessUnitIds: [],
  requires: 'calls.dial',
  trunkIds: [trunkId],
}

/** Adds up, like the real one, and forgets no hour: these tests stay within one. */
class Ledger {
  spent = 0
  readonly charges: { minute: number; trunkId: TrunkId; personId: PersonId | undefined; micros: number }[] = []
  add = (atMs: number, of: TrunkId, personId: PersonId | undefined, micros: number) => {
    this.spent += micros
    this.charges.push({ minute: atMs / minute, trunkId: of, personId, micros })
  }
  settle = async () => {}
  /** Until when the core before this one charged. */
  before: number | undefined
  chargedUntilMs = () => this.before
  spentThisHourMicros = () => this.spent
  spentTodayMicros = () => this.spent
}

let nowMs: number
let limits: DialLimits
let hasPaidTrunk: boolean
let ledger: Ledger
let dialing: RunningDialing
let ended: { legId: LegId; limit: string }[]
let alarms: Parameters<RaiseAlarm>[0][]
const owners = new Map<LegId, PersonId>()

beforeEach(() => {
  nowMs = 0
  limits = usualLimits
  hasPaidTrunk = true
  ledger = new Ledger()
  ended = []
  alarms = []
  owners.clear()
  const outboundPlan = (): OutboundPlan => ({
    rules: [rule],
    trunks: new Map([
      ...(hasPaidTrunk
        ? [[trunkId, { trunkId, name: 'Paid', isActive: true, costPerMinuteMicros: 100 }] as const]
        : []),
      [freeTrunkId, { trunkId: freeTrunkId, name: 'Free', isActive: true, costPerMinuteMicros: 0 }],
    ]),
    limits,
    region: 'GE',
    dialerOf: (personId) => ({
      name: personId === nino ? 'Nino' : 'Giorgi',
      permissions: permissionsOf(['agent']),
      unitIds: new Set(),
    }),
    personOfAgent: () => undefined,
  })
  dialing = createDialing({
    configuration: {
      recordingRules: new RecordingRules([]),
      geography: new Geography([]),
      flows: new FlowLibrary(),
      connections: { secretFor: () => ({ ok: false, error: 'secret-gone' }), mayBeInside: () => false },
      prompts: emptyPromptBook,
      reload: async () => {},
      numberPlan: {
        ...emptyNumberPlan,
        region: 'GE',
        userOfDialed: (dialed) => (dialed === '702' ? '702' : undefined),
      },
      get outboundPlan() {
        return outboundPlan()
      },
      subscribe: () => () => {},
    },
    ledger,
    wallMs: () => nowMs,
    isWorking: () => true,
    personOfLeg: (legId) => owners.get(legId),
    endCall: (legId, _edgeId, limit) => void ended.push({ legId, limit }),
    raiseAlarm: (alarm) => void alarms.push(alarm),
    logger: silentLogger,
  })
  return () => dialing.stop()
})

const happens = (event: EdgeEvent) => dialing.event(event, edgeId)
function calls(n: number, who: PersonId, more: { trunks?: TrunkId[]; isEmergency?: true } = {}): LegId {
  const legId = legOf(n)
  owners.set(legId, who)
  dialing.sent(
    {
      type: 'leg.originate',
      legId,
      to: { kind: 'trunk', trunkIds: more.trunks ?? [trunkId], number },
      callerNumber: '',
      ringTimeoutMs: 30_000,
      ...(more.isEmergency ? { isEmergency: true } : {}),
    },
    edgeId,
  )
  return legId
}
const answered = (legId: LegId) => happens({ type: 'leg.connected', legId })
const over = (legId: LegId) => happens({ type: 'leg.ended', legId, reason: 'party-left', durationMs: 1 })
const mayCall = (who: PersonId, dialed = number) => {
  const route = dialing.route(dialed, { kind: 'person', personId: who })
  return route.ok ? 'yes' : route.error
}
async function pass(ms: number): Promise<void> {
  nowMs += ms
  await dialing.advance()
}

describe('calls at once', () => {
  it('are counted from the moment in which the edge is asked, and no longer than they last', () => {
    const first = calls(1, nino)
    expect(mayCall(nino)).toBe('yes')
    calls(2, nino)
    expect(mayCall(nino)).toBe('dial.too-many-calls')
    expect(mayCall(giorgi)).toBe('yes')
    over(first)
    expect(mayCall(nino)).toBe('yes')
    expect(dialing.callsOver(trunkId)).toBe(1)
  })

  it('count once however often the edge is asked, and not when it refuses', () => {
    calls(1, nino)
    calls(1, nino)
    expect(dialing.callsOver(trunkId)).toBe(1)
    const command = { type: 'leg.originate', legId: legOf(1) } as never
    dialing.refused(command, edgeId, { code: 'overloaded', sentence: '' })
    expect(dialing.callsOver(trunkId)).toBe(0)
  })

  it('have a limit for everybody together', () => {
    calls(1, nino)
    calls(2, giorgi)
    calls(3, giorgi)
    expect(mayCall(nino)).toBe('dial.too-many-calls')
  })

  it('leave out emergency calls, and never stop one', () => {
    calls(1, nino, { isEmergency: true })
    calls(2, nino)
    expect(mayCall(nino)).toBe('yes')
    calls(3, nino)
    calls(4, giorgi)
    expect(mayCall(nino, '112')).toBe('yes')
  })
})

describe('calls in an hour', () => {
  it('are counted although they are over, and forgotten when the hour is', async () => {
    for (const n of [1, 2, 3]) over(calls(n, nino))
    expect(mayCall(nino)).toBe('dial.too-often')
    expect(mayCall(giorgi)).toBe('yes')
    await pass(60 * minute)
    expect(mayCall(nino)).toBe('yes')
  })

  it('are remembered from before this core', async () => {
    await dialing.start([1, 2, 3].map(() => ({ personId: nino, atMs: 0 })))
    expect(mayCall(nino)).toBe('dial.too-often')
  })
})

describe('money', () => {
  it('is counted minute by minute from the answer, by the trunk that it went over', async () => {
    const legId = calls(1, nino, { trunks: [freeTrunkId, trunkId] })
    await pass(minute)
    expect(ledger.charges).toEqual([])
    happens({ type: 'leg.trunk', legId, trunkId })
    answered(legId)
    await pass(59_000)
    expect(ledger.spent).toBe(100)
    await pass(1000)
    expect(ledger.spent).toBe(200)
    nowMs += 3 * minute
    over(legId)
    expect(ledger.charges.map((charge) => charge.minute)).toEqual([1, 2, 3, 4, 5])
    expect(new Set(ledger.charges.map((charge) => charge.personId))).toEqual(new Set([nino]))
  })

  it('that is spent ends the calls that cost any, refuses the next, and alarms once', async () => {
    limits = { ...usualLimits, spendPerHourMicros: 300 }
    const paid = calls(1, nino)
    const free = calls(2, giorgi, { trunks: [freeTrunkId] })
    const help = calls(3, giorgi, { isEmergency: true })
    for (const legId of [paid, free, help]) answered(legId)
    await pass(0)
    expect(ledger.spent).toBe(200)
    expect(ended).toEqual([])
    await pass(minute)
    expect(ended).toEqual([{ legId: paid, limit: 'spend-limit' }])
    expect(mayCall(nino)).toBe('dial.spend-limit')
    over(paid)
    await pass(minute)
    expect(ended).toHaveLength(1)
    expect(alarms.filter((alarm) => alarm.kind === 'spend-limit' && alarm.subjectId === undefined)).toHaveLength(1)
  })
})

describe('a long call', () => {
  it('is asked to end again when it goes on: the database may have been away', async () => {
    const long = calls(1, nino)
    answered(long)
    await pass(30 * minute)
    await pass(1000)
    expect(ended).toHaveLength(1)
    await pass(10_000)
    expect(ended).toHaveLength(2)
    over(long)
    await pass(10_000)
    expect(ended).toHaveLength(2)
  })

  it('is ended at the limit, with an alarm that names who called; an emergency call is not', async () => {
    const long = calls(1, nino)
    const help = calls(2, nino, { isEmergency: true })
    answered(long)
    answered(help)
    await pass(30 * minute - 1)
    expect(ended).toEqual([])
    await pass(1)
    expect(ended).toEqual([{ legId: long, limit: 'longest-call' }])
    expect(alarms).toEqual([{ kind: 'dial-limit', subject: 'Nino', subjectId: nino, detail: 'longest-call' }])
  })

  it('is none while it rings', async () => {
    calls(1, nino)
    await pass(40 * minute)
    expect(ended).toEqual([])
  })
})

describe('a limit that stops a call', () => {
  it('alarms once in a while, and only when somebody really calls out', () => {
    dialing.check('+882123', { kind: 'person', personId: nino })
    expect(alarms).toEqual([])
    // Not his kind of number at all: that is no matter for an alarm.
    expect(mayCall(nino, '+3612345678')).toBe('dial.no-rule')
    calls(1, nino)
    calls(2, nino)
    // A telephone of ours goes over no trunk.
    mayCall(nino, '702')
    expect(alarms).toEqual([])
    mayCall(nino)
    mayCall(nino)
    expect(alarms).toEqual([{ kind: 'dial-limit', subject: 'Nino', subjectId: nino, detail: 'dial.too-many-calls' }])
    nowMs += 11 * minute
    mayCall(nino)
    expect(alarms).toHaveLength(2)
  })
})

describe('a core that starts in the middle', () => {
  const leg = (n: number, more: Partial<Leg> = {}): Leg => ({
    legId: legOf(n),
    edgeId,
    transport: 'sip',
    direction: 'outbound',
    state: 'connected',
    callerNumber: '',
    dialedNumber: number,
    trunkId,
    muted: false,
    ageMs: 20 * minute,
    connectedMs: 19 * minute,
    ...more,
  })
  const connected = (...legs: Leg[]) => dialing.connected(edgeId, { legs } as unknown as EdgeSnapshot)

  it('counts the calls that the edge carries, from where they are', async () => {
    nowMs = 100 * minute
    owners.set(legOf(1), nino)
    connected(leg(1), leg(2, { direction: 'inbound' }), leg(3, { state: 'ended' }), leg(4, { dialedNumber: '112' }))
    expect(dialing.callsOver(trunkId)).toBe(2)
    calls(5, nino)
    expect(mayCall(nino)).toBe('dial.too-many-calls')
    expect(ledger.spent).toBe(0)
    await pass(minute)
    // One for each of those that talk.
    expect(ledger.spent).toBe(200)
    await pass(10 * minute)
    expect(ended).toEqual([{ legId: legOf(1), limit: 'longest-call' }])
  })

  it('charges the minutes in which there was no core', async () => {
    nowMs = 100 * minute
    // Answered 19 minutes ago, in minute 81; the last minute that was charged over this trunk is the 90th.
    ledger.before = 91 * minute
    connected(leg(1))
    await pass(0)
    expect(ledger.charges.map((charge) => charge.minute)).toEqual([91, 92, 93, 94, 95, 96, 97, 98, 99, 100])
  })

  it('goes on charging for a trunk that was removed while a call goes over it', async () => {
    answered(calls(1, nino))
    await pass(0)
    hasPaidTrunk = false
    await pass(minute)
    expect(ledger.spent).toBe(200)
  })

  it('forgets those that the edge does not know any more, but not one that it was asked for just now', () => {
    const old = calls(1, nino)
    answered(old)
    calls(2, nino)
    connected()
    expect(dialing.callsOver(trunkId)).toBe(1)
    nowMs += minute
    connected()
    expect(dialing.callsOver(trunkId)).toBe(0)
  })
})

it('counts no call any more whose edge is gone for good', async () => {
  const gone = calls(1, nino)
  calls(2, nino)
  answered(gone)
  await pass(0)
  expect(mayCall(nino)).toBe('dial.too-many-calls')
  dialing.lost([gone])
  expect(mayCall(nino)).toBe('yes')
  await pass(10 * minute)
  expect(ledger.spent).toBe(100)
})
