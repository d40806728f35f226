import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserForTests } from '#adapters/webrtc/browser-for-tests.ts'
import type { BridgeId, LegId, StationId } from '#kernel/ids.ts'
import { newId } from '#kernel/ids.ts'
import { pcmu } from '#telephony/audio/g711.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { buildRtcp, parseRtcp } from '#telephony/rtp/rtcp.ts'
import { secureRandom } from './chance.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn
const pages: Page[] = []

/** A page of a browser: its sound runs in ticks, and it says that it lives. */
class Page {
  // It says and hears PCMU, packet by packet.
  readonly browser = new BrowserForTests({ opus: null })
  says: ToneSource | undefined
  isSaying = true
  #timer: NodeJS.Timeout | undefined
  #ticks = 0
  readonly #frame = new Int16Array(160)
  readonly #payload = new Uint8Array(160)

  start(): void {
    pages.push(this)
    this.#tick()
  }
  #tick(): void {
    this.#timer = setTimeout(() => this.#tick(), 20)
    if (!this.browser.isReady) return
    if (this.says) {
      this.says.read(this.#frame)
      pcmu.encode(this.#frame, this.#payload)
      this.browser.send(this.#payload)
    }
    if (this.isSaying && this.#ticks++ % 20 === 0) this.browser.say({ type: 'alive' })
  }
  heard(packets: number): Int16Array {
    const samples = new Int16Array(packets * 160)
    for (const [i, packet] of this.browser.packets.slice(-packets).entries()) {
      pcmu.decode(packet.subarray(12, 172), samples.subarray(i * 160, i * 160 + 160))
    }
    return samples
  }
  /** The newest message of this type. */
  told(type: string) {
    return this.browser.messages.filter((message) => message.type === type).at(-1)
  }
  /** Gone as when the machine sleeps: nothing more is said, nothing is closed. */
  fallAsleep(): void {
    clearTimeout(this.#timer)
  }
  close(): void {
    clearTimeout(this.#timer)
    this.browser.close()
  }
}
const tone = (hz: number) => new ToneSource({ frequenciesHz: [hz], levelDbm0: -10, cadenceMs: [] })

beforeAll(async () => {
  edge = await startTestEdge(2)
  core = edge.core()
  await until(() => core.welcome)
})
afterAll(async () => {
  for (const page of pages) page.close()
  await edge.remove()
})

async function callingPage(dialedNumber = '200') {
  const page = new Page()
  const legId = newId('leg', Date.now(), secureRandom.bytes)
  const offerSdp = await page.browser.offer()
  const { answerSdp } = await core.command({
    type: 'web-call.connect',
    legId,
    offerSdp,
    dialedNumber,
    callerNumber: 'web',
  })
  page.browser.accept(answerSdp as string)
  page.start()
  return { page, legId }
}
async function station(stationId: StationId) {
  const page = new Page()
  const offerSdp = await page.browser.offer()
  const { answerSdp, legId } = await core.command({ type: 'station.connect', stationId, offerSdp })
  page.browser.accept(answerSdp as string)
  page.start()
  return { page, legId: legId as LegId }
}

describe('a web caller', () => {
  it('is told of what arrives of it, and tells what it hears, by RTCP too', async () => {
    const { page, legId } = await callingPage()
    page.says = tone(500)
    await until(() => page.browser.isReady)
    await core.command({ type: 'leg.answer', legId })
    await core.event('leg.connected', legId)
    const mine = await until(() => page.browser.packets.at(-1)?.readUInt32BE(8))
    const block = {
      fractionLost: 64,
      cumulativeLost: 5,
      highestSequence: 1,
      jitter: 80,
      lastSr: 0,
      delaySinceLastSr: 0,
    }
    page.browser.report(
      buildRtcp([{ kind: 'receiver-report', ssrc: 0x0b_0b_0b_0b, reports: [{ ssrc: mine, ...block }] }]),
    )
    const { quality } = await until(
      () => core.eventsOf('leg.quality').find((event) => event.legId === legId && event.quality.remote),
      15_000,
    )
    expect(quality.remote).toMatchObject({ lossPercent: 25, jitterMs: 10 })
    const report = await until(() => page.browser.reports.map((bytes) => parseRtcp(bytes)?.[0]).at(-1), 15_000)
    expect(report).toMatchObject({ kind: 'sender-report', ssrc: mine, reports: [{ ssrc: 0x0b_0b_0b_0b }] })
    await core.command({ type: 'leg.end', legId, reason: 'hung-up' })
  })

  it('is announced at once, told that it rings and is answered, and ends by its own word', async () => {
    const { page, legId } = await callingPage()
    const { leg } = await until(() => core.eventsOf('leg.incoming').find(({ leg }) => leg.legId === legId))
    expect(leg).toMatchObject({ transport: 'web', direction: 'inbound', dialedNumber: '200', state: 'initiated' })
    await until(() => page.browser.isReady)
    await core.command({ type: 'leg.ring', legId })
    await until(() => page.told('ringing'))
    await core.command({ type: 'leg.answer', legId })
    await until(() => page.told('answered'))
    await core.event('leg.connected', legId)
    page.browser.send(Uint8Array.of(9, 10, 0, 160), { payloadType: 126, marker: true })
    expect(await core.event('leg.digit', legId)).toMatchObject({ digit: '9' })
    page.browser.say({ type: 'hang-up' })
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'party-left' })
    await until(() => page.told('ended'))
  })

  it('that closes its page has left', async () => {
    const { page, legId } = await callingPage()
    await until(() => page.browser.isReady)
    page.close()
    expect(await core.event('leg.ended', legId)).toMatchObject({ reason: 'cancelled' })
  })

  it('gets its own sound back from 600, and no core hears of it', async () => {
    const { page, legId } = await callingPage('600')
    page.says = tone(660)
    await until(() => page.browser.packets.length > 60 && tonePurityDb(page.heard(20), 660) > -0.2)
    expect(core.eventsOf('leg.incoming').some(({ leg }) => leg.legId === legId)).toBe(false)
    page.browser.say({ type: 'hang-up' })
    await until(() => page.told('ended'))
  })
})

describe('a station', () => {
  it('is silent while idle and speaks at once in a bridge', async () => {
    const stationId = newId('station', Date.now(), secureRandom.bytes)
    const agent = await station(stationId)
    await core.event('leg.connected', agent.legId)
    const changed = () => core.eventsOf('station.changed').filter((event) => event.station.stationId === stationId)
    expect(changed().at(-1)?.station).toMatchObject({ kind: 'browser', reachable: true, legId: agent.legId })
    const { page } = agent
    await until(() => page.browser.isReady)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(page.browser.packets).toHaveLength(0)

    const caller = await callingPage()
    await core.command({ type: 'leg.answer', legId: caller.legId })
    await core.event('leg.connected', caller.legId)
    caller.page.says = tone(500)
    page.says = tone(900)
    const bridgeId = 'talk' as BridgeId
    await core.command({ type: 'bridge.join', bridgeId, legIds: [caller.legId, agent.legId] })
    await until(() => page.told('sound')?.type === 'sound' && tonePurityDb(page.heard(10), 500) > -0.2)
    expect(page.told('sound')).toEqual({ type: 'sound', isWanted: true })
    await until(() => tonePurityDb(caller.page.heard(10), 900) > -0.2)

    // The agent's machine sleeps; another connection takes the leg over while the caller hears music.
    page.fallAsleep()
    await until(() => changed().at(-1)?.station.reachable === false)
    await until(
      () =>
        tonePurityDb(caller.page.heard(10), 900) < -6 && caller.page.heard(10).some((sample) => Math.abs(sample) > 300),
    )
    const again = await station(stationId)
    expect(again.legId).toBe(agent.legId)
    again.page.says = tone(1100)
    await until(() => changed().at(-1)?.station.reachable === true)
    await until(
      () => tonePurityDb(caller.page.heard(10), 1100) > -0.2 && tonePurityDb(again.page.heard(10), 500) > -0.2,
    )
    expect(again.page.told('sound')).toEqual({ type: 'sound', isWanted: true })

    await core.command({ type: 'leg.end', legId: caller.legId, reason: 'hung-up' })
    await until(() => caller.page.told('ended'))
    await core.command({ type: 'bridge.leave', bridgeId, legId: agent.legId })
    await until(() => JSON.stringify(again.page.told('sound')) === '{"type":"sound","isWanted":false}')
    await core.command({ type: 'station.close', stationId })
    await core.event('leg.ended', agent.legId)
    expect(changed().at(-1)?.station).toMatchObject({ reachable: false })
  })

  it('refuses what is no offer', async () => {
    const stationId = newId('station', Date.now(), secureRandom.bytes)
    expect(await core.ask({ type: 'station.connect', stationId, offerSdp: 'v=0' })).toMatchObject({
      ok: false,
      error: { code: 'bad-offer' },
    })
  })
})
