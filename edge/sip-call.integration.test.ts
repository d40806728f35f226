import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BridgeId, CollectId, LegId, PlayId, RecordingId } from '#kernel/ids.ts'
import { newId } from '#kernel/ids.ts'
import type { RecordingResult } from '#protocol/edge/parties.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { secureRandom } from './chance.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { recordedWav, recordingKey } from './testing/recorded.ts'
import { SipPhone } from './testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn
const phones: SipPhone[] = []
const phone = async (host: number) => {
  const opened = await SipPhone.open(`127.0.20.${host}`, 24_000)
  phones.push(opened)
  return opened
}
const tone = (hz: number) => new ToneSource({ frequenciesHz: [hz], levelDbm0: -10, cadenceMs: [] })
const newLegId = () => newId('leg', Date.now(), secureRandom.bytes)
const bridgeId = (name: string) => name as BridgeId

beforeAll(async () => {
  edge = await startTestEdge(1)
  core = edge.core()
  await until(() => core.welcome)
})
afterEach(() => {
  for (const one of phones.splice(0)) one.close()
})
afterAll(() => edge.remove())

/** A caller whom the core has answered. */
async function caller(number: string, host: number) {
  const one = await phone(host)
  const seen = core.eventsOf('leg.incoming').length
  const call = await one.dial(edge.uri(number), { from: `4917${host}` })
  const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
  return { call, leg, legId: leg.legId }
}
async function answeredCaller(number: string, host: number) {
  const made = await caller(number, host)
  await core.command({ type: 'leg.answer', legId: made.legId })
  await core.event('leg.connected', made.legId)
  return made
}

describe('numbers that the edge answers alone', () => {
  it('601 sounds a pure 1,004 Hz for a second and hangs up', async () => {
    const call = await (await phone(11)).dial(edge.uri('601'))
    await until(() => call.state === 'ended')
    expect(purestDb(call.heard(10_000), 1004)).toBeGreaterThan(-0.1)
    expect(call.end).toMatchObject({ by: 'remote' })
    expect(core.eventsOf('leg.incoming')).toHaveLength(0)
  })

  it('600 says back what it hears', async () => {
    const call = await (await phone(12)).dial(edge.uri('600'))
    call.says = tone(660)
    await until(() => tonePurityDb(call.heard(400), 660) > -0.1)
    call.hangUp()
    await until(() => call.state === 'ended')
  })
})

describe('a caller', () => {
  it('is announced, rung, answered and told of, and hears prompts', async () => {
    const { call, leg, legId } = await caller('200', 13)
    expect(leg).toMatchObject({
      transport: 'sip',
      direction: 'inbound',
      state: 'initiated',
      dialedNumber: '200',
      callerNumber: '491713',
    })
    await core.command({ type: 'leg.ring', legId })
    await until(() => call.statuses.includes(180))
    await core.command({ type: 'leg.answer', legId })
    await core.event('leg.connected', legId)
    const playId = 'p1' as PlayId
    await core.command({
      type: 'leg.play',
      legId,
      playId,
      loop: false,
      items: [{ kind: 'tone', tone: 'milliwatt', durationMs: 600 }],
    })
    await core.event('leg.play-ended', legId)
    await until(() => tonePurityDb(call.heard(400), 1004) > -0.2)
    call.hangUp()
    const ended = await core.event('leg.ended', legId)
    expect(ended).toMatchObject({ reason: 'party-left', quality: { packetsLost: 0 } })
    expect(await core.ask({ type: 'leg.end', legId, reason: 'hung-up' })).toMatchObject({ ok: true })
  })

  it('who gives up before the answer has cancelled', async () => {
    const { call, legId } = await caller('200', 14)
    call.hangUp()
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'cancelled' })
  })

  it('hears why a number is refused before the call ends', async () => {
    const { call, legId } = await caller('999', 15)
    await core.command({
      type: 'leg.refuse',
      legId,
      status: 404,
      reason: 'unknown-number',
      play: [{ kind: 'tone', tone: 'milliwatt', durationMs: 500 }],
    })
    await until(() => call.state === 'ended')
    expect(call.statuses).toEqual([100, 183, 404].filter((status) => call.statuses.includes(status)))
    expect(call.statuses.slice(-2)).toEqual([183, 404])
    expect(purestDb(call.heard(10_000), 1004)).toBeGreaterThan(-0.1)
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'unknown-number', sipStatus: 404 })
  })

  it('presses digits that are collected, with the prompt cut short', async () => {
    const { call, legId } = await answeredCaller('100', 16)
    await core.command({
      type: 'leg.collect',
      legId,
      collectId: 'c1' as CollectId,
      items: [{ kind: 'music' }],
      isInterruptible: true,
      acceptsTypeAhead: true,
      minDigits: 1,
      maxDigits: 8,
      terminators: '#',
      firstDigitTimeoutMs: 10_000,
      betweenDigitsTimeoutMs: 5000,
    })
    call.press('159#')
    expect(await core.event('leg.collected', legId)).toMatchObject({ digits: '159', outcome: 'terminated' })
    expect(core.eventsOf('leg.digit').filter((event) => event.legId === legId)).toHaveLength(4)
    await core.command({ type: 'leg.digits', legId, digits: '7*' })
    await until(() => call.digits.join('') === '7*')
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await until(() => call.state === 'ended')
  })

  it('is answered with our offer when it made none', async () => {
    const one = await phone(17)
    const seen = core.eventsOf('leg.incoming').length
    const call = await one.dial(edge.uri('200'), { withoutOffer: true })
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    await core.command({ type: 'leg.answer', legId: leg.legId })
    await until(() => call.state === 'connected')
    call.hangUp()
    await core.event('leg.ended', leg.legId)
  })
})

