import { afterAll, beforeAll, expect, it } from 'vitest'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'

let parley: Installation
let browser: ToneBrowser
const complaints: string[] = []

beforeAll(async () => {
  parley = await startInstallation({ address: '127.0.74.1' })
  browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1000 } })
  const { page } = browser
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(parley.httpUrl)
  await page.locator('input[type=email]').fill('admin@demo.parley')
  await page.locator('input[type=password]').fill(demoPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('link', { name: 'Flows' }).click()
})
afterAll(async () => {
  await browser?.close()
  await parley?.stop()
})

it('a flow is drawn by forms and by mouse, tried, kept as a test, published, and stands in the list', async () => {
  const { page } = browser
  await page.getByRole('button', { name: 'New flow' }).first().click()
  await page.getByLabel('Name', { exact: true }).fill('Main number')
  await page.getByRole('switch', { name: 'Begin with greeting, menu, queues, voicemail' }).press('Space')
  await page.getByRole('button', { name: 'Begin', exact: true }).click()
  await page.getByRole('heading', { name: 'Main number' }).waitFor()

  // The greeting, by the palette; what it says, in the panel.
  const palette = page.getByRole('navigation', { name: 'Blocks to put in' })
  await palette.getByRole('button', { name: 'Say' }).click()
  await page.getByLabel('English').fill('Good day, this is Parley.')
  // The queue behind it, from the list of its exit.
  await page.getByRole('combobox', { name: 'Then' }).click()
  await page.getByRole('option', { name: 'Queue', exact: true }).click()
  const settings = page.getByRole('complementary', { name: 'Settings' })
  await settings.getByRole('combobox', { name: 'Queue', exact: true }).click()
  await page.getByRole('option', { name: 'Support', exact: true }).click()
  await page.getByText('Nothing stands against publishing it.').waitFor({ state: 'detached' })
  await page.getByText('Saved', { exact: true }).waitFor()

  // Another block is dragged onto the drawing, connected with the mouse, and taken back.
  const canvas = page.getByRole('region', { name: 'What is drawn' })
  await palette.getByRole('button', { name: 'Hang up' }).dragTo(canvas, { targetPosition: { x: 420, y: 520 } })
  await canvas.getByText('Hang up').waitFor()
  await canvas.getByRole('button', { name: 'Show everything' }).click()
  const from = canvas.locator('.react-flow__node', { hasText: 'Good day' }).locator('.react-flow__handle-right').first()
  const to = canvas.locator('.react-flow__node', { hasText: 'Hang up' }).locator('.react-flow__handle-left')
  await from.dragTo(to)
  await canvas.locator('.react-flow__edge[aria-label="Edge from say-1 to hang-up-1"]').waitFor({ state: 'attached' })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect.poll(() => canvas.getByText('Hang up').count()).toBe(0)

  // Tried: what is said, and where it ends.
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('button', { name: 'Call', exact: true }).click()
  await settings.getByText('Good day, this is Parley.').waitFor()
  await settings.getByText(/^Waits in/).waitFor()
  await page.getByRole('button', { name: 'Keep as a test' }).click()
  await settings.getByText('Holds').waitFor()
  await page.getByText('Saved', { exact: true }).waitFor()
  await page.reload()

  await page.getByRole('button', { name: 'Review and publish' }).click()
  await page.getByText('This is the first version.').waitFor()
  await page.getByLabel('What changed').fill('The first one.')
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'Flows' }).first().click()
  const row = page.getByRole('row', { name: /Main number/ })
  await row.getByText('Version 1').waitFor()
  expect(complaints).toEqual([])
})
