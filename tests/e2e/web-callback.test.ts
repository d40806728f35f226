import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueueId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'

describe('a callback from the call page', () => {
  let parley: Installation
  let browser: ToneBrowser
  let desk: Desk | undefined
  let supervisor: ApiClient
  const complaints: string[] = []
  const open = async () => (await supervisor.call('listCallbacks', { query: { isOpen: 'true' } })).items

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.72.31' })
    const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    supervisor = await signIn(parley.httpUrl, 'samira@demo.parley', demoPassword)
    const queue = (await admin.call('managedQueues')).items.find(({ name }) => name === 'Support')
    await admin.call('changeQueue', {
      id: queue?.queueId as QueueId,
      body: { callback: { dials: 'agent-first', retryAfterMs: [60_000], ringTimeoutMs: 20_000, isOnWeb: true } },
      headers: { 'if-match': queue?.etag ?? '' },
    })
    const carrier = { name: 'Carrier', preset: 'address' as const, domain: '127.0.72.32' }
    const { trunkId } = await admin.call('createTrunk', { body: carrier })
    await admin.call('createOutboundRule', { body: { name: 'Out', rank: 0, prefixes: [], trunkIds: [trunkId] } })
    browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1000 } })
    const { page } = browser
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(`${parley.httpUrl}/call?number=200&language=en`)
  })
  afterAll(async () => {
    await Promise.allSettled([desk?.close(), browser?.close()])
    await parley?.stop()
  })

  it('is asked for by the keyboard, is still known after the page was loaded anew, and taken back', async () => {
    const { page } = browser
    await page.getByRole('button', { name: 'Have us call you' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('112')
    await page.keyboard.press('Enter')
    await page.getByText('We cannot call this number.').waitFor()
    await page.getByLabel('Your phone number').fill('+995 32 224 72 40')
    await page.getByLabel('Your name (if you like)').fill('Nino')
    await page.keyboard.press('Enter')
    await page.getByText('We will call you as soon as it is your turn.').waitFor()
    expect(await open()).toMatchObject([{ number: '+995322247240', name: 'Nino', state: 'waiting' }])
    await page.reload()
    await page.getByText('We will call you as soon as it is your turn.').waitFor()
    await page.getByRole('button', { name: 'Do not call me any more' }).click()
    await page.getByText('Good: we will not call you.').waitFor()
    expect(await open()).toEqual([])
  })

  it('waits for a time that was chosen among those in which people are called', async () => {
    const { page } = browser
    await page.getByRole('button', { name: 'Have us call you' }).click()
    await page.getByLabel('Your phone number').fill('+995 32 224 72 41')
    await page.getByLabel('When').selectOption({ index: 2 })
    await page.getByLabel('From').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Call me' }).click()
    await page.getByText(/We will call you from .+ on\./).waitFor()
    expect(await open()).toMatchObject([{ number: '+995322247241', state: 'scheduled' }])
    await page.getByRole('button', { name: 'Do not call me any more' }).click()
    await page.getByText('Good: we will not call you.').waitFor()
  })

  it('comes to an agent at its turn', async () => {
    const { page } = browser
    desk = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', { toneHz: 1170 })
    await page.getByRole('button', { name: 'Have us call you' }).click()
    await page.getByLabel('Your phone number').fill('+995 32 224 72 42')
    await page.getByRole('button', { name: 'Call me' }).click()
    await desk.waitForButton('Call back', 60_000)
    expect(await open()).toMatchObject([{ number: '+995322247242', state: 'offered' }])
    expect(complaints).toEqual([])
  })
})
