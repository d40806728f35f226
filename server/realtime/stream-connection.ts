import type { AgentId } from '#kernel/ids.ts'
import type { ErrorCode } from '#protocol/errors/index.ts'
import { type StreamToPage, streamCloseCodes, type TopicName, topicNames } from '#protocol/realtime/index.ts'
import { type Caller, may } from '../accounts/caller.ts'
import { TokenBuckets } from '../api/token-bucket.ts'
import { deskOf, type Subscriber, type TopicHub, type TopicKey } from './hub.ts'
import { readPageMessage } from './page-messages.ts'
import type { TopicSnapshot } from './topic-log.ts'

/** The part of a WebSocket that a connection needs. */
export interface PageSocket {
  /** Bytes that were sent and did not leave yet. */
  readonly bufferedAmount: number
  send(text: string): void
  close(code: number, reason: string): void
}

/** What a page may leave unread. A floor of a thousand agents is a snapshot of some 200 KiB. */
export const unreadBytesAtMost = 4 * 1024 * 1024

const permissionsOf: Readonly<Record<TopicName, readonly string[]>> = {
  desk: ['calls.take'],
  queues: ['signed-in'],
  agents: ['floor.watch'],
  // It shows who calls whom.
  telephony: ['telephony.read', 'interactions.read.any'],
  alarms: ['floor.watch'],
  parked: ['calls.take'],
  // Who calls stands in it, and the customer's name: what the history says, for whom it says that of everybody.
  calls: ['floor.watch', 'interactions.read.any'],
  waiting: ['floor.watch', 'interactions.read.any'],
}

/**
 * One page's end of the stream: what it asks for is checked here, and what it cannot take in time closes it. It comes back,
 * and a snapshot is less than all that it did not read.
 */
export class StreamConnection implements Subscriber {
  readonly caller: Caller
  readonly #socket: PageSocket
  readonly #hub: TopicHub
  readonly #origin: string
  readonly #clock: { wallMs(): number; monotonicMs(): number }
  readonly #following = new Map<TopicName, TopicKey>()
  // A page says a few words when it opens and a ping now and then.
  readonly #words = new TokenBuckets({ perMinute: 300, burst: 60 }, 1)
  #isClosed = false

  constructor(
    socket: PageSocket,
    caller: Caller,
    services: { hub: TopicHub; origin: string; clock: { wallMs(): number; monotonicMs(): number } },
  ) {
    this.#socket = socket
    this.caller = caller
    this.#hub = services.hub
    this.#origin = services.origin
    this.#clock = services.clock
    this.#say({ type: 'hello', origin: this.#origin, serverTimeMs: this.#clock.wallMs() })
  }

  received(text: string): void {
    if (this.#isClosed) return
    if (this.#words.take('', this.#clock.monotonicMs()) > 0) {
      this.close('tooMuch')
      return
    }
    const message = readPageMessage(text)
    if (!message) {
      this.close('malformed')
      return
    }
    if (message.type === 'ping') this.#say({ type: 'pong', serverTimeMs: this.#clock.wallMs() })
    else if (message.type === 'unsubscribe') this.#unfollow(message.topic as TopicName)
    else this.#follow(message.topic, message.resume?.origin === this.#origin ? message.resume.position : undefined)
  }

  /** Stops following; the socket itself is closed with `reason`. Harmless when repeated. */
  close(reason: keyof typeof streamCloseCodes): void {
    this.ended()
    this.#socket.close(streamCloseCodes[reason], reason)
  }

  /** The socket is gone. */
  ended(): void {
    this.#isClosed = true
    for (const topic of [...this.#following.keys()]) this.#unfollow(topic)
  }

  snapshot(topic: TopicName, { position, entries }: TopicSnapshot): void {
    this.#say({ type: 'snapshot', topic, position, entries })
  }

  delta(text: string): void {
    this.#send(text)
  }

  #follow(name: string, position: number | undefined): void {
    const topic = topicNames.find((known) => known === name)
    const refused = !topic ? 'stream.no-such-topic' : this.#refusalOf(topic)
    if (!topic || refused) {
      this.#say({ type: 'refused', topic: name, code: refused ?? 'stream.no-such-topic' })
      return
    }
    const key = topic === 'desk' ? deskOf(this.caller.agentId as AgentId) : topic
    // Asking again is asking for a snapshot: the page lost what it had.
    this.#unfollow(topic)
    this.#following.set(topic, key)
    this.#hub.subscribe(key, this, position)
  }

  #unfollow(topic: TopicName): void {
    const key = this.#following.get(topic)
    if (key) this.#hub.unsubscribe(key, this)
    this.#following.delete(topic)
  }

  #refusalOf(topic: TopicName): ErrorCode | undefined {
    if (!permissionsOf[topic].every((permission) => may(this.caller, permission))) return 'permission.denied'
    return topic === 'desk' && this.caller.agentId === undefined ? 'agent.not-an-agent' : undefined
  }

  #say(message: StreamToPage): void {
    this.#send(JSON.stringify(message))
  }

  #send(text: string): void {
    if (this.#isClosed) return
    if (this.#socket.bufferedAmount > unreadBytesAtMost) this.close('tooSlow')
    else this.#socket.send(text)
  }
}
