import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Spool } from '#adapters/storage/index.ts'
import type { BridgeId } from '#kernel/ids.ts'
import { newId } from '#kernel/ids.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { secureRandom } from './chance.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { recordedWav, recordingKey } from './testing/recorded.ts'
import { SipPhone } from './testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})
async function start(slot: number, over: Parameters<typeof startTestEdge>[1]) {
  const edge = await startTestEdge(slot, over)
  undo.push(() => edge.remove())
  return edge
}
async function phone(host: number) {
  const opened = await SipPhone.open(`127.0.20.${host}`, 24_200)
  undo.push(() => opened.close())
  return opened
}
async function connect(edge: TestEdge): Promise<CoreStandIn> {
  const core = edge.core()
  undo.push(() => core.close())
  await until(() => core.welcome)
  return core
}
const tone = (hz: number) => new ToneSource({ frequenciesHz: [hz], levelDbm0: -10, cadenceMs: [] })
const isLoud = (samples: Int16Array) => samples.some((sample) => Math.abs(sample) > 300)

describe('an edge without a core', () => {
  it('keeps people talking, lets newcomers hear music for the grace time, then refuses them', async () => {
    const edge = await start(3, { graceMs: 2500 })
    const core = await connect(edge)
    const calls = []
    for (const host of [41, 42]) {
      const call = await (await phone(host)).dial(edge.uri('200'))
      const { leg } = await until(() => core.eventsOf('leg.incoming')[calls.length])
      await core.command({ type: 'leg.answer', legId: leg.legId })
      await core.event('leg.connected', leg.legId)
      calls.push({ call, legId: leg.legId })
    }
    const [one, two] = calls as [(typeof calls)[0], (typeof calls)[0]]
    one.call.says = tone(440)
    two.call.says = tone(880)
    const bridgeId = 'talk' as BridgeId
    await core.command({ type: 'bridge.join', bridgeId, legIds: [one.legId, two.legId] })
    await until(() => tonePurityDb(one.call.heard(300), 880) > -0.2)

    core.close()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const newcomer = await (await phone(43)).dial(edge.uri('200'))
    await until(() => newcomer.statuses.includes(183) && isLoud(newcomer.heard(400)))
    const echo = await (await phone(44)).dial(edge.uri('600'))
    await until(() => echo.state === 'connected')

    const next = await connect(edge)
    const states = next.welcome?.snapshot.legs.map((leg) => leg.state).sort()
    expect(states).toEqual(['alerting', 'connected', 'connected'])
    expect(next.welcome?.snapshot.bridges).toMatchObject([{ bridgeId, legIds: [one.legId, two.legId] }])
    await until(() => tonePurityDb(one.call.heard(500), 880) > -0.2)

    next.close()
    await until(() => newcomer.state === 'ended')
    expect(newcomer.end).toMatchObject({ status: 503, retryAfterS: 5 })
    const late = await (await phone(45)).dial(edge.uri('200'))
    await until(() => late.state === 'ended')
    expect(late.end).toMatchObject({ status: 503, retryAfterS: 5 })
    expect([one.call.state, two.call.state, echo.state]).toEqual(['connected', 'connected', 'connected'])

    const last = await connect(edge)
    await last.event('leg.ended')
    expect(last.eventsOf('leg.ended')).toHaveLength(1)
    await edge.stop()
    await until(() => one.call.state === 'ended' && two.call.state === 'ended' && echo.state === 'ended')
  })
})

describe('an edge that is full', () => {
  it('refuses with 503 and a time to come back', async () => {
    const edge = await start(4, { maxCalls: 1 })
    const first = await (await phone(46)).dial(edge.uri('600'))
    await until(() => first.state === 'connected')
    const second = await (await phone(47)).dial(edge.uri('600'))
    await until(() => second.state === 'ended')
    expect(second.end).toMatchObject({ status: 503, retryAfterS: 10 })
    expect(first.state).toBe('connected')
    first.hangUp()
    await until(() => first.state === 'ended')
    const third = await (await phone(48)).dial(edge.uri('600'))
    await until(() => third.state === 'connected')
  })
})

describe('an edge that starts after one was killed', () => {
  it('finishes the recording that was left and tells of it', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-edge-killed-'))
    undo.push(() => rm(dataDir, { recursive: true, force: true }))
    const recordingId = newId('recording', Date.now(), secureRandom.bytes)
    const root = join(dataDir, 'recordings')
    const spool = new Spool({ root, randomBytes: secureRandom.bytes, monotonicMs: () => performance.now() })
    spool.setKey(recordingKey.keyId, Buffer.from(recordingKey.keyBase64, 'base64'))
    const writer = spool.open(recordingId, { rateHz: 8000, channels: 2 })
    if (!writer.ok) throw new Error(writer.error.kind)
    writer.value.append(new Uint8Array(40_000).fill(3))
    await new Promise((resolve) => setTimeout(resolve, 200))

    const edge = await start(5, { dataDir })
    const core = await connect(edge)
    const { recording } = await core.event('recording.closed')
    expect(recording).toMatchObject({ recordingId, durationMs: 1000, keyId: 'test' })
    expect(core.welcome?.snapshot.closedRecordings).toEqual([recording])
    // The half second that was not encrypted yet is gone, and no more.
    expect((await recordedWav(dataDir, recording)).subarray(44)).toEqual(Buffer.alloc(32_000, 3))
  })
})