describe('two callers in a bridge', () => {
  it('hear one another, are held, muted and recorded with their sides apart', async () => {
    const [one, two] = [await answeredCaller('200', 21), await answeredCaller('200', 22)]
    one.call.says = tone(440)
    two.call.says = tone(880)
    const bridge = bridgeId('b1')
    await core.command({ type: 'bridge.join', bridgeId: bridge, legIds: [one.legId, two.legId] })
    await until(() => tonePurityDb(one.call.heard(300), 880) > -0.2 && tonePurityDb(two.call.heard(300), 440) > -0.2)

    const recordingId = newId('recording', Date.now(), secureRandom.bytes)
    const start = { type: 'recording.start', recordingId, bridgeId: bridge, left: one.legId } as const
    expect(await core.ask(start)).toMatchObject({ ok: false, error: { code: 'wrong-state' } })
    await core.command(recordingKey)
    await core.command(start)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await core.command({ type: 'recording.stop', recordingId })
    const { recording } = await core.event('recording.closed')
    await expectTones(recording, recordingId)

    await core.command({ type: 'bridge.hold', bridgeId: bridge, legId: one.legId, items: [] })
    await until(() => isQuiet(two.call.heard(200)) && !isQuiet(one.call.heard(200)))
    expect(tonePurityDb(one.call.heard(200), 880)).toBeLessThan(-3)
    await core.command({ type: 'bridge.retrieve', bridgeId: bridge, legId: one.legId })
    await until(() => tonePurityDb(one.call.heard(200), 880) > -0.2)

    await core.command({ type: 'leg.mute', legId: two.legId, muted: true })
    await until(() => isQuiet(one.call.heard(200)) && !isQuiet(two.call.heard(200)))

    await core.command({ type: 'leg.end', legId: one.legId, reason: 'hung-up' })
    await until(() => one.call.state === 'ended')
    await core.command({ type: 'bridge.leave', bridgeId: bridge, legId: two.legId })
    await until(() => core.eventsOf('bridge.ended').some((event) => event.bridgeId === bridge))
    two.call.hangUp()
    await core.event('leg.ended', two.legId)
  })

  it('are listened to, coached and joined by a third, whom nobody hears but whom it is meant for', async () => {
    const callers = [await answeredCaller('200', 26), await answeredCaller('200', 27), await answeredCaller('200', 28)]
    const [customer, agent, supervisor] = callers as [(typeof callers)[0], (typeof callers)[0], (typeof callers)[0]]
    const bridge = bridgeId('b3')
    const hears = (party: (typeof callers)[0], hertz: number) => tonePurityDb(party.call.heard(200), hertz) > -0.2
    await core.command({ type: 'bridge.join', bridgeId: bridge, legIds: [customer.legId, agent.legId] })
    customer.call.says = tone(440)
    supervisor.call.says = tone(700)
    const monitor = (heardBy: readonly LegId[]) =>
      core.command({ type: 'bridge.monitor', bridgeId: bridge, legId: supervisor.legId, heardBy: [...heardBy] })
    await monitor([])
    await until(() => hears(supervisor, 440) && hears(agent, 440) && isQuiet(customer.call.heard(200)))
    await monitor([agent.legId])
    await until(() => !hears(agent, 440) && !isQuiet(agent.call.heard(200)))
    expect(isQuiet(customer.call.heard(400))).toBe(true)
    customer.call.says = undefined
    await until(() => hears(agent, 700))
    expect(isQuiet(customer.call.heard(400))).toBe(true)
    await core.command({ type: 'bridge.join', bridgeId: bridge, legIds: [supervisor.legId] })
    await until(() => hears(customer, 700))
    await monitor([])
    await until(() => isQuiet(customer.call.heard(200)) && isQuiet(agent.call.heard(200)))
    // With both of them gone there is nothing to listen to.
    customer.call.hangUp()
    agent.call.hangUp()
    await until(() => core.eventsOf('bridge.ended').some((event) => event.bridgeId === bridge))
    supervisor.call.hangUp()
    await core.event('leg.ended', supervisor.legId)
  })

  it('stay together when a third is put on and taken away', async () => {
    const callers = [await answeredCaller('200', 23), await answeredCaller('200', 24), await answeredCaller('200', 25)]
    const bridge = bridgeId('b2')
    const legIds = callers.map(({ legId }) => legId)
    await core.command({ type: 'bridge.join', bridgeId: bridge, legIds })
    const [listener, speaker, coach] = callers as [(typeof callers)[0], (typeof callers)[0], (typeof callers)[0]]
    coach.call.says = tone(700)
    await until(() => tonePurityDb(listener.call.heard(200), 700) > -0.2)
    await core.command({
      type: 'bridge.gain',
      bridgeId: bridge,
      listener: listener.legId,
      speaker: coach.legId,
      gain: 0,
    })
    await until(() => isQuiet(listener.call.heard(200)) && tonePurityDb(speaker.call.heard(200), 700) > -0.2)
    for (const { call } of callers) call.hangUp()
    await until(() => core.eventsOf('bridge.ended').some((event) => event.bridgeId === bridge))
  })
})

