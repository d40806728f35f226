import { describe, expect, it } from 'vitest'
import type { LegId } from '#kernel/ids.ts'
import type { MediaQuality } from '#protocol/edge/index.ts'
import { LineConditions } from './line-conditions.ts'

const customer = 'leg_customer' as LegId
const agent = 'leg_agent' as LegId
const quality: MediaQuality = {
  packetsReceived: 500,
  packetsLost: 5,
  packetsLate: 0,
  packetsSent: 500,
  lossPercent: 1,
  jitterMs: 3,
  roundTripMs: 40,
  bufferDepthMs: 40,
  mos: 4.1,
  codec: 'pcma',
  remote: { mos: 3.2, lossPercent: 4, jitterMs: 20 },
}

describe('the lines of a call', () => {
  it('show what was measured last of each, and what the far end hears of us', () => {
    const lines = new LineConditions()
    expect(lines.ofCall(customer, agent)).toBeUndefined()
    expect(lines.noteEdge({ type: 'leg.quality', legId: customer, quality })).toBe(true)
    expect(lines.ofCall(customer, agent)).toEqual({
      customer: {
        mos: 4.1,
        lossPercent: 1,
        jitterMs: 3,
        roundTripMs: 40,
        codec: 'pcma',
        heard: { mos: 3.2, lossPercent: 4 },
      },
    })
  })

  it('name who is not heard and who hears nothing, until each is over', () => {
    const lines = new LineConditions()
    lines.noteEdge({ type: 'leg.silent', legId: customer, isSilent: true })
    lines.noteEdge({ type: 'leg.silent', legId: customer, isSilent: true, direction: 'to' })
    lines.noteEdge({ type: 'leg.silent', legId: agent, isSilent: true, direction: 'from' })
    expect(lines.ofCall(customer, agent)?.silences).toEqual([
      'customer-not-heard',
      'customer-hears-nothing',
      'own-not-heard',
    ])
    lines.noteEdge({ type: 'leg.silent', legId: customer, isSilent: false, direction: 'from' })
    lines.noteEdge({ type: 'leg.silent', legId: agent, isSilent: false, direction: 'from' })
    expect(lines.ofCall(customer, agent)?.silences).toEqual(['customer-hears-nothing'])
    expect(lines.isSilent(customer)).toBe(true)
    lines.noteEdge({
      type: 'leg.ended',
      legId: customer,
      reason: 'party-left',
      durationMs: 1,
    })
    expect(lines.ofCall(customer, agent)).toBeUndefined()
    expect(lines.isSilent(customer)).toBe(false)
  })
})
