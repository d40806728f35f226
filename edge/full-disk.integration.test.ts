import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BridgeId } from '#kernel/ids.ts'
import { newId } from '#kernel/ids.ts'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { secureRandom } from './chance.ts'
import { type CoreStandIn, until } from './testing/core-stand-in.ts'
import { recordedWav, recordingKey } from './testing/recorded.ts'
import { SipPhone } from './testing/sip-phone.ts'
import { startTestEdge, type TestEdge } from './testing/start-test-edge.ts'

/** A folder for recordings that is a real disk of one megabyte, and full. */
const dataDir = mkdtempSync(join(tmpdir(), 'parley-full-edge-'))
const disk = join(dataDir, 'recordings')
const ballast = join(disk, 'ballast')
const phones: SipPhone[] = []
let edge: TestEdge
let core: CoreStandIn

beforeAll(async () => {
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'parley-test', disk])
  fill()
  edge = await startTestEdge(27, { dataDir })
  core = edge.core()
  await until(() => core.welcome)
  await core.command(recordingKey)
})
afterAll(async () => {
  for (const one of phones) one.close()
  await edge?.stop()
  execFileSync('umount', ['--lazy', disk])
  rmSync(dataDir, { recursive: true, force: true })
})

function fill(): void {
  try {
    writeFileSync(ballast, Buffer.alloc(2_000_000))
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC')
  }
}
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

it('a full disk is told at once, costs the call nothing and the recording no moment, and its recovery is told', async () => {
  const one = await answered(71)
  const two = await answered(72)
  one.call.says = new ToneSource({ frequenciesHz: [440], levelDbm0: -10, cadenceMs: [] })
  const bridgeId = 'full' as BridgeId
  const recordingId = newId('recording', Date.now(), secureRandom.bytes)
  await core.command({ type: 'bridge.join', bridgeId, legIds: [one.legId, two.legId] })
  await core.command({ type: 'recording.start', recordingId, bridgeId, left: one.legId })
  const full = await core.event('recording.storage')
  expect(full).toMatchObject({ condition: 'full' })
  await new Promise((resolve) => setTimeout(resolve, 2000))
  expect(tonePurityDb(two.call.heard(200), 440)).toBeGreaterThan(-1)
  // The call is over, and its recording still waits: a core that comes now is told of both.
  await core.command({ type: 'recording.stop', recordingId })
  const next = edge.core({ epoch: 2 })
  await until(() => next.welcome)
  expect(next.welcome?.snapshot.recordings).toMatchObject([{ recordingId }])
  expect(await next.event('recording.storage')).toMatchObject({ condition: 'full' })

  rmSync(ballast)
  const { recording } = await next.event('recording.closed')
  expect(recording).toMatchObject({ recordingId, missingMs: 0 })
  expect(recording.durationMs).toBeGreaterThan(2000)
  await until(() => next.eventsOf('recording.storage').at(-1)?.condition === 'well')
  const left = new Int16Array(Uint8Array.from((await recordedWav(dataDir, recording)).subarray(44)).buffer).filter(
    (_, i) => i % 2 === 0,
  )
  expect(tonePurityDb(left.subarray(-8000), 440)).toBeGreaterThan(-3)
}, 40_000)
