import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '#adapters/system/package-root.ts'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
import { decimate } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const wordsOf = (file: string) =>
  JSON.parse(readFileSync(join(packageRoot(), 'web/src/languages/fa', `${file}.json`), 'utf8'))
const [common, words, signInWords, workspace] = ['common', 'desk', 'sign-in', 'workspace'].map(wordsOf)

const ninoHz = 660
const rezaHz = 880
const levanHz = 1170
const note = 'آبش از صبح قطع است.'

const levelOf = async (ear: ToneBrowser, hz: number) => toneLevelDbfs(decimate(await ear.listen(600), 48_000, 8000), hz)
const hears = (ear: ToneBrowser, hz: number) =>
  eventually(async () => expect(await levelOf(ear, hz)).toBeGreaterThan(-40), 15_000)
const doesNotHear = (ear: ToneBrowser, hz: number) =>
  eventually(async () => expect(await levelOf(ear, hz)).toBeLessThan(-55), 15_000)

/** A shift's main way in Persian, from signing in to the end of a call, by the names that a Persian screen reader says. */
describe('a desk in Persian', () => {
  let parley: Installation
  let reza: ToneBrowser
  let levan: Desk
  let nino: Desk
  const complaints: string[] = []

  const button = (name: string) => reza.page.getByRole('button', { name, exact: true })
  const press = (name: string) => button(name).click()

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.74.31' })
    const api = await signIn(parley.httpUrl, 'reza@demo.parley', demoPassword)
    await api.call('changeMe', { body: { language: 'fa' } })
    reza = await openToneBrowser({ toneHz: rezaHz, language: 'fa-IR', viewport: { width: 1440, height: 900 } })
    reza.page.setDefaultTimeout(20_000)
    reza.page.on('pageerror', (error) => complaints.push(error.message))
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: ninoHz })
  })
  afterAll(async () => {
    await Promise.allSettled([reza?.close(), levan?.close(), nino?.close()])
    await parley?.stop()
  })

  it('is signed in to and made available', async () => {
    await reza.page.goto(parley.httpUrl)
    await reza.page.getByRole('textbox', { name: signInWords.email }).fill('reza@demo.parley')
    await reza.page.getByLabel(signInWords.password, { exact: true }).fill(demoPassword)
    await press(signInWords.signIn)
    await press(words.goAvailable)
    expect(await reza.page.evaluate<string>('document.documentElement.dir + document.documentElement.lang')).toBe(
      'rtlfa',
    )
  })

  it('takes a call, with sound both ways', async () => {
    await nino.press('Call')
    await press(words.answer)
    await hears(reza, ninoHz)
    await hears(nino, rezaHz)
  })

  it('keeps what is written on the scratch pad', async () => {
    const sheet = reza.page.getByRole('textbox', { name: workspace.part.scratchPad })
    await sheet.fill('بستهٔ ۸۸ نرسیده')
    await reza.page.getByRole('status').filter({ hasText: words.notePhase.saved }).first().waitFor()
    await reza.page.keyboard.press('Escape')
  })

  it('mutes and is heard again', async () => {
    await press(words.mute)
    await reza.page.getByRole('button', { name: words.mute, exact: true, pressed: true }).waitFor()
    await doesNotHear(nino, rezaHz)
    await press(words.mute)
    await hears(nino, rezaHz)
  })

  it('holds the customer, and takes him back', async () => {
    await press(words.hold)
    await button(words.retrieve).waitFor()
    await doesNotHear(reza, ninoHz)
    await press(words.retrieve)
    await hears(reza, ninoHz)
    await hears(nino, rezaHz)
  })

  it('sends the call on with a word for whoever gets it, and finishes', async () => {
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: levanHz })
    await press(words.transfer.open)
    await reza.page.getByRole('textbox', { name: words.handOver.write }).fill(note)
    const line = reza.page.getByRole('listitem').filter({ hasText: 'Levan Kapanadze' })
    await line.getByRole('button', { name: words.transfer.sendNow }).click()
    await levan.waitForButton('Answer')
    await levan.page.getByRole('region', { name: 'Handed over' }).getByText(note).waitFor()
    await levan.press('Answer')
    await hears(nino, levanHz)
    await hears(levan, ninoHz)
    await press(words.finishWrapUp)
    await reza.page.getByRole('status').filter({ hasText: common.loading }).waitFor({ state: 'hidden' })
    await nino.press('Hang up')
    expect(complaints).toEqual([])
  })
})
