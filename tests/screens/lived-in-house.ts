import { type ApiClient, signIn } from '../e2e/peers/api.ts'
import { type Desk, openAvailableDesk, openCallPage } from '../e2e/peers/desk.ts'
import { demoPassword, type Installation } from '../e2e/peers/installation.ts'
import { eventually } from '../e2e/peers/waiting.ts'

/** An installation in the middle of a day: Aylin talks, others wait, and what was is in the history. */
export interface LivedInHouse {
  /** What addresses name, by the names that the routes give it. */
  readonly named: Readonly<Record<string, string>>
  readonly aylin: Desk
  close(): Promise<void>
}

/** As long as a word gets that somebody wrote without thinking of our columns. */
const longName = 'Customers of the northern districts who asked to be called back about their contract'

export async function liveIn({ httpUrl }: Pick<Installation, 'httpUrl'>): Promise<LivedInHouse> {
  const admin = await signIn(httpUrl, 'admin@demo.parley', demoPassword)
  const samira = await signIn(httpUrl, 'samira@demo.parley', demoPassword)
  const administered = await administer(admin)
  const aylin = await openAvailableDesk(httpUrl, 'aylin@demo.parley', { toneHz: 880 })
  const caller = await openCallPage(httpUrl, '200', { toneHz: 660 })
  await talkOnce(aylin, caller)
  const interactionId = await eventually(async () => {
    const { items } = await samira.call('interactions')
    const ended = items.find(({ state }) => state === 'ended')
    if (!ended) throw new Error('The first call has not ended yet.')
    return ended.interactionId
  })
  await caller.page.reload()
  await caller.press('Call')
  await aylin.press('Answer')
  await aylin.waitForButton('Hang up')
  await aylin.page.getByRole('textbox', { name: 'Note' }).fill(`She asks for ${longName.toLowerCase()}.`)
  const waiting = await openCallPage(httpUrl, '200', { toneHz: 550 })
  await waiting.press('Call')
  await bringTasks(admin, samira)
  return {
    named: { ...administered, interactionId, token: 'nothing-that-was-ever-shared' },
    aylin,
    close: async () => {
      await Promise.allSettled([aylin.close(), caller.close(), waiting.close()])
    },
  }
}

async function talkOnce(aylin: Desk, caller: Desk): Promise<void> {
  await caller.press('Call')
  await aylin.press('Answer')
  await aylin.waitForButton('Hang up')
  await aylin.waitToHear(660)
  await aylin.press('Hang up')
  await aylin.page.getByRole('textbox', { name: 'Note' }).fill('Asked for the opening hours.')
  await aylin.press('Finish wrap-up')
  await eventually(async () => {
    if (await aylin.isShown('Finish wrap-up')) throw new Error('The wrap-up goes on.')
  })
}

/** One of each thing that an administrator makes, with names as long as names get. */
async function administer(admin: ApiClient) {
  const { items: agents } = await admin.call('agents')
  const agentIds = agents.map(({ agentId }) => agentId)
  const { items: queues } = await admin.call('queues')
  const queueId = queues[0]?.queueId
  if (!queueId) throw new Error('The example organisation has no queue.')
  await admin.call('createTeam', { body: { name: longName, agentIds } })
  await admin.call('createSkill', { body: { name: 'Georgian', kind: 'language' } })
  await admin.call('createRoutingProfile', { body: { name: longName, queues: [{ queueId, priority: 0 }] } })
  await admin.call('createCustomerTier', { body: { name: 'Gold', rank: 1, boostMs: 60_000 } })
  const customer = await admin.call('createCustomer', {
    body: { name: longName, phoneNumbers: ['+995 322 99 88 77'], email: 'someone@example.com', note: longName },
  })
  const { caseId } = await admin.call('createCase', { body: { customerId: customer.customerId, subject: longName } })
  await admin.call('createCaseNote', { id: caseId, body: { text: `She wants to hear of: ${longName.toLowerCase()}.` } })
  const flow = await admin.call('createFlow', {
    body: { name: longName, channels: ['voice'], languages: ['en', 'ka'] },
  })
  const { items: trunks } = await admin.call('trunks')
  const trunkId = trunks[0]?.trunkId
  if (!trunkId) throw new Error('The example organisation has no trunk.')
  return { customerId: customer.customerId, caseId, flowId: flow.flowId, trunkId }
}

async function bringTasks(admin: ApiClient, samira: ApiClient): Promise<void> {
  const { items } = await admin.call('agents')
  const members = items.map(({ agentId }) => ({ agentId, priority: 0 }))
  const { queueId } = await admin.call('createQueue', {
    body: { name: 'Papers', channel: 'task', ringTimeoutMs: 300_000, members },
  })
  for (const subject of ['Send the contract again', longName]) {
    await samira.call('createTask', { body: { channel: 'task', queueId, subject, reference: 'A-17' } })
  }
  await samira.call('declareIncident', {
    body: { title: longName, match: { queueIds: [queueId] }, level: 0, boostMs: 60_000 },
  })
}