describe('a call that we make', () => {
  it('rings, is answered, and can be put on hold by the far end', async () => {
    const called = await phone(31)
    called.onCall = (call) => call.ring()
    const legId = newLegId()
    const command = {
      type: 'leg.originate' as const,
      legId,
      to: { kind: 'sip' as const, uri: called.uri },
      callerNumber: '+4930123',
      ringTimeoutMs: 10_000,
    }
    await core.command(command)
    await core.command(command)
    await core.event('leg.alerting', legId)
    expect(called.calls).toHaveLength(1)
    const [call] = called.calls
    expect(call?.callerNumber).toBe('+4930123')
    call?.answer()
    await core.event('leg.connected', legId)
    call?.reoffer('sendonly')
    await core.event('leg.held', legId)
    call?.reoffer('sendrecv')
    await core.event('leg.retrieved', legId)
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
    await until(() => call?.state === 'ended')
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'hung-up' })
  })

  it.each([
    [486, 'busy'],
    [404, 'unknown-number'],
    [603, 'declined'],
    [503, 'unreachable'],
  ])('that is refused with %i is %s', async (status, reason) => {
    const called = await phone(32)
    called.onCall = (call) => call.reject(status)
    const legId = newLegId()
    const to = { kind: 'sip' as const, uri: called.uri }
    await core.command({ type: 'leg.originate', legId, to, callerNumber: '1', ringTimeoutMs: 10_000 })
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason, sipStatus: status })
  })

  it('that nobody answers ends as such', async () => {
    const called = await phone(33)
    called.onCall = (call) => call.ring()
    const legId = newLegId()
    const to = { kind: 'sip' as const, uri: called.uri }
    await core.command({ type: 'leg.originate', legId, to, callerNumber: '1', ringTimeoutMs: 1000 })
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'no-answer' })
    await until(() => called.calls[0]?.state === 'ended')
  })

  it('that is ended while its way is still looked for never rings', async () => {
    const called = await phone(34)
    const legId = newLegId()
    const to = { kind: 'sip' as const, uri: called.uri }
    const making = core.ask({ type: 'leg.originate', legId, to, callerNumber: '1', ringTimeoutMs: 1000 })
    expect(await core.ask({ type: 'leg.end', legId, reason: 'hung-up' })).toMatchObject({ ok: true })
    expect(await making).toMatchObject({ ok: false, error: { code: 'wrong-state' } })
    // Another one gets through meanwhile: the first would have rung by now.
    const second = newLegId()
    await core.command({ type: 'leg.originate', legId: second, to, callerNumber: '2', ringTimeoutMs: 1000 })
    await until(() => called.calls.some((call) => call.callerNumber === '2'))
    expect(called.calls.map((call) => call.callerNumber)).toEqual(['2'])
    await core.command({ type: 'leg.end', legId: second, reason: 'hung-up' })
    await core.event('leg.ended', second)
  })

  it('to a phone that has not registered cannot be made', async () => {
    const to = { kind: 'endpoint' as const, user: '701' }
    const outcome = await core.ask({
      type: 'leg.originate',
      legId: newLegId(),
      to,
      callerNumber: '1',
      ringTimeoutMs: 5000,
    })
    expect(outcome).toMatchObject({ ok: false, error: { code: 'not-reachable' } })
  })
})

