import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BridgeId, LegId } from '#kernel/ids.ts'
import { newId } from '#kernel/ids.ts'
import { type Digit, DtmfSource } from '#telephony/audio/dtmf.ts'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { secureRandom } from './chance.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { recordedWav, recordingKey } from './testing/recorded.ts'
import { SipPhone } from './testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

const card = '4929'
const digitHz = [697, 770, 852, 941, 1209, 1336, 1477]
const bridgeId = 'masked' as BridgeId
const voice = () => new ToneSource({ frequenciesHz: [440], levelDbm0: -20, cadenceMs: [] })

let edge: TestEdge
let core: CoreStandIn
const phones: SipPhone[] = []

beforeAll(async () => {
  edge = await startTestEdge(26)
  core = edge.core()
  await until(() => core.welcome)
  await core.command(recordingKey)
})
afterAll(async () => {
  for (const one of phones) one.close()
  await edge.remove()
})

async function answered(host: number) {
  const one = await SipPhone.open(`127.0.20.${host}`, 24_000)
  phones.push(one)
  const seen = core.eventsOf('leg.incoming').length
  const call = await one.dial(edge.uri('200'), { from: `4917${host}` })
  const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
  await core.command({ type: 'leg.answer', legId: leg.legId })
  await core.event('leg.connected', leg.legId)
  return { call, legId: leg.legId }
}

/** The loudest frequency of the keys within any 50 ms of it. */
function loudestKeyDb(samples: Int16Array): number {
  let loudest = Number.NEGATIVE_INFINITY
  for (let at = 0; at + 400 <= samples.length; at += 200) {
    for (const hz of digitHz) loudest = Math.max(loudest, toneLevelDbfs(samples.subarray(at, at + 400), hz))
  }
  return loudest
}
/** Whether the capture of this leg has a packet that its far end sent (RFC 5737's 192.0.2.2 stands for it). */
async function hasCaptured(legId: LegId): Promise<boolean> {
  const { pcapBase64 = '' } = await core.command({ type: 'leg.packets', legIds: [legId], withSound: true })
  return Buffer.from(pcapBase64, 'base64').includes(Buffer.from([192, 0, 2, 2, 192, 0, 2, 1]))
}

type Phone = Awaited<ReturnType<typeof answered>>['call']
function pressTones(call: Phone): void {
  call.says = new DtmfSource([...card] as Digit[])
}
const pressEvents = (call: Phone): void => call.press(card)

describe('a card number that is typed in a conversation', () => {
  it.each([
    ['as tones', pressTones],
    ['as RFC 4733 events', pressEvents],
  ])(
    '%s is heard by nobody, and stands in no event, recording and capture',
    async (way, type) => {
      const customer = await answered(way === 'as tones' ? 61 : 63)
      const agent = await answered(way === 'as tones' ? 62 : 64)
      const recordingId = newId('recording', Date.now(), secureRandom.bytes)
      await core.command({ type: 'bridge.join', bridgeId, legIds: [customer.legId, agent.legId] })
      await core.command({ type: 'recording.start', recordingId, bridgeId, left: customer.legId })
      customer.call.says = voice()
      await until(() => toneLevelDbfs(agent.call.heard(200), 440) > -40)
      // Something is said before, and stands in the recording.
      await new Promise((resolve) => setTimeout(resolve, 800))
      await core.command({ type: 'leg.mask-digits', legId: customer.legId, isOn: true })
      await core.command({ type: 'leg.capture', legId: customer.legId, isOn: true })
      const before = core.eventsOf('leg.digit').length
      type(customer.call)
      // This phone tells of digits by events: tones of it are taken out of what is heard, and count as nothing else.
      const isTold = way !== 'as tones'
      if (isTold) await until(() => core.eventsOf('leg.digit').length >= before + card.length)
      await new Promise((resolve) => setTimeout(resolve, 1500))
      expect(loudestKeyDb(agent.call.heard(3000))).toBeLessThan(-50)
      expect(agent.call.digits).toEqual([])
      const told = core.eventsOf('leg.digit').slice(before)
      expect(told.map(({ digit }) => digit)).toEqual(isTold ? [...'•'.repeat(card.length)] : [])
      expect(JSON.stringify(core.events.slice(-50))).not.toMatch(/"digit":"[0-9]"/)
      expect(await hasCaptured(customer.legId)).toBe(false)

      customer.call.says = voice()
      if (isTold)
        await until(() => core.eventsOf('recording.resumed').some((event) => event.recordingId === recordingId))
      await core.command({ type: 'leg.mask-digits', legId: customer.legId, isOn: false })
      await until(() => toneLevelDbfs(agent.call.heard(200), 440) > -40)
      // The voice was heard all the while: what is captured again comes with the next packets.
      for (let tries = 0; tries < 50 && !(await hasCaptured(customer.legId)); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
      expect(await hasCaptured(customer.legId)).toBe(true)
      await core.command({ type: 'recording.stop', recordingId })
      const { recording } = await until(() =>
        core.eventsOf('recording.closed').find((event) => event.recording.recordingId === recordingId),
      )
      expect(recording.missingMs).toBe(0)
      const wav = await recordedWav(edge.dataDir, recording)
      const left = new Int16Array(Uint8Array.from(wav.subarray(44)).buffer).filter((_, i) => i % 2 === 0)
      expect(loudestKeyDb(left)).toBeLessThan(-50)
      expect(recording.pauses ?? []).toHaveLength(isTold ? 1 : 0)
      for (const { fromMs, toMs } of recording.pauses ?? []) {
        expect(toMs - fromMs).toBeGreaterThan(3000)
        expect(left.subarray(fromMs * 8, toMs * 8).every((sample) => sample === 0)).toBe(true)
        expect(toneLevelDbfs(left.subarray(0, fromMs * 8), 440)).toBeGreaterThan(-60)
      }
      customer.call.hangUp()
      await core.event('leg.ended', customer.legId)
      await core.command({ type: 'bridge.end', bridgeId })
    },
    30_000,
  )

  it('in secret to the call flow is told once, in what was collected', async () => {
    const { call, legId } = await answered(65)
    const before = core.eventsOf('leg.digit').length
    await core.command({
      type: 'leg.collect',
      legId,
      collectId: 'c-secret' as never,
      items: [],
      isInterruptible: true,
      acceptsTypeAhead: false,
      minDigits: 1,
      maxDigits: card.length,
      terminators: '#',
      firstDigitTimeoutMs: 10_000,
      betweenDigitsTimeoutMs: 5000,
      isSecret: true,
    })
    call.press(card)
    const { digits } = await core.event('leg.collected', legId)
    expect(digits).toBe(card)
    expect(
      core
        .eventsOf('leg.digit')
        .slice(before)
        .map(({ digit }) => digit),
    ).toEqual([...'•'.repeat(card.length)])
    call.press('7')
    await until(() => core.eventsOf('leg.digit').at(-1)?.digit === '7')
  })
})
