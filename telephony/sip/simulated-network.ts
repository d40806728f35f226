import { type Random, seededRandom } from '#kernel/random.ts'
import type { SipEngine, SipEngineOptions, SipEvent } from './engine-contract.ts'
import { type Flow, flowKey } from './flow.ts'
import { TimerHeap } from './timer-heap.ts'
import { createSipEngine } from './user-agent.ts'

/** How badly the datagrams of a simulated network travel. TCP is in order and whole. */
export interface NetworkWeather {
  /** Of a thousand datagrams, how many are lost, and how many come twice. */
  readonly lostPerMille: number
  readonly doubledPerMille: number
  readonly minDelayMs: number
  readonly maxDelayMs: number
}

export const fairWeather: NetworkWeather = { lostPerMille: 0, doubledPerMille: 0, minDelayMs: 5, maxDelayMs: 5 }

/** Whatever can be sent to: an engine, or a test's own hand. */
export interface NetworkNode {
  receive(flow: Flow, bytes: Uint8Array): void
  opened?(flow: Flow): void
  closed?(flow: Flow): void
}

/** An engine in the network, with everything that it has told. */
export interface EngineNode {
  readonly engine: SipEngine
  readonly events: SipEvent[]
  /** Called with each event as it happens; commands may be given from here. */
  onEvent: (event: SipEvent) => void
  /** Carries out what the engine wants done; to be called after every command. */
  settle(): void
}

/**
 * Engines wired together in virtual time, with seeded loss, doubling and reordering. The same seed gives the same run.
 */
export class SimulatedNetwork {
  readonly random: Random
  readonly #weather: NetworkWeather
  readonly #events = new TimerHeap<() => void>()
  readonly #nodes = new Map<string, NetworkNode>()
  readonly #engines: { node: EngineNode; wakeAtMs: number | undefined }[] = []
  readonly #connections = new Map<string, { near: Flow; far: Flow; lastArrivalMs: number }>()
  #connectionCount = 0
  nowMs: number

  constructor(seed: number, weather: NetworkWeather = fairWeather, startMs = 1_700_000_000_000) {
    this.random = seededRandom(seed)
    this.#weather = weather
    this.nowMs = startMs
  }

