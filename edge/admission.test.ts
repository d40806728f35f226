import { describe, expect, it, vi } from 'vitest'
import { Admission } from './admission.ts'
import type { CallLeg } from './call-leg.ts'
import { CoreWatch } from './core-watch.ts'
import type { Legs } from './legs.ts'

const leg = (transport: 'sip' | 'web', stationId?: string) =>
  ({ origin: { transport, stationId } }) as unknown as CallLeg

function edge(maxCalls = 2) {
  let nowMs = 0
  const live: CallLeg[] = []
  const core = new CoreWatch({ graceMs: 1000, monotonicMs: () => nowMs, graceOver: () => {} })
  const admission = new Admission({ maxCalls, legs: { live } as unknown as Legs, core })
  core.connected()
  return { live, core, admission, at: (ms: number) => (nowMs = ms) }
}

describe('admission', () => {
  it('counts calls, those on their way included, but not waiting browser stations', () => {
    const { live, admission } = edge(3)
    live.push(leg('sip'), leg('web'), leg('web', 'stn_1'))
    expect(admission.refusal(true)).toBeUndefined()
    admission.pending = 1
    expect(admission.refusal(true)).toEqual({ why: 'full', retryAfterS: 10 })
    admission.pending = 0
    live.push(leg('sip', 'stn_2'))
    expect(admission.refusal(true)?.why).toBe('full')
  })

  it('refuses while it drains', () => {
    const { admission } = edge()
    admission.isDraining = true
    expect(admission.refusal(false)?.why).toBe('draining')
  })

  it('takes calls without a core for the grace time, and its own numbers for ever', () => {
    const { admission, core, at } = edge()
    core.disconnected()
    at(999)
    expect(admission.refusal(true)).toBeUndefined()
    at(1000)
    expect(admission.refusal(true)?.why).toBe('no-core')
    expect(admission.refusal(false)).toBeUndefined()
    core.connected()
    expect(admission.refusal(true)).toBeUndefined()
  })

  it('refuses before there are more calls than their sound leaves room for, those on their way included', () => {
    const { admission, live } = edge(1000)
    for (let i = 0; i < 100; i++) live.push(leg('sip'))
    for (let i = 0; i < 20; i++) admission.measured({ share: 0.6, calls: 100 })
    expect(admission.refusal(true)).toBeUndefined()
    admission.pending = 25
    expect(admission.refusal(true)).toEqual({ why: 'overloaded', retryAfterS: 10 })
    admission.pending = 0
    for (let i = 0; i < 20; i++) admission.measured({ share: 0.9, calls: 100 })
    expect(admission.refusal(true)?.why).toBe('overloaded')
    expect(admission.soundShare).toBeCloseTo(0.9)
  })

  it('refuses while a fifth of the ticks come late, not for a single stumble, and takes calls again once it is well', () => {
    const { admission } = edge()
    for (let i = 0; i < 20; i++) admission.note(200)
    expect(admission.refusal(false)).toBeUndefined()
    const changes: boolean[] = []
    for (let i = 0; i < 500; i++) changes.push(admission.note(i % 2 === 0 ? 80 : 1))
    expect(admission.refusal(false)?.why).toBe('overloaded')
    for (let i = 0; i < 1500; i++) changes.push(admission.note(1))
    expect(admission.refusal(false)).toBeUndefined()
    expect(changes.filter(Boolean)).toHaveLength(2)
  })
})

describe('the watch over the core', () => {
  it('ends the grace time once, and not when a core comes in time', () => {
    vi.useFakeTimers()
    const graceOver = vi.fn()
    const core = new CoreWatch({ graceMs: 1000, monotonicMs: () => Date.now(), graceOver })
    vi.advanceTimersByTime(500)
    core.disconnected()
    vi.advanceTimersByTime(499)
    core.connected()
    vi.advanceTimersByTime(5000)
    expect([graceOver.mock.calls.length, core.isOrphaned]).toEqual([0, false])
    core.disconnected()
    vi.advanceTimersByTime(5000)
    expect([graceOver.mock.calls.length, core.isOrphaned, core.isPastGrace]).toEqual([1, true, true])
    core.stop()
    vi.useRealTimers()
  })
})
