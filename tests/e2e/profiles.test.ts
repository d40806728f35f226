import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'

describe('a profile', () => {
  let parley: Installation
  let browser: ToneBrowser
  let admin: ApiClient
  const complaints: string[] = []

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.72.11' })
    admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    const { items } = await admin.call('agents')
    const of = (name: string) => items.find((agent) => agent.name.startsWith(name))?.agentId as AgentId
    await admin.call('createTeam', { body: { name: 'Office', agentIds: [of('Aylin'), of('Levan')] } })
    await admin.call('createQueue', { body: { name: 'Papers', channel: 'task' } })
    browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1000 } })
    const { page } = browser
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(parley.httpUrl)
    await page.locator('input[type=email]').fill('admin@demo.parley')
    await page.locator('input[type=password]').fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Profiles' }).click()
  })
  afterAll(async () => {
    await browser?.close()
    await parley?.stop()
  })
  const profile = async () => (await admin.call('routingProfiles')).items[0]

  it('is made by the keyboard, with a queue, and given to a team', async () => {
    const { page } = browser
    await page.getByText('No profiles yet').waitFor()
    await page.getByRole('button', { name: 'Add a profile' }).focus()
    await page.keyboard.press('Enter')
    const form = page.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).waitFor()
    await page.keyboard.type('Back office')
    await form.getByLabel('Add a queue').focus()
    await page.keyboard.type('Papers')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await form.getByLabel('Tasks: at once').fill('2')
    await form.getByLabel('Tasks: weight').fill('50')
    await form.getByLabel('Give it to a team').click()
    await page.getByRole('option', { name: 'Office' }).click()
    await form.getByText('or what they had of their own, is given up').waitFor()
    await form.getByRole('button', { name: 'Add a profile' }).click()
    await page.getByRole('cell', { name: 'Papers' }).waitFor()
    expect(await profile()).toMatchObject({ name: 'Back office', loads: [{ channel: 'task', atOnce: 2, weight: 50 }] })
    expect((await profile())?.agentIds).toHaveLength(2)
  })

  it('asks before it changes for everybody who has it', async () => {
    const { page } = browser
    await page.getByRole('button', { name: 'Back office' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Priority').fill('7')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('Change it for everybody who has it (2)?').waitFor()
    expect((await profile())?.queues[0]?.priority).toBe(0)
    await form.getByRole('button', { name: 'Change it', exact: true }).click()
    await form.waitFor({ state: 'detached' })
    expect((await profile())?.queues[0]?.priority).toBe(7)
    // Who has it stands there before it could be removed.
    await page.getByRole('button', { name: 'Back office' }).click()
    await form.getByRole('button', { name: 'Remove' }).click()
    await form.getByText(/Somebody has it: .*Aylin/).waitFor()
    await page.keyboard.press('Escape')
  })

  it('is shown with a person, in words, and can be left', async () => {
    const { page } = browser
    await page.getByRole('link', { name: 'People' }).click()
    await page.getByRole('button', { name: /^Aylin/ }).click()
    const form = page.getByRole('dialog')
    await form.getByText('Serves: Papers. Tasks: 2 at once, weight 50.').waitFor()
    await form.getByLabel('Profile', { exact: true }).first().click()
    await page.getByRole('option', { name: 'Settings of their own' }).click()
    await form.getByText('They keep as their own what the profile gave them until now.').waitFor()
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })
    expect((await profile())?.agentIds).toHaveLength(1)
  })

  it('stands beside what everybody bears, which has a page of its own', async () => {
    const { page } = browser
    await page.getByRole('link', { name: 'Workload' }).click()
    const tasks = page.getByRole('group', { name: 'Tasks' })
    await tasks.getByLabel('Weight, of a hundred').fill('40')
    await tasks.getByText('somebody with nothing else in hand has 2 at most').waitFor()
    await tasks.getByRole('checkbox', { name: 'Interrupted by: Calls' }).uncheck()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. It holds for the next decision').waitFor()
    const { items } = await admin.call('channelLoads')
    expect(items.find(({ channel }) => channel === 'task')).toMatchObject({ weight: 40, interruptedBy: [] })
    expect(complaints).toEqual([])
  })
})
