import { afterAll, beforeAll, expect, it } from 'vitest'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { decimate } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const ninoHz = 660
const levanHz = 1170
/** The tone that says that somebody is there. */
const zipHz = 1000
const isThereAboveDbfs = -40

let parley: Installation
let phone: SipPhone
let levan: Desk
let nino: Desk | undefined
let admin: ApiClient
beforeAll(async () => {
  parley = await startInstallation({ address: '127.0.64.1' })
  const { httpUrl, demoPassword: password } = parley
  const server = { host: parley.sipHost, port: parley.sipPort }
  const calls = { user: '702', password, toneHz: levanHz, answersWhenAsked: true }
  phone = await startSipPhone({ address: '127.0.64.2', server, ...calls })
  await phone.registered()
  admin = await signIn(httpUrl, 'admin@demo.parley', password)
  const person = (await admin.call('people')).items.find(({ email }) => email === 'levan@demo.parley')
  const { etag } = (await admin.call('phones')).items.find(({ user }) => user === '702') ?? {}
  await admin.call('changePhone', {
    id: '702',
    body: { personId: person?.personId ?? null },
    headers: { 'if-match': etag ?? '' },
  })
  const api = await signIn(httpUrl, 'levan@demo.parley', password)
  await api.call('chooseStation', { body: { kind: 'phone', user: '702' } })
  levan = await openAvailableDesk(httpUrl, 'levan@demo.parley', { toneHz: 400 })
})
afterAll(async () => {
  await Promise.allSettled([nino?.close(), levan?.close(), phone?.close()])
  await parley?.stop()
})

it('a phone whose queue answers by itself does so, with a tone before the caller', async () => {
  const [queue] = (await admin.call('managedQueues')).items
  await admin.call('changeQueue', {
    id: queue?.queueId ?? '',
    body: { isAutoAnswered: true },
    headers: { 'if-match': queue?.etag ?? '' },
  })
  nino = await openCallPage(parley.httpUrl, '200', { toneHz: ninoHz })
  await nino.press('Call')
  await phone.waitFor('CALL_ESTABLISHED')
  const caller = nino
  await eventually(async () => {
    const sound = decimate(await caller.listen(600), 48_000, 8000)
    expect(toneLevelDbfs(sound, levanHz)).toBeGreaterThan(isThereAboveDbfs)
  }, 15_000)
  await eventually(async () => expect(toneLevelDbfs(phone.heard().slice(-4000), ninoHz)).toBeGreaterThan(-30), 15_000)
  const firstAt = (hz: number) => {
    const heard = phone.heard()
    for (let at = 0; at + 400 <= heard.length; at += 400) {
      if (toneLevelDbfs(heard.subarray(at, at + 400), hz) > -30) return at
    }
    return -1
  }
  expect(firstAt(zipHz), 'the tone is heard').toBeGreaterThanOrEqual(0)
  expect(firstAt(ninoHz), 'and the caller after it').toBeGreaterThan(firstAt(zipHz))
})
