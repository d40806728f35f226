import { describe, expect, it } from 'vitest'
import type { BusinessUnitId, OutboundRuleId, TrunkId } from '#kernel/ids.ts'
import type { Permission } from '../directory/index.ts'
import { type DialSituation, dialDecision } from './decision.ts'
import type { DialLimits } from './limits.ts'
import { type Dialer, emergencyTrunks, type OutboundRule, type OutboundTrunk, outboundRule } from './outbound-rule.ts'

const [carrier, cheap, backup] = ['trk_carrier', 'trk_cheap', 'trk_backup'] as TrunkId[] as [TrunkId, TrunkId, TrunkId]
const unit = (name: string) => `bun_${name}` as BusinessUnitId

const trunkOf = (trunkId: TrunkId, more: Partial<OutboundTrunk> = {}): [TrunkId, OutboundTrunk] => [
  trunkId,
  { trunkId, isActive: true, isWorking: true, costPerMinuteMicros: 0, ...more },
]
const trunks = (...over: [TrunkId, Partial<OutboundTrunk>][]) => {
  const all = new Map([trunkOf(carrier), trunkOf(cheap), trunkOf(backup)])
  for (const [trunkId, more] of over) all.set(...trunkOf(trunkId, more))
  return all
}
const rule = (name: string, more: Partial<OutboundRule> = {}): OutboundRule => ({
  outboundRuleId: `orl_${name}` as OutboundRuleId,
  isActive: true,
  rank: 100,
  prefixes: [],
  businessUnitIds: [],
  requires: 'calls.dial',
  trunkIds: [carrier],
  ...more,
})
const dialer = (permissions: Permission[] = ['calls.dial'], ...units: string[]): Dialer => ({
  permissions: new Set(permissions),
  unitIds: new Set(units.map(unit)),
})
const everything: Permission[] = ['calls.dial', 'calls.dial.abroad', 'calls.dial.premium']

/** The name of the rule with its trunks, or why there is none. */
const chosen = (rules: OutboundRule[], number: string, who = dialer(), ways = trunks()) => {
  const found = outboundRule(rules, ways, { number, region: 'GE', dialer: who })
  return found.ok ? [found.value.rule.outboundRuleId.slice(4), ...found.value.trunkIds] : found.error
}
const home = '+995322247247'
const hungary = '+3612345678'

