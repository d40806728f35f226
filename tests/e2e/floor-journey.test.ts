import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage, openDesk } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
import { decimate } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const tones = { nino: 660, giorgi: 770, aylin: 880, levan: 1170, samira: 1540 }
type Name = keyof typeof tones

async function whoIsHeardBy(desk: Desk): Promise<Name[]> {
  const sound = decimate(await desk.listen(600), 48_000, 8000)
  return (Object.keys(tones) as Name[]).filter((name) => toneLevelDbfs(sound, tones[name]) > -40)
}
const hearsExactly = (desk: Desk, ...names: Name[]) =>
  eventually(async () => expect(await whoIsHeardBy(desk)).toEqual(names), 20_000)

/** Two agents and a supervisor at work at once: two calls side by side, and her hand on both, on a break and on what waits. */
describe('two agents and a supervisor', () => {
  let parley: Installation
  let aylin: Desk
  let levan: Desk
  let samira: Desk
  let nino: Desk
  let giorgi: Desk

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.74.51' })
    const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    await admin.call('createPresenceReason', { body: { name: 'Coffee', kind: 'break', needsGrant: true } })
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: tones.aylin })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: tones.nino })
    await nino.press('Call')
    await aylin.press('Answer')
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: tones.levan })
    giorgi = await openCallPage(parley.httpUrl, '200', { toneHz: tones.giorgi })
    await giorgi.press('Call')
    await levan.press('Answer')
    samira = await openDesk(parley.httpUrl, 'samira@demo.parley', { toneHz: tones.samira })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin, levan, samira, nino, giorgi].map((desk) => desk?.close()))
    await parley?.stop()
  })

  const waitsOn = (desk: Desk, name: string | RegExp) => desk.page.getByRole('button', { name })

  it('talk side by side, and she coaches and joins one call without the other one hearing of it', async () => {
    await hearsExactly(nino, 'aylin')
    await hearsExactly(giorgi, 'levan')
    await samira.page.getByRole('link', { name: 'Calls', exact: true }).click()
    const row = samira.page.getByRole('row').filter({ hasText: 'Aylin' })
    await row.getByRole('button', { name: 'Listen' }).click()
    await hearsExactly(samira, 'nino', 'aylin')
    await samira.press('Coach')
    await hearsExactly(aylin, 'nino', 'samira')
    await hearsExactly(nino, 'aylin')
    await samira.press('Join')
    await hearsExactly(nino, 'aylin', 'samira')
    await hearsExactly(giorgi, 'levan')
    await hearsExactly(levan, 'giorgi')
    await samira.press('Leave')
    await hearsExactly(nino, 'aylin')
  })

  it('one is free, is consulted, and gets the other one’s customer', async () => {
    await giorgi.press('Hang up')
    await levan.press('Finish wrap-up')
    await aylin.press('Send on')
    const line = aylin.page.getByRole('listitem').filter({ hasText: 'Levan Kapanadze' })
    await line.getByRole('button', { name: 'Ask first' }).click()
    await levan.press('Answer')
    await hearsExactly(levan, 'aylin')
    await aylin.press('Put through')
    await hearsExactly(nino, 'levan')
  })

  it('a break is asked for and approved from the floor', async () => {
    await waitsOn(aylin, /^(Wrap-up|Available|Your state)/)
      .first()
      .click()
    await aylin.page.getByRole('menuitem', { name: 'Coffee' }).click()
    await aylin.page.getByText('Coffee asked for: number 1 in line').waitFor()
    await samira.page.getByRole('link', { name: 'Waiting', exact: true }).click()
    await waitsOn(samira, /^Presence of Aylin/).click()
    await samira.page.getByRole('menuitem', { name: 'Grant the break' }).click()
    await aylin.press('Finish wrap-up')
    await samira.page
      .getByRole('row')
      .filter({ hasText: 'Aylin' })
      .getByText(/On break · Coffee/)
      .waitFor()
  })

  it('what waits for one agent is pushed to the other, who is back', async () => {
    await nino.press('Hang up')
    await levan.press('Finish wrap-up')
    await aylin.press('Go available')
    await giorgi.page.reload()
    await giorgi.press('Call')
    // It is Levan's turn: he has been free for longer.
    await levan.waitForButton('Answer')
    await waitsOn(samira, 'What to do with it').click()
    await samira.page.getByRole('menuitem', { name: /^Aylin/ }).click()
    await aylin.press('Answer')
    await hearsExactly(giorgi, 'aylin')
    await hearsExactly(aylin, 'giorgi')
    expect(await levan.isShown('Answer')).toBe(false)
  })
})
