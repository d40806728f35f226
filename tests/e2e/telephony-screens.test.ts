import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openToneBrowser, type ToneBrowser } from './peers/browser.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
import { type Sipp, startSippCallee } from './peers/sipp.ts'

const parleyAddress = '127.18.48.1'
const carrierAddress = '127.18.48.2'

describe('the screens of telephony', () => {
  let parley: Installation
  let carrier: Sipp
  let browser: ToneBrowser
  const complaints: string[] = []

  beforeAll(async () => {
    parley = await startInstallation({ address: parleyAddress })
    // A telephone company that answers each call and sends our own sound back.
    carrier = await startSippCallee({
      scenario: { builtIn: 'uas' },
      address: carrierAddress,
      port: 25_060,
      extra: ['-rtp_echo', '-m', '20'],
    })
    browser = await openToneBrowser({ toneHz: 700, viewport: { width: 1440, height: 1000 } })
    const { page } = browser
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(parley.httpUrl)
    await page.locator('input[type=email]').fill('admin@demo.parley')
    await page.locator('input[type=password]').fill(demoPassword)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('link', { name: 'Trunks' }).waitFor()
  })
  /** By its address, so that one failure brings no others. */
  const openSection = (name: string) => browser.page.goto(`${parley.httpUrl}/telephony/${name}`)
  afterAll(async () => {
    carrier?.kill()
    await browser?.close()
    await parley?.stop()
  })

  it('add a trunk by its preset, call over it, and tell in words what went over the wire', async () => {
    const { page } = browser
    await openSection('trunks')
    await page.getByRole('button', { name: 'Add trunk' }).click()
    await page.getByRole('radio', { name: /Line known by its address/ }).check()
    await page.getByLabel('Name', { exact: true }).fill('Carrier')
    await page.getByLabel('Server', { exact: true }).fill(`${carrierAddress}:25060`)
    await page.getByRole('button', { name: 'Add trunk' }).click()

    await page.getByRole('heading', { name: 'Carrier' }).waitFor()
    await page.getByLabel('Number', { exact: true }).fill('+995 322 12-34-56')
    await page.getByRole('button', { name: 'Test call' }).click()
    await page.getByText('The trunk works: the call was made, answered and ended.').waitFor({ timeout: 30_000 })
    await page.getByText(/packets of sound came back/).waitFor()
    // The messages come a moment after the verdict.
    await page.getByRole('listitem').filter({ hasText: 'The end is confirmed' }).waitFor()
    const ladder = await page.getByRole('list', { name: 'Signalling' }).getByRole('listitem').allInnerTexts()
    const said = ['We asked to call', 'It is ringing', 'Answered', 'We confirmed', 'We hung up', 'The end is confirmed']
    const order = said.map((words) => ladder.findIndex((line) => line.includes(words)))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order).not.toContain(-1)
    expect(ladder.join('\n')).toContain('INVITE')
  })

  it('change one setting of the trunk behind «More settings», and keep it', async () => {
    const { page } = browser
    await openSection('trunks')
    await page.getByRole('link', { name: 'Carrier', exact: true }).click()
    await page.getByText('More settings').click()
    await page.getByLabel('Patience, in milliseconds').fill('100')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('From 500 to 32,000.').waitFor()
    await page.getByLabel('Patience, in milliseconds').fill('1500')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved').waitFor()
    await page.reload()
    await page.getByText('More settings').click()
    expect(await page.getByLabel('Patience, in milliseconds').inputValue()).toBe('1500')
  })

  it('lead a new number to a queue, and say so before anybody calls it', async () => {
    const { page } = browser
    await openSection('numbers')
    await page.getByRole('button', { name: 'Add number' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Number or pattern').fill('+99532212XXXX')
    await form.getByText('10,000 numbers').waitFor()
    await form.getByRole('combobox', { name: 'Queue' }).click()
    await page.getByRole('option', { name: 'Support' }).click()
    await form.getByRole('button', { name: 'Add number' }).click()
    await page.getByRole('button', { name: '+99532212XXXX' }).waitFor()

    await page.getByLabel('Number', { exact: true }).fill('+995 322 12 00 01')
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText(/one of your own numbers.*Queue Support/).waitFor()
  })

  it('send calls out by a rule over the trunk', async () => {
    const { page } = browser
    await openSection('calling-out')
    await page.getByRole('button', { name: 'Add rule' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Name', { exact: true }).fill('Home')
    await form.getByLabel('Numbers that begin with').fill('+36')
    await form.getByPlaceholder('Add a trunk').click()
    await page.getByRole('option', { name: 'Carrier', exact: true }).click()
    await form.getByRole('button', { name: 'Add rule' }).click()
    await page.getByRole('button', { name: 'Home', exact: true }).waitFor()
    // Before the rule for all countries, which asks for more than an agent may.
    await page.getByRole('button', { name: 'Rule Home: earlier' }).click()
    await page.getByRole('row').nth(2).getByRole('button', { name: 'Home', exact: true }).waitFor()
    // An administrator takes no calls and makes none: an agent may.
    await page.getByRole('combobox', { name: 'Who dials' }).click()
    await page.getByRole('option', { name: /Aylin/ }).click()
    await page.getByLabel('Number', { exact: true }).fill('+36301234567')
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('The call goes out by the rule Home, over Carrier.').waitFor()
  })

  it('add a phone and show once how to set it up', async () => {
    const { page } = browser
    await openSection('phones')
    await page.getByRole('button', { name: 'Add phone' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('User name').fill('frontdesk')
    await dialog.getByRole('button', { name: 'Add phone' }).click()
    await dialog.getByText('The password is shown this once.', { exact: false }).waitFor()
    await dialog.getByText(`sip:frontdesk@${parleyAddress}`, { exact: false }).first().waitFor()
    await dialog.locator('summary').first().click()
    await dialog.getByRole('button', { name: 'I have it' }).click()
    await page.getByRole('button', { name: 'frontdesk' }).waitFor()
  })

  it('shut an address out and let it in again', async () => {
    const { page } = browser
    await openSection('access')
    await page.getByText('Nobody is shut out').waitFor()
    await page.getByRole('button', { name: 'Shut an address out' }).click()
    const form = page.getByRole('dialog')
    await form.getByLabel('Address').fill('198.51.100.77')
    await form.getByRole('button', { name: 'Shut an address out' }).click()
    await page.getByRole('cell', { name: 'Shut out by hand' }).waitFor()
    await page.getByRole('button', { name: 'Let in again: 198.51.100.77' }).click()
    await page.getByRole('alert').getByRole('button', { name: 'Let in again' }).click()
    await page.getByText('Nobody is shut out').waitFor()
  })

  it('show the trunk and the edge alive, and break nowhere on the way', async () => {
    const { page } = browser
    await openSection('live')
    await page.getByRole('link', { name: 'Carrier' }).waitFor()
    await page.getByText('Connected', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'Alarms', exact: true }).click()
    await page.getByRole('heading', { name: 'Alarms' }).waitFor()
    expect(complaints).toEqual([])
  })
})
