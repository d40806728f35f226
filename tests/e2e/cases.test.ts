import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AgentId, CustomerId } from '#kernel/ids.ts'
import type { Case, DrawnFlow } from '#protocol/http/index.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
import { type SipPhone, startSipPhone } from './peers/sip-phone.ts'
import { shareOfTone, wavFile } from './peers/tones.ts'
import { eventually } from './peers/waiting.ts'

const callerHz = 520
const questionHz = 1450

/** A customer whose matter Levan has in hand calls while Aylin has been idle for longer. */
describe('cases', () => {
  let parley: Installation
  let aylin: Desk
  let levan: Desk
  let phone: SipPhone
  let stranger: SipPhone
  let api: ApiClient
  let page: Page
  let customerId: CustomerId
  let known: Case
  const complaints: string[] = []

  const tab = (name: string | RegExp) => page.getByRole('tab', { name })
  const panel = () => page.locator('[role=tabpanel]:not([hidden])')
  const pad = () => page.getByRole('textbox', { name: 'Scratch pad' })
  const entry = (text: string) => panel().getByRole('listitem').filter({ hasText: text })

  const isFree = (name: string) =>
    eventually(async () => {
      const { items } = await api.call('directory', { query: { search: name } })
      const [found] = items.filter((one) => one.kind === 'agent')
      expect(found).toMatchObject({ presence: 'available', isReachable: true })
    })

  /** 250 asks for the number of a case, and leads to Support. */
  const drawAndLead = async (admin: ApiClient) => {
    const { promptId } = await admin.call('createPrompt', { body: { name: 'Which case' } })
    const rateHz = 16_000
    const tone = Int16Array.from(
      { length: 8 * rateHz },
      (_, i) => 3000 * Math.sin((2 * Math.PI * questionHz * i) / rateHz),
    )
    const wavBase64 = wavFile(tone, 1, rateHz).toString('base64')
    await admin.call('handInRecording', { id: promptId, body: { language: 'en', source: 'uploaded', wavBase64 } })
    const { items: queues } = await admin.call('managedQueues')
    const queueId = queues.find(({ name }) => name === 'Support')?.queueId ?? ''
    const at = { x: 0, y: 0 }
    const definition: DrawnFlow = {
      ...{ format: 1, start: 'which' },
      variables: [{ name: 'typed', label: 'Typed' }],
      blocks: [
        {
          ...{ blockId: 'which', kind: 'collect-digits', at, exits: { next: 'find', 'no-answer': 'queue' } },
          settings: {
            ...{ question: [{ kind: 'prompt', promptId }], timeoutMs: 60_000, tries: 1, variable: 'typed' },
            ...{ least: 1, most: 10, check: 'none', isSecret: false, betweenMs: 30_000, terminator: '#' },
          },
        },
        {
          ...{ blockId: 'find', kind: 'look-up-case', at, settings: { numberIn: 'typed' } },
          exits: { found: 'queue', 'not-found': 'end' },
        },
        { blockId: 'queue', kind: 'enqueue', at, settings: { queueId }, exits: {} },
        { blockId: 'end', kind: 'hang-up', at, settings: {}, exits: {} },
      ],
    }
    const { flowId, etag } = await admin.call('createFlow', {
      body: { name: 'By number', channels: ['voice'], languages: ['en'], definition },
    })
    await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': etag } })
    await admin.call('createNumberRule', { body: { pattern: '250', target: { kind: 'flow', flowId } } })
  }

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.71.1' })
    const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    api = await signIn(parley.httpUrl, 'levan@demo.parley', demoPassword)
    const { items: agents } = await admin.call('agents')
    const levanId = agents.find(({ name }) => name.startsWith('Levan'))?.agentId as AgentId
    const { items: queues } = await admin.call('managedQueues')
    const support = queues.find(({ name }) => name === 'Support')
    await admin.call('changeQueue', {
      ...{ id: support?.queueId ?? '', body: { caseOwnerPatienceMs: 120_000 } },
      headers: { 'if-match': '*' },
    })
    const { items: customers } = await api.call('customers', { query: { number: '702' } })
    customerId = customers[0]?.customerId as CustomerId
    known = await api.call('createCase', {
      body: { customerId, subject: 'The router blinks red', ownerAgentId: levanId },
    })
    // Aylin is idle first, and so for longer.
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', { toneHz: 880 })
    await isFree('Aylin')
    levan = await openAvailableDesk(parley.httpUrl, 'levan@demo.parley', {
      toneHz: 910,
      viewport: { width: 1440, height: 900 },
    })
    page = levan.page
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    phone = await startSipPhone({
      address: '127.0.71.2',
      server: { host: parley.sipHost, port: parley.sipPort },
      user: '702',
      password: demoPassword,
      ...{ toneHz: callerHz, toneSeconds: 600 },
    })
    stranger = await startSipPhone({
      address: '127.0.71.3',
      server: { host: parley.sipHost, port: parley.sipPort },
      user: '703',
      password: demoPassword,
      ...{ toneHz: callerHz, toneSeconds: 600 },
    })
    await Promise.all([phone.registered(), stranger.registered()])
    await isFree('Levan')
  })
  afterAll(async () => {
    await Promise.allSettled([phone?.close(), stranger?.close(), aylin?.close(), levan?.close()])
    await parley?.stop()
  })

  it('bring a call to who has the caller’s case in hand, though another has been idle for longer', async () => {
    phone.dial('200')
    await levan.waitForButton('Answer')
    expect(await aylin.isShown('Answer')).toBe(false)
    await levan.press('Answer')
    await levan.waitToHear(callerHz)
    const supervisor = await signIn(parley.httpUrl, 'samira@demo.parley', demoPassword)
    await eventually(async () => {
      const { items } = await supervisor.call('interactions')
      const { items: decisions } = await supervisor.call('decisions', { id: items[0]?.interactionId ?? '' })
      const offered = decisions.find(({ kind }) => kind === 'offered')
      expect(offered?.why).toMatchObject({ preferred: 'case-owner' })
    })
  })

  it('stand at the desk beside the call, and take it into their history', async () => {
    await tab(`#${known.number}`).click()
    await panel().getByRole('heading', { name: 'The router blinks red' }).waitFor()
    await panel().getByRole('button', { name: 'This contact belongs to it' }).click()
    await entry('Call: Levan').waitFor()
    expect(await panel().getByRole('button', { name: 'This contact belongs to it' }).count()).toBe(0)
  })

  it('begin with the call in hand', async () => {
    await page.getByRole('tab', { name: 'Demo phone 702', exact: true }).click()
    await panel().getByRole('button', { name: 'New case' }).click()
    await panel().getByLabel('What it is about').fill('An invoice came twice')
    await panel().getByRole('button', { name: 'Open the case' }).click()
    const { items } = await eventually(async () => {
      const found = await api.call('cases', { query: { customerId, search: 'invoice' } })
      expect(found.items).toHaveLength(1)
      return found
    })
    expect(items[0]).toMatchObject({ status: 'open', ownerName: expect.stringContaining('Levan') })
    await tab(`#${items[0]?.number}`).waitFor()
    await panel().getByRole('heading', { name: 'An invoice came twice' }).waitFor()
    await entry('Call: Levan').waitFor()
  })

  it('take the words of the scratch pad, and give them back', async () => {
    await pad().fill('Both invoices are of March')
    await page.getByRole('button', { name: /Attach to .*#\d+/ }).click()
    await entry('Both invoices are of March').waitFor()
    await page.getByText('Attached to the case.').waitFor()
    expect(await pad().inputValue()).toBe('')
    await levan.press('Undo')
    await entry('Both invoices are of March').waitFor({ state: 'detached' })
    expect(await pad().inputValue()).toBe('Both invoices are of March')
    await page.getByRole('button', { name: /Attach to .*#\d+/ }).click()
    await entry('Both invoices are of March').waitFor()
  })

  it('are closed and opened again', async () => {
    await panel().getByLabel('Status').click()
    await page.getByRole('option', { name: 'Closed' }).click()
    await entry('Closed').waitFor()
    await panel().getByLabel('Status').click()
    await page.getByRole('option', { name: 'Waits for the customer' }).click()
    await entry('Waits for the customer').waitFor()
  })

  it('are found later: at the customer, and in the list by the number that he says', async () => {
    phone.hangUp()
    await levan.press('Finish wrap-up')
    await page.getByRole('link', { name: 'Customers' }).click()
    // The desk, which has such a link too, stands there until the list is loaded.
    await page.getByRole('table').getByRole('link', { name: 'Demo phone 702' }).click()
    await page.getByRole('link', { name: /An invoice came twice/ }).click()
    await page.getByText('Both invoices are of March').waitFor()
    await page.getByRole('link', { name: 'Cases' }).first().click()
    await page.getByRole('link', { name: 'An invoice came twice' }).waitFor()
    await page.getByRole('searchbox', { name: 'Find a case' }).fill(String(known.number))
    await page.getByRole('link', { name: 'An invoice came twice' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'The router blinks red' }).waitFor()
    await page.getByRole('searchbox', { name: 'Find a case' }).fill('nothing of the kind')
    await page.getByText('No such case').waitFor()
    expect(complaints).toEqual([])
  })

  it('are found by the number that a stranger types, and bring him to who has the matter in hand', async () => {
    const admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    const { items: agents } = await admin.call('agents')
    const aylinId = agents.find(({ name }) => name.startsWith('Aylin'))?.agentId as AgentId
    const other = await api.call('createCase', { body: { customerId, subject: 'No dial tone', ownerAgentId: aylinId } })
    await drawAndLead(admin)
    // Aylin was free before; now Levan has waited for longer.
    const aylinsOwn = await signIn(parley.httpUrl, 'aylin@demo.parley', demoPassword)
    await aylinsOwn.call('setPresence', { body: { presence: 'notReady' } })
    await isFree('Levan')
    await aylinsOwn.call('setPresence', { body: { presence: 'available' } })
    await isFree('Aylin')
    stranger.dial('250')
    await stranger.waitFor('CALL_ESTABLISHED')
    await eventually(async () => {
      const heard = stranger.heard()
      expect(shareOfTone(heard.subarray(-8000), questionHz)).toBeGreaterThan(0.8)
    })
    for (const digit of `${other.number}#`) stranger.sendDigit(digit)
    await aylin.waitForButton('Answer', 30_000)
    expect(await levan.isShown('Answer')).toBe(false)
    await aylin.press('Answer')
    await aylin.page.getByRole('tab', { name: `#${other.number}` }).waitFor()
    const { items } = await api.call('caseHistory', { id: other.caseId })
    expect(items).toMatchObject([{ kind: 'contact', contact: { direction: 'inbound' } }])
  })
})
