import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CallFailed, call } from '../sign-in/api.ts'
import { openMicrophone } from './microphone.ts'
import { Station } from './station.ts'
import { requestTabLock } from './tab-lock.ts'
import { openTransport, type TransportListener } from './transport.ts'

vi.mock('../sign-in/api.ts', async (original) => ({ ...(await original<object>()), call: vi.fn() }))
vi.mock('./microphone.ts', () => ({ openMicrophone: vi.fn() }))
vi.mock('./tab-lock.ts', () => ({ requestTabLock: vi.fn() }))
vi.mock('./transport.ts', () => ({ openTransport: vi.fn() }))
vi.mock('./speaker.ts', () => ({
  createSpeaker: () => ({
    play: async () => 'playing',
    retry: async () => 'playing',
    use: async () => true,
    stop() {},
  }),
}))
vi.mock('./sleep-watch.ts', () => ({
  watchSleep: (woke: (sleptMs: number) => void) => {
    wake = woke
    return () => undefined
  },
}))

let wake: (sleptMs: number) => void
/** Every transport that was opened, newest last. */
let transports: { listener: TransportListener; isAwake: boolean; isClosed: boolean; wasAwakeAtFirst: boolean }[]
let stolen: () => void
const track = () => Object.assign(new EventTarget(), { enabled: true, stop: vi.fn() }) as unknown as MediaStreamTrack
const newest = () => transports.at(-1) as (typeof transports)[number]
const turns = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  transports = []
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('navigator', { mediaDevices: new EventTarget() })
  vi.mocked(call).mockResolvedValue({ stationId: 'stn_1', answerSdp: 'answer' } as never)
  vi.mocked(openMicrophone).mockResolvedValue({ ok: true, value: track() })
  vi.mocked(requestTabLock).mockImplementation((_, __, taken) => {
    stolen = taken
    return { held: Promise.resolve(), release: vi.fn() }
  })
  vi.mocked(openTransport).mockImplementation(async (_, isAwake, exchange, listener) => {
    await exchange('offer')
    const opened = { listener, isAwake, isClosed: false, wasAwakeAtFirst: isAwake }
    transports.push(opened)
    return {
      setAwake: (next) => {
        opened.isAwake = next
      },
      replaceTrack: async () => undefined,
      close: () => {
        opened.isClosed = true
      },
      state: () => 'connected',
    }
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.clearAllMocks()
})

async function readyStation(): Promise<Station> {
  const station = new Station()
  station.start()
  await turns()
  newest().listener.connected()
  return station
}

describe('a station', () => {
  it('connects once and sends nothing until sound is wanted', async () => {
    const station = await readyStation()
    station.start()
    await turns()
    expect(station.state.get().phase).toBe('ready')
    expect(transports).toHaveLength(1)
    expect(newest().wasAwakeAtFirst).toBe(false)
    newest().listener.sound(true)
    expect(newest().isAwake).toBe(true)
    newest().listener.sound(false)
    expect(newest().isAwake).toBe(false)
  })

  it('wakes with the click on Answer, before the edge says so, and sleeps again when nothing came of it', async () => {
    const station = await readyStation()
    newest().listener.sound(false)
    station.answering()
    expect(newest().isAwake).toBe(true)
    station.answerFailed()
    expect(newest().isAwake).toBe(false)
  })

  it('comes back into a running call with its sound on', async () => {
    const station = await readyStation()
    station.setInCall(true)
    newest().listener.lost()
    await turns()
    expect(transports).toHaveLength(2)
    expect(newest().wasAwakeAtFirst).toBe(true)
    expect(transports[0]?.isClosed).toBe(true)
  })

  it('tries again with growing waits while the edge is away, and at once when it is back', async () => {
    const station = await readyStation()
    vi.mocked(call).mockRejectedValue(new CallFailed('edge.not-connected', 503))
    newest().listener.lost()
    await turns()
    expect(station.state.get()).toMatchObject({ phase: 'lost', failure: 'edge.not-connected' })
    const waits: number[] = []
    for (let attempt = 0; attempt < 5; attempt++) {
      const waitMs = (station.state.get().retryAtMs ?? 0) - Date.now()
      waits.push(waitMs)
      await vi.advanceTimersByTimeAsync(waitMs)
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000])
    vi.mocked(call).mockResolvedValue({ stationId: 'stn_1', answerSdp: 'answer' } as never)
    station.hurry()
    await turns()
    newest().listener.connected()
    expect(station.state.get().phase).toBe('ready')
    expect(station.state.get().failure).toBeUndefined()
  })

  it('gives a connection that never stands ten seconds', async () => {
    const station = new Station()
    station.start()
    await turns()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(station.state.get().phase).toBe('lost')
    expect(transports[0]?.isClosed).toBe(true)
  })

  it('does not listen to a transport that it has left', async () => {
    const station = await readyStation()
    const old = newest()
    old.listener.lost()
    await turns()
    newest().listener.connected()
    old.listener.lost()
    old.listener.sound(true)
    await turns()
    expect(transports).toHaveLength(2)
    expect(station.state.get()).toMatchObject({ phase: 'ready', isAwake: false })
  })

  it('opens a new connection after sleep, however alive the old one looks', async () => {
    const station = await readyStation()
    wake(120_000)
    await turns()
    expect(transports).toHaveLength(2)
    expect(station.slept.get()?.sleptMs).toBe(120_000)
  })

  it('opens a new one when the server no longer reaches it', async () => {
    const station = await readyStation()
    station.setReachable(false)
    await vi.advanceTimersByTimeAsync(1000)
    station.setReachable(true)
    await vi.advanceTimersByTimeAsync(5000)
    expect(transports).toHaveLength(1)
    station.setReachable(false)
    await vi.advanceTimersByTimeAsync(2000)
    expect(transports).toHaveLength(2)
  })

  it('says why there is no microphone, and starts again when asked', async () => {
    vi.mocked(openMicrophone).mockResolvedValueOnce({ ok: false, error: 'no-permission' })
    const station = new Station()
    station.start()
    await turns()
    expect(station.state.get().phase).toBe('no-permission')
    station.start()
    await turns()
    newest().listener.connected()
    expect(station.state.get().phase).toBe('ready')
  })

  it('lets go when another tab takes it, and waits in line', async () => {
    const station = await readyStation()
    vi.mocked(requestTabLock).mockImplementation((_, waiting) => {
      queueMicrotask(waiting)
      return { held: new Promise(() => undefined), release: vi.fn() }
    })
    stolen()
    await turns()
    expect(station.state.get().phase).toBe('elsewhere')
    expect(newest().isClosed).toBe(true)
  })

  it('silences the microphone itself', async () => {
    const station = await readyStation()
    station.setMuted(true)
    expect(station.microphone?.enabled).toBe(false)
    expect(station.state.get().isMuted).toBe(true)
  })

  it('forgets everything when the person goes', async () => {
    const station = await readyStation()
    const microphone = station.microphone
    station.stop()
    expect(station.state.get().phase).toBe('off')
    expect(newest().isClosed).toBe(true)
    expect(microphone?.stop).toHaveBeenCalled()
  })
})
