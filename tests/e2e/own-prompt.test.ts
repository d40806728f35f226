import { afterAll, beforeAll, expect, it } from 'vitest'
import type { NumberTarget } from '#protocol/http/index.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone, wavFile } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const greetingHz = 850
const changedHz = 1450
const rateHz = 16_000

let parley: Installation
/** One for each call: what a phone heard is that of its first. */
const phones: SipPhone[] = []
let admin: ApiClient

beforeAll(async () => {
  parley = await startInstallation({ address: '127.0.75.21' })
  const { httpUrl, demoPassword: password } = parley
  admin = await signIn(httpUrl, 'admin@demo.parley', password)
  for (const [at, user] of ['701', '702'].entries()) {
    const phone = await startSipPhone({
      address: `127.0.75.${22 + at}`,
      server: { host: parley.sipHost, port: parley.sipPort },
      user,
      password,
      toneHz: 660,
      toneSeconds: 60,
    })
    phones.push(phone)
    await phone.registered()
  }
})
afterAll(async () => {
  await Promise.allSettled(phones.map((phone) => phone.close()))
  await parley?.stop()
})

/** Eight seconds of a tone, as somebody uploads them. */
const handIn = (id: string, hertz: number) => {
  const samples = Int16Array.from({ length: 8 * rateHz }, (_, i) => 3000 * Math.sin((2 * Math.PI * hertz * i) / rateHz))
  const wavBase64 = wavFile(samples, 1, rateHz).toString('base64')
  return admin.call('handInRecording', { id, body: { language: 'en', source: 'uploaded', wavBase64 } })
}
const hears = async (caller: SipPhone, hertz: number) => {
  caller.dial('200')
  await caller.waitFor('CALL_ESTABLISHED')
  await eventually(async () => {
    const heard = caller.heard()
    let most = 0
    for (let at = 0; at + 8000 <= heard.length; at += 4000) {
      most = Math.max(most, shareOfTone(heard.subarray(at, at + 8000), hertz))
    }
    expect(most).toBeGreaterThan(0.8)
  }, 30_000)
}

it('an uploaded greeting is what a real telephone hears, and after a change the new one', async () => {
  const { promptId } = await admin.call('createPrompt', { body: { name: 'Our own greeting' } })
  await handIn(promptId, greetingHz)
  const rule = (await admin.call('numberRules')).items.find(({ pattern }) => pattern === '200')
  const greeted = (target: NumberTarget): NumberTarget =>
    target.kind === 'hours'
      ? {
          ...target,
          open: greeted(target.open) as typeof target.open,
          closed: greeted(target.closed) as typeof target.open,
        }
      : target.kind === 'queue'
        ? { ...target, greeting: promptId }
        : target
  await admin.call('changeNumberRule', {
    id: rule?.numberRuleId ?? '',
    body: { target: greeted(rule?.target as NumberTarget) },
    headers: { 'if-match': rule?.etag ?? '' },
  })
  const [first, second] = phones as [SipPhone, SipPhone]
  await hears(first, greetingHz)
  first.hangUp()
  await handIn(promptId, changedHz)
  await hears(second, changedHz)
})
