import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { type CuttableLine, openCuttableLine } from './peers/cuttable-line.ts'
import { type Desk, openAvailableDesk, openCallPage, openDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { decimate } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const ninoHz = 660
const aylinHz = 880
const otherHz = 1170
const cutForMs = 10_000

const hears = (ear: Desk, hz: number) =>
  eventually(async () => {
    expect(toneLevelDbfs(decimate(await ear.listen(600), 48_000, 8000), hz)).toBeGreaterThan(-40)
  }, 20_000)

/** A network that goes away in mid-call, and a second computer that the agent changes to. */
describe('a call whose desk loses its network', () => {
  let parley: Installation
  let aylin: Desk
  let other: Desk | undefined
  let nino: Desk
  let line: CuttableLine
  const sheet = (desk: Desk) => desk.page.getByRole('textbox', { name: 'Scratch pad' })
  const notSent = () => aylin.page.getByText('Not sent yet; kept in this browser')

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.74.41' })
    line = await openCuttableLine(parley.httpUrl, '127.0.74.42')
    const viewport = { width: 1440, height: 900 }
    aylin = await openAvailableDesk(line.httpUrl, 'aylin@demo.parley', { toneHz: aylinHz, viewport })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: ninoHz })
    await nino.press('Call')
    await aylin.press('Answer')
    await hears(nino, aylinHz)
    await hears(aylin, ninoHz)
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), other?.close(), nino?.close()])
    await line?.close()
    await parley?.stop()
  })

  it('says what it knows and what not, keeps what is typed meanwhile, and is right again after ten seconds', async () => {
    line.cut()
    await aylin.context.setOffline(true)
    await aylin.page.getByText(/^Live connection lost at/).waitFor()
    await sheet(aylin).fill('Typed without a network')
    await notSent().waitFor()
    // A verb that cannot reach the server says so, and the call is not shown as something that it is not.
    await aylin.press('Hold')
    await aylin.page.getByText('The server cannot be reached. Check the network connection.').first().waitFor()
    await delay(cutForMs)
    await aylin.waitForButton('Hold')
    expect(await aylin.isShown('Retrieve')).toBe(false)
    // Sound goes its own way to the edge, which no browser's offline mode reaches: the two talk on.
    await hears(nino, aylinHz)
    await hears(aylin, ninoHz)
    line.mend()
    await aylin.context.setOffline(false)
    await aylin.page.getByText(/^Live connection lost at/).waitFor({ state: 'hidden' })
    await notSent().waitFor({ state: 'hidden' })
    await aylin.press('Hold')
    await aylin.press('Retrieve')
    await hears(nino, aylinHz)
    await hears(aylin, ninoHz)
  })

  it('goes on at another computer, where the agent signs in: sound, sheet and all', async () => {
    const viewport = { width: 1440, height: 900 }
    other = await openDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: otherHz, viewport })
    await other.waitForButton('Hang up')
    await hears(nino, otherHz)
    await hears(other, ninoHz)
    await eventually(async () => expect(await sheet(other as Desk).inputValue()).toBe('Typed without a network'))
    // What is written at both loses no word.
    await sheet(other).fill('Typed without a network, and here')
    await other.page.locator('[data-part="scratchPad"]').getByText('Saved').waitFor()
    await sheet(aylin).fill('Typed without a network, and there')
    await eventually(async () => {
      const both = await sheet(aylin).inputValue()
      expect([both.includes('and here'), both.includes('and there')]).toEqual([true, true])
    })
    await aylin.page.getByText('Also written on another computer: both texts are kept.').waitFor()
    await other.press('Hang up')
    await other.press('Finish wrap-up')
  })
})
