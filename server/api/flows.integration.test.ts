import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { FlowId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { DrawnFlow, FlowDraft, FlowFile, FlowLive, FlowSummary, FlowVersion } from '#protocol/http/index.ts'
import type { CarriedRun } from '../processes/index.ts'
import { startTestCore, type TestBrowser, type TestCore } from './testing.ts'
import { hummingVoice } from './testing-voice.ts'

let core: TestCore
let admin: TestBrowser
let queueId: QueueId
beforeAll(async () => {
  core = await startTestCore({ tts: hummingVoice('en') })
  admin = await core.signIn('admin')
  queueId = (await core.services.db.selectFrom('queue').select('queue_id').executeTakeFirstOrThrow()).queue_id
})
afterAll(() => core.stop())

const at = { x: 0, y: 0 }
const words = (text: string) => [{ kind: 'text', words: { en: text } }]
const greetingThen = (text: string): DrawnFlow => ({
  format: 1,
  start: 'hello',
  variables: [],
  blocks: [
    {
      ...{ blockId: 'hello', kind: 'say', at, exits: { next: 'support' } },
      settings: { items: words(text), isInterruptible: true },
    },
    { blockId: 'support', kind: 'enqueue', settings: { queueId }, exits: {}, at },
  ],
})
const create = (name: string, more: object = {}) =>
  admin.ask('POST', '/flows', { name, channels: ['voice'], languages: ['en'], ...more })
const made = async (name: string, more: object = {}): Promise<FlowDraft> => (await create(name, more)).body
const save = (flowId: FlowId, etag: string, body: object) =>
  admin.ask('PATCH', `/flows/${flowId}`, body, { 'if-match': etag })
const publish = (flowId: FlowId, etag: string, note?: string) =>
  admin.ask('POST', `/flows/${flowId}/publish`, note === undefined ? {} : { note }, { 'if-match': etag })
const spoken = (flowId: FlowId) =>
  JSON.stringify(core.services.configuration.flows.source(flowId, null)?.definition.blocks[0]?.settings)

it('a flow is drawn, published, changed, and rolled back; a run keeps the version with which it began', async () => {
  const { flowId, etag } = await made('Main number')
  expect((await publish(flowId, etag)).body).toMatchObject({ code: 'flow.has-problems' })
  expect(core.services.configuration.flows.source(flowId, null)).toBeUndefined()

  const saved = await save(flowId, etag, { definition: greetingThen('Good day.') })
  expect(saved.status).toBe(200)
  expect((await save(flowId, etag, { definition: greetingThen('Of another tab.') })).body).toMatchObject({
    code: 'request.stale',
  })
  expect((await publish(flowId, etag)).status).toBe(412)
  const second = saved.body as FlowDraft
  const first = (await publish(flowId, second.etag, 'The first.')).body as FlowVersion
  expect(first).toMatchObject({ number: 1, note: 'The first.', isPublished: true })
  expect(spoken(flowId)).toContain('Good day.')

  const later = (await save(flowId, second.etag, { definition: greetingThen('Good evening.') })).body as FlowDraft
  expect(spoken(flowId)).toContain('Good day.')
  expect((await publish(flowId, later.etag)).body).toMatchObject({ number: 2 })
  expect(spoken(flowId)).toContain('Good evening.')
  const began = core.services.configuration.flows.source(flowId, first.flowVersionId)
  expect(JSON.stringify(began?.definition)).toContain('Good day.')

  const back = await admin.ask('POST', `/flows/${flowId}/roll-back`, { flowVersionId: first.flowVersionId })
  expect(back.body).toMatchObject({ number: 3, copiedFrom: 1, isPublished: true })
  expect(spoken(flowId)).toContain('Good day.')
  const { items } = (await admin.ask('GET', `/flows/${flowId}/versions`)).body as { items: FlowVersion[] }
  expect(items.map(({ number, isPublished }) => [number, isPublished])).toEqual([
    [3, true],
    [2, false],
    [1, false],
  ])
  const list = (await admin.ask('GET', '/flows')).body as { items: FlowSummary[] }
  expect(list.items.find((one) => one.flowId === flowId)).toMatchObject({
    ...{ blocks: 2, problems: 0, hasChanges: true, published: { number: 3 } },
  })
})

it('a draft with problems is kept, and they are told; what is no flow is refused with the place', async () => {
  const drawn = greetingThen('Hello.')
  const { flowId, etag } = await made('With problems', {
    definition: { ...drawn, blocks: drawn.blocks.map((block) => ({ ...block, exits: {} })) },
  })
  const { items } = (await admin.ask('GET', `/flows/${flowId}/problems`)).body as { items: { blockId: string }[] }
  expect(items).toContainEqual(expect.objectContaining({ blockId: 'hello', code: 'exit-leads-nowhere' }))
  const wrong = await save(flowId, etag, { definition: { ...drawn, blocks: [{ blockId: 'hello', kind: 7 }] } })
  expect(wrong.body).toMatchObject({
    code: 'request.malformed',
    detail: expect.stringContaining('body/definition/blocks/0'),
  })
  expect((await create('with  Problems')).body).toMatchObject({ code: 'flow.name-taken' })
})

it('a file brings a flow into a house where its queue has another id', async () => {
  const { flowId } = await made('To be carried', { definition: greetingThen('Hello.') })
  const file = (await admin.ask('GET', `/flows/${flowId}/file`)).body as FlowFile
  const elsewhere = core.newId('queue')
  const text = JSON.stringify({ ...file, name: 'Carried' }).replaceAll(queueId, elsewhere)
  const brought = (await admin.ask('POST', '/imported-flows', JSON.parse(text))).body as FlowDraft
  expect(brought.definition.blocks[1]?.settings).toEqual({ queueId })
})

it('a flow to which something leads is not put away, and who may not draw sees none', async () => {
  const { flowId, etag } = await made('Led to', { definition: greetingThen('Hello.') })
  await publish(flowId, etag)
  const target = JSON.stringify({ kind: 'flow', flowId })
  const { db } = core.services
  await db.updateTable('number_rule').set({ target }).where('pattern', '=', '100').execute()
  expect((await admin.ask('POST', `/flows/${flowId}/archive`)).body).toMatchObject({
    code: 'flow.in-use',
    detail: 'Led to by the number 100.',
  })
  await db
    .updateTable('number_rule')
    .set({ target: JSON.stringify({ kind: 'queue', queueId }) })
    .where('pattern', '=', '100')
    .execute()
  expect((await admin.ask('POST', `/flows/${flowId}/archive`)).status).toBe(200)
  expect(core.services.configuration.flows.source(flowId, null)).toBeUndefined()
  expect((await admin.ask('POST', `/flows/${flowId}/restore`)).status).toBe(200)
  expect(spoken(flowId)).toContain('Hello.')
  const aylin = await core.signIn('aylin')
  expect((await aylin.ask('GET', '/flows')).status).toBe(403)
})

it('a flow whose test does not hold is not published, and which one it was is said', async () => {
  const test = {
    ...{ testId: 't1', name: 'Everybody reaches Support', deeds: [] },
    situation: {
      ...{ channel: 'voice', language: 'en', dialedNumber: '100', isKnown: false, at: '2026-11-23T09:00:00Z' },
      ...{ hours: [], queues: [] },
    },
    expects: [{ kind: 'end' }],
  }
  const { flowId, etag } = await made('Tested', { definition: greetingThen('Hello.'), tests: [test] })
  expect((await publish(flowId, etag)).body).toMatchObject({
    ...{ code: 'flow.test-failed', detail: 'Everybody reaches Support' },
  })
  const right = {
    ...test,
    expects: [
      { kind: 'queue', queueId },
      { kind: 'says', words: 'hello' },
    ],
  }
  const saved = (await save(flowId, etag, { tests: [right] })).body as FlowDraft
  expect((await publish(flowId, saved.etag)).status).toBe(200)
})

it('is published when all that it says is spoken, and not in a language in which there is no voice', async () => {
  const spokenIn = (text: string) => core.services.configuration.prompts.soundOfWords(text, 'en')
  const { flowId, etag } = await made('Spoken ahead')
  const saved = (await save(flowId, etag, { definition: greetingThen('Never heard before.') })).body as FlowDraft
  expect(spokenIn('Never heard before.')).toBeUndefined()
  expect((await publish(flowId, saved.etag)).status).toBe(200)
  await vi.waitFor(() => expect(spokenIn('Never heard before.')).toMatchObject({ kind: 'sound' }))

  const georgian = await made('In Georgian', { languages: ['ka'] })
  const definition = JSON.parse(JSON.stringify(greetingThen('გამარჯობა.')).replace('"en"', '"ka"'))
  const drawn = (await save(georgian.flowId, georgian.etag, { definition })).body as FlowDraft
  const refused = await publish(georgian.flowId, drawn.etag)
  expect(refused.body).toMatchObject({ code: 'speech.no-voice', detail: expect.stringContaining('ka') })
  expect(core.services.configuration.flows.source(georgian.flowId, null)).toBeUndefined()
})

it('keeps the prompts that it plays, drawn or published, from being removed', async () => {
  const prompt = (await admin.ask('POST', '/managed-prompts', { name: 'Jingle' })).body as { promptId: string }
  const { flowId, etag } = await made('With a jingle')
  const definition = greetingThen('Good day.')
  const [hello, ...others] = definition.blocks
  const items = [{ kind: 'prompt', promptId: prompt.promptId }]
  const blocks = [{ ...hello, settings: { items, isInterruptible: true } }, ...others]
  expect((await save(flowId, etag, { definition: { ...definition, blocks } })).status).toBe(200)
  const refused = await admin.ask('DELETE', `/managed-prompts/${prompt.promptId}`)
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('With a jingle')])
})

