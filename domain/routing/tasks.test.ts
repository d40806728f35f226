import { beforeEach, describe, expect, it } from 'vitest'
import type { AgentId, DispositionId, EdgeId, IncarnationId, InteractionId, QueueId } from '#kernel/ids.ts'
import { offline } from '../agents/index.ts'
import { defaultQueueSettings, snapshotSlices } from './index.ts'
import { restoreState } from './snapshot.ts'
import { Floor } from './testing/floor.ts'

let floor: Floor
let tasks: QueueId

beforeEach(() => {
  floor = new Floor({ wrapUpLimitMs: 0 })
  tasks = floor.opens('tasks', { channel: 'task', wrapUpLimitMs: 0 })
})

/** Serves both queues. */
const clerk = (name: string, capacity: object = { voice: 1, task: 2 }): AgentId =>
  floor.agent(name, {
    memberships: [
      { queueId: floor.queueId, priority: 0 },
      { queueId: tasks, priority: 0 },
    ],
    capacity,
  })
/** Serves tasks, and has no station. */
function clerkAtNoStation(name: string): AgentId {
  const agentId = `agt_${name}` as AgentId
  const settings = { memberships: [{ queueId: tasks, priority: 0 }], capacity: { task: 1 } }
  floor.does({ type: 'ConfigureAgent', agentId, settings })
  floor.does({ type: 'SetPresence', agentId, presence: { kind: 'available' }, by: 'agent' })
  return agentId
}
const stageOf = (interactionId: InteractionId) => floor.state.interactions.get(interactionId)?.stage
const finish = (interactionId: InteractionId, agentId: AgentId) =>
  floor.does({ type: 'EndInteraction', interactionId, agentId, reason: 'agent-ended' })

