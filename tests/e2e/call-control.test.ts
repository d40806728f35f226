import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage, openDesk } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { decimate } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

/** Everybody says a tone of his own, so that each ear tells who is heard and who is not. */
const ninoHz = 660
const aylinHz = 880
const levanHz = 1170
const samiraHz = 1540
const everybody = { nino: ninoHz, aylin: aylinHz, levan: levanHz, samira: samiraHz }
type Name = keyof typeof everybody

/** A tone that is there is within 20 dB of what was said; one that is not lies below the codec's noise. */
const isThereAboveDbfs = -40

async function whoIsHeardBy(desk: Desk, ms = 600): Promise<Name[]> {
  const sound = decimate(await desk.listen(ms), 48_000, 8000)
  return (Object.keys(everybody) as Name[]).filter((name) => toneLevelDbfs(sound, everybody[name]) > isThereAboveDbfs)
}

const hearsExactly = (desk: Desk, ...names: Name[]) =>
  eventually(async () => expect(await whoIsHeardBy(desk)).toEqual(names), 15_000)

describe('what is done to a call in hand', () => {
  let parley: Installation
  let api: ApiClient
  let nino: Desk
  let aylin: Desk
  let levan: Desk
  let samira: Desk
  let interactionId: string

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.51.1' })
    api = await signIn(parley.httpUrl, 'samira@demo.parley', parley.demoPassword)
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: aylinHz })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: ninoHz })
    await nino.press('Call')
    await aylin.press('Answer')
    await hearsExactly(nino, 'aylin')
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: levanHz })
    samira = await openDesk(parley.httpUrl, 'samira@demo.parley', { toneHz: samiraHz })
    await samira.page.getByRole('link', { name: 'Calls', exact: true }).click()
    const { items } = await api.call('interactions')
    interactionId = items[0]?.interactionId ?? ''
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close(), levan?.close(), samira?.close()])
    await parley?.stop()
  })

  const choose = async (desk: Desk, who: string, how: 'Ask first' | 'Send now') => {
    await desk.press('Send on')
    const line = desk.page.getByRole('listitem').filter({ hasText: who })
    await line.getByRole('button', { name: how }).click({ timeout: 15_000 })
  }

  it('consults a colleague in private, the customer hearing music', async () => {
    await choose(aylin, 'Levan Kapanadze', 'Ask first')
    await levan.press('Answer')
    await hearsExactly(levan, 'aylin')
    await hearsExactly(aylin, 'levan')
    await hearsExactly(nino)
    const music = await nino.listen(1500)
    expect(Math.sqrt(music.reduce((sum, sample) => sum + sample * sample, 0) / music.length)).toBeGreaterThan(300)
  })

  it('lets who is consulted mute himself', async () => {
    await levan.press('Mute')
    await hearsExactly(aylin)
    await hearsExactly(levan, 'aylin')
    await levan.page.getByRole('button', { name: 'Mute', pressed: true }).waitFor()
    await levan.press('Mute')
    await hearsExactly(aylin, 'levan')
  })

  it('alternates between the two', async () => {
    await aylin.press('Switch')
    await hearsExactly(aylin, 'nino')
    await hearsExactly(nino, 'aylin')
    await hearsExactly(levan)
    await aylin.press('Switch')
    await hearsExactly(aylin, 'levan')
    await hearsExactly(nino)
  })

  it('brings all together, mutes one of them and lets one go', async () => {
    await aylin.press('All together')
    await hearsExactly(nino, 'aylin', 'levan')
    await hearsExactly(aylin, 'nino', 'levan')
    await hearsExactly(levan, 'nino', 'aylin')
    await aylin.press('Mute Levan Kapanadze')
    await hearsExactly(nino, 'aylin')
    await hearsExactly(levan, 'nino', 'aylin')
    await aylin.press('Unmute Levan Kapanadze')
    await hearsExactly(nino, 'aylin', 'levan')
    await levan.press('Mute')
    await hearsExactly(nino, 'aylin')
    // It is his voice: she sees it, and has no button for it.
    await eventually(async () => {
      expect(await aylin.page.getByRole('button', { name: /ute Levan Kapanadze$/ }).count()).toBe(0)
    })
    await levan.press('Mute')
    await hearsExactly(nino, 'aylin', 'levan')
    await aylin.press('Let Levan Kapanadze go')
    await hearsExactly(nino, 'aylin')
    await hearsExactly(levan)
  })

  it('lets a supervisor listen, coach and join; the customer never hears the coach', async () => {
    await samira.press('Listen')
    await hearsExactly(samira, 'nino', 'aylin')
    expect([await whoIsHeardBy(nino), await whoIsHeardBy(aylin)]).toEqual([['aylin'], ['nino']])
    await samira.press('Coach')
    await hearsExactly(aylin, 'nino', 'samira')
    // Two seconds of it, and nothing above the line's own noise.
    const sound = decimate(await nino.listen(2000), 48_000, 8000)
    expect(toneLevelDbfs(sound, samiraHz)).toBeLessThan(-60)
    await aylin.page.getByText('Samira Haddad speaks to you').waitFor()
    await samira.press('Join')
    await hearsExactly(nino, 'aylin', 'samira')
    await samira.press('Leave')
    await hearsExactly(nino, 'aylin')
    await hearsExactly(samira)
  })

  it('plays an announcement to the customer alone', async () => {
    await aylin.press('More')
    await aylin.page.getByRole('menuitem', { name: 'Play an announcement…' }).click()
    await aylin.page.getByRole('combobox', { name: 'Announcement' }).click()
    await aylin.page.getByRole('option', { name: 'Please hold the line.', exact: true }).click()
    await aylin.press('Play')
    await eventually(async () => expect(await whoIsHeardBy(nino, 300)).toEqual([]))
    expect(await whoIsHeardBy(aylin, 300)).toEqual(['nino'])
    await hearsExactly(nino, 'aylin')
  })

  it('puts the customer through to who was consulted, whose call it is then', async () => {
    await choose(aylin, 'Levan Kapanadze', 'Ask first')
    await levan.press('Answer')
    await hearsExactly(levan, 'aylin')
    await aylin.press('Put through')
    await hearsExactly(nino, 'levan')
    await hearsExactly(levan, 'nino')
    await hearsExactly(aylin)
    await levan.waitForButton('Hold')
    await aylin.press('Finish wrap-up')
  })

  it('parks, and anybody picks up', async () => {
    await levan.press('More')
    await levan.page.getByRole('menuitem', { name: 'Park the call' }).click()
    await hearsExactly(levan)
    await aylin.press('Pick up')
    await hearsExactly(nino, 'aylin')
    await hearsExactly(aylin, 'nino')
  })

  it('sends on without asking, and the sender is free', async () => {
    await choose(aylin, 'Levan Kapanadze', 'Send now')
    await aylin.press('Finish wrap-up')
    await levan.press('Answer')
    await hearsExactly(nino, 'levan')
    await hearsExactly(levan, 'nino')
  })

  it('is taken over by the supervisor', async () => {
    await samira.press('Listen')
    await hearsExactly(samira, 'nino', 'levan')
    await samira.press('Take over')
    await hearsExactly(nino, 'samira')
    await hearsExactly(samira, 'nino')
    await hearsExactly(levan)
    await levan.press('Finish wrap-up')
  })

  it('stands in the timeline, each verb a segment, and in the audit log who listened', async () => {
    await nino.press('Hang up')
    const whole = await eventually(async () => {
      const interaction = await api.call('interaction', { id: interactionId })
      expect(interaction.endedAt).toBeDefined()
      return interaction
    })
    expect(new Set(whole.segments.map(({ kind }) => kind))).toEqual(
      new Set(['queue', 'offer', 'talk', 'consult', 'conference', 'monitor', 'park', 'ring', 'wrapUp', 'flow']),
    )
    const admin = await signIn(parley.httpUrl, 'admin@demo.parley', parley.demoPassword)
    const { items } = await admin.call('audit')
    expect(items.filter(({ action }) => action === 'call.monitored').length).toBeGreaterThanOrEqual(4)
    expect(items.some(({ action }) => action === 'call.taken-over')).toBe(true)
  })
})

