import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId, FlowId, InteractionId, QueueId } from '#kernel/ids.ts'
import type {
  DrawnFlow,
  FlowDraft,
  Interaction,
  ListedAgent,
  ManagedQueue,
  PublishFlow,
  ScriptState,
} from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let aylin: TestBrowser
let levan: TestBrowser
let queueId: QueueId
let flowId: FlowId
let taken: InteractionId

const at = { x: 0, y: 0 }
const words = (text: string) => ({ en: text })
const script: DrawnFlow = {
  format: 1,
  start: 'who',
  variables: [
    { name: 'name', label: 'Name' },
    { name: 'kind', label: 'Matter' },
    { name: 'day', label: 'Since' },
  ],
  blocks: [
    {
      ...{ blockId: 'who', kind: 'set-variable', at, exits: { next: 'first' } },
      settings: { variable: 'name', to: { kind: 'known', source: { kind: 'caller', fact: 'name' } } },
    },
    {
      ...{ blockId: 'first', kind: 'page', at, exits: { next: 'which' } },
      settings: {
        title: words('Welcome'),
        text: words('Good day, {name}.'),
        questions: [
          {
            ...{ variable: 'kind', words: words('What is it about?'), answer: 'choice', isRequired: true },
            choices: [{ value: 'fault', words: words('A fault') }, { value: 'order' }],
          },
        ],
      },
    },
    {
      ...{ blockId: 'which', kind: 'condition', at, exits: { yes: 'fault', no: 'end' } },
      settings: {
        left: { kind: 'variable', variable: 'kind' },
        comparison: 'is',
        right: { kind: 'text', text: 'fault' },
      },
    },
    {
      ...{ blockId: 'fault', kind: 'page', name: 'How it went', at, exits: { 'case-1': 'end', 'case-2': 'end' } },
      settings: {
        questions: [{ variable: 'day', words: words('Since when?'), answer: 'date', isRequired: false }],
        cases: [
          { caseId: '1', words: words('It works now') },
          { caseId: '2', words: words('Send somebody') },
        ],
      },
    },
    { blockId: 'end', kind: 'end-flow', at, exits: {}, settings: { outcome: 'done' } },
  ],
}

async function publish(name: string, channels: readonly string[]): Promise<FlowId> {
  const draft = await admin.ask('POST', '/flows', { name, channels, languages: ['en'], definition: script })
  const { flowId: made, etag } = draft.body as FlowDraft
  const body: PublishFlow = {}
  const published = await admin.ask('POST', `/flows/${made}/publish`, body, { 'if-match': etag })
  expect(published.text).toContain('"isPublished":true')
  return made
}

beforeAll(async () => {
  core = await startTestCore()
  ;[admin, aylin, levan] = await Promise.all([core.signIn('admin'), core.signIn('aylin'), core.signIn('levan')])
  flowId = await publish('Faults', ['script'])
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const agentId = items.find((agent) => agent.name.startsWith('Aylin'))?.agentId as AgentId
  const made = await admin.ask('POST', '/queues', {
    ...{ name: 'Faults', channel: 'task', wrapUpLimitMs: 60_000, members: [{ agentId, priority: 0 }] },
    scriptFlowId: flowId,
  })
  expect(made.text).toContain(flowId)
  queueId = (made.body as ManagedQueue).queueId
  await aylin.ask('PUT', '/me/presence', { presence: 'available' })
  const brought = await admin.ask('POST', '/interactions', { channel: 'task', queueId, subject: 'A fault' })
  taken = (brought.body as { interactionId: InteractionId }).interactionId
})
afterAll(() => core.stop())

const path = (more = '') => `/interactions/${taken}/script${more}`
const stateOf = async (answer: Promise<{ body: never; text: string; status: number }>): Promise<ScriptState> => {
  const { status, text, body } = await answer
  expect([status, text]).toEqual([status < 300 ? status : 200, text])
  return body
}
const answers = async () =>
  ((await aylin.ask('GET', `/interactions/${taken}`)).body as Interaction).answers?.map(({ key, value }) => [
    key,
    value,
  ])

