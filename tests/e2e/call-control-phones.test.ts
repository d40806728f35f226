import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { decimate } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

/** Everybody says a tone of his own: a customer in her browser, an agent at a telephone, and whom he consults at another. */
const ninoHz = 660
const expertHz = 880
const levanHz = 1170
const everybody = { nino: ninoHz, expert: expertHz, levan: levanHz }
type Name = keyof typeof everybody

const isThereAboveDbfs = -40
const namesIn = (sound: Int16Array): Name[] =>
  (Object.keys(everybody) as Name[]).filter((name) => toneLevelDbfs(sound, everybody[name]) > isThereAboveDbfs)

const hearsExactly = (desk: Desk, ...names: Name[]) =>
  eventually(async () => expect(namesIn(decimate(await desk.listen(600), 48_000, 8000))).toEqual(names), 15_000)
/** The last half second of what a telephone heard. */
const phoneHearsExactly = (phone: SipPhone, ...names: Name[]) =>
  eventually(async () => expect(namesIn(phone.heard().slice(-4000))).toEqual(names), 15_000)

describe('call control of an agent who talks through a telephone', () => {
  let parley: Installation
  let nino: Desk
  let levan: Desk
  let own: SipPhone
  let other: SipPhone
  let admin: ApiClient

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.61.1' })
    const { httpUrl, demoPassword: password } = parley
    const server = { host: parley.sipHost, port: parley.sipPort }
    own = await startSipPhone({ address: '127.0.61.2', server, user: '702', password, toneHz: levanHz })
    other = await startSipPhone({ address: '127.0.61.3', server, user: '703', password, toneHz: expertHz })
    await Promise.all([own.registered(), other.registered()])
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
    nino = await openCallPage(httpUrl, '200', { toneHz: ninoHz })
    await nino.press('Call')
    await levan.press('Answer')
    await own.waitFor('CALL_INCOMING')
    own.accept()
    await hearsExactly(nino, 'levan')
    await phoneHearsExactly(own, 'nino')
  })
  afterAll(async () => {
    await Promise.allSettled([nino?.close(), levan?.close(), own?.close(), other?.close()])
    await parley?.stop()
  })

  const askFirst = async (number: string) => {
    await levan.press('Send on')
    await levan.page.getByRole('textbox', { name: 'To whom?' }).fill(number)
    const line = levan.page.getByRole('listitem').filter({ hasText: number }).first()
    await line.getByRole('button', { name: 'Ask first' }).click({ timeout: 15_000 })
    await other.waitFor('CALL_INCOMING')
  }

  it('holds and retrieves from the desk', async () => {
    await levan.press('Hold')
    await hearsExactly(nino)
    await levan.press('Retrieve')
    await hearsExactly(nino, 'levan')
  })

  it('consults a registered telephone in private, alternates and confers', async () => {
    await askFirst('703')
    other.accept()
    await phoneHearsExactly(other, 'levan')
    await phoneHearsExactly(own, 'expert')
    await hearsExactly(nino)
    await levan.press('Switch')
    await hearsExactly(nino, 'levan')
    await phoneHearsExactly(own, 'nino')
    await phoneHearsExactly(other)
    await levan.press('All together')
    await hearsExactly(nino, 'expert', 'levan')
    await phoneHearsExactly(other, 'nino', 'levan')
    await phoneHearsExactly(own, 'nino', 'expert')
    other.hangUp()
    await hearsExactly(nino, 'levan')
  })

  it('parks, which lets the telephone go, and picks up, which rings it', async () => {
    await levan.press('More')
    await levan.page.getByRole('menuitem', { name: 'Park the call' }).click()
    await own.waitFor('CALL_CLOSED')
    await levan.press('Pick up')
    await own.waitFor('CALL_INCOMING')
    own.accept()
    await hearsExactly(nino, 'levan')
  })

  it('puts the customer through while it rings at the other, and whoever answers has her', async () => {
    await askFirst('703')
    await levan.press('Put through')
    await own.waitFor('CALL_CLOSED')
    other.accept()
    await hearsExactly(nino, 'expert')
    other.hangUp()
    await levan.press('Finish wrap-up')
    await eventually(async () => {
      const [latest] = (await admin.call('interactions')).items
      expect(latest).toMatchObject({ state: 'ended' })
    })
  })
})
