import { describe, expect, it } from 'vitest'
import { type LegInput, LegLife, type LegState } from './leg.ts'

const inputs: readonly LegInput[] = ['ring', 'connect', 'hold', 'retrieve', 'fail', 'end']
const wayTo: Record<LegState, readonly LegInput[]> = {
  initiated: [],
  alerting: ['ring'],
  connected: ['connect'],
  held: ['connect', 'hold'],
  failed: ['fail'],
  ended: ['end'],
}
/** The whole truth, written once more in another form. */
const allowed = new Set([
  'initiated ring alerting',
  'initiated connect connected',
  'initiated fail failed',
  'initiated end ended',
  'alerting connect connected',
  'alerting fail failed',
  'alerting end ended',
  'connected hold held',
  'connected end ended',
  'held retrieve connected',
  'held end ended',
  'failed end ended',
])

describe('a leg', () => {
  for (const [state, way] of Object.entries(wayTo)) {
    for (const input of inputs) {
      it(`${state} + ${input}`, () => {
        const leg = new LegLife(0)
        for (const step of way) leg.apply(step, 0)
        expect(leg.state).toBe(state)
        const done = leg.apply(input, 1)
        if (done) expect(allowed).toContain(`${state} ${input} ${leg.state}`)
        else {
          expect(leg.state).toBe(state)
          expect([...allowed].filter((line) => line.startsWith(`${state} ${input} `))).toEqual([])
        }
      })
    }
  }

  it('counts connected time from the first answer, through holds, until its end', () => {
    const leg = new LegLife(100)
    expect(leg.connectedMs(500)).toBeUndefined()
    leg.apply('connect', 1100)
    leg.apply('hold', 2000)
    leg.apply('retrieve', 3000)
    leg.apply('end', 4100)
    expect(leg.connectedMs(9000)).toBe(3000)
    expect(leg.ageMs(9000)).toBe(4000)
  })
})
