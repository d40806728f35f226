import { readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { SegmentFact } from '../interactions/index.ts'
import { type RoutingEventOf, routingEventCatalogue, upcast } from './index.ts'

describe('the event catalogue', () => {
  it('lists every event type that there is, and no other', () => {
    const source = readFileSync(new URL('./events.ts', import.meta.url), 'utf8')
    const declared = [...source.matchAll(/extends Fact<'(\w+)'/g)].map((match) => match[1])
    expect(declared.length).toBeGreaterThan(20)
    expect(Object.keys(routingEventCatalogue).sort()).toEqual(declared.sort())
  })

  it('every event says what it says in a sentence', () => {
    for (const { says } of Object.values(routingEventCatalogue)) expect(says).toMatch(/^[A-Z].*\.$/)
  })

  it('what segments are made of are routing events', () => {
    expectTypeOf<RoutingEventOf<SegmentFact['type']>>().toExtend<SegmentFact>()
  })
})

describe('upcasting', () => {
  it('gives an event of the newest version back as it is', () => {
    const event = { type: 'AgentRemoved', version: 1, atMs: 1, agentId: 'agt_1' }
    expect(upcast(event)).toEqual({ ok: true, value: event })
  })

  it('refuses what this program does not know', () => {
    expect(upcast({ type: 'toString', version: 1 })).toEqual({ ok: false, error: 'unknown-type' })
    expect(upcast({ type: 'AgentRemoved', version: 2 })).toEqual({ ok: false, error: 'newer-version' })
    expect(upcast({ type: 'AgentRemoved', version: 0 })).toEqual({ ok: false, error: 'unknown-type' })
  })
})
