import { Compile } from 'typebox/compile'
import { WebSocket } from 'ws'
import { Outbox } from '#adapters/bus/outbox.ts'
import type { Logger } from '#adapters/system/logger.ts'
import { type CoreMessage, EdgeMessage, messagesIn } from '#protocol/edge/index.ts'

const handshakeTimeoutMs = 3000
const heartbeatMs = 5000
const messageBytesAtMost = 64 * 1024 * 1024
const edgeMessage = Compile(EdgeMessage)

export interface LinkSocketOptions {
  readonly url: string
  readonly secret: string
  readonly logger: Logger
  readonly opened: () => void
  readonly heard: (message: EdgeMessage) => void
  /** An event came that is not in the contract. */
  readonly unreadableEvent: () => void
  /** It broke, or never came about. Not called after `end`. */
  readonly closed: () => void
}

/** RFC 6455 7.4.1: the endpoint is going away. */
const goingAway = 1001

/** One WebSocket to an edge, from the dialling to its end: messages of the contract go through, anything else does not. */
export class LinkSocket {
  readonly #options: LinkSocketOptions
  readonly #socket: WebSocket
  readonly #outbox: Outbox
  #isEnded = false

  constructor(options: LinkSocketOptions) {
    this.#options = options
    this.#socket = new WebSocket(options.url, {
      headers: { authorization: `Bearer ${options.secret}` },
      handshakeTimeout: handshakeTimeoutMs,
      maxPayload: messageBytesAtMost,
      perMessageDeflate: false,
    })
    this.#outbox = new Outbox((frame) => {
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame)
    })
    this.#socket.on('open', () => {
      this.#watch()
      if (!this.#isEnded) options.opened()
    })
    this.#socket.on('message', (bytes) => this.#hear(String(bytes)))
    this.#socket.on('error', (error) => options.logger.debug('Edge link', { error }))
    this.#socket.on('close', () => {
      if (this.#isEnded) return
      this.#isEnded = true
      options.closed()
    })
  }

  say(message: CoreMessage): void {
    this.#outbox.put(message)
  }

  /** Breaks it; nothing is heard of it any more. */
  end(): void {
    this.#isEnded = true
    this.#socket.terminate()
  }

  /** Ends it with a word, so that the edge does not take an orderly stop for a death. */
  sayGoodbye(): void {
    this.#isEnded = true
    this.#outbox.flush()
    this.#socket.close(goingAway)
  }

  #hear(frame: string): void {
    for (const message of messagesIn(frame) ?? [undefined]) this.#take(message)
  }

  #take(message: unknown): void {
    if (this.#isEnded) return
    if (edgeMessage.Check(message)) this.#options.heard(message)
    else {
      const what = nameOf(message)
      this.#options.logger.error('The edge said something that is not in the contract', { what })
      if (what.startsWith('event ')) this.#options.unreadableEvent()
    }
  }

  /** An edge that hangs leaves its socket open: ask it now and then. */
  #watch(): void {
    let isAlive = true
    this.#socket.on('pong', () => {
      isAlive = true
    })
    const beat = () => {
      if (this.#socket.readyState !== WebSocket.OPEN) return
      if (!isAlive) {
        this.#options.logger.warn('The edge does not answer')
        this.#socket.terminate()
        return
      }
      isAlive = false
      this.#socket.ping()
      setTimeout(beat, heartbeatMs).unref()
    }
    beat()
  }
}

/** What kind of thing was said, in the contract's words alone: the rest may be somebody's name and number. */
function nameOf(message: unknown): string {
  const typeOf = (thing: unknown) => {
    const type = typeof thing === 'object' && thing !== null && 'type' in thing ? thing.type : undefined
    return typeof type === 'string' && /^[a-z.-]{1,40}$/.test(type) ? type : 'nameless'
  }
  const isAround = typeof message === 'object' && message !== null && 'event' in message
  return isAround ? `${typeOf(message)} ${typeOf(message.event)}` : typeOf(message)
}
