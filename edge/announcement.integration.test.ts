import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BridgeId, newId, type PlayId } from '#kernel/ids.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { secureRandom } from './chance.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { SipPhone } from './testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn
const phones: SipPhone[] = []
const tone = (hz: number) => new ToneSource({ frequenciesHz: [hz], levelDbm0: -10, cadenceMs: [] })
const milliwattHz = 1004

beforeAll(async () => {
  edge = await startTestEdge(22)
  core = edge.core()
  await until(() => core.welcome)
})
afterEach(() => {
  for (const one of phones.splice(0)) one.close()
})
afterAll(() => edge.remove())

async function caller(host: number) {
  const phone = await SipPhone.open(`127.0.22.${host}`, 24_000)
  phones.push(phone)
  const seen = core.eventsOf('leg.incoming').length
  const call = await phone.dial(edge.uri('200'), { from: `4922${host}` })
  const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
  await core.command({ type: 'leg.answer', legId: leg.legId })
  await core.event('leg.connected', leg.legId)
  return { call, legId: leg.legId }
}

/** Two who talk: a customer at 440 Hz and an agent at 620 Hz. */
async function conversation(hosts: readonly [number, number]) {
  const [customer, agent] = [await caller(hosts[0]), await caller(hosts[1])]
  const bridgeId = newId('bridge', Date.now(), secureRandom.bytes) satisfies BridgeId
  await core.command({ type: 'bridge.join', bridgeId, legIds: [customer.legId, agent.legId] })
  customer.call.says = tone(440)
  agent.call.says = tone(620)
  const hears = (party: typeof agent, hertz: number) => tonePurityDb(party.call.heard(200), hertz)
  await until(() => hears(agent, 440) > -0.3 && hears(customer, 620) > -0.3)
  return { customer, agent, bridgeId, hears }
}
const announced = (isOver: boolean, playId: string, durationMs = 1200) => ({
  type: 'bridge.play' as const,
  playId: playId as PlayId,
  isOver,
  items: [{ kind: 'tone' as const, tone: 'milliwatt' as const, durationMs }],
})

describe('an announcement to one party', () => {
  it('is heard by that one in place of the bridge; the other hears it not, and hears the one', async () => {
    const { customer, agent, bridgeId, hears } = await conversation([11, 12])
    await core.command({ ...announced(false, 'a1'), bridgeId, legId: agent.legId })
    await until(() => hears(agent, milliwattHz) > -0.3)
    expect(hears(customer, milliwattHz)).toBeLessThan(-30)
    expect(hears(customer, 620)).toBeGreaterThan(-0.3)
    expect(await core.event('leg.play-ended', agent.legId)).toMatchObject({ playId: 'a1', outcome: 'finished' })
    // The conversation is there again, both ways.
    await until(() => hears(agent, 440) > -0.3)
  })

  it('lies over the bridge when it is asked to: both are heard, the others softer', async () => {
    const { customer, agent, bridgeId, hears } = await conversation([13, 14])
    await core.command({ ...announced(true, 'a2'), bridgeId, legId: agent.legId })
    await until(() => hears(agent, milliwattHz) > -2.5 && hears(agent, 440) > -9 && hears(agent, 440) < -4)
    expect(hears(customer, milliwattHz)).toBeLessThan(-30)
    await core.event('leg.play-ended', agent.legId)
    await until(() => hears(agent, 440) > -0.3)
  })

  it('is ended by stopping it, by another, and by leaving the bridge, each told once', async () => {
    const { agent, bridgeId } = await conversation([15, 16])
    const outcomes = () =>
      core.eventsOf('leg.play-ended').flatMap((one) => (one.legId === agent.legId ? [[one.playId, one.outcome]] : []))
    await core.command({ ...announced(false, 'b1', 60_000), bridgeId, legId: agent.legId })
    // Said twice it is one.
    await core.command({ ...announced(false, 'b1', 60_000), bridgeId, legId: agent.legId })
    await core.command({ ...announced(true, 'b2', 60_000), bridgeId, legId: agent.legId })
    await core.command({ type: 'leg.stop-play', legId: agent.legId })
    await core.command({ ...announced(true, 'b3', 60_000), bridgeId, legId: agent.legId })
    await core.command({ type: 'bridge.leave', bridgeId, legId: agent.legId })
    await until(() => outcomes().length >= 3)
    expect(outcomes()).toEqual([
      ['b1', 'interrupted'],
      ['b2', 'stopped'],
      ['b3', 'interrupted'],
    ])
  })

  it('is refused to who is not in the bridge, and without a prompt of that name', async () => {
    const { customer, agent, bridgeId } = await conversation([17, 18])
    await core.command({ type: 'bridge.leave', bridgeId, legId: agent.legId })
    const refused = await core.ask({ ...announced(false, 'c1'), bridgeId, legId: agent.legId })
    expect(refused).toMatchObject({ ok: false, error: { code: 'wrong-state' } })
    const unknown = { ...announced(false, 'c2'), items: [{ kind: 'prompt' as const, name: 'no-such' }] }
    expect(await core.ask({ ...unknown, bridgeId, legId: customer.legId })).toMatchObject({
      ok: false,
      error: { code: 'unknown-prompt' },
    })
  })
})