  /** An engine at `address:5060`, UDP and TCP. */
  addEngine(address: string, options: Partial<SipEngineOptions> = {}): EngineNode {
    const engine = createSipEngine({
      nowMs: this.nowMs,
      randomBytes: (count) => this.random.bytes(count),
      localAddresses: [
        { transport: 'udp', address, port: 5060 },
        { transport: 'tcp', address, port: 5060 },
      ],
      userAgentName: 'Parley',
      realm: 'parley',
      findAccount: () => undefined,
      ...options,
    })
    const entry: { node: EngineNode; wakeAtMs: number | undefined } = {
      wakeAtMs: undefined,
      node: { engine, events: [], onEvent: () => {}, settle: () => this.#settle(entry) },
    }
    this.#engines.push(entry)
    this.#nodes.set(`${address}:5060`, {
      receive: (flow, bytes) => {
        engine.receive(flow, bytes, this.nowMs)
        this.#settle(entry)
      },
      opened: (flow) => {
        engine.connectionOpened(flow, this.nowMs)
        this.#settle(entry)
      },
      closed: (flow) => {
        engine.connectionClosed(flow, this.nowMs)
        this.#settle(entry)
      },
    })
    return entry.node
  }

  /** @param port `*`: every port that nobody else has */
  addNode(address: string, port: number | '*', node: NetworkNode): void {
    this.#nodes.set(`${address}:${port}`, node)
  }

  #settle(entry: { node: EngineNode; wakeAtMs: number | undefined }): void {
    const { node } = entry
    for (let actions = node.engine.takeActions(); actions.length > 0; actions = node.engine.takeActions()) {
      for (const action of actions) {
        if (action.kind === 'send') this.send(action.flow, action.bytes)
        else if (action.kind === 'close') this.close(action.flow)
        else {
          node.events.push(action.event)
          node.onEvent(action.event)
        }
      }
    }
    const dueMs = node.engine.nextTimerMs()
    if (dueMs === undefined || (entry.wakeAtMs !== undefined && entry.wakeAtMs <= dueMs)) return
    entry.wakeAtMs = dueMs
    this.#events.schedule(Math.max(dueMs, this.nowMs), () => {
      if (entry.wakeAtMs === dueMs) entry.wakeAtMs = undefined
      node.engine.advance(this.nowMs)
      this.#settle(entry)
    })
  }

  send(flow: Flow, bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes)
    if (flow.transport === 'tcp') {
      this.#sendStream(flow, copy)
      return
    }
    const { lostPerMille, doubledPerMille, minDelayMs, maxDelayMs } = this.#weather
    const copies = this.random.integer(1000) < doubledPerMille ? 2 : 1
    for (let i = 0; i < copies; i++) {
      if (this.random.integer(1000) < lostPerMille) continue
      this.#events.schedule(this.nowMs + minDelayMs + this.random.integer(maxDelayMs - minDelayMs + 1), () => {
        const { address, port } = flow.remote
        const node = this.#nodes.get(`${address}:${port}`) ?? this.#nodes.get(`${address}:*`)
        node?.receive({ transport: 'udp', local: flow.remote, remote: flow.local }, copy)
      })
    }
  }

  #sendStream(flow: Flow, bytes: Uint8Array): void {
    const connection = this.#connections.get(flow.connectionId ?? '') ?? this.#connect(flow)
    if (connection === undefined) return
    const { near, far } = connection
    const there = flow.connectionId === undefined || flow.connectionId === near.connectionId ? far : near
    connection.lastArrivalMs = Math.max(connection.lastArrivalMs, this.nowMs + this.#weather.minDelayMs)
    this.#events.schedule(connection.lastArrivalMs, () => {
      this.#nodes.get(`${there.local.address}:${this.#listeningPort(there)}`)?.receive(there, bytes)
    })
  }

  /** Opens a connection from an ephemeral port; a node that is not there refuses it. */
  #connect(flow: Flow) {
    if (!this.#nodes.has(`${flow.remote.address}:${flow.remote.port}`)) return undefined
    const count = ++this.#connectionCount
    const local = { address: flow.local.address, port: 30_000 + count }
    const near: Flow = { transport: 'tcp', local, remote: flow.remote, connectionId: `c${count}-near` }
    const far: Flow = { transport: 'tcp', local: flow.remote, remote: local, connectionId: `c${count}-far` }
    const connection = { near, far, lastArrivalMs: 0 }
    this.#connections.set(near.connectionId as string, connection)
    this.#connections.set(far.connectionId as string, connection)
    this.#nodes.get(`${local.address}:5060`)?.opened?.(near)
    this.#nodes.get(`${far.local.address}:${far.local.port}`)?.opened?.(far)
    return connection
  }

  #listeningPort(flow: Flow): number {
    return this.#nodes.has(`${flow.local.address}:${flow.local.port}`) ? flow.local.port : 5060
  }

  /** Closes a connection for both ends. */
  close(flow: Flow): void {
    const connection = this.#connections.get(flow.connectionId ?? '')
    if (connection === undefined) return
    for (const end of [connection.near, connection.far]) {
      this.#connections.delete(end.connectionId as string)
      if (flowKey(end) !== flowKey(flow)) {
        this.#nodes.get(`${end.local.address}:${this.#listeningPort(end)}`)?.closed?.(end)
      }
    }
  }

  /** In so many milliseconds from now. */
  after(delayMs: number, run: () => void): void {
    this.#events.schedule(this.nowMs + delayMs, run)
  }

  /** Lets so much time pass. */
  run(forMs: number): void {
    const endMs = this.nowMs + forMs
    for (;;) {
      const dueMs = this.#events.nextDueMs()
      if (dueMs === undefined || dueMs > endMs) break
      this.nowMs = dueMs
      this.#events.takeDue(dueMs)?.()
    }
    this.nowMs = endMs
  }
}
