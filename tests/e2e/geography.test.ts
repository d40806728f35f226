import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QueueId } from '#kernel/ids.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'

describe('where agents work, on the screens', () => {
  let parley: Installation
  let browser: ToneBrowser
  let admin: ApiClient
  let queueId: QueueId
  const complaints: string[] = []

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.64.11' })
    admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    const { items } = await admin.call('agents')
    const members = items.map(({ agentId }) => ({ agentId, priority: 0 }))
    queueId = (await admin.call('createQueue', { body: { name: 'Repairs', channel: 'task', members } })).queueId
    browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1000 } })
    const { page } = browser
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(parley.httpUrl)
    await page.locator('input[type=email]').fill('admin@demo.parley')
    await page.locator('input[type=password]').fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation').first().waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await parley?.stop()
  })

  it('is found by the name that the region has in its own language', async () => {
    const { page } = browser
    await page.goto(`${parley.httpUrl}/administration/people`)
    await page.getByRole('button', { name: /Levan/ }).click()
    const form = page.getByRole('dialog')
    await form.getByRole('combobox', { name: 'Works in' }).fill('იმერ')
    await page.getByRole('option', { name: 'Imereti' }).click()
    await form.getByRole('combobox', { name: 'Works in' }).fill('kartli')
    expect(await page.getByRole('option').allInnerTexts()).toEqual(['Kvemo Kartli', 'Shida Kartli'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'hidden' })
    const { items } = await admin.call('people', { query: { limit: '100' } })
    expect(items.find(({ name }) => name.startsWith('Levan'))?.regionCodes).toEqual(['GE-IM', 'GE-KK'])
  })

  it('is asked by a queue, in steps, and shown for a customer of a region before anybody comes', async () => {
    const { page } = browser
    await page.goto(`${parley.httpUrl}/administration/queues`)
    await page.getByRole('button', { name: 'Repairs' }).click()
    const form = page.getByRole('dialog')
    await form.getByRole('combobox', { name: 'Where agents work' }).first().click()
    await page.getByRole('option', { name: 'Within a distance' }).click()
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByText('A number from 1 to 20000.').waitFor()
    await form.getByLabel('Kilometers').fill('150')
    await form.getByRole('button', { name: 'Add a step' }).click()
    await form.getByRole('combobox', { name: 'Where agents work' }).last().click()
    await page.getByRole('option', { name: 'Anywhere, the nearest first' }).click()
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'hidden' })
    const { items } = await admin.call('managedQueues')
    expect(items.find((queue) => queue.queueId === queueId)).toMatchObject({
      reach: { km: 150 },
      relaxation: [{ afterMs: 30_000, reach: 'anywhere' }],
    })
    await page.getByRole('button', { name: 'Repairs' }).click()
    await form.getByRole('button', { name: 'Who could take it now' }).click()
    await form.getByRole('combobox', { name: 'For a customer in' }).fill('tbil')
    await page.getByRole('option', { name: 'Tbilisi' }).click()
    await form.getByText('nobody said where this agent works').first().waitFor()
    const moment = form.getByRole('combobox', { name: 'At which moment of the waiting' })
    expect(await moment.inputValue()).toMatch(/works within 150 km .*Tbilisi/)
  })

  it('is told of a country that somebody imports, with what is wrong in the file', async () => {
    const { page } = browser
    await page.goto(`${parley.httpUrl}/administration/regions`)
    await page.getByRole('table', { name: 'Regions' }).getByText('Georgia').waitFor()
    const region = { name: 'Երևան', english: 'Yerevan', latitude: 40.18, longitude: 44.51 }
    const country = (neighbors: readonly string[]) =>
      JSON.stringify({
        ...{ country: 'AM', callingCode: '374', language: 'hy' },
        regions: [{ ...region, code: 'AM-ER', landline: ['10'], postcodes: ['00'], neighbors }],
      })
    const file = page.locator('input[type=file]')
    const json = (text: string) => ({ name: 'am.json', mimeType: 'application/json', buffer: Buffer.from(text) })
    await file.setInputFiles(json('{'))
    await page.getByText('This file is no JSON.').waitFor()
    await file.setInputFiles(json(country(['AM-XX'])))
    await page.getByText('AM-XX is no other region of this file.').waitFor()
    await file.setInputFiles(json(country([])))
    await page.getByText(/Armenia.*: 1 regions are known now/).waitFor()
    await page.getByRole('button', { name: /Take the import back/ }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Take the import back' }).click()
    await page.getByRole('table', { name: 'Regions' }).getByText('Armenia').waitFor({ state: 'hidden' })
    expect(complaints).toEqual([])
  })
})
