import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '#adapters/system/clock.ts'
import { silentLogger } from '#adapters/system/logger.ts'
import { secureRandomBytes } from '#adapters/system/secure-random.ts'
import { available } from '#domain/agents/index.ts'
import {
  defaultQueueSettings,
  type RoutingCommand,
  type RoutingEvent,
  type SnapshotSlice,
} from '#domain/routing/index.ts'
import type { AgentId, InteractionId, QueueId } from '#kernel/ids.ts'
import type { Particulars } from '../core-services.ts'
import { createDecider, type DeciderOptions, type RunningDecider } from './decider.ts'
import type { EventRecord, RoutingStore, StoredEvent } from './routing-store.ts'

/** A store in memory whose next append can be held back, lost, or made in vain. */
class MemoryStore implements RoutingStore {
  readonly log: StoredEvent[] = []
  readonly batches: number[] = []
  readonly particulars: Particulars[] = []
  snapshots: { position: number; slices: SnapshotSlice[] }[] = []
  epoch = 0
  isAway = false
  /** What the next append does instead of its work. */
  next: (() => Promise<'appended' | 'fenced'>) | undefined

  async take() {
    if (this.isAway) throw new Error('away')
    this.epoch += 1
    return { epoch: this.epoch, position: this.log.length }
  }
  async renew(epoch: number) {
    if (this.isAway) throw new Error('away')
    return epoch === this.epoch
  }
  async release() {}
  async append(
    at: { epoch: number; position: number },
    events: readonly EventRecord[],
    particulars: readonly Particulars[],
  ) {
    const { next } = this
    this.next = undefined
    if (next) return next()
    if (this.isAway) throw new Error('away')
    return this.write(at, events, particulars)
  }
  write(at: { epoch: number; position: number }, events: readonly EventRecord[], particulars: readonly Particulars[]) {
    if (at.epoch !== this.epoch || at.position !== this.log.length) return 'fenced' as const
    for (const event of events) {
      this.log.push({ position: this.log.length + 1, event: JSON.parse(JSON.stringify(event)) as EventRecord })
    }
    this.batches.push(events.length)
    this.particulars.push(...particulars)
    return 'appended' as const
  }
  async events(position: number, limit: number) {
    return this.log.slice(position, position + limit)
  }
  async snapshot(position: number) {
    return this.snapshots.findLast((snapshot) => snapshot.position <= position)
  }
  async writeSnapshot(position: number, slices: Iterable<SnapshotSlice>) {
    this.snapshots.push({ position, slices: JSON.parse(JSON.stringify([...slices])) as SnapshotSlice[] })
  }
}

const running: RunningDecider[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((decider) => decider.stop()))
})
async function start(store: RoutingStore, more: Partial<DeciderOptions> = {}) {
  const decider = createDecider({
    store,
    clock: systemClock,
    randomBytes: secureRandomBytes,
    logger: silentLogger,
    renewEveryMs: 60_000,
    snapshotEvery: () => 1_000_000,
    ...more,
  })
  running.push(decider)
  await decider.start()
  return decider
}
const queue = (n: number) => `que_${n}` as QueueId
const configure = (n: number) =>
  ({ type: 'ConfigureQueue', queueId: queue(n), settings: defaultQueueSettings }) as const
const untilReady = async (decider: RunningDecider) => {
  while (!decider.isReady) await new Promise((resolve) => setTimeout(resolve, 5))
}