describe('a call that the desk makes', () => {
  let parley: Installation
  let aylin: Desk
  let phone: SipPhone

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.52.1' })
    aylin = await openDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: aylinHz })
    phone = await startSipPhone({
      address: '127.0.52.2',
      server: { host: parley.sipHost, port: parley.sipPort },
      user: '701',
      password: parley.demoPassword,
      toneHz: ninoHz,
    })
    await phone.registered()
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), phone?.close()])
    await parley?.stop()
  })

  const dial = async (number: string) => {
    await aylin.page.getByRole('textbox', { name: 'Number', exact: true }).fill(number)
    await aylin.page.getByRole('button', { name: 'Call', exact: true }).click()
  }

  it('says so when the number cannot be called, and keeps what was typed', async () => {
    await dial('abc')
    await aylin.page.getByText('This is not a number that can be dialled.').waitFor()
  })

  it('rings, is heard ringing, and is answered', async () => {
    await dial('701')
    await phone.waitFor('CALL_INCOMING')
    // Our ringback: 425 Hz.
    await aylin.waitToHear(425)
    phone.accept()
    await hearsExactly(aylin, 'nino')
    await eventually(async () => expect(toneLevelDbfs(phone.heard().slice(-8000), aylinHz)).toBeGreaterThan(-40))
    await aylin.press('Hang up')
    await phone.waitFor('CALL_CLOSED')
  })

  it('says that the other refused', async () => {
    await dial('701')
    await phone.waitFor('CALL_INCOMING')
    phone.hangUp()
    await eventually(async () =>
      expect(await aylin.page.getByText(/was refused|was busy|could not be reached/).count()).toBeGreaterThan(0),
    )
  })
})