describe('the rule for a number', () => {
  it('is the first by rank that fits', () => {
    const rules = [
      rule('late', { rank: 2, prefixes: ['+995'] }),
      rule('first', { rank: 1, prefixes: ['+995'], trunkIds: [cheap, backup] }),
      rule('elsewhere', { rank: 0, prefixes: ['+36'] }),
      rule('off', { rank: 0, isActive: false }),
    ]
    expect(chosen(rules, home)).toEqual(['first', cheap, backup])
    expect(chosen([], home)).toBe('dial.no-rule')
    expect(chosen([rule('elsewhere', { prefixes: ['+36'] })], home)).toBe('dial.no-rule')
  })

  it('names the number more exactly, or costs less, where the rank is the same', () => {
    const wide = rule('wide', { prefixes: ['+9'] })
    const exact = rule('exact', { prefixes: ['+995', '+1'] })
    expect(chosen([wide, exact], home)).toEqual(['exact', carrier])
    const dear = rule('a-dear', { prefixes: ['+995'] })
    const thrifty = rule('b-thrifty', { prefixes: ['+995'], trunkIds: [cheap] })
    const ways = trunks([carrier, { costPerMinuteMicros: 500 }], [cheap, { costPerMinuteMicros: 20 }])
    expect(chosen([dear, thrifty], home, dialer(), ways)).toEqual(['b-thrifty', cheap])
  })

  it('is for the unit of the caller and those below the named one', () => {
    const rules = [rule('branch', { businessUnitIds: [unit('tbilisi')], prefixes: ['+995'] })]
    expect(chosen(rules, home, dialer(['calls.dial'], 'root', 'tbilisi', 'sales'))).toEqual(['branch', carrier])
    expect(chosen(rules, home, dialer(['calls.dial'], 'root', 'batumi'))).toBe('dial.no-rule')
  })

  it('is a no for who lacks its permission, even when a wider one would let it through', () => {
    const rules = [
      rule('premium', { rank: 1, prefixes: ['+995900'], requires: 'calls.dial.premium' }),
      rule('all', { rank: 2, prefixes: ['+995'] }),
    ]
    expect(chosen(rules, '+995900123456')).toBe('dial.not-permitted')
    expect(chosen(rules, '+995900123456', dialer(everything))).toEqual(['premium', carrier])
    expect(chosen(rules, home, dialer([]))).toBe('dial.not-permitted')
  })

  it('for any number asks for the permission of its kind, and one that names it does not', () => {
    expect(chosen([rule('any')], home)).toEqual(['any', carrier])
    expect(chosen([rule('any')], hungary)).toBe('dial.not-permitted')
    expect(chosen([rule('any', { prefixes: ['+'] })], hungary)).toBe('dial.not-permitted')
    expect(chosen([rule('any')], hungary, dialer(['calls.dial', 'calls.dial.abroad']))).toEqual(['any', carrier])
    expect(chosen([rule('any')], '+3690123456', dialer(['calls.dial', 'calls.dial.abroad']))).toBe('dial.not-permitted')
    expect(chosen([rule('hungary', { prefixes: ['+36'] })], hungary)).toEqual(['hungary', carrier])
  })

  it('sends codes of the keypad only where they are named', () => {
    expect(chosen([rule('any')], '*72', dialer(everything))).toBe('dial.no-rule')
    expect(chosen([rule('codes', { prefixes: ['*72'] })], '*72')).toEqual(['codes', carrier])
  })
})

describe('the trunks of a call', () => {
  const both = [rule('first', { rank: 1, trunkIds: [carrier, cheap] }), rule('second', { rank: 2, trunkIds: [backup] })]

  it('are those in use, the working ones first', () => {
    expect(chosen(both, home, dialer(), trunks([carrier, { isWorking: false }]))).toEqual(['first', cheap, carrier])
    expect(chosen(both, home, dialer(), trunks([carrier, { isActive: false }]))).toEqual(['first', cheap])
  })

  it('are those of the next rule when none of the first works', () => {
    const dead = trunks([carrier, { isWorking: false }], [cheap, { isWorking: false }])
    expect(chosen(both, home, dialer(), dead)).toEqual(['second', backup])
  })

  it('are tried all the same when nothing seems to work', () => {
    const dead = trunks([carrier, { isWorking: false }], [cheap, { isWorking: false }], [backup, { isWorking: false }])
    expect(chosen(both, home, dialer(), dead)).toEqual(['first', carrier, cheap])
    const off = trunks([carrier, { isActive: false }], [cheap, { isActive: false }], [backup, { isActive: false }])
    expect(chosen(both, home, dialer(), off)).toBe('dial.no-trunk')
  })
})

