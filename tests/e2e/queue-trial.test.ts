import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, QueueId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'

const pieces = 8

describe('a trial on a day that was', () => {
  let parley: Installation
  let browser: ToneBrowser | undefined
  let admin: ApiClient
  let queueId: QueueId
  let agentIds: readonly AgentId[]

  /** Work comes faster than it is done, and an agent finishes each piece after a while. */
  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.63.21' })
    admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    const { items } = await admin.call('agents')
    agentIds = items.map(({ agentId }) => agentId)
    const members = items.map(({ agentId }) => ({ agentId, priority: 0 }))
    const body = { name: 'Papers', channel: 'task' as const, isAutoAnswered: true, wrapUpLimitMs: 0, members }
    queueId = (await admin.call('createQueue', { body })).queueId
    const account = { name: 'Billing', email: 'billing@demo.parley', password: demoPassword, language: 'en' as const }
    await admin.call('createPerson', { body: { ...account, roles: ['integrator'] } })
    const billing = await signIn(parley.httpUrl, account.email, demoPassword)
    const aylin = await signIn(parley.httpUrl, 'aylin@demo.parley', demoPassword)
    await aylin.call('setPresence', { body: { presence: 'available' } })
    for (let n = 0; n < pieces; n++) {
      const subject = `Paper ${n}`
      const { interactionId } = await billing.call('createTask', { body: { channel: 'task', queueId, subject } })
      await delay(300)
      await aylin.call('finishTask', { id: interactionId })
    }
  })
  afterAll(async () => {
    await browser?.close()
    await parley?.stop()
  })

  it('compares the day as the queue is saved and as it would be, and saves nothing', async () => {
    const change = { strategy: 'random' as const, serviceLevel: { thresholdMs: 5000, percent: 90 } }
    const tried = await admin.call('tryQueue', { id: queueId, body: { day: 'today', change } })
    const of = (name: string) => tried.queue.find(({ figure }) => figure === name)
    expect(of('offered')).toMatchObject({ before: pieces, after: pieces, change: { mean: 0 } })
    expect(of('answered')?.before).toBe(pieces)
    const { items } = await admin.call('managedQueues')
    expect(items.find((queue) => queue.queueId === queueId)).toMatchObject({
      strategy: 'longestIdle',
      serviceLevel: { thresholdMs: 20_000 },
    })
  })

  it('says that nobody is served where nobody is left to serve', async () => {
    const tried = await admin.call('tryQueue', { id: queueId, body: { day: 'today', change: { members: [] } } })
    expect(tried.queue.find(({ figure }) => figure === 'answered')).toMatchObject({ before: pieces, after: 0 })
  })

  it('is refused with a reason: a day without work, nothing changed, what makes no sense, and who may not', async () => {
    const refusal = async (client: ApiClient, body: Parameters<typeof admin.call<'tryQueue'>>[1]) => {
      const answer = await client.raw('tryQueue', { id: queueId, ...body })
      return ((await answer.json()) as { code: string }).code
    }
    const change = { strategy: 'random' as const }
    expect(await refusal(admin, { body: { day: '2001-01-01', change } })).toBe('trial.not-possible')
    expect(await refusal(admin, { body: { day: 'today', change: {} } })).toBe('trial.nothing-changed')
    const skillId = 'skl_01M815HE4Q0BHY8SVKKHD9XES9' as never
    const asks = { requirement: { skillId, least: 3 as const } }
    expect(await refusal(admin, { body: { day: 'today', change: asks } })).toBe('skill.not-found')
    const aylin = await signIn(parley.httpUrl, 'aylin@demo.parley', demoPassword)
    expect(await refusal(aylin, { body: { change } })).toBe('permission.denied')
    expect(agentIds.length).toBeGreaterThan(1)
  })

  it('is made on the queue’s form by the keyboard', async () => {
    browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1000 } })
    const { page } = browser
    page.setDefaultTimeout(20_000)
    await page.goto(parley.httpUrl)
    await page.locator('input[type=email]').fill('admin@demo.parley')
    await page.locator('input[type=password]').fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor({ state: 'detached' })
    await page.goto(`${parley.httpUrl}/administration/queues`)
    await page.getByRole('button', { name: 'Papers' }).click()
    await page.getByRole('button', { name: 'Try on a day that was' }).focus()
    await page.keyboard.press('Enter')
    const panel = page.getByRole('region', { name: 'Try on a day that was' })
    await panel
      .getByRole('textbox', { name: 'Day' })
      .or(panel.getByRole('combobox', { name: 'Day' }))
      .first()
      .click()
    await page.getByRole('option', { name: 'Today so far' }).click()
    await panel.getByRole('button', { name: 'Try it' }).click()
    await panel.getByText('Nothing is filled in').waitFor()
    await page.getByLabel('Of a hundred calls').fill('95')
    await panel.getByRole('button', { name: 'Try it' }).click()
    const table = panel.getByRole('table', { name: 'This queue' })
    await table.waitFor({ timeout: 60_000 })
    await table.getByRole('row', { name: /^Answered within the promised time/ }).waitFor()
    await panel.getByRole('table', { name: 'All queues together' }).waitFor()
  })
})
