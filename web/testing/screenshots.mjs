// Takes pictures of the desk's screens with the fake server: `node web/testing/screenshots.mjs [folder] [filter]`.
// Builds nothing: run `npx vite build web` first.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { startFakeServer } from './fake-server.mjs'
import * as telephony from './fake-telephony.mjs'
import * as world from './fake-world.mjs'

const folder = process.argv[2] ?? 'test-results/screens'
const filter = process.argv[3] ?? ''
const port = 18402
const fake = await startFakeServer(port)
await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    '--autoplay-policy=no-user-gesture-required',
  ],
})

const dropStreams = async (page) => {
  fake.isStreamless = true
  fake.dropStreams()
  await page.waitForTimeout(3000)
}
const testCall = (number) => async (page) => {
  await page.locator('form input').first().fill(number)
  await page.keyboard.press('Enter')
  await page.waitForTimeout(1200)
}
const openRow = (table, row) => (page) =>
  page.locator('table').nth(table).locator('tbody tr').nth(row).locator('button').first().click()
const interaction = world.interactions[0]
const scenes = {
  'sign-in': { path: '/sign-in', isSignedIn: false },
  idle: { path: '/' },
  available: { path: '/', presence: { presence: 'available', workState: 'idle' } },
  ringing: {
    path: '/',
    presence: { presence: 'available', workState: 'offered' },
    work: () => ['offer', world.offer()],
  },
  'in-call': {
    path: '/',
    presence: { presence: 'available', workState: 'engaged', next: 'break' },
    work: () => ['interaction', world.engaged()],
  },
  held: {
    path: '/',
    presence: { presence: 'available', workState: 'engaged' },
    work: () => ['interaction', world.engaged({ isHeld: true, heldSinceMs: Date.now() - 31_000, isMuted: true })],
  },
  'wrap-up': {
    path: '/',
    presence: { presence: 'available', workState: 'wrapUp' },
    work: () => ['interaction', world.wrapUp()],
  },
  history: { path: '/history' },
  'history-detail': { path: `/history/${interaction.interactionId}` },
  'history-in-call': { path: '/history', work: () => ['interaction', world.engaged()] },
  customers: { path: '/customers' },
  customer: { path: `/customers/${world.customers[0].customerId}` },
  people: { path: '/administration/people', role: 'everything' },
  'person-form': {
    path: '/administration/people',
    role: 'everything',
    deed: (page) => page.locator('table button').first().click(),
  },
  audit: { path: '/administration/audit', role: 'everything' },
  trunks: { path: '/telephony/trunks', role: 'everything' },
  'trunks-empty': { path: '/telephony/trunks', role: 'everything', isEmpty: true },
  'trunk-new': { path: '/telephony/trunks/new', role: 'everything', isTall: true },
  trunk: {
    path: `/telephony/trunks/${telephony.trunks[0].trunkId}`,
    role: 'everything',
    isTall: true,
    deed: testCall('112'),
  },
  'trunk-failed': {
    path: `/telephony/trunks/${telephony.trunks[1].trunkId}`,
    role: 'everything',
    deed: testCall('+994125980000'),
  },
  'trunk-read': { path: `/telephony/trunks/${telephony.trunks[0].trunkId}`, role: 'supervisor' },
  numbers: { path: '/telephony/numbers', role: 'everything', isTall: true },
  'number-form': { path: '/telephony/numbers', role: 'everything', isTall: true, deed: openRow(0, 2) },
  'hours-form': { path: '/telephony/numbers', role: 'everything', isTall: true, deed: openRow(1, 0) },
  'calling-out': { path: '/telephony/calling-out', role: 'everything', isTall: true },
  'outbound-form': { path: '/telephony/calling-out', role: 'everything', isTall: true, deed: openRow(0, 0) },
  phones: { path: '/telephony/phones', role: 'everything' },
  'phone-form': { path: '/telephony/phones', role: 'everything', deed: openRow(0, 0) },
  provisioning: {
    path: '/telephony/phones',
    role: 'everything',
    isTall: true,
    deed: async (page) => {
      await page.locator('main header button').first().click()
      await page.locator('[role=dialog] input').first().fill('703')
      await page.locator('[role=dialog] button[type=submit]').click()
      await page.locator('[role=dialog] summary').first().click()
    },
  },
  access: { path: '/telephony/access', role: 'everything', isTall: true },
  live: { path: '/telephony/live', role: 'everything', isTall: true },
  alarms: { path: '/telephony/alarms', role: 'everything' },
  signalling: { path: `/history/${interaction.interactionId}`, role: 'everything', isTall: true },
  'station-phone': {
    path: '/',
    init: () => localStorage.setItem('parley.station-kind', 'phone'),
    stationChoice: { kind: 'phone', user: '701' },
    deed: (page) => page.locator('button[title]').first().click(),
  },
  design: { path: '/design', role: 'everything', isTall: true },
  devices: {
    path: '/',
    deed: (page) => page.locator('button[title]').first().click(),
  },
  shortcuts: { path: '/', deed: (page) => page.keyboard.press('?') },
  'presence-menu': { path: '/', deed: (page) => page.locator('[popovertarget]').first().click() },
  'person-menu': { path: '/', deed: (page) => page.locator('[popovertarget]').last().click() },
  keypad: {
    path: '/',
    presence: { presence: 'available', workState: 'engaged' },
    work: () => ['interaction', world.engaged({ customerId: undefined, customerName: undefined })],
    deed: (page) => page.keyboard.press('k'),
  },
  'edge-lost': {
    path: '/',
    presence: { presence: 'available', workState: 'engaged' },
    work: () => ['interaction', world.engaged()],
    deed: () => fake.set('desk', 'edge', { isConnected: false }),
  },
  'no-permission': {
    path: '/',
    init: () => {
      navigator.mediaDevices.getUserMedia = async () => {
        throw new DOMException('no', 'NotAllowedError')
      }
    },
  },
  'sign-in-slowed': {
    path: '/sign-in',
    isSignedIn: false,
    deed: async (page) => {
      await page.locator('input[type=email]').fill('aylin@demo.parley')
      await page.locator('input[type=password]').fill('slow')
      await page.keyboard.press('Enter')
    },
  },
  'stream-lost': { path: '/history', deed: dropStreams },
}
const variants = [
  ['en', 'light', 1440],
  ['en', 'dark', 1440],
  ['fa', 'light', 1440],
  ['en', 'light', 390],
  ['fa', 'dark', 390],
  ...(process.env.LANGUAGES ?? '')
    .split(',')
    .filter(Boolean)
    .map((language) => [language, 'light', 1440]),
]