describe('the running decider', () => {
  it('answers only when the decision is durable, and tells after', async () => {
    const store = new MemoryStore()
    const decider = await start(store)
    const told: RoutingEvent[] = []
    decider.subscribe({ committed: (events) => told.push(...events) })
    let letGo: () => void = () => {}
    store.next = () =>
      new Promise((resolve) => {
        letGo = () =>
          resolve(store.write({ epoch: 1, position: 0 }, [{ type: 'QueueConfigured', version: 1, atMs: 1 }], []))
      })
    let isAnswered = false
    const answer = decider.execute(configure(1)).then(() => {
      isAnswered = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(decider.state?.queues.has(queue(1)), 'the next command sees it already').toBe(true)
    expect([isAnswered, told.length]).toEqual([false, 0])
    letGo()
    await answer
    expect(told.map(({ type }) => type)).toEqual(['QueueConfigured'])
  })

  it('writes what gathered during a commit as one batch, in the order of the decisions', async () => {
    const store = new MemoryStore()
    const decider = await start(store)
    await Promise.all(Array.from({ length: 50 }, (_, n) => decider.execute(configure(n))))
    expect(store.batches).toEqual([50])
    expect(store.log.map(({ event }) => (event as unknown as { queueId: string }).queueId)).toEqual(
      Array.from({ length: 50 }, (_, n) => queue(n)),
    )
  })

  it('gives the refusal of the domain, and only once what it was based on is durable', async () => {
    const store = new MemoryStore()
    const decider = await start(store)
    const refused = await decider.execute({
      type: 'SetPresence',
      agentId: 'agt_nobody' as AgentId,
      presence: { kind: 'available' },
      by: 'agent',
    })
    expect(refused).toEqual({ ok: false, error: { kind: 'refused', refusal: { code: 'no-such-agent' } } })
    expect(store.log).toEqual([])
  })

  it('forgets what a failed commit did not make durable, tells everybody no, and decides again under the next epoch', async () => {
    const store = new MemoryStore()
    const decider = await start(store)
    await decider.execute(configure(1))
    const words: string[] = []
    decider.subscribe({ suspended: () => words.push('suspended'), reloaded: () => words.push('reloaded') })
    store.next = () => Promise.reject(new Error('the socket broke'))
    const answers = await Promise.all([decider.execute(configure(2)), decider.execute(configure(3))])
    expect(answers).toEqual([
      { ok: false, error: { kind: 'unavailable', cause: 'database' } },
      { ok: false, error: { kind: 'unavailable', cause: 'database' } },
    ])
    await untilReady(decider)
    expect(words).toEqual(['suspended', 'reloaded'])
    expect([...(decider.state?.queues.values() ?? [])].map(({ queueId }) => queueId)).toEqual([queue(1)])
    expect(decider.epoch).toBe(2)
    expect((await decider.execute(configure(4))).ok).toBe(true)
  })

  it('has a batch that landed although the answer was lost', async () => {
    const store = new MemoryStore()
    const decider = await start(store)
    store.next = async () => {
      store.write(
        { epoch: 1, position: 0 },
        [{ ...configure(1), type: 'QueueConfigured', version: 1, atMs: 1 } as EventRecord],
        [],
      )
      throw new Error('the answer was lost')
    }
    expect((await decider.execute(configure(1))).ok).toBe(false)
    await untilReady(decider)
    expect(decider.state?.queues.has(queue(1))).toBe(true)
  })

  it('loads its state again when a decision comes to nothing half-way', async () => {
    const store = new MemoryStore()
    let isOutOfChance = false
    const decider = await start(store, {
      randomBytes: (count) => {
        if (isOutOfChance) throw new Error('no more chance')
        return secureRandomBytes(count)
      },
    })
    const agentId = 'agt_1' as AgentId
    const task: RoutingCommand = {
      type: 'BeginTask',
      interactionId: 'int_1' as InteractionId,
      channel: 'task',
      queueId: queue(1),
      dueAtMs: null,
    }
    const memberships = [{ queueId: queue(1), priority: 0 }]
    await decider.execute({ ...configure(1), settings: { ...defaultQueueSettings, channel: 'task' } })
    await decider.execute({
      type: 'ConfigureAgent',
      agentId,
      settings: { memberships, capacity: { task: 1 }, skills: {} },
    })
    await decider.execute({ type: 'SetPresence', agentId, presence: available, by: 'agent' })
    const { length } = store.log
    isOutOfChance = true
    await expect(decider.execute(task)).rejects.toThrow('half-way')
    isOutOfChance = false
    await untilReady(decider)
    expect(decider.epoch).toBe(2)
    expect(decider.state?.interactions.size).toBe(0)
    expect(store.log).toHaveLength(length)
    expect(await decider.execute(task)).toMatchObject({ ok: true })
    expect(decider.state?.offers.size).toBe(1)
  })

  it('stops when another decider has begun', async () => {
    const store = new MemoryStore()
    const first = await start(store)
    await start(store)
    expect(await first.execute(configure(1))).toEqual({
      ok: false,
      error: { kind: 'unavailable', cause: 'lost-lease' },
    })
    expect(store.log).toEqual([])
  })

  it('shows what stood when the database went, and takes commands again when it is back', async () => {
    const store = new MemoryStore()
    const decider = await start(store, { renewEveryMs: 10 })
    await decider.execute(configure(1))
    store.isAway = true
    while (decider.isReady) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(decider.state?.queues.has(queue(1))).toBe(true)
    expect(await decider.execute(configure(2))).toMatchObject({ error: { kind: 'unavailable', cause: 'database' } })
    store.isAway = false
    await untilReady(decider)
    expect((await decider.execute(configure(2))).ok).toBe(true)
  })

  it('goes on from snapshot and tail with just the state that it had', async () => {
    const store = new MemoryStore()
    const first = await start(store, { snapshotEvery: () => 10 })
    for (let n = 0; n < 25; n++) await first.execute(configure(n))
    while (store.snapshots.length < 2) await new Promise((resolve) => setTimeout(resolve, 5))
    await first.stop()
    const fromSnapshot = await start(store)
    store.snapshots = []
    const fromLog = await start(store)
    expect(store.log).toHaveLength(25)
    expect(fromSnapshot.state).toEqual(fromLog.state)
  })

  it('takes its snapshot however often it is started before there were events enough', async () => {
    const store = new MemoryStore()
    for (let run = 0; run < 4; run++) {
      const decider = await start(store, { snapshotEvery: () => 10 })
      for (let n = 0; n < 4; n++) await decider.execute(configure(run * 4 + n))
      await decider.stop()
    }
    expect(store.snapshots.map(({ position }) => position)).toEqual([10])
  })
})
