import { beforeEach, describe, expect, it } from 'vitest'
import type { StreamFromPage, StreamToPage } from '#protocol/realtime/index.ts'
import { RealtimeStream, type StreamSocketListener } from './realtime-stream.ts'

/** A server at the other end of sockets that open at once, on a clock that only the test moves. */
class World {
  nowMs = 1_000_000
  troubled = 0
  readonly sockets: { listener: StreamSocketListener; sent: StreamFromPage[]; isClosed: boolean }[] = []
  #timers: { atMs: number; deed: () => void }[] = []
  readonly stream = new RealtimeStream({
    open: (listener) => {
      const socket = { listener, sent: [] as StreamFromPage[], isClosed: false }
      this.sockets.push(socket)
      return {
        send: (text) => socket.sent.push(JSON.parse(text)),
        close: () => {
          socket.isClosed = true
        },
      }
    },
    nowMs: () => this.nowMs,
    after: (delayMs, deed) => {
      const timer = { atMs: this.nowMs + delayMs, deed }
      this.#timers.push(timer)
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer)
      }
    },
    chance: () => 1,
    troubled: () => {
      this.troubled++
    },
  })

  get socket() {
    return this.sockets.at(-1) as (typeof this.sockets)[number]
  }
  says(message: StreamToPage): void {
    this.socket.listener.message(JSON.stringify(message))
  }
  greets(origin = 'one', serverTimeMs = this.nowMs): void {
    this.says({ type: 'hello', origin, serverTimeMs })
  }
  passes(ms: number): void {
    const untilMs = this.nowMs + ms
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (!due) break
      this.#timers = this.#timers.filter((other) => other !== due)
      this.nowMs = due.atMs
      due.deed()
    }
    this.nowMs = untilMs
  }
}

let world: World
beforeEach(() => {
  world = new World()
})

describe('the stream', () => {
  it('follows topics once the server greets', () => {
    world.stream.follow('desk')
    world.stream.start()
    expect(world.socket.sent).toEqual([])
    world.greets()
    expect(world.socket.sent).toEqual([{ type: 'subscribe', topic: 'desk' }])
    world.says({ type: 'snapshot', topic: 'desk', position: 4, entries: { edge: { isConnected: true } } })
    expect(world.stream.entries('desk')).toEqual({ edge: { isConnected: true } })
    expect(world.stream.status.get()).toEqual({ phase: 'live' })
  })

  it('keeps what it knew while it is away, and resumes where it was', () => {
    world.stream.follow('desk')
    world.stream.start()
    world.greets()
    world.says({ type: 'snapshot', topic: 'desk', position: 4, entries: { edge: { isConnected: true } } })
    world.passes(1000)
    world.socket.listener.closed()
    expect(world.stream.status.get()).toMatchObject({ phase: 'waiting', lostAtMs: world.nowMs })
    expect(world.stream.entries('desk')).toEqual({ edge: { isConnected: true } })
    world.passes(200)
    world.greets()
    expect(world.socket.sent).toEqual([{ type: 'subscribe', topic: 'desk', resume: { origin: 'one', position: 4 } }])
    world.says({ type: 'delta', topic: 'desk', position: 5, set: { edge: { isConnected: false } }, remove: [] })
    expect(world.stream.entries('desk')).toEqual({ edge: { isConnected: false } })
  })

  it('asks another server for everything', () => {
    world.stream.follow('desk')
    world.stream.start()
    world.greets('one')
    world.says({ type: 'snapshot', topic: 'desk', position: 4, entries: {} })
    world.socket.listener.closed()
    world.passes(200)
    world.greets('two')
    expect(world.socket.sent).toEqual([{ type: 'subscribe', topic: 'desk' }])
  })

  it('waits longer each time, asks once whether the sign-in stands, and can be hurried', () => {
    world.stream.start()
    const waits: number[] = []
    for (let attempt = 0; attempt < 7; attempt++) {
      world.socket.listener.closed()
      const { retryAtMs = 0 } = world.stream.status.get()
      waits.push(retryAtMs - world.nowMs)
      if (attempt < 6) world.passes(retryAtMs - world.nowMs)
    }
    expect(waits).toEqual([200, 1600, 3200, 6400, 12_800, 15_000, 15_000])
    expect(world.troubled).toBe(1)
    const before = world.sockets.length
    world.stream.nudge()
    expect(world.sockets.length).toBe(before + 1)
  })

  it('counts a connection without an answer as lost: nobody tells a machine that slept', () => {
    world.stream.start()
    world.greets()
    world.passes(15_000)
    expect(world.socket.sent).toEqual([{ type: 'ping' }])
    world.passes(8000)
    expect(world.stream.status.get().phase).toBe('waiting')
    expect(world.sockets[0]?.isClosed).toBe(true)
  })

  it('does not listen to a socket that it has left', () => {
    world.stream.follow('queues')
    world.stream.start()
    world.greets()
    const old = world.socket
    old.listener.closed()
    world.passes(200)
    world.greets()
    old.listener.closed()
    expect(world.stream.status.get().phase).toBe('live')
  })

  it("corrects this page's clock by the server's, but not for a trifle", () => {
    world.stream.start()
    world.greets('one', world.nowMs + 60_000)
    expect(world.stream.clockOffsetMs.get()).toBe(60_000)
    world.says({ type: 'pong', serverTimeMs: world.nowMs + 60_100 })
    expect(world.stream.clockOffsetMs.get()).toBe(60_000)
  })

  it('forgets everything when the person goes', () => {
    world.stream.follow('desk')
    world.stream.start()
    world.greets()
    world.says({ type: 'snapshot', topic: 'desk', position: 1, entries: { edge: { isConnected: true } } })
    world.stream.stop()
    expect(world.stream.entries('desk')).toBeUndefined()
    expect(world.stream.status.get()).toEqual({ phase: 'off' })
  })
})
