import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CoreStandIn, until } from '#edge/testing/core-stand-in.ts'
import { startTestEdge, type TestEdge } from '#edge/testing/start-test-edge.ts'
import type { BridgeId, CollectId, DetectionId, LegId } from '#kernel/ids.ts'
import type { Detector } from '#protocol/edge/detection.ts'
import { joined, recorded, silence, tones } from '#telephony/audio/detection/test-sound.ts'
import { type Digit, DtmfSource } from '#telephony/audio/dtmf.ts'
import { pcmu } from '#telephony/audio/g711.ts'
import { callProgressTone, ToneSource } from '#telephony/audio/tones.ts'
import { prompt } from '../sound/prompts.ts'
import { type Sipp, startSipp } from './peers/sipp.ts'

const edgeHost = '127.0.24.1'

/** What a far end says, said by SIPp as G.711 without telephone-event; and what the edge says of it over its link. */
describe('detectors on a leg', () => {
  let edge: TestEdge
  let core: CoreStandIn
  const calls: Sipp[] = []
  let port = 25_200
  let seen = 0

  beforeAll(async () => {
    edge = await startTestEdge(46, { sip: { hosts: [edgeHost] } })
    core = edge.core()
    await until(() => core.welcome)
  })
  afterAll(async () => {
    for (const call of calls) call.kill()
    core?.close()
    await edge?.remove()
  })

  /** A call from SIPp, answered, that says `sound`; `beforeAnswer` may ask for detectors. */
  async function caller(sound: Int16Array, beforeAnswer: (legId: LegId) => Promise<unknown> = async () => {}) {
    const bytes = new Uint8Array(sound.length)
    pcmu.encode(sound, bytes)
    const host = `127.0.24.${10 + calls.length}`
    const scenario = { file: 'says-a-file.xml' }
    const call = startSipp({
      scenario,
      address: host,
      port: port++,
      to: `${edgeHost}:5070`,
      number: '200',
      files: { 'sound.ulaw': bytes },
    })
    call.succeeded.catch(() => {})
    calls.push(call)
    const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
    seen++
    await beforeAnswer(leg.legId)
    await core.command({ type: 'leg.answer', legId: leg.legId })
    await core.event('leg.connected', leg.legId)
    return { legId: leg.legId, call }
  }

  const detect = (legId: LegId, name: string, detectors: Detector[], timeoutMs = 30_000) =>
    core.command({ type: 'leg.detect', legId, detectionId: name as DetectionId, detectors, timeoutMs })
  const verdicts = (legId: LegId, name: string) =>
    core
      .eventsOf('leg.detected')
      .filter((event) => event.legId === legId && event.detectionId === name)
      .map(({ verdict, isLast }) => (isLast ? `${verdict ?? ''}.` : verdict))
  const end = (legId: LegId) => core.command({ type: 'leg.end', legId, reason: 'hung-up' })

  /** What is told of a caller who says `sound`, until nothing more comes. */
  async function heard(sound: Int16Array, detectors: Detector[], timeoutMs?: number): Promise<unknown[]> {
    const { legId, call } = await caller(sound, (leg) => detect(leg, 'd', detectors, timeoutMs))
    await until(() => verdicts(legId, 'd').some((verdict) => verdict?.endsWith('.')), 40_000)
    await end(legId)
    await call.succeeded
    return verdicts(legId, 'd')
  }

  it('tells a fax that calls, by its second tone', async () => {
    const calling = joined(tones(500, { hz: 1100 }), silence(3000), tones(500, { hz: 1100 }), silence(1000))
    expect(await heard(calling, [{ kind: 'fax' }])).toEqual(['fax-calling.'])
  })

  it('tells a busy line, and a ringing one', async () => {
    const sounding = (name: 'busy' | 'ringback') => recorded(new ToneSource(callProgressTone(name)), 6000)
    expect(await heard(sounding('busy'), [{ kind: 'progress' }])).toEqual(['busy.'])
    expect(await heard(sounding('ringback'), [{ kind: 'progress' }])).toEqual(['ringback.'])
  })

  it('tells an answering machine, and its beep when that comes', async () => {
    const greeting = joined(silence(600), prompt('en', 'closed'), silence(300), prompt('en', 'not-in-service'))
    const machine = joined(greeting, silence(700), tones(400, { hz: 950 }), silence(2000))
    const told = await heard(machine, [{ kind: 'machine', withinMs: 20_000 }, { kind: 'beep' }])
    expect(told).toEqual(['machine', 'beep.'])
  })

  it('tells a person, who says a word and waits', async () => {
    const person = joined(silence(500), prompt('en', 'please-hold').subarray(0, 8 * 700), silence(4000))
    expect(await heard(person, [{ kind: 'machine', withinMs: 15_000 }])).toEqual(['person.'])
  })

  it('tells speech and silence each time they turn, until it is stopped', async () => {
    const word = prompt('tr', 'please-hold')
    const { legId } = await caller(joined(silence(1000), word, silence(2500), word, silence(5000)), (leg) =>
      detect(leg, 'turns', [
        { kind: 'voice', leastMs: 200 },
        { kind: 'silence', afterMs: 700 },
      ]),
    )
    await until(() => verdicts(legId, 'turns').length >= 5)
    expect(verdicts(legId, 'turns').slice(0, 5)).toEqual(['silence', 'voice', 'silence', 'voice', 'silence'])
    await core.command({ type: 'leg.stop-detect', legId, detectionId: 'turns' as DetectionId })
    await until(() => verdicts(legId, 'turns').at(-1) === '.')
    await end(legId)
  })

  it('says that nothing was heard when the time is up', async () => {
    expect(await heard(silence(4000), [{ kind: 'beep' }, { kind: 'fax' }], 1500)).toEqual(['.'])
  })

  describe('digits within the sound, of a phone without telephone-event', () => {
    const pressed = (digits: string) =>
      joined(silence(1500), recorded(new DtmfSource([...digits] as Digit[], { durationMs: 60, gapMs: 60 }), 3000))
    const digitsOf = (legId: LegId) =>
      core
        .eventsOf('leg.digit')
        .filter((event) => event.legId === legId)
        .map(({ digit }) => digit)
        .join('')

    it('are collected', async () => {
      const { legId, call } = await caller(pressed('4711880#'))
      await core.command({
        type: 'leg.collect',
        legId,
        collectId: 'entry' as CollectId,
        items: [],
        isInterruptible: true,
        acceptsTypeAhead: true,
        minDigits: 1,
        maxDigits: 20,
        terminators: '#',
        firstDigitTimeoutMs: 10_000,
        betweenDigitsTimeoutMs: 5000,
      })
      expect(await core.event('leg.collected', legId)).toMatchObject({ digits: '4711880', outcome: 'terminated' })
      expect(digitsOf(legId)).toBe('4711880#')
      await end(legId)
      await call.succeeded
    })

    it('are heard in a bridge too, whose packets nobody else would decode', async () => {
      const other = await caller(silence(8000))
      const { legId } = await caller(pressed('90*C'))
      const bridgeId = 'two' as BridgeId
      await core.command({ type: 'bridge.join', bridgeId, legIds: [legId, other.legId] })
      await until(() => digitsOf(legId).length >= 4)
      expect(digitsOf(legId)).toBe('90*C')
      expect(digitsOf(other.legId)).toBe('')
      await end(legId)
      await end(other.legId)
    })
  })
})
