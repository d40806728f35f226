import { WebSocket } from 'ws'
import type { AgentId, PersonId } from '#kernel/ids.ts'
import type { RouteName } from '#protocol/http/index.ts'
import type { DeskInteraction, DeskOffer, StreamToPage } from '#protocol/realtime/index.ts'
import { type ApiClient, type CallOptions, signIn } from '../peers/api.ts'

/** Somebody at a desk without a browser: sees what the desk shows, and does what its buttons do. */
export class Agent {
  readonly api: ApiClient
  readonly agentId: AgentId
  readonly personId: PersonId
  /** Answers that no button should get. */
  readonly surprises: string[] = []
  readonly #socket: WebSocket
  readonly #entries = new Map<string, unknown>()
  #changed: (() => void)[] = []

  private constructor(api: ApiClient, socket: WebSocket, who: { agentId: AgentId; personId: PersonId }) {
    this.api = api
    this.agentId = who.agentId
    this.personId = who.personId
    this.#socket = socket
    socket.on('message', (bytes) => this.#hear(JSON.parse(String(bytes)) as StreamToPage))
  }

  static async signIn(httpUrl: string, email: string, password: string): Promise<Agent> {
    const api = await signIn(httpUrl, email, password)
    const { agentId, personId } = await api.call('me')
    if (!agentId) throw new Error(`${email} has no station`)
    const socket = new WebSocket(`${httpUrl.replace('http', 'ws')}/api/v1/stream`, {
      headers: { cookie: api.cookie, origin: httpUrl },
    })
    await new Promise((resolve, reject) => {
      socket.once('open', resolve)
      socket.once('error', reject)
    })
    const agent = new Agent(api, socket, { agentId, personId })
    socket.send(JSON.stringify({ type: 'subscribe', topic: 'desk' }))
    await agent.until(() => agent.#entries.get('presence') !== undefined)
    return agent
  }

  get offers(): readonly DeskOffer[] {
    return this.#of<DeskOffer>('offer:')
  }

  get interactions(): readonly DeskInteraction[] {
    return this.#of<DeskInteraction>('interaction:')
  }

  interaction(interactionId: string): DeskInteraction | undefined {
    return this.#entries.get(`interaction:${interactionId}`) as DeskInteraction | undefined
  }

  get monitoring(): { readonly interactionId: string; readonly mode: string } | undefined {
    return this.#entries.get('monitoring') as { interactionId: string; mode: string } | undefined
  }

  get isAvailable(): boolean {
    return (this.#entries.get('presence') as { presence: string } | undefined)?.presence === 'available'
  }

  get isReachable(): boolean {
    return (this.#entries.get('station') as { isReachable: boolean } | undefined)?.isReachable === true
  }

  /** Waits until it is so; false when it was not within `withinMs`. */
  async until(isSo: () => boolean, withinMs = 15_000): Promise<boolean> {
    const untilMs = Date.now() + withinMs
    while (!isSo()) {
      const leftMs = untilMs - Date.now()
      if (leftMs <= 0) return false
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs)
        this.#changed.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
    return true
  }

  /**
   * Presses a button; whether it was granted. What a call in motion refuses is refused (the caller may have hung up
   * meanwhile); only that Parley failed is a surprise.
   */
  async does<Name extends RouteName>(name: Name, more?: CallOptions<Name>): Promise<boolean> {
    const answer = await this.api.raw(name, more)
    const text = await answer.text()
    if (answer.status === 500) this.surprises.push(`${name}: ${answer.status} ${text}`)
    return answer.ok
  }

  close(): void {
    this.#socket.terminate()
  }

  #of<Entry>(prefix: string): readonly Entry[] {
    return [...this.#entries].filter(([key]) => key.startsWith(prefix)).map(([, entry]) => entry as Entry)
  }

  #hear(message: StreamToPage): void {
    if (message.type === 'snapshot') {
      this.#entries.clear()
      for (const [key, entry] of Object.entries(message.entries)) this.#entries.set(key, entry)
    } else if (message.type === 'delta') {
      for (const [key, entry] of Object.entries(message.set)) this.#entries.set(key, entry)
      for (const key of message.remove) this.#entries.delete(key)
    } else return
    for (const resolve of this.#changed.splice(0)) resolve()
  }
}
