import { WebSocket } from 'ws'
import type { CommandId, LegId } from '#kernel/ids.ts'
import {
  type EdgeCommand,
  type EdgeCommandType,
  type EdgeEvent,
  type EdgeEventOf,
  type EdgeEventType,
  type EdgeMessage,
  edgeLinkVersion,
  messagesIn,
} from '#protocol/edge/index.ts'

type Welcome = Extract<EdgeMessage, { type: 'welcome' }>
type EventMessage = Extract<EdgeMessage, { type: 'event' }>
type OutcomeMessage = Extract<EdgeMessage, { type: 'outcome' }>

let lastCommand = 0

/** A core for tests: speaks the link's messages and remembers all that it is told. */
export class CoreStandIn {
  welcome: Welcome | undefined
  refused: Extract<EdgeMessage, { type: 'refused' }> | undefined
  isClosed = false
  readonly events: EventMessage[] = []
  readonly outcomes: OutcomeMessage[] = []
  readonly epoch: number
  readonly #socket: WebSocket

  constructor(
    port: number,
    secret: string,
    how: { epoch?: number; acknowledged?: { incarnation: Welcome['incarnation']; seq: number } } = {},
  ) {
    this.epoch = how.epoch ?? 1
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers: { authorization: `Bearer ${secret}` } })
    this.#socket.on('open', () =>
      this.send({
        type: 'hello',
        version: edgeLinkVersion,
        coreName: 'test',
        epoch: this.epoch,
        ...(how.acknowledged ? { acknowledged: how.acknowledged } : {}),
      }),
    )
    this.#socket.on('error', () => {})
    this.#socket.on('close', () => {
      this.isClosed = true
    })
    this.#socket.on('message', (bytes) => {
      for (const message of messagesIn(String(bytes)) as readonly EdgeMessage[]) this.#hear(message)
    })
  }

  #hear(message: EdgeMessage): void {
    if (message.type === 'welcome') this.welcome = message
    else if (message.type === 'refused') this.refused = message
    else if (message.type === 'event') this.events.push(message)
    else this.outcomes.push(message)
  }

  send(message: object): void {
    this.#socket.send(JSON.stringify(message))
  }

  /** Gives a command and waits for its outcome; a refusal is thrown with its code. */
  async command<T extends EdgeCommandType>(
    command: Extract<EdgeCommand, { type: T }>,
  ): Promise<Record<string, string>> {
    const outcome = await this.ask(command)
    if (!outcome.ok) throw new Error(`${command.type}: ${outcome.error.code}: ${outcome.error.sentence}`)
    return outcome.value
  }

  async ask(command: EdgeCommand, id = `c${++lastCommand}`, epoch = this.epoch): Promise<OutcomeMessage['outcome']> {
    const before = this.outcomes.length
    this.send({ type: 'command', id: id as CommandId, epoch, command })
    return until(() => this.outcomes.slice(before).find((outcome) => outcome.id === id)?.outcome)
  }

  eventsOf<T extends EdgeEventType>(type: T): EdgeEventOf<T>[] {
    return this.events
      .map(({ event }) => event)
      .filter((event): event is EdgeEventOf<T> & EdgeEvent => event.type === type)
  }

  /** The first event of this type, for this leg if one is named. */
  async event<T extends EdgeEventType>(type: T, legId?: LegId): Promise<EdgeEventOf<T>> {
    return until(() =>
      this.eventsOf(type).find((event) => legId === undefined || ('legId' in event && event.legId === legId)),
    )
  }

  close(): void {
    this.#socket.terminate()
  }
}

/** Waits until `look` finds something. */
export async function until<Value>(look: () => Value | undefined | false, withinMs = 15_000): Promise<Value> {
  const giveUpAt = Date.now() + withinMs
  for (;;) {
    const found = look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > giveUpAt) throw new Error(`nothing within ${withinMs} ms: ${look}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
