import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type BridgeId, newId } from '#kernel/ids.ts'
import type { AudioCodec } from '#telephony/sdp/index.ts'
import { secureRandom } from './chance.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { recordedWav, recordingKey } from './testing/recorded.ts'
import { SipPhone } from './testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

let edge: TestEdge
let core: CoreStandIn
const phones: SipPhone[] = []

beforeAll(async () => {
  edge = await startTestEdge(67)
  core = edge.core()
  await until(() => core.welcome)
  await core.command(recordingKey)
})
afterEach(() => {
  for (const one of phones.splice(0)) one.close()
})
afterAll(() => edge.remove())

const amplitude = 8000

/** A pitch for as long as it is asked, at the rate of who says it. */
function pitch(hertz: number, rateHz: number) {
  let at = 0
  return {
    read(into: Int16Array): boolean {
      for (let i = 0; i < into.length; i++)
        into[i] = Math.round(amplitude * Math.sin((2 * Math.PI * hertz * at++) / rateHz))
      return true
    },
  }
}

/** The level of a pitch, in dB below how it was said. */
function levelDb(sound: Int16Array, rateHz: number, hertz: number): number {
  let [sine, cosine] = [0, 0]
  for (let i = 0; i < sound.length; i++) {
    sine += (sound[i] ?? 0) * Math.sin((2 * Math.PI * hertz * i) / rateHz)
    cosine += (sound[i] ?? 0) * Math.cos((2 * Math.PI * hertz * i) / rateHz)
  }
  const amplitudeHeard = (2 * Math.hypot(sine, cosine)) / sound.length
  return 20 * Math.log10(Math.max(1e-3, amplitudeHeard) / amplitude)
}

/** Its level in the best tenth of a second: that it is there at all, whatever was before the first word. */
function bestDb(sound: Int16Array, rateHz: number, hertz: number): number {
  const size = rateHz / 10
  let best = Number.NEGATIVE_INFINITY
  for (let from = 0; from + size <= sound.length; from += size) {
    best = Math.max(best, levelDb(sound.subarray(from, from + size), rateHz, hertz))
  }
  return best
}

/**
 * Its level over the whole talk: that it is not there. G.722 gives its upper band 2 bits a sample, so that the noise of one
 * pitch alone, coded and decoded, has another up there at -39 dB in one tenth of a second or other, but at -57 dB in two.
 */
function wholeDb(sound: Int16Array, rateHz: number, hertz: number): number {
  return levelDb(sound.subarray(0, sound.length - (sound.length % (rateHz / 10))), rateHz, hertz)
}

async function talker(host: number, codecs: readonly AudioCodec[], hertz: number) {
  const phone = await SipPhone.open(`127.0.67.${host}`, 24_000, codecs)
  phones.push(phone)
  const seen = core.eventsOf('leg.incoming').length
  const call = await phone.dial(edge.uri('200'), { from: `4917${host}` })
  const { leg } = await until(() => core.eventsOf('leg.incoming')[seen])
  await core.command({ type: 'leg.answer', legId: leg.legId })
  await core.event('leg.connected', leg.legId)
  await until(() => call.media)
  call.says = pitch(hertz, codecs[0] === 'g722' ? 16_000 : 8000)
  return { call, legId: leg.legId }
}

/** Two talk for two seconds and are recorded from the first moment of their bridge. */
async function recordedTalk(name: string, host: number, left: AudioCodec, right: AudioCodec) {
  const one = await talker(host, [left], left === 'g722' ? 5000 : 1000)
  const other = await talker(host + 1, [right], right === 'g722' ? 6000 : 1500)
  const bridgeId = `brg_${name}` as BridgeId
  const recordingId = newId('recording', Date.now(), secureRandom.bytes)
  await core.command({ type: 'bridge.join', bridgeId, legIds: [one.legId, other.legId] })
  await core.command({ type: 'recording.start', recordingId, bridgeId, left: one.legId })
  await new Promise((resolve) => setTimeout(resolve, 2000))
  await core.command({ type: 'recording.stop', recordingId })
  const { recording } = await until(() =>
    core.eventsOf('recording.closed').find((event) => event.recording.recordingId === recordingId),
  )
  const wav = await recordedWav(edge.dataDir, recording)
  const samples = new Int16Array(Uint8Array.from(wav.subarray(44)).buffer)
  const channel = (n: number) => samples.filter((_, i) => i % 2 === n)
  return { rateHz: wav.readUInt32LE(24), left: channel(0), right: channel(1), durationMs: recording.durationMs }
}

describe('the recording of a talk', () => {
  it('between two wideband telephones is wideband: what only they carry is in the file, each in his channel', async () => {
    const { rateHz, left, right, durationMs } = await recordedTalk('wide', 1, 'g722', 'g722')
    expect(rateHz).toBe(16_000)
    expect(Math.abs(left.length / 16 - durationMs)).toBeLessThanOrEqual(20)
    expect(bestDb(left, rateHz, 5000)).toBeGreaterThan(-3)
    expect(bestDb(right, rateHz, 6000)).toBeGreaterThan(-3)
    expect(wholeDb(left, rateHz, 6000)).toBeLessThan(-50)
    expect(wholeDb(right, rateHz, 5000)).toBeLessThan(-50)
  }, 40_000)

  it('between a wideband telephone and another one has what there was to hear: the band of the telephone', async () => {
    const { rateHz, left, right } = await recordedTalk('narrow', 3, 'g722', 'pcmu')
    expect(rateHz).toBe(8000)
    // 5 kHz is none of that band, nor is what it would be folded to.
    expect(wholeDb(left, rateHz, 3000)).toBeLessThan(-50)
    expect(bestDb(right, rateHz, 1500)).toBeGreaterThan(-3)
  }, 40_000)
})
