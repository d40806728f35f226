import { afterAll, beforeAll, it } from 'vitest'
import { signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
let parley: Installation
let browser: ToneBrowser
beforeAll(async () => {
  parley = await startInstallation({ address: '127.0.64.12' })
  const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
  const { items } = await admin.call('agents')
  const members = items.map(({ agentId }) => ({ agentId, priority: 0 }))
  await admin.call('createQueue', { body: { name: 'Repairs', channel: 'task', members, reach: { km: 200 }, relaxation: [{ afterMs: 30000, reach: 'anywhere' }] } })
  const people = await admin.call('people', { query: { limit: '100' } })
  const codes = [['GE-IM', 'GE-GU'], ['GE-TB'], ['AZ-BA']]
  let n = 0
  for (const person of people.items) if (person.agentId) await admin.call('changePerson', { id: person.personId, headers: { 'if-match': person.etag }, body: { regionCodes: codes[n++ % 3] ?? [] } })
  await admin.call('createCustomer', { body: { name: 'Keti Beridze', phoneNumbers: ['+995431212345'], address: 'Kutaisi, Rustaveli 12' } , })
  browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1100 } })
  const { page } = browser
  page.setDefaultTimeout(20_000)
  await page.goto(parley.httpUrl)
  await page.locator('input[type=email]').fill('admin@demo.parley')
  await page.locator('input[type=password]').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('navigation').first().waitFor()
}, 120000)
afterAll(async () => { await browser?.close(); await parley?.stop() })
it('shots', async () => {
  const { page } = browser
  const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
  for (const [language, colorScheme, width] of [['en', 'light', 1440], ['fa', 'dark', 1440], ['en', 'light', 390], ['fa', 'dark', 390]] as const) {
    await admin.call('changeMe', { body: { language, colorScheme } })
    await page.setViewportSize({ width, height: 1100 })
    const shot = (name: string) => page.screenshot({ path: `/tmp/geo/${name}-${language}-${width}.png` })
    await page.goto(`${parley.httpUrl}/administration/regions`)
    await page.waitForTimeout(1500)
    await shot('regions')
    await page.goto(`${parley.httpUrl}/administration/people`)
    await page.locator('table button, tr button').filter({ hasText: /Levan/ }).first().click()
    await page.waitForTimeout(1000)
    await shot('person')
    await page.goto(`${parley.httpUrl}/administration/queues`)
    await page.locator('button').filter({ hasText: 'Repairs' }).first().click()
    await page.waitForTimeout(1000)
    const dialog = page.getByRole('dialog')
    await dialog.locator('fieldset').nth(2).scrollIntoViewIfNeeded().catch(() => {})
    await shot('queue')
    await page.locator('button[aria-expanded=false]').filter({ hasText: /Who could|چه|که/ }).last().click().catch(() => {})
    await page.waitForTimeout(800)
    await page.keyboard.press('End')
    await dialog.evaluate((el) => { for (const e of [el, ...el.querySelectorAll('*')]) e.scrollTop = 99999 }).catch(() => {})
    await page.waitForTimeout(500)
    await shot('preview')
    await page.goto(`${parley.httpUrl}/customers`)
    await page.getByText('Keti').first().click()
    await page.waitForTimeout(1200)
    await shot('customer')
    await page.getByRole('button', { name: /Edit|Change|ویرایش|تغییر/ }).first().click().catch(() => {})
    await page.waitForTimeout(800)
    await shot('customer-form')
  }
}, 240000)