for (const [language, scheme, width] of variants) {
  for (const [name, scene] of Object.entries(scenes)) {
    const title = `${name}.${language}.${scheme}.${width}`
    if (!title.includes(filter) && !new RegExp(filter).test(title)) continue
    Object.assign(fake, { isSignedIn: scene.isSignedIn ?? true, role: scene.role ?? 'agent' })
    Object.assign(fake.me, { language, colorScheme: scheme })
    fake.isStreamless = false
    fake.isEmpty = scene.isEmpty ?? false
    fake.stationChoices = { ...fake.stationChoices, chosen: scene.stationChoice ?? { kind: 'browser' } }
    fake.clearWork()
    fake.set('desk', 'edge', { isConnected: true })
    fake.set('desk', 'station', { isReachable: false, sinceMs: Date.now() })
    fake.set('desk', 'presence', {
      presence: 'offline',
      workState: 'idle',
      ...scene.presence,
      sinceMs: Date.now() - 754_000,
    })
    if (scene.work) {
      const [kind, entry] = scene.work()
      fake.set('desk', `${kind}:${entry.offerId ?? entry.interactionId}`, entry)
    }
    const page = await browser.newPage({
      viewport: { width, height: scene.isTall ? 1900 : width > 1000 ? 900 : 844 },
      colorScheme: scheme,
      locale: language,
      deviceScaleFactor: 1,
    })
    page.on('pageerror', (error) => process.stderr.write(`${title}: ${error.message}\n`))
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('401'))
        process.stderr.write(`${title}: ${message.text()}\n`)
    })
    if (scene.init) await page.addInitScript(scene.init)
    await page.goto(`http://127.0.0.1:${port}${scene.path}`, { waitUntil: 'networkidle' })
    await page.waitForTimeout(900)
    if (scene.deed) {
      await scene.deed(page)
      await page.waitForTimeout(500)
    }
    await page.screenshot({ path: join(folder, `${title}.png`), fullPage: false })
    await page.close()
  }
}
await browser.close()
fake.close()