describe('a task', () => {
  it('is offered to who has no station, worked on and done', () => {
    const ann = clerkAtNoStation('ann')
    const task = floor.task('parcel', tasks)
    expect(floor.offerTo(ann)?.interactionId).toBe(task)
    floor.accepts(ann)
    expect([stageOf(task), floor.workOf(ann)]).toEqual(['engaged', 'engaged'])
    finish(task, ann)
    expect([stageOf(task), floor.workOf(ann)]).toEqual([undefined, 'idle'])
  })

  it('that was promised for a time goes before what its queue promises for later, and one that has time takes its turn', () => {
    floor.does({
      type: 'ConfigureQueue',
      queueId: tasks,
      settings: {
        ...defaultQueueSettings,
        ...{ channel: 'task', wrapUpLimitMs: 0, serviceLevel: { thresholdMs: 3_600_000, percent: 80 } },
      },
    })
    const dueIn = (name: string, dueMs: number | null) =>
      floor.does({
        ...{ type: 'BeginTask', interactionId: `int_${name}` as InteractionId, channel: 'task', queueId: tasks },
        dueAtMs: dueMs === null ? null : floor.nowMs + dueMs,
      })
    dueIn('plain', null)
    floor.nowMs += 1000
    dueIn('tomorrow', 86_400_000)
    dueIn('soon', 600_000)
    dueIn('late', -60_000)
    const ann = clerkAtNoStation('ann')
    const order = ['late', 'soon', 'plain', 'tomorrow'].map((name) => {
      const offered = floor.offerTo(ann)?.interactionId
      floor.accepts(ann)
      finish(offered as InteractionId, ann)
      return [name, offered]
    })
    expect(order).toEqual(order.map(([name]) => [name, `int_${name}`]))
  })

  it('is written up where its queue has that, with an outcome', () => {
    const written = floor.opens('written', { channel: 'task', wrapUpLimitMs: 30_000 })
    const ann = floor.agent('ann', { memberships: [{ queueId: written, priority: 0 }], capacity: { task: 1 } })
    const task = floor.task('parcel', written)
    floor.accepts(ann)
    finish(task, ann)
    expect([stageOf(task), floor.workOf(ann)]).toEqual(['wrapUp', 'wrapUp'])
    floor.does({ type: 'SetDisposition', interactionId: task, agentId: ann, dispositionId: 'dsp_1' as DispositionId })
    floor.after(30_000)
    expect([stageOf(task), floor.workOf(ann)]).toEqual([undefined, 'idle'])
  })

  it('goes to the next when it is declined or missed', () => {
    const [ann, ben] = [clerkAtNoStation('ann'), clerkAtNoStation('ben')]
    const task = floor.task('parcel', tasks)
    const offerId = floor.offerTo(ann)?.offerId
    if (!offerId) throw new Error('nobody was asked')
    floor.does({ type: 'DeclineOffer', offerId, agentId: ann })
    expect(floor.offerTo(ben)?.interactionId).toBe(task)
    floor.after(20_000)
    expect(floor.state.agents.get(ben)?.presence).toEqual({ kind: 'notReady', reason: 'missed-offer' })
  })

  it('is taken back wherever it is', () => {
    const waiting = floor.task('waiting', tasks)
    floor.does({ type: 'EndInteraction', interactionId: waiting, reason: 'cancelled' })
    expect(stageOf(waiting)).toBeUndefined()
    const ann = clerkAtNoStation('ann')
    const offered = floor.task('offered', tasks)
    floor.does({ type: 'EndInteraction', interactionId: offered, reason: 'cancelled' })
    expect(floor.offerTo(ann)).toBeUndefined()
    const inHand = floor.task('inHand', tasks)
    floor.accepts(ann)
    floor.does({ type: 'EndInteraction', interactionId: inHand, reason: 'cancelled' })
    expect(floor.workOf(ann)).toBe('idle')
  })

  it('goes back to who waits when its agent signs out', () => {
    const ann = clerkAtNoStation('ann')
    const task = floor.task('parcel', tasks)
    floor.accepts(ann)
    floor.does({ type: 'SetPresence', agentId: ann, presence: offline, by: 'sign-out' })
    expect(stageOf(task)).toBe('queued')
    expect(floor.state.agents.get(ann)?.presence).toEqual(offline)
  })

  it('is nothing to a lost edge, nor to the verbs of a call', () => {
    const ann = clerk('ann')
    const task = floor.task('parcel', tasks)
    floor.accepts(ann)
    floor.does({ type: 'EdgeLost', edgeId: floor.edgeId })
    floor.does({
      type: 'Reconcile',
      edgeId: floor.edgeId as EdgeId,
      incarnation: 'inc_2' as IncarnationId,
      legIds: [],
      recordingIds: [],
      stations: [],
    })
    expect(stageOf(task)).toBe('engaged')
    const of = { interactionId: task, agentId: ann }
    expect(floor.refusal({ type: 'HoldInteraction', ...of })).toBe('no-such-interaction')
    expect(floor.refusal({ type: 'ParkInteraction', ...of })).toBe('no-such-interaction')
    expect(floor.refusal({ type: 'SendOn', ...of, to: { kind: 'queue', queueId: floor.queueId } })).not.toBeNull()
  })

  it('comes into no queue of calls, and once', () => {
    const interactionId = 'int_1' as InteractionId
    const task = { type: 'BeginTask', interactionId, channel: 'task', dueAtMs: null } as const
    expect(floor.refusal({ ...task, queueId: floor.queueId })).toBe('no-such-queue')
    expect(floor.refusal({ ...task, queueId: floor.queueId, channel: 'voice' })).toBe('no-such-queue')
    floor.does({ ...task, queueId: tasks })
    expect(floor.refusal({ ...task, queueId: tasks })).toBe('interaction-exists')
  })

  it('is rebuilt from a snapshot as it stood', () => {
    clerk('ann')
    floor.task('one', tasks)
    floor.task('two', tasks)
    floor.accepts('agt_ann' as AgentId)
    const slices = snapshotSlices(floor.state)
    const restored = restoreState(JSON.parse(JSON.stringify(slices)))
    expect(snapshotSlices(restored)).toEqual(slices)
  })
})

