import { afterAll, beforeAll, expect, it } from 'vitest'
import type { AgentId, FlowId, InteractionId, QueueId } from '#kernel/ids.ts'
import type {
  DrawnFlow,
  FlowDraft,
  FlowLive,
  Interaction,
  ListedAgent,
  ManagedQueue,
  SelfServiceState,
} from '#protocol/http/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'

let core: TestCore
let admin: TestBrowser
let aylin: TestBrowser
let visitor: TestBrowser
let flowId: FlowId
let queueId: QueueId

const at = { x: 0, y: 0 }
const words = (en: string, fa: string) => ({ en, fa })
const drawn = (tasks: QueueId): DrawnFlow => ({
  format: 1,
  start: 'device',
  variables: [{ name: 'device', label: 'Device' }],
  blocks: [
    {
      ...{ blockId: 'device', kind: 'page', at, exits: { next: 'restart' } },
      settings: {
        title: words('Let us find it', 'بیایید پیدایش کنیم'),
        questions: [
          { variable: 'device', words: words('Which device is it?', 'کدام دستگاه؟'), answer: 'text', isRequired: true },
        ],
      },
    },
    {
      ...{ blockId: 'restart', kind: 'page', name: 'Off and on', at, exits: { 'case-1': 'solved', 'case-2': 'help' } },
      settings: {
        title: words('Switch it off and on again', 'خاموش و روشنش کنید'),
        questions: [],
        cases: [
          { caseId: '1', words: words('It works', 'کار می‌کند') },
          { caseId: '2', words: words('Still broken', 'هنوز خراب است') },
        ],
      },
    },
    { blockId: 'solved', kind: 'end-flow', at, exits: {}, settings: { outcome: 'done' } },
    {
      ...{ blockId: 'help', kind: 'hand-over', at, exits: {} },
      settings: { as: 'task', queueId: tasks, subject: 'Help with {device}' },
    },
  ],
})

beforeAll(async () => {
  core = await startTestCore()
  ;[admin, aylin] = await Promise.all([core.signIn('admin'), core.signIn('aylin')])
  visitor = core.browser('203.0.113.7')
  const { items } = (await admin.ask('GET', '/agents')).body as { items: ListedAgent[] }
  const agentId = items.find((agent) => agent.name.startsWith('Aylin'))?.agentId as AgentId
  const queue = await admin.ask('POST', '/queues', {
    name: 'Help',
    channel: 'task',
    members: [{ agentId, priority: 0 }],
  })
  queueId = (queue.body as ManagedQueue).queueId
  const body = { name: 'First help', channels: ['self-service'], languages: ['en', 'fa'], definition: drawn(queueId) }
  const draft = (await admin.ask('POST', '/flows', body)).body as FlowDraft
  flowId = draft.flowId
  const named = await admin.ask('PATCH', `/flows/${flowId}`, { slug: 'first-help' }, { 'if-match': draft.etag })
  expect(named.text).toContain('"slug":"first-help"')
  const { etag } = named.body as FlowDraft
  expect((await begin('a')).status).toBe(404)
  const published = await admin.ask('POST', `/flows/${flowId}/publish`, {}, { 'if-match': etag })
  expect(published.text).toContain('"isPublished":true')
})
afterAll(() => core.stop())

const tokenOf = (letter: string) => letter.repeat(32)
const begin = (letter: string, language = 'en') =>
  visitor.ask('POST', '/self-service', { slug: 'first-help', language, token: tokenOf(letter) })
const step = async (path: string, letter: string, more: object): Promise<SelfServiceState> => {
  const answer = await visitor.ask('POST', `/self-service/${path}`, { token: tokenOf(letter), ...more })
  expect([answer.status, answer.text]).toEqual([200, answer.text])
  return answer.body
}

