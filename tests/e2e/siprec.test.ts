import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { SipPhone } from '#edge/testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import type { BridgeId, LegId, RecordingId } from '#kernel/ids.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { openSiprecRecorder, type SiprecRecorder } from './peers/siprec-recorder.ts'
import { shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const customerHz = 570
const agentHz = 930
const tone = (hz: number) => new ToneSource({ frequenciesHz: [hz], levelDbm0: -10, cadenceMs: [] })

describe('an outside recorder', () => {
  let edge: TestEdge
  let core: CoreStandIn
  let bridges = 0
  const phones: SipPhone[] = []
  const recorders: SiprecRecorder[] = []

  beforeAll(async () => {
    edge = await startTestEdge(43)
    core = edge.core()
    await until(() => core.welcome)
  })
  afterEach(async () => {
    for (const leg of core.eventsOf('leg.incoming'))
      await core.ask({ type: 'leg.end', legId: leg.leg.legId, reason: 'hung-up' })
    for (const one of phones.splice(0)) one.close()
    for (const one of recorders.splice(0)) one.close()
  })
  afterAll(async () => {
    core?.close()
    await edge?.remove()
  })

  const recorder = async (host: number, refusals?: readonly number[]) => {
    const opened = await openSiprecRecorder({
      address: `127.15.3.${host}`,
      port: 5090,
      ...(refusals ? { refusals } : {}),
    })
    recorders.push(opened)
    return opened
  }

  async function answered(host: number, hz: number) {
    const phone = await SipPhone.open(`127.15.3.${host}`, 24_000)
    phones.push(phone)
    const seen = core.eventsOf('leg.incoming').length
    const call = await phone.dial(edge.uri('100'), { from: `4917${host}` })
    call.says = tone(hz)
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    await core.command({ type: 'leg.answer', legId: leg.legId })
    await core.event('leg.connected', leg.legId)
    return { call, legId: leg.legId }
  }

  async function talk(host: number) {
    const [customer, agent] = [await answered(host, customerHz), await answered(host + 1, agentHz)]
    const bridgeId = `siprec-${++bridges}` as BridgeId
    await core.command({ type: 'bridge.join', bridgeId, legIds: [customer.legId, agent.legId] })
    return { customer, agent, bridgeId }
  }

  const start = (recorderUri: string, bridgeId: BridgeId, left: LegId, agent = 'aylin') =>
    core.command({
      type: 'siprec.start',
      recordingId: `rec-${bridgeId}` as RecordingId,
      bridgeId,
      left,
      recorderUri,
      leftParty: { number: '+995322123456', name: 'Nino' },
      rightParty: { number: agent },
    })

  it('hears each side on its own stream, knows who speaks, and is let go with the call', async () => {
    const srs = await recorder(1)
    const { customer, bridgeId } = await talk(11)
    await start(srs.uri, bridgeId, customer.legId)
    await eventually(async () => {
      expect(shareOfTone(srs.heard('1').subarray(-8000), customerHz)).toBeGreaterThan(0.9)
      expect(shareOfTone(srs.heard('2').subarray(-8000), agentHz)).toBeGreaterThan(0.9)
    })
    const [invite] = srs.invites
    expect(invite?.require).toBe('siprec')
    expect(invite?.contact).toMatch(/>;\+sip\.src$/)
    expect(invite?.sdp.match(/a=sendonly/g)).toHaveLength(2)
    expect(invite?.sdp.match(/a=label:[12]/g)).toEqual(['a=label:1', 'a=label:2'])
    expect(invite?.metadata).toContain('<nameID aor="tel:+995322123456">')
    expect(invite?.metadata).toContain('aylin@')

    // Somebody else takes the call: a new snapshot, the same streams.
    await start(srs.uri, bridgeId, customer.legId, 'levan')
    await eventually(async () => expect(srs.invites).toHaveLength(2))
    expect(srs.invites[1]?.metadata).toContain('levan@')

    await core.command({ type: 'leg.end', legId: customer.legId, reason: 'hung-up' })
    await eventually(async () => expect(srs.requests).toContain('BYE'))
    expect(core.eventsOf('siprec.failed')).toHaveLength(0)
  })

  it('hears nothing while the recording pauses', async () => {
    const srs = await recorder(2)
    const { customer, bridgeId } = await talk(13)
    await start(srs.uri, bridgeId, customer.legId)
    await eventually(async () => expect(srs.heard('1').length).toBeGreaterThan(4000))
    const recordingId = `rec-${bridgeId}` as RecordingId
    await core.command({ type: 'recording.pause', recordingId })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const before = srs.heard('1').length
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(srs.heard('1').length).toBe(before)
    await core.command({ type: 'recording.resume', recordingId })
    await eventually(async () => expect(srs.heard('1').length).toBeGreaterThan(before + 4000))
  })

  it('is called once more when it refuses, and is then told of; the call goes on', async () => {
    const shy = await recorder(3, [486])
    const { customer, agent, bridgeId } = await talk(15)
    await start(shy.uri, bridgeId, customer.legId)
    await eventually(async () => expect(shareOfTone(shy.heard('1').subarray(-8000), customerHz)).toBeGreaterThan(0.9))
    expect(core.eventsOf('siprec.failed')).toHaveLength(0)
    await core.command({ type: 'siprec.stop', recordingId: `rec-${bridgeId}` as RecordingId })
    await eventually(async () => expect(shy.requests).toContain('BYE'))

    const full = await recorder(4, [503, 503])
    await start(full.uri, bridgeId, customer.legId)
    const failed = await until(() => core.eventsOf('siprec.failed')[0])
    expect(failed).toMatchObject({ recordingId: `rec-${bridgeId}` })
    expect(failed.sentence).toContain('503')
    await until(() => tonePurityDb(customer.call.heard(400), agentHz) > -1)
    await until(() => tonePurityDb(agent.call.heard(400), customerHz) > -1)
    expect(core.eventsOf('leg.ended').some((event) => event.legId === customer.legId)).toBe(false)
  })
})
