import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { BridgeId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { EdgeEventOf } from '#protocol/edge/events.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { type PhoneCall, SipPhone } from './testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn
const phones: SipPhone[] = []

beforeAll(async () => {
  edge = await startTestEdge(25)
  core = edge.core()
  await until(() => core.welcome)
})
afterEach(() => {
  for (const one of phones.splice(0)) one.close()
})
afterAll(() => edge.remove())

async function answeredCaller(number: string, host: number) {
  const phone = await SipPhone.open(`127.0.25.${host}`, 24_000)
  phones.push(phone)
  const seen = core.eventsOf('leg.incoming').length
  const call = await phone.dial(edge.uri(number), { from: `4917${host}` })
  const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
  await core.command({ type: 'leg.answer', legId: leg.legId })
  await core.event('leg.connected', leg.legId)
  await until(() => call.media)
  call.says = new ToneSource({ frequenciesHz: [440], levelDbm0: -10, cadenceMs: [] })
  return { call, legId: leg.legId }
}

/** From now on packets of sound are lost and late on their way from the phone. */
function roughen(call: PhoneCall, seed: number): void {
  const media = call.media!
  const { transport } = media
  const chance = seededRandom(seed)
  const send = transport.sendRtp.bind(transport)
  transport.sendRtp = (bytes, length) => {
    if (chance.next() < 0.05) return
    const copy = bytes.slice(0, length)
    setTimeout(() => send(copy, length), chance.next() * 60)
  }
}

/** The longest stretch below a tenth of the tone's level, milliseconds. */
function longestGapMs(sound: Int16Array): number {
  let longest = 0
  let run = 0
  for (let at = 0; at + 40 <= sound.length; at += 40) {
    let energy = 0
    for (let i = 0; i < 40; i++) energy += sound[at + i]! ** 2
    run = Math.sqrt(energy / 40) < 700 ? run + 5 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

describe('a line that loses 5 % and is up to 60 ms late', () => {
  it('is heard without a gap above 40 ms by the other, each digit once, and its quality is told', async () => {
    const one = await answeredCaller('200', 1)
    const other = await answeredCaller('200', 2)
    const bridgeId = 'rough' as BridgeId
    await core.command({ type: 'bridge.join', bridgeId, legIds: [one.legId, other.legId] })
    roughen(one.call, 7)
    await new Promise((resolve) => setTimeout(resolve, 8000))
    const heard = other.call.heard(5000)
    expect(longestGapMs(heard)).toBeLessThanOrEqual(40)
    one.call.press('1593570')
    await until(() => core.eventsOf('leg.digit').length >= 7, 15_000)
    await new Promise((resolve) => setTimeout(resolve, 500))
    const digits = core.eventsOf('leg.digit').filter(({ legId }) => legId === one.legId)
    expect(digits.map(({ digit }) => digit).join('')).toBe('1593570')
    const reports = core.eventsOf('leg.quality').filter(({ legId }) => legId === one.legId)
    const { quality } = reports.at(-1) as EdgeEventOf<'leg.quality'>
    expect(quality.lossPercent).toBeGreaterThan(1)
    expect(quality.jitterMs).toBeGreaterThan(5)
    expect(quality.mos).toBeLessThan(4.2)
  }, 60_000)
})

describe('sound that goes one way only', () => {
  it('is said when nothing comes from the far end, and when it comes again', async () => {
    const { call, legId } = await answeredCaller('200', 3)
    const media = call.media!
    await until(() => call.heard(1000).length >= 8000)
    const send = media.send.bind(media)
    const stoppedMs = performance.now()
    media.send = () => media.rest()
    const silent = await until(
      () => core.eventsOf('leg.silent').find((event) => event.legId === legId && event.isSilent),
      10_000,
    )
    expect(silent).toMatchObject({ direction: 'from' })
    // Three seconds, and what a busy machine takes to run its timers.
    expect(performance.now() - stoppedMs).toBeLessThan(3600)
    media.send = send
    await until(() => core.eventsOf('leg.silent').find((event) => event.legId === legId && !event.isSilent), 10_000)
  }, 40_000)

  it('is said when the far end reports that it hears nothing', async () => {
    const { call, legId } = await answeredCaller('200', 4)
    call.media!.receiveRtp = () => {}
    const unheard = await until(
      () => core.eventsOf('leg.silent').find((event) => event.legId === legId && event.isSilent),
      40_000,
    )
    expect(unheard).toMatchObject({ direction: 'to' })
  }, 60_000)

  it('is said when the network reports that its port is closed, though it speaks', async () => {
    const { call, legId } = await answeredCaller('200', 6)
    await until(() => call.heard(1000).length >= 8000)
    const closedMs = performance.now()
    call.closePort()
    const unheard = await until(
      () => core.eventsOf('leg.silent').find((event) => event.legId === legId && event.isSilent),
      10_000,
    )
    expect(unheard).toMatchObject({ direction: 'to' })
    expect(performance.now() - closedMs).toBeLessThan(3600)
    // What was told before the port was closed says that all is well.
    const isLost = (event: { legId: string; quality: { remote?: { lossPercent: number } } }) =>
      event.legId === legId && event.quality.remote?.lossPercent === 100
    await until(() => core.eventsOf('leg.quality').find(isLost), 10_000)
    // It may be forged, and ends nothing.
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(core.eventsOf('leg.ended').filter((event) => event.legId === legId)).toEqual([])
  }, 30_000)

  it('is nothing to speak of when the far end is on hold', async () => {
    const { call, legId } = await answeredCaller('200', 5)
    call.reoffer('sendonly')
    await core.event('leg.held', legId)
    call.media!.send = () => call.media!.rest()
    await new Promise((resolve) => setTimeout(resolve, 4000))
    expect(core.eventsOf('leg.silent').filter((event) => event.legId === legId && event.direction === 'from')).toEqual(
      [],
    )
  }, 30_000)
})
