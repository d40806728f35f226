import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueueId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
import { eventually } from './peers/waiting.ts'

/** An agent with a task and a call: each with its own tabs and its own sheet of the scratch pad. */
describe('the desk and its parts', () => {
  let parley: Installation
  let aylin: Desk
  let nino: Desk
  let page: Page
  let agent: ApiClient
  const complaints: string[] = []

  const pad = () => page.getByRole('textbox', { name: 'Scratch pad' })
  const tab = (name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) })
  const inHand = (name: string) => page.getByRole('region', { name: 'In hand' }).getByRole('button', { name })
  const part = (name: string) => page.locator(`[data-part="${name}"]`)
  const isSelected = async (name: string) => (await tab(name).getAttribute('aria-selected')) === 'true'
  const widthOf = async (name: string) => (await part(name).boundingBox())?.width ?? 0

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.72.1' })
    const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    const { items } = await admin.call('agents')
    const members = items.map(({ agentId }) => ({ agentId, priority: 0 }))
    const body = { name: 'Papers', channel: 'task' as const, ringTimeoutMs: 300_000, members }
    const { queueId }: { queueId: QueueId } = await admin.call('createQueue', { body })
    // Usually a call interrupts a task; here one bears both.
    await admin.call('setChannelLoads', {
      body: {
        items: [
          { channel: 'voice', atOnce: 1, weight: 50, interruptedBy: [] },
          { channel: 'task', atOnce: 2, weight: 25, interruptedBy: [] },
        ],
      },
    })
    const account = { name: 'Billing', email: 'billing@demo.parley', password: demoPassword, language: 'en' as const }
    await admin.call('createPerson', { body: { ...account, roles: ['integrator'] } })
    const billing = await signIn(parley.httpUrl, account.email, demoPassword)
    agent = await signIn(parley.httpUrl, 'aylin@demo.parley', demoPassword)
    await agent.call('createCustomer', { body: { name: 'Tamar Dvali', phoneNumbers: ['+995322555777'] } })
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', {
      toneHz: 880,
      viewport: { width: 1440, height: 900 },
    })
    page = aylin.page
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    await billing.call('createTask', {
      body: { channel: 'task', queueId, subject: 'Check invoice A-17', payload: { Invoice: 'A-17' } },
    })
    nino = await openCallPage(parley.httpUrl, '200', { toneHz: 660 })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), nino?.close()])
    await parley?.stop()
  })

  it('opens the tab of a task that is taken', async () => {
    await aylin.press('Take it')
    await inHand('Check invoice A-17').waitFor()
    await tab('Task').waitFor()
    expect(await isSelected('Task')).toBe(true)
    await page.getByRole('tabpanel').getByText('A-17', { exact: true }).waitFor()
  })

  it('leaves the words that are being typed alone when a call rings', async () => {
    await pad().pressSequentially('Ask the accountant')
    await nino.press('Call')
    await aylin.waitForButton('Answer')
    await pad().pressSequentially(' about dates')
    expect(await pad().inputValue()).toBe('Ask the accountant about dates')
    expect(await page.locator('textarea:focus').count()).toBe(1)
  })

  it('turns to the call that is answered, and pops the customer once it is known who it is', async () => {
    await page.keyboard.press('Escape')
    await page.keyboard.press('a')
    await aylin.waitForButton('Hang up')
    await eventually(async () => expect(await pad().inputValue()).toBe(''))
    await aylin.press('Find')
    await page.getByRole('searchbox').fill('Dvali')
    await page.getByRole('button', { name: /Tamar Dvali/ }).click()
    await tab('Tamar Dvali').waitFor()
    expect(await isSelected('Tamar Dvali')).toBe(true)
    expect(await inHand('Tamar Dvali').getAttribute('aria-pressed')).toBe('true')
  })

  it('records by what the customer proved who he is, and takes it back', async () => {
    const who = part('account')
    await who.getByText('Chosen by an agent, not verified').waitFor()
    await aylin.press('Verify the customer')
    await page.getByRole('menuitem', { name: 'a known voice' }).click()
    await who.getByText(/^Verified by a known voice \(Aylin/).waitFor()
    expect(await who.getByText('not verified').count()).toBe(0)
    await who.getByRole('button', { name: 'Undo the verification' }).click()
    await who.getByText('Chosen by an agent, not verified').waitFor()
    await aylin.press('Verify the customer')
    await page.getByRole('menuitem', { name: 'questions that were answered' }).click()
    await who.getByText(/^Verified by questions that were answered/).waitFor()
  })

  it('goes between what is in hand by a key, and between tabs', async () => {
    await pad().fill('Parcel 88 never came')
    await page.keyboard.press('Escape')
    await page.keyboard.press('b')
    await eventually(async () => expect(await isSelected('History')).toBe(true))
    await page.keyboard.press('i')
    await eventually(async () => expect(await pad().inputValue()).toBe('Ask the accountant about dates'))
    expect(await isSelected('Task')).toBe(true)
    // Who is on the line stays in reach.
    expect(await aylin.isShown('Hang up')).toBe(true)
    await page.keyboard.press('i')
    await eventually(async () => expect(await pad().inputValue()).toBe('Parcel 88 never came'))
    expect(await isSelected('History')).toBe(true)
  })

  it('is arranged with the keyboard', async () => {
    const before = await widthOf('communication')
    await page.getByRole('separator', { name: 'Border between Communication and Workspace' }).focus()
    for (let presses = 0; presses < 5; presses++) await page.keyboard.press('ArrowRight')
    expect(await widthOf('communication')).toBeGreaterThan(before + 50)
    await page.getByRole('button', { name: 'Hide: Alerts' }).click()
    await part('alerts').waitFor({ state: 'detached' })
  })

  it('is the same after a reload, words and all', async () => {
    const width = await widthOf('communication')
    // Also what the server has not heard of yet.
    await pad().press('End')
    await pad().pressSequentially(', and he is angry')
    await page.reload()
    await inHand('Check invoice A-17').waitFor()
    await aylin.waitForButton('Hang up')
    expect(await pad().inputValue()).toBe('Parcel 88 never came, and he is angry')
    expect(await isSelected('History')).toBe(true)
    expect(await part('alerts').count()).toBe(0)
    await eventually(async () => expect(Math.abs((await widthOf('communication')) - width)).toBeLessThan(3))
    await eventually(async () => {
      const { items } = await agent.call('scratchPads')
      expect(items.map(({ text }) => text).sort()).toEqual([
        'Ask the accountant about dates',
        'Parcel 88 never came, and he is angry',
      ])
    })
  })

  it('attaches the sheet to the customer, takes that back, and shows what was attached in his tab', async () => {
    await tab('Tamar Dvali').click()
    await page.getByRole('button', { name: /Attach to .*Tamar Dvali/ }).click()
    const note = page
      .getByRole('tabpanel')
      .getByRole('listitem')
      .filter({ hasText: 'Parcel 88 never came, and he is angry' })
    await note.getByText('Aylin').waitFor()
    expect(await pad().inputValue()).toBe('')
    await aylin.press('Undo')
    await note.waitFor({ state: 'detached' })
    expect(await pad().inputValue()).toBe('Parcel 88 never came, and he is angry')
    await page.getByRole('button', { name: /Attach to .*Tamar Dvali/ }).click()
    await note.waitFor()
  })

  it('reads from right to left in Persian, and its borders go where the arrows point', async () => {
    await agent.call('changeMe', { body: { language: 'fa' } })
    await page.reload()
    await part('communication').waitFor()
    const left = async (name: string) => (await part(name).boundingBox())?.x ?? 0
    await eventually(async () => expect(await left('communication')).toBeGreaterThan(await left('workspace')))
    const before = await widthOf('communication')
    await page.getByRole('separator').first().focus()
    await page.keyboard.press('ArrowLeft')
    expect(await widthOf('communication')).toBeGreaterThan(before + 10)
    await page.setViewportSize({ width: 390, height: 844 })
    await eventually(async () =>
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390),
    )
    await page.getByRole('navigation').getByRole('button', { name: 'چرک‌نویس' }).click()
    const sheet = page.getByRole('textbox', { name: 'چرک‌نویس' })
    await sheet.waitFor()
    const written = `getComputedStyle(document.querySelector('[data-part="scratchPad"] textarea')).direction`
    const direction = () => page.evaluate<string>(written)
    await sheet.fill('Latin words')
    expect(await direction()).toBe('ltr')
    // The hint of an empty sheet is Persian, and ends where Persian ends.
    await sheet.fill('')
    expect(await direction()).toBe('rtl')
    expect(complaints).toEqual([])
  })
})
