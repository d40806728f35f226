import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { EdgeId, IncarnationId } from '#kernel/ids.ts'
import {
  type CoreMessage,
  type EdgeCommand,
  type EdgeCommandType,
  type EdgeError,
  type EdgeEvent,
  type EdgeSnapshot,
  edgeLinkVersion,
  isTerminalEvent,
  messagesIn,
} from '#protocol/edge/index.ts'

/**
 * An edge for tests, which carries nothing and does what the test says: it notes every command, answers it with success
 * unless told otherwise, and keeps terminal events until they are acknowledged, as the contract has it.
 */
export class ScriptedEdge {
  readonly edgeId = 'edg_00000000000000000000000001' as EdgeId
  incarnation = 'inc_00000000000000000000000001' as IncarnationId
  snapshot: EdgeSnapshot = { legs: [], bridges: [], stations: [], recordings: [], closedRecordings: [] }
  readonly commands: EdgeCommand[] = []
  readonly hellos: Extract<CoreMessage, { type: 'hello' }>[] = []
  /** Answers a command of a type with something else than an empty success. */
  readonly answers = new Map<EdgeCommandType, Record<string, string> | EdgeError>()
  /** Terminal events that are not acknowledged yet. */
  kept: { seq: number; atMs: number; event: EdgeEvent }[] = []
  readonly #server: WebSocketServer
  readonly #outcomes = new Map<string, unknown>()
  readonly #waiters = new Set<() => void>()
  #socket: WebSocket | undefined
  #seq = 0

  constructor(options: { readonly port?: number; readonly secret: string }) {
    this.#server = new WebSocketServer({ host: '127.0.0.1', port: options.port ?? 0 })
    this.#server.on('connection', (socket, request) => {
      if (request.headers.authorization !== `Bearer ${options.secret}`) {
        socket.close(4401)
        return
      }
      this.#socket = socket
      socket.on('message', (bytes) => {
        for (const message of messagesIn(String(bytes)) as readonly CoreMessage[]) this.#hear(socket, message)
      })
    })
  }

  async port(): Promise<number> {
    if (!this.#server.address()) await new Promise((resolve) => this.#server.once('listening', resolve))
    return (this.#server.address() as AddressInfo).port
  }

  /** Something happens on the edge. */
  tell(event: EdgeEvent): void {
    this.#seq += 1
    const told = { seq: this.#seq, atMs: Date.now(), event }
    if (isTerminalEvent(event)) this.kept.push(told)
    this.#socket?.send(JSON.stringify({ type: 'event', ...told }))
    this.#changed()
  }

  /** The link breaks; the edge goes on. */
  breakLink(): void {
    this.#socket?.terminate()
  }

  /** The commands of a type that came so far. */
  given<Type extends EdgeCommandType>(type: Type): Extract<EdgeCommand, { type: Type }>[] {
    return this.commands.filter((command) => command.type === type) as Extract<EdgeCommand, { type: Type }>[]
  }

  /** Waits for something to become true, checked after each message; fails with `what` after five seconds. */
  async until<Value>(what: string, look: () => Value | undefined | false): Promise<Value> {
    const untilMs = Date.now() + 5000
    while (true) {
      const found = look()
      if (found !== undefined && found !== false) return found
      if (Date.now() > untilMs) {
        throw new Error(`${what} did not come; what came: ${this.commands.map(({ type }) => type).join(', ')}`)
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 20)
        this.#waiters.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  command<Type extends EdgeCommandType>(type: Type, nth = 0): Promise<Extract<EdgeCommand, { type: Type }>> {
    return this.until(type, () => this.given(type)[nth])
  }

  async close(): Promise<void> {
    for (const client of this.#server.clients) client.terminate()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #hear(socket: WebSocket, message: CoreMessage): void {
    if (message.type === 'hello') {
      this.hellos.push(message)
      const { edgeId, incarnation, snapshot } = this
      const welcome = { version: edgeLinkVersion, edgeId, incarnation, seq: this.#seq, snapshot }
      socket.send(JSON.stringify({ type: 'welcome', ...welcome, keptEvents: this.kept.length }))
      for (const told of this.kept) socket.send(JSON.stringify({ type: 'event', ...told }))
    } else if (message.type === 'command') {
      const outcome = this.#outcomes.get(message.id) ?? this.#carryOut(message.command)
      this.#outcomes.set(message.id, outcome)
      socket.send(JSON.stringify({ type: 'outcome', id: message.id, outcome }))
    } else {
      this.kept = this.kept.filter(({ seq }) => seq > message.seq)
    }
    this.#changed()
  }

  #carryOut(command: EdgeCommand) {
    this.commands.push(command)
    const answer = this.answers.get(command.type) ?? {}
    return 'code' in answer && 'sentence' in answer ? { ok: false, error: answer } : { ok: true, value: answer }
  }

  #changed(): void {
    for (const waiter of this.#waiters) waiter()
    this.#waiters.clear()
  }
}
