import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, expectTypeOf, it } from 'vitest'
import type { SegmentFact } from '../interactions/index.ts'
import { type RoutingEventOf, routingEventCatalogue, upcast } from './index.ts'

describe('the event catalogue', () => {
  it('lists every event type that there is, and no other', () => {
    const folder = new URL('./events/', import.meta.url)
    const sources = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
    const declared = sources.flatMap((source) => [...source.matchAll(/extends Fact<'(\w+)'/g)].map((match) => match[1]))
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

  it('brings events from before calls went out up to what they say now', () => {
    const old = { version: 1, atMs: 1, interactionId: 'int_1' }
    const carried = { edgeId: 'edg_1', customerLegId: 'leg_1', bridgeId: null, recordingId: null, phoneLegId: null }
    const now = (event: { type: string; version: number }) => {
      const done = upcast(event)
      if (!done.ok) throw new Error(done.error)
      return done.value
    }
    expect(now({ ...old, type: 'InteractionBegan' } as never)).toMatchObject({ version: 2, direction: 'inbound' })
    for (const type of ['InteractionEnded', 'InteractionReturned']) {
      expect(now({ ...old, type, carried } as never)).toMatchObject({ version: 3, carried: { calledLegIds: [] } })
    }
    const accepted = (isAgentLegUp: boolean) => now({ ...old, type: 'OfferAccepted', isAgentLegUp } as never)
    expect(accepted(true)).toMatchObject({ version: 3, stationKind: 'browser', isAutomatic: false })
    expect(accepted(false)).toMatchObject({ version: 3, stationKind: 'phone' })
    expect(accepted(true)).not.toHaveProperty('isAgentLegUp')
  })

  it('brings events from before call control up to what they say now', () => {
    const called = { legId: 'leg_2', bridgeId: 'brg_2' }
    const carried = { edgeId: 'edg_1', customerLegId: 'leg_1', calledLegIds: ['leg_2'] }
    const old = { version: 1, atMs: 1, interactionId: 'int_1' }
    const plain = { legId: 'leg_2', seat: null, ringsUntilMs: null, returnsToAgentId: null }
    const now = (event: object) => upcast({ ...old, ...event } as never)
    const through = { type: 'InteractionTransferred', to: { kind: 'through', called }, carried }
    expect(now(through)).toMatchObject({
      ok: true,
      value: { version: 2, members: [], to: { called: plain }, carried: { ...carried, stationLegIds: [] } },
    })
    const toQueue = { type: 'InteractionTransferred', to: { kind: 'queue', queueId: 'que_1' }, carried }
    expect(now(toQueue)).toMatchObject({ value: { to: { kind: 'queue', queueId: 'que_1' } } })
    for (const type of ['InteractionSentThrough', 'TransferStarted']) {
      expect(now({ type, called })).toMatchObject({ value: { version: 2, called: plain } })
    }
    const dialed = { stationKind: 'phone', isConfirmed: true, called: plain }
    expect(now({ type: 'InteractionDialed', called })).toMatchObject({ value: dialed })
    expect(now({ type: 'AgentMuted' })).toMatchObject({ value: { version: 2, byAgentId: null } })
  })

  it('refuses what this program does not know', () => {
    expect(upcast({ type: 'toString', version: 1 })).toEqual({ ok: false, error: 'unknown-type' })
    expect(upcast({ type: 'AgentRemoved', version: 2 })).toEqual({ ok: false, error: 'newer-version' })
    expect(upcast({ type: 'AgentRemoved', version: 0 })).toEqual({ ok: false, error: 'unknown-type' })
  })
})
