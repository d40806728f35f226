import type { Logger } from '#adapters/system/logger.ts'
import type { CommandId, EdgeId, IncarnationId } from '#kernel/ids.ts'
import {
  type EdgeCommand,
  type EdgeEvent,
  type EdgeMessage,
  type EdgeSnapshot,
  edgeLinkVersion,
  isTerminalEvent,
} from '#protocol/edge/index.ts'
import { Acknowledgements } from './acknowledgements.ts'
import { LinkSocket } from './link-socket.ts'
import { type Outcome, PendingCommands } from './pending-commands.ts'

/** What an edge tells, in its order. */
export interface EdgeHandlers {
  connected(edgeId: EdgeId, incarnation: IncarnationId, snapshot: EdgeSnapshot): void
  /** Resolves when what the event led to is durable. A rejection brings the event again, after a reconnect. */
  event(edgeId: EdgeId, event: EdgeEvent, atMs: number): Promise<void>
  disconnected(edgeId: EdgeId): void
}
export interface EdgeConnectionOptions {
  readonly url: string
  readonly secret: string
  readonly coreName: string
  /** The epoch of the lease; `undefined` while this core may not command. */
  readonly epoch: () => number | undefined
  /** Whether what an edge tells can be made durable now; when not, whoever knows redials once it can. */
  readonly canDecide: () => boolean
  /** Sent first after each connect. */
  readonly greeting: () => readonly EdgeCommand[]
  readonly newCommandId: () => CommandId
  readonly handlers: EdgeHandlers
  readonly logger: Logger
}

type Welcome = Extract<EdgeMessage, { type: 'welcome' }>

const shortestBackOffMs = 50
const longestBackOffMs = 500
const rehearAfterMs = 1000

/** The link to one edge: dials, greets, dials again when it breaks, and keeps commands until they are answered. */
export class EdgeConnection {
  readonly #options: EdgeConnectionOptions
  readonly #pending = new PendingCommands()
  #socket: LinkSocket | undefined
  /** Set between welcome and the end of the socket. */
  #welcomed: { readonly edgeId: EdgeId; readonly incarnation: IncarnationId } | undefined
  /** A welcome whose kept events are still on their way. */
  #unbelieved: { readonly welcome: Welcome; keptEvents: number } | undefined
  #acknowledgements = new Acknowledgements(() => {})
  #acknowledged: { readonly incarnation: IncarnationId; readonly seq: number } | undefined
  #acknowledging: NodeJS.Immediate | undefined
  #backOffMs = shortestBackOffMs
  #timer: NodeJS.Timeout | undefined
  #rehearing: NodeJS.Timeout | undefined
  #isStopped = true

  constructor(options: EdgeConnectionOptions) {
    this.#options = options
  }

  /** The edge that is connected now. */
  get edgeId(): EdgeId | undefined {
    return this.#welcomed?.edgeId
  }

  start(): void {
    this.#isStopped = false
    this.#dial()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#rehearing)
    this.#socket?.sayGoodbye()
    this.#socket = undefined
    this.#drop()
    this.#pending.failAll('this core is stopping')
  }