it('whoever is helped is counted as solved, and nothing of what he typed is left', async () => {
  const first = (await begin('a')).body as SelfServiceState
  expect(first).toMatchObject({ page: { title: 'Let us find it' }, languages: ['en', 'fa'], canGoBack: false })
  expect((await begin('a')).body).toEqual(first)
  const persian = await step('language', 'a', { language: 'fa' })
  expect(persian).toMatchObject({ language: 'fa', page: { title: 'بیایید پیدایش کنیم' }, rest: first.rest })
  const second = await step('answer', 'a', { rest: first.rest, exit: 'next', values: { device: 'Router' } })
  const late = await step('answer', 'a', { rest: first.rest, exit: 'next', values: { device: 'Phone' } })
  expect(late).toEqual(second)
  const live = (await admin.ask('GET', `/flows/${flowId}/live`)).body as FlowLive
  expect(live.blocks).toContainEqual(expect.objectContaining({ blockId: 'restart', now: 1 }))
  const over = await step('answer', 'a', { rest: second.rest, exit: 'case-1', values: {} })
  expect(over.ended).toBe('solved')
  expect(await step('state', 'a', {})).toMatchObject({ ended: 'solved' })
  const rows = await core.services.db.selectFrom('self_service_run').select(['outcome', 'paged']).execute()
  expect(rows).toEqual([{ outcome: 'solved', paged: null }])
})

it('whoever is not helped becomes a task, with what he answered and the way that he went', async () => {
  await aylin.ask('PUT', '/me/presence', { presence: 'available' })
  const first = (await begin('b')).body as SelfServiceState
  const second = await step('answer', 'b', { rest: first.rest, exit: 'next', values: { device: 'Router' } })
  const back = await step('back', 'b', { rest: second.rest, values: {} })
  expect(back.page?.questions).toMatchObject([{ value: 'Router' }])
  const again = await step('answer', 'b', { rest: back.rest, exit: 'next', values: { device: 'Old router' } })
  const over = await step('answer', 'b', { rest: again.rest, exit: 'case-2', values: {} })
  expect(over.ended).toBe('task')
  // The answer got lost on its way.
  expect((await step('answer', 'b', { rest: again.rest, exit: 'case-2', values: {} })).ended).toBe('task')
  const tasks = [...(core.services.decider.state?.interactions.values() ?? [])].filter(({ kind }) => kind === 'task')
  expect(tasks).toHaveLength(1)
  const id = tasks[0]?.interactionId as InteractionId
  expect((await aylin.ask('POST', `/offers/${core.offerOf(id)}/accept`)).status).toBe(200)
  await core.settled()
  const shown = (await aylin.ask('GET', `/interactions/${id}`)).body as Interaction
  expect(shown.task?.subject).toBe('Help with Old router')
  expect(shown.answers?.map(({ label, value }) => [label, value])).toEqual([
    ['Off and on', 'Still broken'],
    ['Device', 'Old router'],
  ])
  expect(shown.walked?.map(({ blockId, exit = '' }) => `${blockId} ${exit}`)).toContain('restart case-2')
})

it('tells strangers nothing, and takes only so much of them', async () => {
  expect((await visitor.ask('POST', '/self-service/state', { token: tokenOf('f') })).body).toMatchObject({
    code: 'self-service.not-found',
  })
  const wrong = await visitor.ask('POST', '/self-service', { slug: 'no-such', language: 'en', token: tokenOf('c') })
  expect(wrong.body).toMatchObject({ code: 'self-service.not-found' })
  const first = (await begin('d')).body as SelfServiceState
  const empty = { token: tokenOf('d'), rest: first.rest, exit: 'next', values: {} }
  expect((await visitor.ask('POST', '/self-service/answer', empty)).body).toMatchObject({ code: 'script.answer-wrong' })
  let status = 200
  for (let n = 0; n < 300 && status !== 429; n++) {
    status = (await visitor.ask('POST', '/self-service/state', { token: tokenOf('d') })).status
  }
  expect(status).toBe(429)
})