describe('a call that comes to who works on tasks', () => {
  it('is offered to him, and takes him from them only when he takes it', () => {
    const ann = clerk('ann')
    const [one, two] = [floor.task('one', tasks), floor.task('two', tasks)]
    floor.accepts(ann)
    floor.accepts(ann)
    floor.after(60_000)
    const call = floor.caller('c1')
    const offer = floor.offerTo(ann)
    expect(offer?.interactionId).toBe(call)
    expect([stageOf(one), stageOf(two)]).toEqual(['engaged', 'engaged'])
    floor.accepts(ann)
    expect([stageOf(call), stageOf(one), stageOf(two)]).toEqual(['engaged', 'queued', 'queued'])
  })

  it('leaves them their place: before all who came since, with the time that they first waited', () => {
    const ann = clerk('ann', { voice: 1, task: 1 })
    const first = floor.task('first', tasks)
    floor.accepts(ann)
    floor.after(1000)
    const later = floor.task('later', tasks)
    floor.caller('c1')
    floor.accepts(ann)
    expect(floor.state.interactions.get(first)?.waiting).toMatchObject({ isReturned: true, queuedAtMs: 1_000_000 })
    // Whoever knows what it was about is waited for a minute; then anybody does it.
    const ben = clerkAtNoStation('ben')
    expect(floor.offerTo(ben)?.interactionId).toBe(later)
    floor.accepts(ben)
    floor.does({ type: 'EndInteraction', interactionId: later, agentId: ben, reason: 'agent-ended' })
    expect(floor.offerTo(ben)).toBeUndefined()
    floor.after(60_000)
    expect(floor.offerTo(ben)?.interactionId).toBe(first)
  })

  it('comes back to nobody who talks: the tasks wait for him or for others', () => {
    const ann = clerk('ann', { voice: 1, task: 1 })
    const task = floor.task('one', tasks)
    floor.accepts(ann)
    const call = floor.caller('c1')
    floor.accepts(ann)
    expect(floor.offerTo(ann)).toBeUndefined()
    floor.does({ type: 'EndInteraction', interactionId: call, agentId: ann, reason: 'agent-ended' })
    expect(floor.offerTo(ann)?.interactionId).toBe(task)
  })

  it('is offered to nobody who talks already', () => {
    const ann = clerk('ann')
    floor.caller('c1')
    floor.accepts(ann)
    const second = floor.caller('c2')
    floor.task('one', tasks)
    expect(floor.offerTo(ann)).toBeUndefined()
    expect(stageOf(second)).toBe('queued')
  })

  it('interrupts an e-mail as well, and not a chat', () => {
    const mails = floor.opens('mails', { channel: 'email', wrapUpLimitMs: 0 })
    const chats = floor.opens('chats', { channel: 'chat', wrapUpLimitMs: 0 })
    const memberships = [floor.queueId, mails, chats].map((queueId) => ({ queueId, priority: 0 }))
    const ann = floor.agent('ann', { memberships, capacity: { voice: 1, email: 2, chat: 2 } })
    const mail = floor.task('mail', mails, 'email')
    floor.accepts(ann)
    floor.caller('c1')
    floor.accepts(ann)
    expect(stageOf(mail)).toBe('queued')
    const ben = floor.agent('ben', { memberships, capacity: { voice: 1, chat: 2 } })
    floor.task('chat', chats, 'chat')
    floor.accepts(ben)
    const second = floor.caller('c2')
    expect(floor.offerTo(ben)).toBeUndefined()
    expect(stageOf(second)).toBe('queued')
  })
})

it('an agent whose profile bears less now loses the offers that are too much', () => {
  const ann = clerk('ann', { task: 2 })
  floor.task('one', tasks)
  floor.task('two', tasks)
  expect(floor.state.offers.size).toBe(2)
  const settings = floor.state.agents.get(ann)?.settings
  if (!settings) throw new Error('she is gone')
  floor.does({ type: 'ConfigureAgent', agentId: ann, settings: { ...settings, capacity: { task: 1 } } })
  expect(floor.state.offers.size).toBe(1)
})

it('who lets one of two offers ring out is not at the desk: the other is taken back', () => {
  const ann = clerk('ann', { task: 2 })
  floor.task('one', tasks)
  floor.after(1000)
  floor.task('two', tasks)
  floor.after(19_000)
  expect(floor.state.offers.size).toBe(0)
  expect(floor.state.agents.get(ann)?.work).toEqual([])
})
