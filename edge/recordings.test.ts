import { describe, expect, it, vi } from 'vitest'
import type { BridgeId, EdgeId, LegId, RecordingId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { RecordingSink, RecordingStore } from '#telephony/calls/ports.ts'
import { Bridges, type LiveBridge } from './bridges.ts'
import { CallLeg } from './call-leg.ts'
import { Legs } from './legs.ts'
import { Playing } from './playing.ts'
import { Recordings } from './recordings.ts'

const clock = { wallMs: () => 0, monotonicMs: () => 0 }
const recordingId = 'rec_1' as RecordingId
const bridgeId = 'brg_1' as BridgeId

/** A store in memory whose disk can be full, slow or late. */
function memoryStore() {
  const store = {
    written: 0,
    /** Bytes of each file that was opened. */
    files: [] as number[],
    hasKey: true,
    refusesWith: undefined as string | undefined,
    closesWith: undefined as string | undefined,
    closing: Promise.resolve(),
    gaveUpIn: undefined as number | undefined,
  }
  const sink = (): RecordingSink => {
    const file = store.files.push(0) - 1
    return {
      append: (bytes) => {
        if (store.refusesWith) return failure({ kind: store.refusesWith })
        store.written += bytes.length
        store.files[file] = (store.files[file] ?? 0) + bytes.length
        return success(undefined)
      },
      giveUpIn: (afterMs) => {
        store.gaveUpIn = afterMs
      },
      close: async () => {
        await store.closing
        return store.closesWith
          ? failure({ kind: store.closesWith })
          : success({ recordingId, path: 'p', bytes: 1, sha256: 's', durationMs: store.written / 32, keyId: 'k' })
      },
    }
  }
  const port: Pick<RecordingStore, 'open' | 'repairUnfinished'> = {
    open: () => (store.hasKey ? success(sink()) : failure({ kind: 'no-key' })),
    repairUnfinished: async () => [],
  }
  return { store, port }
}

function room() {
  const events: EdgeEvent[] = []
  const emit = (event: EdgeEvent) => events.push(event)
  const legs = new Legs(clock, emit)
  const playing = new Playing(legs, { open: () => undefined }, clock)
  const bridges = new Bridges({ legs, playing, edgeId: 'e' as EdgeId, emit })
  const { store, port } = memoryStore()
  const stopped: RecordingId[] = []
  const recordings = new Recordings({ store: port, bridges, emit, stopOutside: (id) => stopped.push(id) })
  const signalling = { ring: vi.fn(), openEarlyMedia: () => true, answer: vi.fn(), refuse: vi.fn(), hangUp: vi.fn() }
  const [caller, agent] = ['caller', 'agent'].map((name) => {
    const origin = { edgeId: 'e' as EdgeId, transport: 'sip' as const, direction: 'inbound' as const }
    const leg = new CallLeg({ ...origin, legId: name as LegId, callerNumber: '', dialedNumber: '' }, signalling, 0)
    legs.add(leg)
    return leg
  }) as [CallLeg, CallLeg]
  bridges.join(bridgeId, [caller.legId, agent.legId])
  const bridge = bridges.get(bridgeId)
  if (!bridge) throw new Error('no bridge')
  const tick = (count: number) => {
    for (let i = 0; i < count; i++) {
      bridge.mix.listen(0)
      recordings.tick()
    }
  }
  const isOver = async (count: number) => {
    const isEnd = ({ type }: EdgeEvent) => type === 'recording.closed' || type === 'recording.failed'
    await vi.waitFor(() => expect(events.filter(isEnd)).toHaveLength(count))
    return events.filter(isEnd)
  }
  const closed = () => isOver(1)
  return { events, legs, bridges, recordings, bridge, caller, agent, store, stopped, tick, closed, isOver }
}

const start = (recordings: Recordings, bridge: LiveBridge, left: CallLeg) =>
  recordings.start({ recordingId }, bridge, left)

describe('a recording', () => {
  it('closes by itself when its leg leaves, and holds every tick', async () => {
    const { recordings, bridge, bridges, caller, tick, closed } = room()
    expect(start(recordings, bridge, caller)).toEqual({ ok: true, value: undefined })
    expect(start(recordings, bridge, caller)).toMatchObject({ ok: true })
    tick(100)
    bridges.leave(caller)
    expect(await closed()).toMatchObject([{ type: 'recording.closed', recording: { durationMs: 2000, missingMs: 0 } }])
    expect(bridge.recordingId).toBeUndefined()
  })

  it('goes on when another leaves, and closes when the leg it is of ends', async () => {
    const { recordings, bridge, bridges, legs, caller, agent, tick, closed } = room()
    start(recordings, bridge, caller)
    bridges.leave(agent)
    tick(5)
    expect(recordings.describe()).toEqual([{ recordingId, isPaused: false }])
    legs.ended(caller, { reason: 'party-left' })
    expect(await closed()).toMatchObject([{ recording: { durationMs: 100 } }])
  })

  it('ends in the tick before the one with which the next of its bridge begins', async () => {
    const { recordings, bridge, caller, store, tick, stopped, isOver } = room()
    start(recordings, bridge, caller)
    tick(50)
    recordings.start({ recordingId: 'rec_2' as RecordingId }, bridge, caller)
    expect(bridge.recordingId).toBe('rec_2')
    expect(stopped).toEqual([recordingId])
    tick(25)
    recordings.stop('rec_2' as RecordingId)
    expect(bridge.recordingId).toBeUndefined()
    await isOver(2)
    expect(store.files.map((bytes) => bytes / 32)).toEqual([1000, 500])
  })

  it('is kept silent where digits were being typed when it took the place of another, and by hand only where that is said', () => {
    const { events, recordings, bridge, caller, tick } = room()
    const rules = { pausesAtDigits: 3 }
    recordings.start({ recordingId, ...rules }, bridge, caller)
    tick(50)
    recordings.pressed(caller)
    recordings.pressed(caller)
    const next = 'rec_2' as RecordingId
    recordings.start({ recordingId: next, ...rules }, bridge, caller)
    expect(recordings.pausedBy(next)).toEqual([])
    // The third in a row, though this recording heard none of the first two.
    recordings.pressed(caller)
    expect(recordings.pausedBy(next)).toEqual(['digits'])
    const third = 'rec_3' as RecordingId
    recordings.pause(next)
    recordings.start({ recordingId: third, ...rules }, bridge, caller)
    expect(recordings.pausedBy(third)).toEqual(['digits'])
    expect(events.at(-1)).toEqual({ type: 'recording.paused', recordingId: third, atMs: 0 })
    tick(151)
    expect(events.at(-1)).toMatchObject({ type: 'recording.resumed', recordingId: third })
    recordings.stop(third)
  })

  it('that is over does not begin again, however late it is asked for', async () => {
    const { recordings, bridge, caller, store, tick, closed } = room()
    start(recordings, bridge, caller)
    tick(50)
    recordings.stop(recordingId)
    await closed()
    // By a core that died over it and could not know.
    expect(start(recordings, bridge, caller)).toEqual({ ok: true, value: undefined })
    expect([bridge.recordingId, recordings.describe(), store.files.length]).toEqual([undefined, [], 1])
    expect(recordings.start({ recordingId: 'rec_2' as RecordingId }, bridge, caller)).toMatchObject({ ok: true })
    expect(bridge.recordingId).toBe('rec_2')
    recordings.stop('rec_2' as RecordingId)
  })

  it('goes on when the next one cannot be begun', () => {
    const { recordings, bridge, caller, store } = room()
    start(recordings, bridge, caller)
    store.hasKey = false
    expect(recordings.start({ recordingId: 'rec_2' as RecordingId }, bridge, caller)).toMatchObject({ ok: false })
    expect(recordings.describe()).toEqual([{ recordingId, isPaused: false }])
    recordings.stop(recordingId)
  })

  it('is refused without a key, and can be begun when there is one', () => {
    const { recordings, bridge, caller, store } = room()
    store.hasKey = false
    expect(start(recordings, bridge, caller)).toMatchObject({ ok: false, error: { code: 'wrong-state' } })
    store.hasKey = true
    expect(start(recordings, bridge, caller)).toMatchObject({ ok: true })
    recordings.stop(recordingId)
  })

  it('is not forgotten while its end waits for a disk that is away, and does not keep a stop for ever', async () => {
    const { recordings, bridge, caller, store, tick, closed } = room()
    start(recordings, bridge, caller)
    tick(100)
    let diskBack = () => {}
    store.closing = new Promise((resolve) => {
      diskBack = resolve
    })
    recordings.stop(recordingId)
    expect(recordings.describe()).toEqual([{ recordingId, isPaused: false }])
    expect(bridge.recordingId).toBeUndefined()
    const stopping = recordings.closeAll()
    expect(store.gaveUpIn).toBeGreaterThan(0)
    diskBack()
    await stopping
    expect(await closed()).toMatchObject([{ recording: { durationMs: 2000 } }])
    expect(recordings.describe()).toEqual([])
  })

  it('waits for a slow disk, and keeps what was written before it broke', async () => {
    const { recordings, bridge, caller, store, tick, closed } = room()
    start(recordings, bridge, caller)
    store.refusesWith = 'overloaded'
    tick(100)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(recordings.live).toHaveLength(1)
    store.refusesWith = undefined
    await vi.waitFor(() => expect(store.written).toBeGreaterThan(0))
    // What the store had taken but not yet on its disk is missing as well.
    store.written -= 3200
    const keptMs = store.written / 32
    store.refusesWith = 'disk-full'
    tick(100)
    expect(await closed()).toMatchObject([
      { type: 'recording.closed', recording: { recordingId, durationMs: keptMs, missingMs: 4000 - keptMs } },
    ])
    expect([recordings.live.length, bridge.recordingId]).toEqual([0, undefined])
  })

  it('fails aloud when its file cannot be made whole', async () => {
    const { recordings, bridge, caller, store, tick, closed } = room()
    start(recordings, bridge, caller)
    store.closesWith = 'io'
    tick(100)
    recordings.stop(recordingId)
    expect(await closed()).toMatchObject([{ type: 'recording.failed', recordingId }])
  })

  it('pauses by itself at the digit that makes it so many in a row, until three seconds after the last', async () => {
    const { events, recordings, bridge, caller, agent, tick, closed } = room()
    recordings.start({ recordingId, pausesAtDigits: 3 }, bridge, caller)
    tick(50)
    for (const leg of [caller, agent, caller]) recordings.pressed(leg)
    tick(160)
    // Two long ago are in no row with this one.
    recordings.pressed(caller)
    expect(events.filter(({ type }) => type === 'recording.paused')).toEqual([])
    for (let n = 0; n < 2; n++) {
      tick(20)
      recordings.pressed(caller)
    }
    const pausedAtMs = (50 + 160 + 40) * 20 - 240
    expect(events.at(-1)).toEqual({ type: 'recording.paused', recordingId, atMs: pausedAtMs })
    tick(149)
    recordings.pressed(caller)
    tick(149)
    expect(events.at(-1)?.type).toBe('recording.paused')
    tick(2)
    const resumedAtMs = (50 + 160 + 40 + 149 + 150) * 20
    expect(events.at(-1)).toEqual({ type: 'recording.resumed', recordingId, atMs: resumedAtMs })
    recordings.stop(recordingId)
    expect(await closed()).toMatchObject([
      { recording: { pauses: [{ fromMs: pausedAtMs, toMs: resumedAtMs }], keyId: 'k' } },
    ])
  })

  it('pauses at the first digit of whoever types in secret, also on the other side', () => {
    const { events, recordings, bridge, caller, agent, tick } = room()
    start(recordings, bridge, caller)
    tick(50)
    recordings.pressed(agent)
    agent.isMasked = true
    recordings.pressed(agent)
    expect(events.map(({ type }) => type)).toEqual(['recording.paused'])
    // By hand it stays paused whatever the digits do.
    expect(recordings.pause(recordingId)).toBe(true)
    tick(151)
    expect(recordings.describe()).toEqual([{ recordingId, isPaused: true }])
    expect(recordings.resume(recordingId)).toBe(true)
    expect(recordings.describe()).toEqual([{ recordingId, isPaused: false }])
    expect(events.map(({ type }) => type)).toEqual(['recording.paused'])
    recordings.stop(recordingId)
  })

  it('can begin paused', () => {
    const { recordings, bridge, caller } = room()
    recordings.start({ recordingId, isPaused: true }, bridge, caller)
    expect(recordings.describe()).toEqual([{ recordingId, isPaused: true }])
    recordings.stop(recordingId)
  })
})