it('nobody but who has it in hand goes through a script', async () => {
  expect((await aylin.ask('GET', path())).body).toMatchObject({ code: 'interaction.not-yours' })
  expect((await aylin.ask('POST', `/offers/${core.offerOf(taken)}/accept`)).status).toBe(200)
  expect((await levan.ask('POST', path(), { flowId })).body).toMatchObject({ code: 'interaction.not-yours' })
  expect((await aylin.ask('POST', path('/answer'), { rest: 1, exit: 'next', values: {} })).body).toMatchObject({
    code: 'script.not-begun',
  })
})

it('the queue names its script, and it is gone through page by page, back too; a late answer changes nothing', async () => {
  const before = await stateOf(aylin.ask('GET', path()))
  expect(before).toMatchObject({ queueScriptId: flowId, scripts: [{ flowId, name: 'Faults' }] })
  expect(before.run).toBeUndefined()
  const first = await stateOf(aylin.ask('POST', path(), { flowId }))
  expect(first.run).toMatchObject({ page: { title: 'Welcome' }, canGoBack: false })
  const { rest = 0 } = first.run ?? {}
  expect((await aylin.ask('POST', path('/answer'), { rest, exit: 'next', values: { kind: 'x' } })).body).toMatchObject({
    code: 'script.answer-wrong',
    detail: 'kind: no-choice',
  })
  const second = await stateOf(aylin.ask('POST', path('/answer'), { rest, exit: 'next', values: { kind: 'fault' } }))
  expect(second.run?.page?.questions).toMatchObject([{ variable: 'day' }])
  // Sent once more, because the answer was lost on the way.
  const again = await stateOf(aylin.ask('POST', path('/answer'), { rest, exit: 'next', values: { kind: 'order' } }))
  expect(again.run).toEqual(second.run)
  expect(await answers()).toEqual([['kind', 'fault']])
  const back = await stateOf(aylin.ask('POST', path('/back'), { rest: second.run?.rest, values: { day: '2026-1' } }))
  expect(back.run?.page?.questions).toMatchObject([{ value: 'fault' }])
  expect(await answers()).toBeUndefined()
  const forth = await stateOf(
    aylin.ask('POST', path('/answer'), { rest: back.run?.rest, exit: 'next', values: { kind: 'fault' } }),
  )
  expect(forth.run?.page?.questions).toMatchObject([{ value: '2026-1' }])
  const values = { day: '2026-11-20' }
  const over = await stateOf(aylin.ask('POST', path('/answer'), { rest: forth.run?.rest, exit: 'case-2', values }))
  expect(over.run).toMatchObject({ ended: 'finished', canGoBack: true })
  expect(await answers()).toEqual([
    ['fault', 'Send somebody'],
    ['kind', 'fault'],
    ['day', '2026-11-20'],
  ])
  expect((await stateOf(aylin.ask('GET', path()))).run).toEqual(over.run)
})

it('a queue takes no flow for calls as its script, and what a queue names cannot be put away', async () => {
  const spoken = await publishCallFlow()
  const { items } = (await admin.ask('GET', '/managed-queues')).body as { items: ManagedQueue[] }
  const { etag = '' } = items.find((queue) => queue.queueId === queueId) ?? {}
  const change = (scriptFlowId: FlowId | null) =>
    admin.ask('PATCH', `/queues/${queueId}`, { scriptFlowId }, { 'if-match': etag })
  expect((await change(spoken)).body).toMatchObject({ code: 'flow.not-published' })
  expect((await admin.ask('POST', `/flows/${flowId}/archive`)).body).toMatchObject({ code: 'flow.in-use' })
  expect((await change(null)).body).toMatchObject({ scriptFlowId: null })
  expect((await stateOf(aylin.ask('GET', path()))).queueScriptId).toBeUndefined()
})

async function publishCallFlow(): Promise<FlowId> {
  const definition = {
    format: 1,
    start: 'bye',
    variables: [],
    blocks: [{ blockId: 'bye', kind: 'hang-up', settings: {}, exits: {}, at }],
  }
  const draft = await admin.ask('POST', '/flows', { name: 'Calls', channels: ['voice'], languages: ['en'], definition })
  const { flowId: made, etag } = draft.body as FlowDraft
  expect((await admin.ask('POST', `/flows/${made}/publish`, {}, { 'if-match': etag })).status).toBe(200)
  return made
}
