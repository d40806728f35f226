import { describe, expect, it, vi } from 'vitest'
import type { BridgeId, EdgeId, LegId, RecordingId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { RecordingSink, RecordingStore } from '#telephony/calls/ports.ts'
import { Bridges } from './bridges.ts'
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
    isAbandoned: false,
    refusesWith: undefined as string | undefined,
    closesWith: undefined as string | undefined,
    opening: Promise.resolve(),
  }
  const sink: RecordingSink = {
    append: (bytes) => {
      if (store.refusesWith) return failure({ kind: store.refusesWith })
      store.written += bytes.length
      return success(undefined)
    },
    close: async () =>
      store.closesWith
        ? failure({ kind: store.closesWith })
        : success({ recordingId, path: 'p', bytes: store.written, sha256: 's', durationMs: store.written / 32 }),
    abandon: async () => {
      store.isAbandoned = true
    },
  }
  const port: RecordingStore = {
    open: async () => {
      await store.opening
      return store.refusesWith === 'disk-full' ? failure({ kind: 'disk-full' }) : success(sink)
    },
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
  const recordings = new Recordings(port, bridges, emit)
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
  const closed = async () => {
    await vi.waitFor(() => expect(events.some(({ type }) => type.startsWith('recording.'))).toBe(true))
    return events.filter(({ type }) => type.startsWith('recording.'))
  }
  return { legs, bridges, recordings, bridge, caller, agent, store, tick, closed }
}

describe('a recording', () => {
  it('closes by itself when its leg leaves, and holds every tick', async () => {
    const { recordings, bridge, bridges, caller, tick, closed } = room()
    expect(await recordings.start(recordingId, bridge, caller)).toEqual({ ok: true, value: undefined })
    expect(await recordings.start(recordingId, bridge, caller)).toMatchObject({ ok: true })
    expect(await recordings.start('rec_2' as RecordingId, bridge, caller)).toMatchObject({ ok: false })
    tick(100)
    bridges.leave(caller)
    expect(await closed()).toMatchObject([{ type: 'recording.closed', recording: { durationMs: 2000, missingMs: 0 } }])
    expect(bridge.recordingId).toBeUndefined()
  })

  it('goes on when another leaves, and closes when the leg it is of ends', async () => {
    const { recordings, bridge, bridges, legs, caller, agent, tick, closed } = room()
    await recordings.start(recordingId, bridge, caller)
    bridges.leave(agent)
    tick(5)
    expect(recordings.describe()).toEqual([{ recordingId, isPaused: false }])
    legs.ended(caller, { reason: 'party-left' })
    expect(await closed()).toMatchObject([{ recording: { durationMs: 100 } }])
  })

  it('keeps what was said while the store was making the file', async () => {
    const { recordings, bridge, caller, store, tick, closed } = room()
    let open = () => {}
    store.opening = new Promise((resolve) => {
      open = resolve
    })
    const starting = recordings.start(recordingId, bridge, caller)
    tick(50)
    recordings.stop(recordingId)
    open()
    expect(await starting).toMatchObject({ ok: true })
    expect(await closed()).toMatchObject([{ recording: { durationMs: 1000 } }])
  })

  it('is refused when the disk is full, and the next can be begun', async () => {
    const { recordings, bridge, caller, store } = room()
    store.refusesWith = 'disk-full'
    expect(await recordings.start(recordingId, bridge, caller)).toMatchObject({ ok: false, error: { code: 'failed' } })
    store.refusesWith = undefined
    expect(await recordings.start(recordingId, bridge, caller)).toMatchObject({ ok: true })
    recordings.stop(recordingId)
  })

  it('waits for a slow disk, and keeps what was written before it broke', async () => {
    const { recordings, bridge, caller, store, tick, closed } = room()
    await recordings.start(recordingId, bridge, caller)
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
    expect([store.isAbandoned, recordings.live.length, bridge.recordingId]).toEqual([false, 0, undefined])
  })

  it('fails aloud when its file cannot be made whole', async () => {
    const { recordings, bridge, caller, store, tick, closed } = room()
    await recordings.start(recordingId, bridge, caller)
    store.closesWith = 'io'
    tick(100)
    recordings.stop(recordingId)
    expect(await closed()).toMatchObject([{ type: 'recording.failed', recordingId }])
  })
})
