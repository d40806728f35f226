import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InteractionId, QueueId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'

describe('work from outside', () => {
  let parley: Installation
  let browser: ToneBrowser
  let billing: ApiClient
  let queueId: QueueId
  const complaints: string[] = []

  async function opens(mailbox: string): Promise<void> {
    browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1000 } })
    const { page } = browser
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(parley.httpUrl)
    await page.locator('input[type=email]').fill(`${mailbox}@demo.parley`)
    await page.locator('input[type=password]').fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Queues' }).waitFor()
  }

  const bring = async (subject: string, more: object = {}): Promise<InteractionId> =>
    (await billing.call('createTask', { body: { channel: 'task', queueId, subject, ...more } })).interactionId

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.63.11' })
    const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    const { items } = await admin.call('agents')
    const members = items.map(({ agentId }) => ({ agentId, priority: 0 }))
    const body = { name: 'Papers', channel: 'task' as const, ringTimeoutMs: 300_000, members }
    queueId = (await admin.call('createQueue', { body })).queueId
    await admin.call('createQueue', { body: { ...body, name: 'Parcels' } })
    const account = { name: 'Billing', email: 'billing@demo.parley', password: demoPassword, language: 'en' as const }
    await admin.call('createPerson', { body: { ...account, roles: ['integrator'] } })
    billing = await signIn(parley.httpUrl, account.email, demoPassword)
  })
  afterAll(async () => {
    await browser?.close()
    await parley?.stop()
  })

  it('waits on the supervisor’s page, is raised by the keyboard, and pushed to who is there', async () => {
    await opens('samira')
    const { page } = browser
    const first = await bring('Send the contract again', { reference: 'A-17' })
    await bring('Call the courier about parcel 88')
    await page.getByRole('link', { name: 'Waiting' }).click()
    const rows = page.getByRole('table', { name: 'Waiting' }).getByRole('row')
    await rows.filter({ hasText: 'courier' }).waitFor()
    await rows.filter({ hasText: 'courier' }).getByRole('button', { name: 'What to do with it' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Raise' }).focus()
    await page.keyboard.press('Enter')
    await rows.filter({ hasText: 'courier' }).getByText('Raised').waitFor()
    await rows.filter({ hasText: 'contract' }).getByRole('button', { name: 'What to do with it' }).click()
    await page.getByRole('menuitem', { name: 'Parcels' }).click()
    await rows.filter({ hasText: 'contract' }).getByText('Parcels').waitFor()
    await rows.filter({ hasText: 'contract' }).getByRole('button', { name: 'What to do with it' }).click()
    await page.getByRole('menuitem', { name: 'Remove from the queue' }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Remove from the queue' }).click()
    await rows.filter({ hasText: 'contract' }).waitFor({ state: 'detached' })
    expect(await billing.call('interaction', { id: first })).toMatchObject({ endReason: 'supervisor-ended' })
    await browser.close()
  })

  it('is offered at the desk, shown with its details and its link, and finished', async () => {
    await opens('aylin')
    const { page } = browser
    const aylin = await signIn(parley.httpUrl, 'aylin@demo.parley', demoPassword)
    await aylin.call('setPresence', { body: { presence: 'available' } })
    const offer = page.getByRole('region', { name: 'New task' }).first()
    await offer.getByRole('heading', { name: 'Call the courier about parcel 88' }).waitFor()
    await page.getByRole('button', { name: 'Take it' }).first().click()
    const id = await bring('Check invoice A-17', {
      payload: { Invoice: 'A-17', Amount: '120.00 GEL', Note: '<b>not bold</b>', Lines: [{ what: 'Support', of: 2 }] },
      link: 'https://billing.example.org/A-17',
      reference: 'A-17',
      dueAt: new Date(Date.now() - 60_000).toISOString(),
    })
    await page.getByRole('button', { name: 'Take it' }).click()
    const panel = page.getByRole('region', { name: 'Task in hand' }).filter({ hasText: 'Check invoice A-17' })
    await panel.getByText('<b>not bold</b>').waitFor()
    const link = panel.getByRole('link', { name: 'Open' })
    expect([await link.getAttribute('href'), await link.getAttribute('rel')]).toEqual([
      'https://billing.example.org/A-17',
      'noopener noreferrer',
    ])
    await panel.getByRole('button', { name: 'Finish' }).click()
    await page.getByRole('button', { name: 'Finish wrap-up' }).click()
    await panel.waitFor({ state: 'detached' })
    expect(await billing.call('interaction', { id })).toMatchObject({ endReason: 'agent-ended' })
    await page.goto(`${parley.httpUrl}/history/${id}`)
    await page.getByText('billing.example.org').waitFor()
    expect(complaints).toEqual([])
  })
})
