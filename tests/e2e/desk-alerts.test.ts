import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openDesk } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
import { eventually } from './peers/waiting.ts'

/** What comes up at a desk by somebody's will: words of a supervisor, and what the agent wants to be reminded of. */
describe('messages and reminders', () => {
  let parley: Installation
  let aylin: Desk
  let samira: Desk
  let agent: ApiClient
  const complaints: string[] = []
  const alerts = () => aylin.page.getByRole('region', { name: 'Alerts' })
  const reminder = () => aylin.page.getByRole('status').filter({ hasText: 'Call Nino back' })

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.74.11' })
    const viewport = { width: 1440, height: 900 }
    ;[aylin, samira] = await Promise.all([
      openDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: 440, viewport }),
      openDesk(parley.httpUrl, 'samira@demo.parley', { toneHz: 550, viewport }),
    ])
    for (const { page } of [aylin, samira]) {
      page.setDefaultTimeout(20_000)
      page.on('pageerror', (error) => complaints.push(error.message))
    }
    agent = await signIn(parley.httpUrl, 'aylin@demo.parley', demoPassword)
    await alerts().getByText('All quiet.').waitFor()
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), samira?.close()])
    await parley?.stop()
  })

  it('a supervisor writes to a queue: it comes up at the desk, and he sees who has read it', async () => {
    const { page } = samira
    await page.goto(`${parley.httpUrl}/floor/waiting`)
    await samira.press('Write a message')
    const dialog = page.getByRole('dialog', { name: 'Write a message' })
    await dialog.getByRole('combobox', { name: 'To' }).fill('Support')
    await page.getByRole('option', { name: 'Support' }).click()
    await dialog.getByRole('textbox', { name: 'Message' }).fill('Line 2 is down: offer a callback')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await alerts().getByText('Line 2 is down: offer a callback').waitFor()
    await alerts().getByText('From Samira', { exact: false }).waitFor()
    await page.getByText(/^Read by 0 of \d/).waitFor()
    // Outside of the desk it is seen as well, and once only.
    await aylin.page.getByRole('link', { name: 'Customers' }).click()
    await aylin.page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor()
    expect(await aylin.page.getByText('Line 2 is down: offer a callback').count()).toBe(1)
    await aylin.press('I have read it')
    await eventually(async () => expect(await aylin.page.getByText('Line 2 is down: offer a callback').count()).toBe(0))
    await page.getByText(/^Read by 1 of \d/).click()
    await page.getByText(/Aylin.*\(/).waitFor()
  })

  it('a supervisor writes to one agent from his row, and takes it back', async () => {
    const { page } = samira
    await page.getByRole('button', { name: /^Presence of Aylin/ }).click()
    await page.getByRole('menuitem', { name: /^Write to Aylin/ }).click()
    const dialog = page.getByRole('dialog', { name: 'Write a message' })
    await dialog.getByRole('textbox', { name: 'Message' }).fill('Come and see me')
    await dialog.getByRole('button', { name: 'Send' }).click()
    await aylin.page.getByText('Come and see me').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Come and see me' }).getByRole('button').click()
    await eventually(async () => expect(await aylin.page.getByText('Come and see me').count()).toBe(0))
  })

  it('a reminder is set at the desk, outlives a reload, and is seen to come', async () => {
    const { page } = aylin
    await page.goto(parley.httpUrl)
    await aylin.press('Remind me')
    const form = page.getByRole('form', { name: 'Remind me' })
    await form.getByRole('textbox', { name: 'Of what' }).fill('Call Nino back')
    await form.getByRole('button', { name: 'Set the reminder' }).click()
    await page.getByText('1 reminder to come').click()
    await page.getByText('Call Nino back').waitFor()
    await page.reload()
    await page.getByText('1 reminder to come').waitFor()
    expect(await reminder().count()).toBe(0)
  })

  it('it comes up at its time, and again after a reload; it is put off, comes again, and is done', async () => {
    const { page } = aylin
    const [set] = (await agent.call('reminders')).items
    if (!set) throw new Error('There is no reminder.')
    await agent.call('moveReminder', { id: set.reminderId, body: { dueAt: new Date(Date.now() + 1500).toISOString() } })
    await reminder().waitFor()
    await page.reload()
    await reminder().waitFor()
    await reminder().getByRole('button', { name: 'Later' }).click()
    await page.getByRole('menuitem', { name: 'In 5 minutes' }).click()
    await page.getByText('1 reminder to come').waitFor()
    expect(await reminder().count()).toBe(0)
    await agent.call('moveReminder', { id: set.reminderId, body: { dueAt: new Date().toISOString() } })
    await reminder().getByRole('button', { name: 'Done' }).click()
    await alerts().getByText('All quiet.').waitFor()
    expect((await agent.call('reminders')).items).toEqual([])
    expect(complaints).toEqual([])
  })
})
