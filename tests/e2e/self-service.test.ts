import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DrawnFlow } from '#protocol/http/index.ts'
import { axeFindings } from '../screens/axe.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'

const at = { x: 0, y: 0 }
const words = (en: string, fa: string) => ({ en, fa })
const drawn = (queueId: string): DrawnFlow => ({
  format: 1,
  start: 'device',
  variables: [
    { name: 'device', label: 'Device' },
    { name: 'lamps', label: 'Lamps' },
  ],
  blocks: [
    {
      ...{ blockId: 'device', kind: 'page', at, exits: { next: 'restart' } },
      settings: {
        title: words('What does not work?', 'چه چیزی کار نمی‌کند؟'),
        text: words('We look for it together.', 'با هم پیدایش می‌کنیم.'),
        questions: [
          {
            ...{
              variable: 'device',
              words: words('Which device is it?', 'کدام دستگاه؟'),
              answer: 'choice',
              isRequired: true,
            },
            choices: [
              { value: 'Router', words: words('The router', 'روتر') },
              { value: 'Television', words: words('The television', 'تلویزیون') },
            ],
          },
          {
            variable: 'lamps',
            words: words('How many lamps are red?', 'چند چراغ قرمز است؟'),
            answer: 'number',
            isRequired: false,
          },
        ],
      },
    },
    {
      ...{ blockId: 'restart', kind: 'page', name: 'Off and on', at, exits: { 'case-1': 'solved', 'case-2': 'help' } },
      settings: {
        title: words('Switch it off and on again', 'خاموش و روشنش کنید'),
        text: words('Wait for a minute in between.', 'بین این دو یک دقیقه صبر کنید.'),
        questions: [],
        cases: [
          { caseId: '1', words: words('It works now', 'حالا کار می‌کند') },
          { caseId: '2', words: words('Still broken', 'هنوز خراب است') },
        ],
      },
    },
    { blockId: 'solved', kind: 'end-flow', at, exits: {}, settings: { outcome: 'done' } },
    {
      ...{ blockId: 'help', kind: 'hand-over', at, exits: {} },
      settings: { as: 'task', queueId, subject: '{device} does not work' },
    },
  ],
})

/** A customer helps himself on a page, and whom that does not help an agent has with all that was tried. */
describe('a self-service page', () => {
  let parley: Installation
  let admin: ApiClient
  let visitor: ToneBrowser
  let aylin: Desk
  let page: Page
  const complaints: string[] = []
  const heading = (name: string) => page.getByRole('heading', { name })
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.73.42' })
    admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    const members = (await admin.call('agents')).items.map(({ agentId }) => ({ agentId, priority: 0 }))
    const body = { name: 'Help', channel: 'task' as const, ringTimeoutMs: 300_000, members }
    const { queueId } = await admin.call('createQueue', { body })
    const made = await admin.call('createFlow', {
      body: { name: 'First help', channels: ['self-service'], languages: ['en', 'fa'], definition: drawn(queueId) },
    })
    const { flowId } = made
    const { etag } = await admin.call('changeFlow', {
      id: flowId,
      body: { slug: 'first-help' },
      headers: { 'if-match': made.etag },
    })
    await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': etag } })
    visitor = await openToneBrowser({ toneHz: 440, viewport: { width: 390, height: 844 } })
    page = visitor.page
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  })
  afterAll(async () => {
    await Promise.allSettled([visitor?.close(), aylin?.close()])
    await parley?.stop()
  })

  it('asks, says what is missing, and goes on, by the keyboard alone', async () => {
    await page.goto(`${parley.httpUrl}/help/first-help?language=en`)
    await heading('What does not work?').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await press('Next')
    await page.getByText('Please answer this.').waitFor()
    expect(await axeFindings(page)).toEqual([])
    // The first wrong answer has the focus.
    await page.keyboard.press('Space')
    expect(await page.getByRole('radio', { name: 'The router' }).isChecked()).toBe(true)
    await page.getByRole('textbox', { name: /How many lamps are red/ }).fill('3')
  })

  it('is where it was after a reload, and goes on in the language that is chosen', async () => {
    await page.reload()
    await heading('What does not work?').waitFor()
    expect(await page.getByRole('radio', { name: 'The router' }).isChecked()).toBe(true)
    await page.keyboard.press('Tab')
    await page.getByRole('button', { name: 'Next' }).press('Enter')
    await heading('Switch it off and on again').waitFor()
    await page.getByRole('combobox', { name: 'Language' }).selectOption('fa')
    await heading('خاموش و روشنش کنید').waitFor()
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl')
    expect(await axeFindings(page)).toEqual([])
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
  })

  it('hands over what did not help, with all that was answered, to an agent', async () => {
    await press('هنوز خراب است')
    await heading('بررسی می‌کنیم').waitFor()
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', {
      toneHz: 880,
      viewport: { width: 1440, height: 900 },
    })
    await aylin.waitForButton('Take it')
    await aylin.page.getByText('هنوز خراب است').first().waitFor()
    await aylin.press('Take it')
    await aylin.page.getByText('Router does not work').first().waitFor()
    await aylin.page.getByText('Router', { exact: true }).first().waitFor()
    expect(complaints).toEqual([])
  })

  it('says so where nothing is, and shows nothing of the house', async () => {
    const response = await page.goto(`${parley.httpUrl}/help/no-such-page?language=en`)
    expect(response?.headers()['content-security-policy']).toContain("default-src 'self'")
    await page.getByRole('alert').getByText('There is no help at this address.').waitFor()
    expect(await page.getByRole('button').count()).toBe(0)
  })
})
