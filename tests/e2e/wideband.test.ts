import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, type SipPhoneOptions, startSipPhone } from './peers/sip-phone.ts'
import { eventually } from './peers/waiting.ts'

/** Above what a narrowband telephone carries. Where it would be folded to, were it not filtered: 8,000 less that. */
const highHz = 5000
const foldedHz = 8000 - highHz
const lowHz = 1000
const sentLevel = 9000

/** The level of one pitch, in dB below the tone as it was sent. */
function levelDb(samples: Int16Array, rateHz: number, hertz: number): number {
  let sine = 0
  let cosine = 0
  for (let i = 0; i < samples.length; i++) {
    sine += (samples[i] ?? 0) * Math.sin((2 * Math.PI * hertz * i) / rateHz)
    cosine += (samples[i] ?? 0) * Math.cos((2 * Math.PI * hertz * i) / rateHz)
  }
  const amplitude = (2 * Math.hypot(sine, cosine)) / Math.max(1, samples.length)
  return 20 * Math.log10(Math.max(1e-3, amplitude) / sentLevel)
}

/** The loudest tenth of the last second, in which the clocks of two machines may have slipped a little. */
function heardDb(phone: SipPhone, hertz: number): number {
  const sound = phone.heardSound()
  const rateHz = sound?.sampleRateHz ?? 8000
  const heard = (sound?.samples[0] ?? new Int16Array()).subarray(-rateHz)
  const size = rateHz / 10
  const levels = Array.from({ length: Math.floor(heard.length / size) }, (_, i) =>
    levelDb(heard.subarray(i * size, (i + 1) * size), rateHz, hertz),
  )
  return Math.max(-100, ...levels)
}

describe('wideband sound', () => {
  let parley: Installation
  let levan: Desk | undefined
  const phones: SipPhone[] = []

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.22.41' })
  })
  afterEach(async () => {
    await Promise.allSettled(phones.splice(0).map((phone) => phone.close()))
  })
  afterAll(async () => {
    await levan?.close()
    await parley?.stop()
  })

  async function phone(user: string, host: number, toneHz: number, wideband?: SipPhoneOptions['wideband']) {
    const one = await startSipPhone({
      address: `127.0.22.${host}`,
      server: { host: parley.sipHost, port: parley.sipPort },
      user,
      password: parley.demoPassword,
      toneHz,
      ...(wideband ? { wideband } : {}),
    })
    phones.push(one)
    await one.registered()
    return one
  }
  async function conversation(one: SipPhone, other: SipPhone, user: string): Promise<void> {
    one.dial(user)
    await other.waitFor('CALL_INCOMING')
    other.accept()
    await one.waitFor('CALL_ESTABLISHED')
  }

  it.each([
    ['G722/16000/1', 'G722/16000/1'],
    ['G722/16000/1', 'opus/48000/2'],
    ['opus/48000/2', 'opus/48000/2'],
  ] as const)('passes from a telephone with %s to one with %s and back', async (firstCodec, secondCodec) => {
    const first = await phone('701', 42, highHz, [firstCodec])
    const second = await phone('702', 43, highHz + 1000, [secondCodec])
    await conversation(first, second, '702')
    await eventually(async () => {
      expect(heardDb(second, highHz)).toBeGreaterThan(-8)
      expect(heardDb(first, highHz + 1000)).toBeGreaterThan(-8)
    })
  })

  it('ends at a telephone with G.711, which hears no false tone of it, and is heard', async () => {
    const first = await phone('701', 44, highHz, ['G722/16000/1'])
    const second = await phone('702', 45, lowHz)
    await conversation(first, second, '702')
    await eventually(async () => expect(heardDb(first, lowHz)).toBeGreaterThan(-6))
    await eventually(async () => expect(second.heard().length).toBeGreaterThan(16_000))
    // Half of 8,000 Hz is the most that it could hear: the tone is not there, nor its mirror.
    expect(heardDb(second, foldedHz)).toBeLessThan(-35)
  })

  it('goes between a telephone with G.722 and a desk in Chromium, which speaks Opus', async () => {
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: highHz })
    const caller = await phone('701', 46, highHz + 1000, ['G722/16000/1'])
    caller.dial('200')
    await levan.waitForButton('Answer')
    await levan.press('Answer')
    await levan.waitForButton('Hang up')
    await eventually(async () => {
      const heard = (await levan?.listen(500)) ?? new Int16Array()
      expect(levelDb(heard.subarray(-4800), 48_000, highHz + 1000)).toBeGreaterThan(-10)
      expect(heardDb(caller, highHz)).toBeGreaterThan(-10)
    })
    caller.hangUp()
    await levan.press('Finish wrap-up')
  })
})
