import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { Compile } from 'typebox/compile'
import { type WebSocket, WebSocketServer } from 'ws'
import { Outbox } from '#adapters/bus/outbox.ts'
import type { Logger } from '#adapters/system/logger.ts'
import type { EdgeId, IncarnationId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type { EdgeCommand } from '#protocol/edge/commands.ts'
import type { EdgeEvent } from '#protocol/edge/events.ts'
import { messagesIn } from '#protocol/edge/frames.ts'
import {
  CoreMessage,
  type EdgeError,
  type EdgeMessage,
  type EdgeSnapshot,
  edgeLinkVersion,
} from '#protocol/edge/messages.ts'
import type { EventLog } from './event-log.ts'
import { OutcomeMemory } from './outcome-memory.ts'

type Outcome = Result<Readonly<Record<string, string>>, EdgeError>
type Message<T extends CoreMessage['type']> = Extract<CoreMessage, { type: T }>

export interface LinkServerOptions {
  readonly port: number
  readonly secret: string
  readonly edgeId: EdgeId
  readonly incarnation: IncarnationId
  readonly events: EventLog
  readonly monotonicMs: () => number
  readonly logger: Logger
  perform(command: EdgeCommand): Promise<Outcome>
  /** `closedRecordings` are the log's, and added here. */
  snapshot(): Omit<EdgeSnapshot, 'closedRecordings'>
  coreConnected(): void
  coreLost(): void
}

/** RFC 6455 7.4.1: the endpoint is going away. */
const goingAway = 1001
const mostMessageBytes = 8 * 1024 * 1024
/** A core that does not read: its connection is closed, it will come back and be told all that matters. */
const mostWaitingBytes = 32 * 1024 * 1024
const helloTimeoutMs = 5000
const coreMessage = Compile(CoreMessage)

/**
 * The edge's end of the link: one core at a time, the one with the highest epoch. A core that comes with a lower epoch
 * than was ever seen, or sends a command with one, has been replaced and is refused.
 */
export class LinkServer {
  readonly #options: LinkServerOptions
  readonly #secretDigest: Buffer
  readonly #http: Server
  readonly #sockets: WebSocketServer
  readonly #outcomes: OutcomeMemory<Outcome>
  #highestEpoch = -1
  #core: CoreLink | undefined

  constructor(options: LinkServerOptions) {
    this.#options = options
    this.#secretDigest = digest(options.secret)
    this.#outcomes = new OutcomeMemory(options.monotonicMs)
    this.#http = createServer((_request, response) => response.writeHead(426).end())
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes, perMessageDeflate: false })
    this.#http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {})
      if (this.#isTrusted(request)) {
        this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#accept(opened))
        return
      }
      options.logger.warn('Someone without the secret tried the edge link')
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n')
    })
  }

  listen(): Promise<Result<void, string>> {
    const { port } = this.#options
    return new Promise((resolve) => {
      this.#http.once('error', (error: NodeJS.ErrnoException) => {
        resolve(failure(`The edge link cannot listen on 127.0.0.1:${port} (${error.code ?? error.message}).`))
      })
      this.#http.listen({ host: '127.0.0.1', port, exclusive: true }, () => resolve(success(undefined)))
    })
  }

  /** Tells the core, if one is there. */
  tell(event: EdgeEvent): void {
    const numbered = this.#options.events.add(event)
    this.#core?.say({ type: 'event', ...numbered })
  }

  async close(): Promise<void> {
    this.#core?.flush()
    for (const socket of this.#sockets.clients) socket.close(goingAway)
    this.#http.closeAllConnections()
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve())
      setTimeout(() => {
        for (const socket of this.#sockets.clients) socket.terminate()
        resolve()
      }, 500).unref()
    })
  }

  #isTrusted(request: IncomingMessage): boolean {
    const given = /^Bearer (.{1,512})$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    // Digests are of one length, so the comparison says nothing of where or how long the difference is.
    return timingSafeEqual(digest(given), this.#secretDigest)
  }

  #accept(socket: WebSocket): void {
    const timer = setTimeout(() => socket.terminate(), helloTimeoutMs)
    const core = new CoreLink(socket)
    socket.on('error', () => {})
    socket.on('close', (code) => {
      clearTimeout(timer)
      if (core === this.#core) this.#lose(code === goingAway)
    })
    socket.on('message', (bytes) => {
      for (const carried of messagesIn(String(bytes)) ?? [undefined]) {
        const message = coreMessage.Check(carried) ? carried : undefined
        if (message === undefined) refuseUnreadable(core, carried)
        else if (message.type === 'hello') {
          clearTimeout(timer)
          this.#greet(core, message)
        } else if (core === this.#core) this.#hear(core, message)
      }
    })
  }

  #greet(core: CoreLink, hello: Message<'hello'>): void {
    const { edgeId, incarnation, events, logger } = this.#options
    if (hello.version !== edgeLinkVersion) {
      core.refuse('not-supported', `This edge speaks version ${edgeLinkVersion} of the link.`)
      return
    }
    if (hello.epoch < this.#highestEpoch) {
      logger.warn('A core with an old epoch was refused', { epoch: hello.epoch, highestEpoch: this.#highestEpoch })
      core.refuse('stale-epoch', `Epoch ${this.#highestEpoch} has been here.`)
      return
    }
    this.#highestEpoch = hello.epoch
    const before = this.#core
    this.#core = core
    if (before !== undefined && before !== core) before.close()
    if (hello.acknowledged?.incarnation === incarnation) events.acknowledge(hello.acknowledged.seq)
    logger.info('A core is connected', { coreName: hello.coreName, epoch: hello.epoch })
    this.#options.coreConnected()
    const snapshot = { ...this.#options.snapshot(), closedRecordings: events.closedRecordings }
    const kept = [...events.unacknowledged]
    core.say({
      type: 'welcome',
      version: edgeLinkVersion,
      edgeId,
      incarnation,
      seq: events.seq,
      snapshot,
      keptEvents: kept.length,
    })
    for (const event of kept) core.say({ type: 'event', ...event })
  }

  #hear(core: CoreLink, message: Message<'command'> | Message<'acknowledge'>): void {
    if (message.type === 'acknowledge') {
      if (message.incarnation === this.#options.incarnation) this.#options.events.acknowledge(message.seq)
      return
    }
    if (message.epoch < this.#highestEpoch) {
      const sentence = `Epoch ${this.#highestEpoch} has been here.`
      core.say(outcome(message.id, failure({ code: 'stale-epoch', sentence })))
      return
    }
    this.#highestEpoch = message.epoch
    const answered = this.#outcomes.once(message.id, () => this.#options.perform(message.command))
    void answered.then((result) => core.say(outcome(message.id, result)))
  }

  #lose(hasSaidGoodbye: boolean): void {
    this.#core = undefined
    if (hasSaidGoodbye) this.#options.logger.info('The core has stopped; calls go on')
    else this.#options.logger.warn('The core is gone; calls go on')
    this.#options.coreLost()
  }
}

/** One core's connection, whether it is the core or has yet to say hello. */
class CoreLink {
  readonly #socket: WebSocket
  readonly #outbox: Outbox

  constructor(socket: WebSocket) {
    this.#socket = socket
    this.#outbox = new Outbox((frame) => {
      if (socket.readyState !== socket.OPEN) return
      if (socket.bufferedAmount > mostWaitingBytes) socket.terminate()
      else socket.send(frame)
    })
  }

  say(message: EdgeMessage): void {
    if (this.#socket.readyState === this.#socket.OPEN) this.#outbox.put(message)
  }

  /** Sends what waits for the turn's end. */
  flush(): void {
    this.#outbox.flush()
  }

  /** Says why, and ends it. */
  refuse(code: EdgeError['code'], sentence: string): void {
    this.say({ type: 'refused', error: { code, sentence } })
    this.close()
  }

  /** RFC 6455 7.4.1: what it said or is goes against what was agreed. */
  close(): void {
    this.flush()
    this.#socket.close(1008)
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const outcome = (id: Message<'command'>['id'], result: Outcome): EdgeMessage => ({
  type: 'outcome',
  id,
  outcome: result.ok ? { ok: true, value: { ...result.value } } : { ok: false, error: result.error },
})

/** A command that cannot be read gets its answer, so that nobody waits for it; anything else ends the link. */
function refuseUnreadable(core: CoreLink, message: unknown): void {
  const id = idOf(message)
  const sentence = 'That is no message of the edge link.'
  if (id === undefined) core.refuse('bad-command', sentence)
  else core.say(outcome(id, failure({ code: 'bad-command', sentence })))
}

function idOf(message: unknown): Message<'command'>['id'] | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'command')
    return undefined
  if (!('id' in message) || typeof message.id !== 'string' || message.id.length < 1 || message.id.length > 64)
    return undefined
  return message.id as Message<'command'>['id']
}
