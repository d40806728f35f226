import type { ErrorCode } from '#protocol/errors/index.ts'
import type { StreamFromPage, TopicName } from '#protocol/realtime/index.ts'
import { Store } from '../state/store.ts'
import { fromSnapshot, readStreamMessage, type TopicEntries, type TopicState, withDelta } from './topic-state.ts'

/** The part of a WebSocket that the stream needs. */
export interface StreamSocket {
  send(text: string): void
  close(): void
}
export interface StreamSocketListener {
  opened(): void
  message(text: string): void
  closed(): void
}

export interface StreamPorts {
  open(listener: StreamSocketListener): StreamSocket
  nowMs(): number
  /** @returns a function that cancels it */
  after(delayMs: number, deed: () => void): () => void
  /** Chance in [0, 1): spreads the pages that come back after a restart. */
  chance(): number
  /** The stream could not be opened twice in a row: ask whether the sign-in still stands. */
  troubled(): void
}

export interface StreamStatus {
  /** `live`: what is shown is what the server knows. */
  readonly phase: 'off' | 'connecting' | 'live' | 'waiting'
  /** When what is shown stopped being certain; by this page's clock. */
  readonly lostAtMs?: number
  /** When the next attempt is due. */
  readonly retryAtMs?: number
}

const pingEveryMs = 15_000
const answerWithinMs = 8000
const longestWaitMs = 15_000

/**
 * The realtime stream of one page: topics as maps, kept current over one WebSocket.
 *
 * A lost stream keeps what it knew (the screens say that it may be old), comes back with growing waits, and resumes
 * where it was; the server answers with what was missed or with a new snapshot.
 */
export class RealtimeStream {
  readonly status = new Store<StreamStatus>({ phase: 'off' })
  /** Add it to this page's clock to get the server's. */
  readonly clockOffsetMs = new Store(0)
  readonly #ports: StreamPorts
  readonly #topics = new Map<TopicName, Store<TopicState | undefined>>()
  readonly #followers = new Map<TopicName, number>()
  readonly refusals = new Store<Readonly<Partial<Record<TopicName, ErrorCode>>>>({})
  #origin: string | undefined
  #socket: StreamSocket | undefined
  #cancelTimer: (() => void) | undefined
  #failures = 0
  #run = 0

  constructor(ports: StreamPorts) {
    this.#ports = ports
  }

  start(): void {
    if (this.status.get().phase === 'off') this.#connect()
  }

  /** Ends the stream and forgets what it held: somebody else may sign in next. */
  stop(): void {
    this.#drop()
    this.#origin = undefined
    this.#failures = 0
    for (const topic of this.#topics.values()) topic.set(undefined)
    this.refusals.set({})
    this.status.set({ phase: 'off' })
  }

  /** Now is a good moment to try again: the network is back, or the page woke up. */
  nudge(): void {
    const { phase } = this.status.get()
    if (phase === 'waiting') this.#connect()
    else if (phase === 'live') this.#ping(answerWithinMs / 4)
  }

  /** Keeps `topic` current until the returned function is called. */
  follow(topic: TopicName): () => void {
    const count = this.#followers.get(topic) ?? 0
    this.#followers.set(topic, count + 1)
    if (count === 0 && this.status.get().phase === 'live') this.#subscribe(topic)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      const left = (this.#followers.get(topic) ?? 1) - 1
      this.#followers.set(topic, left)
      if (left > 0) return
      this.#send({ type: 'unsubscribe', topic })
      this.#topic(topic).set(undefined)
    }
  }

  /** The topic as a store; `undefined` until its first snapshot. */
  entries<Topic extends TopicName>(topic: Topic): TopicEntries[Topic] | undefined {
    return this.#topic(topic).get()?.entries as TopicEntries[Topic] | undefined
  }

  onTopic(topic: TopicName, listener: () => void): () => void {
    return this.#topic(topic).subscribe(listener)
  }