it('tells how many are at each block now, where they gave up, and what went wrong; to who may draw', async () => {
  const { db, flowRuns } = core.services
  const { flowId, etag } = await made('Busy', { definition: greetingThen('Hello.') })
  const version = (await publish(flowId, etag)).body as FlowVersion
  const live = async () => (await admin.ask('GET', `/flows/${flowId}/live`)).body as FlowLive
  expect(await live()).toEqual({ blocks: [], failures: [] })

  const versionId = version.flowVersionId
  const carried = (blockId: string) => ({ run: { flowId, versionId, blockId, callers: [] } }) as unknown as CarriedRun
  const put = (id: string, run: CarriedRun | null) => flowRuns.book.put(id as InteractionId, run)
  put('itx_1', carried('hello'))
  put('itx_2', carried('hello'))
  put('itx_2', carried('support'))
  put('itx_3', { ...carried('hello'), isOver: true })
  put('itx_4', carried('hello'))
  put('itx_4', null)
  const now = async () => Object.fromEntries((await live()).blocks.map((block) => [block.blockId, block.now]))
  expect(await now()).toEqual({ hello: 1, support: 1 })
  put('itx_1', null)
  put('itx_2', null)

  const other = (await made('Of late', { definition: greetingThen('Hello.') })).flowId
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  const step = (ordinal: number, hours: number, left_as: string | null) => ({
    ...{ interaction_id: 'itx_9' as InteractionId, ordinal, flow_id: other, flow_version_id: versionId },
    ...{ block_id: 'hello', at: hoursAgo(hours), left_as, left_at: hoursAgo(hours) },
  })
  await db
    .insertInto('flow_step')
    .values([
      step(1, 200, 'customer-left'),
      step(2, 50, 'customer-left'),
      step(3, 2, 'queued'),
      step(4, 1, 'abandoned'),
    ])
    .execute()
  const failure = { flow_version_id: versionId, block_id: 'hello', cause: 'no-words', detail: 'ka' }
  await db
    .insertInto('flow_failure')
    .values([
      { ...failure, flow_id: other, times: 3, lost: 1, first_at: hoursAgo(9), last_at: hoursAgo(1) },
      { ...failure, flow_id: other, detail: 'hu', times: 1, lost: 0, first_at: hoursAgo(300), last_at: hoursAgo(300) },
    ])
    .execute()
  expect((await admin.ask('GET', `/flows/${other}/live`)).body).toMatchObject({
    blocks: [{ blockId: 'hello', now: 0, came24h: 2, gaveUp24h: 1, came7d: 3, gaveUp7d: 2 }],
    failures: [{ blockId: 'hello', cause: 'no-words', detail: 'ka', times: 3, lost: 1, versionNumber: 1 }],
  })
  const aylin = await core.signIn('aylin')
  expect((await aylin.ask('GET', `/flows/${other}/live`)).status).toBe(403)
  expect((await admin.ask('GET', '/flows/flw_01ARZ3NDEKTSV4RRFFQ69G5FAV/live')).status).toBe(404)
})
