import { describe, expect, it } from 'vitest'
import type { AgentId, LegId, StationId } from '#kernel/ids.ts'
import { Floor } from './testing/floor.ts'

/** A machine at a fixed address answers for these; nobody sits at a desk. */
function floorOfMachines(names: readonly string[]) {
  const floor = new Floor({ isAutoAnswered: true, wrapUpLimitMs: 0, declineCoolDownMs: 5000 })
  const agentIds = names.map((name) => {
    const agentId = `agt_${name}` as AgentId
    const settings = { memberships: [{ queueId: floor.queueId, priority: 0 }], capacity: { voice: 1 } }
    floor.does({ type: 'ConfigureAgent', agentId, settings: { ...settings, isAlwaysAvailable: true } })
    const choice = { stationId: `stn_${name}` as StationId, kind: 'address' } as const
    floor.does({ type: 'ChooseStation', agentId, choice })
    return agentId
  })
  return { floor, agentIds }
}
const presenceOf = (floor: Floor, agentId: AgentId) => floor.state.agents.get(agentId)?.presence.kind

describe('an agent who is always available', () => {
  it('is called without having said that he is there, and picks up without a tone', () => {
    const { floor, agentIds } = floorOfMachines(['a'])
    floor.caller('c')
    expect(floor.log.at(-1)).toMatchObject({
      ...{ type: 'OfferAccepted', agentId: agentIds[0], stationKind: 'address', isAutomatic: false },
    })
    expect(floor.state.interactions.get('int_c' as never)?.engagement).toMatchObject({
      ...{ isPhoneLeg: true, isConfirmed: true },
    })
  })

  it('whose telephone fails is passed over for a moment, and called again by itself', () => {
    const { floor, agentIds } = floorOfMachines(['a', 'b'])
    const [a, b] = agentIds as [AgentId, AgentId]
    const interactionId = floor.caller('c')
    const legId = floor.state.calls.get(interactionId)?.engagement?.agentLegId as LegId
    floor.does({ type: 'AgentLegLost', agentId: a, legId })
    expect(floor.state.interactions.get(interactionId)?.engagement?.agentId).toBe(b)
    floor.caller('d')
    expect(floor.workOf(a)).toBe('idle')
    expect(presenceOf(floor, a)).toBe('available')
    floor.after(5000)
    expect(floor.workOf(a)).toBe('engaged')
  })

  it('who lets it ring is asked again after a moment', () => {
    const { floor, agentIds } = floorOfMachines(['a'])
    const [a] = agentIds as [AgentId]
    const { settings } = floor.state.queues.get(floor.queueId) ?? {}
    if (!settings) throw new Error('there is no queue')
    floor.does({ type: 'ConfigureQueue', queueId: floor.queueId, settings: { ...settings, isAutoAnswered: false } })
    floor.caller('c')
    floor.after(settings.ringTimeoutMs)
    expect(floor.workOf(a)).toBe('idle')
    expect(presenceOf(floor, a)).toBe('available')
    floor.after(5000)
    expect(floor.offerTo(a)).toMatchObject({ interactionId: 'int_c' })
  })
})