/** The purity of the best 200 ms: others may starve this machine for a moment. */
const purestDb = (samples: Int16Array, hz: number) => {
  const windows = Array.from({ length: Math.floor(samples.length / 800) }, (_, i) =>
    samples.subarray(i * 800, i * 800 + 1600),
  )
  return Math.max(...windows.map((window) => tonePurityDb(window, hz)))
}
const isQuiet = (samples: Int16Array) => samples.every((sample) => Math.abs(sample) < 100)

async function expectTones(recording: RecordingResult, recordingId: RecordingId) {
  expect(recording).toMatchObject({ recordingId, missingMs: 0 })
  const wav = await recordedWav(edge.dataDir, recording)
  const samples = new Int16Array(Uint8Array.from(wav.subarray(44)).buffer)
  const left = samples.filter((_, i) => i % 2 === 0)
  const right = samples.filter((_, i) => i % 2 === 1)
  expect(left.length).toBeGreaterThan(6000)
  expect(purestDb(left, 440)).toBeGreaterThan(-0.1)
  expect(purestDb(right, 880)).toBeGreaterThan(-0.1)
}

describe('a call that goes on', () => {
  it('takes one less of its Max-Forwards along, and ends when nothing is left', async () => {
    const far = await phone(91)
    const seen: number[] = []
    far.onCall = (call) => {
      seen.push(call.incoming?.maxForwards ?? 0)
      call.answer()
    }
    const to = { kind: 'sip', uri: `sip:far@${far.address}:${far.port}` } as const
    for (const maxForwards of [70, 2, 1]) {
      const count = core.eventsOf('leg.incoming').length
      await (await phone(92)).dial(edge.uri('100'), { from: '491792', maxForwards })
      const { leg } = await until(() => core.eventsOf('leg.incoming')[count])
      const legId = newLegId()
      const command = { type: 'leg.originate', legId, to, callerNumber: '1', ringTimeoutMs: 5000 } as const
      const outcome = await core.ask({ ...command, onBehalfOf: leg.legId })
      if (maxForwards > 1) await core.event('leg.connected', legId)
      else expect(outcome).toMatchObject({ ok: false, error: { code: 'not-reachable' } })
      await core.command({ type: 'leg.end', legId: leg.legId, reason: 'hung-up' })
    }
    expect(seen).toEqual([69, 1])
  })
})
