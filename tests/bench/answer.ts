import { setTimeout as delay } from 'node:timers/promises'
import { tonePurityDb } from '#telephony/audio/goertzel.ts'
import type { ToneBrowser } from '#tests/e2e/peers/browser.ts'
import { openAvailableDesk, openCallPage } from '#tests/e2e/peers/desk.ts'
import { startInstallation } from '#tests/e2e/peers/installation.ts'
import { decimate } from '#tests/e2e/peers/tones.ts'
import { percentile, report } from './report.ts'

/**
 * From the click on Answer to the other side's first sound, at both ends: real browsers, real UDP. The click's time is the
 * browser's own event time; the sound's is when the audio thread gets the first 10 ms in which the tone prevails, so the
 * browser's jitter buffer and its decoding are in the figure. `npm run bench -- answer [calls]`.
 */
const calls = Number(process.argv[2] ?? 20)
const callerHz = 1500
const agentHz = 2000

const parley = await startInstallation({ address: '127.0.51.1' })
const aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: agentHz })
const caller = await openCallPage(parley.httpUrl, '200', { toneHz: callerHz })
const atAgent: number[] = []
const atCaller: number[] = []
try {
  for (let call = 0; call < calls; call++) {
    await caller.press(call === 0 ? 'Call' : 'Call again')
    await aylin.waitForButton('Answer')
    // The caller is in the middle of the music, as callers are.
    await delay(1500)
    const from = [await aylin.heardCount(), await caller.heardCount()] as const
    await aylin.press('Answer')
    await delay(1500)
    const pressedAtMs = await aylin.page.evaluate('parleyEar.presses.at(-1)')
    atAgent.push((await firstSoundMs(aylin, from[0], callerHz)) - Number(pressedAtMs))
    atCaller.push((await firstSoundMs(caller, from[1], agentHz)) - Number(pressedAtMs))
    await aylin.press('Hang up')
    await aylin.press('Finish wrap-up')
    await caller.waitForButton('Call again')
  }
} finally {
  await Promise.allSettled([aylin.close(), caller.close()])
  await parley.stop()
}
report(
  'answer',
  [
    { end: 'agent hears the caller', values: atAgent },
    { end: 'caller hears the agent', values: atCaller },
  ].map(({ end, values }) => ({
    end,
    calls: values.length,
    p50Ms: percentile(values, 0.5),
    p95Ms: percentile(values, 0.95),
    leastMs: Math.min(...values),
    mostMs: Math.max(...values),
  })),
)

/** When, on the page's wall clock, the first 10 ms in which `frequencyHz` prevails came to the audio thread. */
async function firstSoundMs(browser: ToneBrowser, from: number, frequencyHz: number): Promise<number> {
  const samples = decimate(await browser.heardSince(from), 48_000, 8000)
  const size = 80
  for (let at = 0; at + size <= samples.length; at += 20) {
    const window = samples.subarray(at, at + size)
    const loud = window.some((sample) => Math.abs(sample) > 600)
    if (!loud || tonePurityDb(window, frequencyHz) < -4) continue
    // 128 frames of 48 kHz came with each message of the audio thread.
    const chunk = Math.floor((from + (at + size) * 6) / 128)
    return Number(await browser.page.evaluate(`parleyEar.arrivals[${chunk}]`))
  }
  throw new Error(`${frequencyHz} Hz was not heard after the click`)
}
