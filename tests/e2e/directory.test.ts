import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SipPhone as Carrier, type PhoneCall } from '#edge/testing/sip-phone.ts'
import { toneLevelDbfs } from '#telephony/audio/goertzel.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { type Installation, startInstallation } from './peers/installation.ts'
import { decimate, shareOfTone } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const ninoHz = 660
const aylinHz = 880
const levanHz = 1170
const waterworks = '+995322123457'
const note = 'Has no water since the morning, asks when it comes back.'

const hears = (desk: Desk, hz: number) =>
  eventually(async () => {
    const sound = decimate(await desk.listen(600), 48_000, 8000)
    expect(toneLevelDbfs(sound, hz)).toBeGreaterThan(-40)
  })

/** Who looks a colleague up, writes what he has to know and asks him; and who calls the waterworks out of the directory. */
describe('the directory, and what is handed over', () => {
  let parley: Installation
  let admin: ApiClient
  let nino: Desk
  let aylin: Desk
  let levan: Desk
  let carrier: Carrier | undefined
  const calls: PhoneCall[] = []

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.73.1' })
    admin = await signIn(parley.httpUrl, 'admin@demo.parley', parley.demoPassword)
    await admin.call('createLinkTemplate', {
      body: { name: 'Web shop', url: `${parley.httpUrl}/call?of={number}&name={customer.name}` },
    })
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: aylinHz })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: ninoHz })
    await nino.press('Call')
    await aylin.press('Answer')
    await hears(nino, aylinHz)
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: levanHz })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close(), levan?.close(), carrier?.close()])
    await parley?.stop()
  })

  const lookUp = async (text: string) => {
    await aylin.page.getByRole('link', { name: 'Directory', exact: true }).click()
    const field = aylin.page.getByRole('searchbox', { name: 'Find in the directory' })
    await field.fill(text)
    return field
  }
  const handedOver = (desk: Desk) => desk.page.getByRole('region', { name: 'Handed over' }).getByText(note)

  it('shows who is asked what was written for him, while it rings and when the customer is his', async () => {
    await aylin.press('Send on')
    await aylin.page.getByRole('textbox', { name: 'Hand-over note' }).fill(note)
    await lookUp('kapanadze')
    await aylin.press('Ask Levan Kapanadze first')
    await levan.waitForButton('Answer')
    await handedOver(levan).waitFor()
    await levan.press('Answer')
    await hears(aylin, levanHz)
    await aylin.press('Put through')
    await hears(nino, levanHz)
    await levan.page.getByRole('region', { name: 'Current call' }).waitFor()
    await handedOver(levan).waitFor()
    // A reload forgets nothing of it.
    await levan.page.reload()
    await handedOver(levan).waitFor({ timeout: 15_000 })
    await aylin.press('Finish wrap-up')
  })

  it('calls an outside contact whom somebody looks for by keyboard alone', async () => {
    carrier = await Carrier.open('127.0.73.9', 25_173)
    carrier.onCall = (call) => {
      calls.push(call)
      call.answer()
    }
    const domain = `127.0.73.9:${carrier.port}`
    const trunk = await admin.call('createTrunk', {
      body: { name: 'The company', preset: 'address', domain, transport: 'udp', keepAliveS: 0 },
    })
    await admin.call('createOutboundRule', {
      body: { name: 'Georgia', rank: 1, prefixes: ['+995'], trunkIds: [trunk.trunkId] },
    })
    await admin.call('createOutsideContact', {
      body: { name: 'თბილისის წყალი', company: 'Waterworks', numbers: [waterworks] },
    })
    const field = await lookUp('WATERWORKS')
    await aylin.page.getByRole('button', { name: 'Call თბილისის წყალი' }).waitFor()
    await field.press('Enter')
    await eventually(async () => expect(calls).toHaveLength(1))
    await eventually(async () =>
      expect(shareOfTone(calls[0]?.heard(8000) ?? new Int16Array(), aylinHz)).toBeGreaterThan(0.8),
    )
    // On her desk, by the name that the directory knows.
    await aylin.page.getByRole('heading', { name: 'თბილისის წყალი' }).waitFor()
    // And in another system, filled in.
    const [opened] = await Promise.all([aylin.page.context().waitForEvent('page'), aylin.press('Open in Web shop')])
    await opened.waitForURL((url) => url.searchParams.get('of') === waterworks)
    expect(new URL(opened.url()).searchParams.get('name')).toBe('თბილისის წყალი')
    await opened.close()
    await aylin.press('Hang up')
  })
})