describe('an emergency call', () => {
  const limits: DialLimits = {
    blockedPrefixes: ['112', '+995'],
    callsAtOncePerPerson: 1,
    callsPerHourPerPerson: 1,
    callsAtOnceOutbound: 1,
    longestCallMinutes: 1,
    spendPerDayMicros: 1,
    hours: { timeZone: 'UTC', week: [[], [], [], [], [], [], []], exceptions: [] },
    emergencyNumbers: ['112', '911'],
  }
  const usage = {
    callsNow: 9,
    callsOfPersonNow: 9,
    callsOfPersonThisHour: 9,
    spentThisHourMicros: 9,
    spentTodayMicros: 9,
  }
  const situation = (more: Partial<DialSituation> = {}): DialSituation => ({
    rules: [],
    trunks: trunks(),
    limits,
    usage,
    region: 'GE',
    nowMs: 0,
    ...more,
  })

  it('passes every limit, hour and permission, without a rule', () => {
    const nobody = dialer([])
    const way = dialDecision(situation(), '112', nobody)
    expect(way).toEqual({ ok: true, value: { isEmergency: true, trunkIds: [carrier, cheap, backup] } })
    expect(dialDecision(situation(), home, dialer(everything)).ok).toBe(false)
  })

  it('goes over the trunk that a rule names for it first, whoever the rule is for', () => {
    const rules = [
      rule('any', { rank: 0, trunkIds: [cheap] }),
      rule('help', {
        rank: 50,
        prefixes: ['112'],
        trunkIds: [backup],
        businessUnitIds: [unit('guards')],
        requires: 'calls.dial.premium',
      }),
    ]
    expect(emergencyTrunks(rules, trunks(), '112')).toEqual([backup, cheap, carrier])
    expect(emergencyTrunks(rules, trunks([backup, { isWorking: false }]), '112')).toEqual([cheap, carrier, backup])
  })

  it('is refused only when there is no trunk at all', () => {
    expect(dialDecision(situation({ trunks: new Map() }), '112', dialer([]))).toEqual({
      ok: false,
      error: 'dial.no-trunk',
    })
    const dead = trunks([carrier, { isWorking: false }], [cheap, { isActive: false }], [backup, { isActive: false }])
    expect(dialDecision(situation({ trunks: dead }), '911', dialer([]))).toMatchObject({
      ok: true,
      value: { trunkIds: [carrier] },
    })
  })
})

describe('a limit', () => {
  const limits: DialLimits = {
    blockedPrefixes: ['+882'],
    callsAtOncePerPerson: 2,
    callsPerHourPerPerson: 10,
    callsAtOnceOutbound: 20,
    longestCallMinutes: 60,
    spendPerHourMicros: 1000,
    spendPerDayMicros: 5000,
    emergencyNumbers: ['112'],
  }
  const unused = {
    callsNow: 0,
    callsOfPersonNow: 0,
    callsOfPersonThisHour: 0,
    spentThisHourMicros: 0,
    spentTodayMicros: 0,
  }
  const paid = trunks([carrier, { costPerMinuteMicros: 10 }])
  const decided = (usage: Partial<typeof unused>, number = home, more: Partial<DialSituation> = {}) => {
    const way = dialDecision(
      {
        rules: [rule('any', { trunkIds: [carrier, cheap] })],
        trunks: paid,
        limits,
        usage: { ...unused, ...usage },
        region: 'GE',
        nowMs: Date.parse('2026-11-21T12:00:00Z'),
        ...more,
      },
      number,
      dialer(everything),
    )
    return way.ok ? [...way.value.trunkIds] : way.error
  }

  it.each([
    [{}, [carrier, cheap]],
    [{ callsOfPersonNow: 1, callsOfPersonThisHour: 9, callsNow: 19, spentThisHourMicros: 999 }, [carrier, cheap]],
    [{ callsOfPersonNow: 2 }, 'dial.too-many-calls'],
    [{ callsNow: 20 }, 'dial.too-many-calls'],
    [{ callsOfPersonThisHour: 10 }, 'dial.too-often'],
    // What costs nothing may still be used.
    [{ spentThisHourMicros: 1000 }, [cheap]],
    [{ spentTodayMicros: 5000 }, [cheap]],
  ])('%j: %s', (usage, outcome) => expect(decided(usage)).toEqual(outcome))

  it('stops calls that cost money when it is spent', () => {
    expect(decided({ spentTodayMicros: 5000 }, home, { rules: [rule('any')] })).toBe('dial.spend-limit')
  })

  it('blocks destinations, and closes outside of hours', () => {
    expect(decided({}, '+882123')).toBe('dial.blocked')
    const never = { timeZone: 'UTC', week: [[], [], [], [], [], [], []], exceptions: [] }
    expect(decided({}, home, { limits: { ...limits, hours: never } })).toBe('dial.closed')
  })
})