  #topic(topic: TopicName): Store<TopicState | undefined> {
    let store = this.#topics.get(topic)
    if (!store) {
      store = new Store<TopicState | undefined>(undefined)
      this.#topics.set(topic, store)
    }
    return store
  }

  #connect(): void {
    this.#drop()
    const run = this.#run
    this.#patch('connecting')
    this.#socket = this.#ports.open({
      opened: () => {},
      message: (text) => {
        if (run === this.#run) this.#received(text)
      },
      closed: () => {
        if (run === this.#run) this.#lost()
      },
    })
    this.#expect(answerWithinMs)
  }

  #received(text: string): void {
    const message = readStreamMessage(text)
    if (!message) return
    switch (message.type) {
      case 'hello': {
        this.#setClock(message.serverTimeMs)
        const isSame = message.origin === this.#origin
        this.#origin = message.origin
        this.#failures = 0
        this.status.set({ phase: 'live' })
        for (const [topic, count] of this.#followers) if (count > 0) this.#subscribe(topic, isSame)
        this.#pingLater()
        return
      }
      case 'pong':
        this.#setClock(message.serverTimeMs)
        this.#pingLater()
        return
      case 'snapshot':
        if (this.#isFollowed(message.topic)) this.#topic(message.topic).set(fromSnapshot(message))
        return
      case 'delta': {
        const topic = this.#topic(message.topic)
        const state = topic.get()
        if (state) topic.set(withDelta(state, message))
        return
      }
      case 'refused':
        this.refusals.set({ ...this.refusals.get(), [message.topic]: message.code })
    }
  }

  #isFollowed(topic: TopicName): boolean {
    return (this.#followers.get(topic) ?? 0) > 0
  }

  #subscribe(topic: TopicName, canResume = false): void {
    const position = this.#topic(topic).get()?.position
    const resume =
      canResume && position !== undefined && this.#origin !== undefined ? { origin: this.#origin, position } : undefined
    this.#send({ type: 'subscribe', topic, ...(resume ? { resume } : {}) })
  }

  #setClock(serverTimeMs: number): void {
    const offsetMs = serverTimeMs - this.#ports.nowMs()
    // Small differences are the network's and would only make clocks jump.
    if (Math.abs(offsetMs - this.clockOffsetMs.get()) > 250) this.clockOffsetMs.set(offsetMs)
  }

  #pingLater(): void {
    this.#timer(pingEveryMs, () => this.#ping(answerWithinMs))
  }

  #ping(withinMs: number): void {
    this.#send({ type: 'ping' })
    this.#expect(withinMs)
  }

  /** Without a word in time the connection counts as lost: a sleeping or moved machine is never told. */
  #expect(withinMs: number): void {
    this.#timer(withinMs, () => this.#lost())
  }

  #lost(): void {
    this.#drop()
    this.#failures++
    if (this.#failures === 2) this.#ports.troubled()
    const ceilingMs = Math.min(longestWaitMs, 400 * 2 ** Math.min(this.#failures, 6))
    const waitMs = this.#failures === 1 ? 200 : ceilingMs / 2 + (ceilingMs / 2) * this.#ports.chance()
    this.#patch('waiting', this.#ports.nowMs() + waitMs)
    this.#timer(waitMs, () => this.#connect())
  }

  #patch(phase: 'connecting' | 'waiting', retryAtMs?: number): void {
    const before = this.status.get()
    const lostAtMs = before.lostAtMs ?? (before.phase === 'live' ? this.#ports.nowMs() : undefined)
    this.status.set({
      phase,
      ...(lostAtMs === undefined ? {} : { lostAtMs }),
      ...(retryAtMs === undefined ? {} : { retryAtMs }),
    })
  }

  #timer(delayMs: number, deed: () => void): void {
    this.#cancelTimer?.()
    this.#cancelTimer = this.#ports.after(delayMs, deed)
  }

  #send(message: StreamFromPage): void {
    if (this.status.get().phase === 'live') this.#socket?.send(JSON.stringify(message))
  }

  #drop(): void {
    this.#run++
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
  }
}
