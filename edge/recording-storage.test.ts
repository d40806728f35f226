import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import { RecordingStorage } from './recording-storage.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watched() {
  const disk = { condition: 'well' as 'well' | 'slow' | 'full' | 'failing', waitingMs: 0, probes: 0, isDead: false }
  const events: EdgeEvent[] = []
  const storage = new RecordingStorage({
    store: {
      condition: () => disk.condition,
      get waitingMs() {
        return disk.waitingMs
      },
      freeBytes: () => (disk.isDead ? new Promise(() => {}) : Promise.resolve(4096)),
      probe: async () => {
        disk.probes++
      },
    },
    emit: (event) => events.push(event),
    log: () => {},
  })
  storage.start()
  return { disk, events, storage }
}

it('tells at once that the disk is full and that it is well again, each once', async () => {
  const { disk, events, storage } = watched()
  await vi.advanceTimersByTimeAsync(1000)
  expect(events).toEqual([])
  Object.assign(disk, { condition: 'full', waitingMs: 700.4 })
  await vi.advanceTimersByTimeAsync(250)
  expect(events).toEqual([{ type: 'recording.storage', condition: 'full', waitingMs: 700, freeBytes: 4096 }])
  await vi.advanceTimersByTimeAsync(5000)
  expect(events).toHaveLength(1)
  Object.assign(disk, { condition: 'well', waitingMs: 0 })
  await vi.advanceTimersByTimeAsync(250)
  expect(events.at(-1)).toMatchObject({ condition: 'well' })
  storage.stop()
})

it('tells a core that comes, unless all is well, and does not wait for a dead disk to tell its size', async () => {
  const { disk, events, storage } = watched()
  storage.coreCame()
  Object.assign(disk, { condition: 'failing', waitingMs: 12_000, isDead: true })
  await vi.advanceTimersByTimeAsync(500)
  expect(events).toEqual([{ type: 'recording.storage', condition: 'failing', waitingMs: 12_000 }])
  storage.coreCame()
  await vi.advanceTimersByTimeAsync(250)
  expect(events).toHaveLength(2)
  storage.stop()
})

it('tries the disk itself when no recording does', async () => {
  const { disk, storage } = watched()
  await vi.advanceTimersByTimeAsync(5000)
  expect(disk.probes).toBe(0)
  Object.assign(disk, { condition: 'full', waitingMs: 900 })
  await vi.advanceTimersByTimeAsync(5000)
  expect(disk.probes).toBe(0)
  disk.waitingMs = 0
  await vi.advanceTimersByTimeAsync(4000)
  expect(disk.probes).toBeGreaterThanOrEqual(2)
  storage.stop()
})
