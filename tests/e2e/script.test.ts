import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DrawnFlow } from '#protocol/http/index.ts'
import { type ApiClient, signIn } from './peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from './peers/desk.ts'
import { demoPassword, type Installation, startInstallation } from './peers/installation.ts'
import { eventually } from './peers/waiting.ts'

const at = { x: 0, y: 0 }
const words = (text: string) => ({ en: text })
const drawn: DrawnFlow = {
  format: 1,
  start: 'welcome',
  variables: [
    { name: 'matter', label: 'Matter' },
    { name: 'order', label: 'Order' },
    { name: 'solved', label: 'Solved' },
  ],
  blocks: [
    {
      ...{ blockId: 'welcome', kind: 'page', at, exits: { next: 'which' } },
      settings: {
        title: words('Welcome'),
        text: words('Thank the customer for calling.'),
        questions: [
          {
            ...{ variable: 'matter', words: words('What is it about?'), answer: 'choice', isRequired: true },
            choices: [
              { value: 'order', words: words('An order') },
              { value: 'fault', words: words('A fault') },
            ],
          },
        ],
      },
    },
    {
      ...{ blockId: 'which', kind: 'switch', at, exits: { 'case-1': 'order', otherwise: 'fault' } },
      settings: {
        of: { kind: 'variable', variable: 'matter' },
        cases: [{ caseId: '1', label: 'Order', values: ['order'] }],
      },
    },
    {
      ...{ blockId: 'order', kind: 'page', at, exits: { next: 'end' } },
      settings: {
        title: words('The order'),
        questions: [
          { variable: 'order', words: words('Which number does it have?'), answer: 'number', isRequired: true },
        ],
      },
    },
    {
      ...{ blockId: 'fault', kind: 'page', name: 'First help', at, exits: { 'case-1': 'end', 'case-2': 'end' } },
      settings: {
        title: words('Off and on'),
        text: words('Ask the customer to switch it off and on again.'),
        questions: [{ variable: 'solved', words: words('Did they do it?'), answer: 'yes-no', isRequired: false }],
        cases: [
          { caseId: '1', words: words('It works now') },
          { caseId: '2', words: words('Send somebody') },
        ],
      },
    },
    { blockId: 'end', kind: 'end-flow', at, exits: {}, settings: { outcome: 'done' } },
  ],
}

/** What an administrator drew as a script is what an agent goes through while he talks, and it stands in the history. */
describe('the script of a queue', () => {
  let parley: Installation
  let admin: ApiClient
  let agent: ApiClient
  let aylin: Desk
  let caller: Desk
  let page: Page
  const complaints: string[] = []
  const panel = () => page.getByRole('tabpanel', { name: 'Script' })
  const heading = (name: string) => panel().getByRole('heading', { name })
  const press = (name: string) => panel().getByRole('button', { name, exact: true }).click()

  beforeAll(async () => {
    parley = await startInstallation({ address: '127.0.73.41' })
    admin = await signIn(parley.httpUrl, 'admin@demo.parley', demoPassword)
    agent = await signIn(parley.httpUrl, 'aylin@demo.parley', demoPassword)
    const { flowId, etag } = await admin.call('createFlow', {
      body: { name: 'Support', channels: ['script'], languages: ['en'], definition: drawn },
    })
    await admin.call('publishFlow', { id: flowId, body: {}, headers: { 'if-match': etag } })
    const support = (await admin.call('managedQueues')).items.find(({ name }) => name === 'Support')
    if (!support) throw new Error('the demo has no queue Support')
    await admin.call('changeQueue', {
      id: support.queueId,
      body: { scriptFlowId: flowId },
      headers: { 'if-match': support.etag },
    })
    aylin = await openAvailableDesk(parley.httpUrl, 'aylin@demo.parley', {
      toneHz: 880,
      viewport: { width: 1440, height: 900 },
    })
    page = aylin.page
    page.setDefaultTimeout(20_000)
    page.on('pageerror', (error) => complaints.push(error.message))
    caller = await openCallPage(parley.httpUrl, '200', { toneHz: 660 })
  })
  afterAll(async () => {
    await Promise.allSettled([aylin?.close(), caller?.close()])
    await parley?.stop()
  })

  it('opens with the call that is answered, at its first page', async () => {
    await caller.press('Call')
    await aylin.press('Answer')
    await heading('Welcome').waitFor()
    await panel().getByText('Thank the customer for calling.').waitFor()
  })

  it('says what is missing, and goes on by what was chosen', async () => {
    await press('Next')
    await panel().getByText('Answer this.').waitFor()
    await panel().getByRole('group', { name: 'What is it about?' }).getByRole('radio', { name: 'A fault' }).check()
    await press('Next')
    await heading('Off and on').waitFor()
    // Whoever works by keyboard goes on at the new page.
    expect(await heading('Off and on').evaluate((element) => element === element.ownerDocument.activeElement)).toBe(
      true,
    )
  })

  it('is where it was after a reload, with what was chosen and not sent, and back a page what was chosen there', async () => {
    await panel().getByRole('radio', { name: 'Yes' }).check()
    await page.reload()
    await heading('Off and on').waitFor()
    await aylin.waitForButton('Hang up')
    expect(await panel().getByRole('radio', { name: 'Yes' }).isChecked()).toBe(true)
    await press('Back a page')
    await heading('Welcome').waitFor()
    expect(await panel().getByRole('radio', { name: 'A fault' }).isChecked()).toBe(true)
    await press('Next')
    await heading('Off and on').waitFor()
    expect(await panel().getByRole('radio', { name: 'Yes' }).isChecked()).toBe(true)
    await press('Send somebody')
    await panel().getByText('The script is finished.').waitFor()
  })

  it('leaves its answers at the interaction, for whoever reads the history', async () => {
    await aylin.press('Hang up')
    await aylin.press('Finish wrap-up')
    await eventually(async () => {
      const [last] = (await agent.call('interactions')).items
      const { answers } = await agent.call('interaction', { id: last?.interactionId as never })
      expect(answers?.map(({ label, value }) => [label, value])).toEqual([
        ['First help', 'Send somebody'],
        ['Matter', 'fault'],
        ['Solved', 'true'],
      ])
    })
    const [last] = (await agent.call('interactions')).items
    await page.goto(`${parley.httpUrl}/history/${last?.interactionId}`)
    await page.getByText('Send somebody').waitFor()
    expect(complaints).toEqual([])
  })
})
