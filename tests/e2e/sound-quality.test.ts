import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SipPhone } from '#edge/testing/sip-phone.ts'
import { ToneSource } from '#telephony/audio/tones.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { eventually } from './peers/waiting.ts'

/** What an agent sees of the sound: its quality while they talk, and which way it does not go, in words. */
describe('the sound of a call, at the desk', () => {
  let parley: Installation
  let aylin: Desk
  let api: ApiClient
  let phone: SipPhone

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.25.1' })
    api = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: 880 })
    phone = await SipPhone.open('127.0.25.2', 26_000)
  })
  afterAll(async () => {
    phone?.close()
    await aylin?.close()
    await parley?.stop()
  })

  it('is good, then one-sided, and stands in the history', async () => {
    const call = await phone.dial(`sip:200@${parley.sipHost}:${parley.sipPort}`, { from: '+994501234567' })
    call.says = new ToneSource({ frequenciesHz: [660], levelDbm0: -10, cadenceMs: [] })
    await aylin.press('Answer')
    await aylin.waitForButton('Hang up')
    await aylin.waitToHear(660)
    const lines = aylin.page.getByLabel('Sound quality')
    await lines.getByText('Good').first().waitFor({ timeout: 15_000 })
    await eventually(async () => expect(await lines.locator('dt').allTextContents()).toEqual(['You', 'Caller']))

    // Nothing comes from the caller any more.
    const media = call.media!
    const send = media.send.bind(media)
    media.send = () => media.rest()
    await aylin.page.getByText('Nothing is heard from the caller').waitFor({ timeout: 5000 })
    await picture(aylin, 'silent')
    media.send = send
    await aylin.page.getByText('Nothing is heard from the caller').waitFor({ state: 'detached', timeout: 10_000 })

    // The caller hears nothing of us, by its own reports.
    const receive = media.receiveRtp.bind(media)
    media.receiveRtp = () => {}
    await aylin.page.getByText('The caller cannot hear you').waitFor({ timeout: 40_000 })
    media.receiveRtp = receive
    await aylin.page.getByText('The caller cannot hear you').waitFor({ state: 'detached', timeout: 40_000 })
    await aylin.press('Hang up')
    await aylin.waitForButton('Finish wrap-up')
    await aylin.press('Finish wrap-up')

    const { items } = await api.call('interactions')
    const id = items[0]?.interactionId ?? ''
    const customer = await eventually(async () => {
      const { sound } = await api.call('interaction', { id })
      expect(sound?.map(({ role }) => role)).toEqual(['customer', 'agent'])
      return sound![0]!
    })
    expect(customer.mosMean).toBeGreaterThan(3.5)
    expect(customer.silentFromMs).toBeGreaterThan(0)
    expect(customer.silentToMs).toBeGreaterThan(0)
    await aylin.page.goto(`${parley.httpUrl}/history/${id}`)
    await aylin.page.getByRole('heading', { name: 'Sound', exact: true }).waitFor()
    await picture(aylin, 'history')
  })
})

/** Kept for people to look at, in the folder that they name. */
async function picture({ page }: Desk, name: string): Promise<void> {
  const folder = process.env.PARLEY_PICTURES
  if (folder === undefined) return
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}