  /** Breaks the link and dials at once: for a new epoch, or to be told again what was not acknowledged. */
  redial(): void {
    if (this.#isStopped) return
    this.#backOffMs = shortestBackOffMs
    this.#drop()
    clearTimeout(this.#timer)
    this.#dial()
  }

  send(command: EdgeCommand, withinMs: number): Promise<Outcome> {
    const id = this.#options.newCommandId()
    const answered = this.#pending.add(id, command, withinMs)
    if (this.#welcomed) this.#sendCommand(id, command)
    return answered
  }

  #dial(): void {
    const epoch = this.#options.epoch()
    if (epoch === undefined) {
      this.#dialLater()
      return
    }
    const { url, secret, coreName, logger } = this.#options
    const socket = new LinkSocket({
      url,
      secret,
      logger,
      opened: () => {
        const known = this.#acknowledged ? { acknowledged: this.#acknowledged } : {}
        socket.say({ type: 'hello', version: edgeLinkVersion, coreName, epoch, ...known })
      },
      heard: (message) => this.#hear(message),
      unreadableEvent: () => this.#keptEventCame(),
      closed: () => {
        this.#drop()
        this.#dialLater()
      },
    })
    this.#socket = socket
  }

  #dialLater(): void {
    if (this.#isStopped) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#dial(), this.#backOffMs)
    this.#backOffMs = Math.min(this.#backOffMs * 2, longestBackOffMs)
  }

  #drop(): void {
    this.#socket?.end()
    this.#socket = undefined
    const lost = this.#welcomed
    this.#welcomed = undefined
    this.#unbelieved = undefined
    if (!lost) return
    const level = this.#isStopped ? 'debug' : 'warn'
    this.#options.logger[level]('The edge link broke', { edgeId: lost.edgeId })
    this.#options.handlers.disconnected(lost.edgeId)
  }

  #hear(message: EdgeMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcome(message)
        return
      case 'refused':
        this.#options.logger.error('The edge refused this core or a message of it', { error: message.error })
        // One message that it could not read does not end the link; to be unwanted does.
        if (this.#welcomed && message.error.code === 'bad-command') return
        this.#backOffMs = longestBackOffMs
        this.#drop()
        this.#dialLater()
        return
      case 'outcome':
        this.#pending.settle(message.id, message.outcome)
        return
      case 'event':
        this.#event(message.seq, message.event, message.atMs)
        return
    }
  }

  #welcome(welcome: Welcome): void {
    const { edgeId, incarnation, snapshot } = welcome
    this.#backOffMs = shortestBackOffMs
    this.#welcomed = { edgeId, incarnation }
    this.#acknowledgements = new Acknowledgements((seq) => {
      this.#acknowledged = { incarnation, seq }
      this.#acknowledgeSoon()
    })
    this.#options.logger.info('Edge connected', { edgeId, incarnation, legs: snapshot.legs.length })
    const unanswered = this.#pending.all()
    for (const command of this.#options.greeting()) void this.send(command, 10_000)
    for (const { id, command } of unanswered) this.#sendCommand(id, command)
    this.#unbelieved = { welcome, keptEvents: welcome.keptEvents ?? 0 }
    this.#believe()
  }

  /** One commit makes many ends durable, and the last of them says it of all. */
  #acknowledgeSoon(): void {
    this.#acknowledging ??= setImmediate(() => {
      this.#acknowledging = undefined
      if (this.#welcomed && this.#acknowledged) this.#socket?.say({ type: 'acknowledge', ...this.#acknowledged })
    })
  }

  /** Once the kept events were heard, the snapshot is the truth: a leg that is in neither has ended without a word. */
  #believe(): void {
    if (!this.#unbelieved || this.#unbelieved.keptEvents > 0) return
    const { edgeId, incarnation, snapshot } = this.#unbelieved.welcome
    this.#unbelieved = undefined
    this.#options.handlers.connected(edgeId, incarnation, snapshot)
  }

  #event(seq: number, event: EdgeEvent, atMs: number): void {
    if (!this.#welcomed) return
    const durable = this.#options.handlers.event(this.#welcomed.edgeId, event, atMs)
    if (isTerminalEvent(event)) this.#acknowledgements.add(seq, durable)
    durable.catch((error: unknown) => {
      this.#options.logger.warn('What an edge told is not durable yet', { type: event.type, error })
      if (isTerminalEvent(event)) this.#hearAgainLater()
    })
    this.#keptEventCame()
  }

  #keptEventCame(): void {
    if (this.#unbelieved) this.#unbelieved.keptEvents -= 1
    this.#believe()
  }

  /** The edge tells its unacknowledged events at each connect, so that is how to be told again. */
  #hearAgainLater(): void {
    if (this.#isStopped || this.#rehearing) return
    this.#rehearing = setTimeout(() => {
      this.#rehearing = undefined
      if (this.#options.canDecide()) this.redial()
    }, rehearAfterMs)
    this.#rehearing.unref()
  }

  #sendCommand(id: CommandId, command: EdgeCommand): void {
    this.#socket?.say({ type: 'command', id, epoch: this.#options.epoch() ?? 0, command })
  }
}
