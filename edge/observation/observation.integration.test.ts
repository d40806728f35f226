import { afterAll, beforeAll, expect, it } from 'vitest'
import type { EdgeInspection } from '#protocol/edge/messages.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { type CoreStandIn, until } from '../testing/core-stand-in.ts'
import { SipPhone } from '../testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from '../testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn

beforeAll(async () => {
  edge = await startTestEdge(21)
  core = edge.core()
  await until(() => core.welcome)
})
afterAll(() => edge.remove())

const inspect = async (): Promise<EdgeInspection> =>
  JSON.parse((await core.command({ type: 'edge.inspect' })).inspection as string)

it('tells the ladder of a call, shows its packets, and counts it', async () => {
  const phone = await SipPhone.open('127.0.20.221', 24_000)
  const call = await phone.dial(edge.uri('100'), { from: '491721' })
  const { legId } = (await core.event('leg.incoming')).leg
  await core.command({ type: 'leg.ring', legId })
  await core.command({ type: 'leg.answer', legId })
  await core.event('leg.connected', legId)
  await core.command({ type: 'leg.capture', legId, isOn: true })
  call.says = new ToneSource({ frequenciesHz: [660], levelDbm0: -10, cadenceMs: [] })
  await until(() => call.heard(200).length > 0)
  const during = await inspect()
  expect(during.figures.calls).toEqual([
    { trunkId: '', direction: 'inbound', begun: 1, answered: 1, active: 1, endedBy: {} },
  ])
  expect(during.figures.setUpSeconds.count).toBe(1)

  await new Promise((resolve) => setTimeout(resolve, 300))
  call.hangUp()
  await core.event('leg.ended', legId)
  const { steps, sipCallId } = await core.event('leg.ladder', legId)
  expect(sipCallId.length).toBeGreaterThan(8)
  const said = steps.map(({ direction, method, status }) => `${direction} ${status ?? method}`)
  // The phone takes the 180 reliably (RFC 3262).
  expect(said.slice(0, 5)).toEqual(['in INVITE', 'out 100', 'out 180', 'in PRACK', 'out 200'])
  expect(said.slice(5)).toEqual(['out 200', 'in ACK', 'in BYE', 'out 200'])
  expect(steps[0]).toMatchObject({ hasSdp: true, transport: 'udp', cseq: expect.any(Number) })
  expect(steps[0]?.remote).toBe(`127.0.20.221:${phone.port}`)

  const { pcapBase64 } = await core.command({ type: 'leg.packets', legIds: [legId], withSound: true })
  const file = Buffer.from(pcapBase64 as string, 'base64')
  const packets = packetsOf(file)
  expect(packets.filter((packet) => packet.includes('SIP/2.0')).length).toBe(9)
  // Ten packets of sound at least, in both directions, as RTP.
  const isSound = (packet: Buffer) => packet[28] === 0x80 || packet[28] === 0x90
  expect(packets.filter(isSound).length).toBeGreaterThan(10)

  const silent = await core.command({ type: 'leg.packets', legIds: [legId], withSound: false })
  expect(packetsOf(Buffer.from(silent.pcapBase64 as string, 'base64')).filter(isSound)).toHaveLength(0)

  const { figures } = await inspect()
  expect(figures.calls).toEqual([
    { trunkId: '', direction: 'inbound', begun: 1, answered: 1, active: 0, endedBy: { '2xx': 1 } },
  ])
  expect(figures.requests).toMatchObject({
    'received INVITE': 1,
    'received ACK': 1,
    'received PRACK': 1,
    'received BYE': 1,
  })
  expect(figures.responses).toMatchObject({ 'sent 100': 1, 'sent 180': 1, 'sent 200': 3 })
  expect(figures.rtp.packetsReceived).toBeGreaterThan(5)
  phone.close()
})

it('has no packets of a leg that it does not know', async () => {
  const { pcapBase64 } = await core.command({
    type: 'leg.packets',
    withSound: true,
    legIds: ['leg_00000000000000000000000000' as never],
  })
  expect(pcapBase64).toBe('')
})

function packetsOf(file: Buffer): Buffer[] {
  const packets: Buffer[] = []
  for (let at = 24; at < file.length; ) {
    const length = file.readUInt32LE(at + 8)
    packets.push(file.subarray(at + 16, at + 16 + length))
    at += 16 + length
  }
  return packets
}
