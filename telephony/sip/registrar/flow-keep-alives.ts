import type { CallContext } from '../call/call-context.ts'
import { type Flow, flowKey } from '../flow.ts'
import type { TimerEntry } from '../timer-heap.ts'
import { isIpAddress } from '../transport/local-address.ts'
import type { Binding } from './registrar.ts'

/** Flow-Timer (RFC 5626 10): how often a telephone that keeps its way open by itself should do so. */
export const flowTimerS = 120
/** Address translators forget a UDP flow after 30 s and more (RFC 4787 4.3 asks for two minutes and seldom gets them). */
const datagramIntervalMs = 25_000
/** And connections after some minutes (RFC 5382 5). */
const streamIntervalMs = 90_000

/** RFC 3261 7.5: an empty line before a message is nothing, so every telephone bears it. */
const emptyLine = new Uint8Array([0x0d, 0x0a])
/** On UDP two of them, as RFC 5626 3.5.1 has them on streams: some translators drop what is shorter than four octets. */
const emptyLines = new Uint8Array([0x0d, 0x0a, 0x0d, 0x0a])

/**
 * Keeps the way to registered telephones behind address translators open from our side too: not all of them do it themselves,
 * and a call must find the hole. WebSockets have pings of their own below us.
 */
export class FlowKeepAlives {
  readonly #context: Pick<CallContext, 'after' | 'cancelTimer' | 'chance' | 'transmit'>
  /** By user, then by flow. */
  readonly #running = new Map<string, Map<string, TimerEntry<() => void>>>()

  constructor(context: Pick<CallContext, 'after' | 'cancelTimer' | 'chance' | 'transmit'>) {
    this.#context = context
  }

  /** The user's bindings as they are now; what is not among them any more is left alone from now on. */
  watch(user: string, bindings: readonly Binding[]): void {
    const wanted = new Map(bindings.filter(needsKeepAlive).map(({ flow }) => [flowKey(flow), flow]))
    const running = this.#running.get(user) ?? new Map<string, TimerEntry<() => void>>()
    for (const [key, timer] of running) {
      if (wanted.has(key)) continue
      this.#context.cancelTimer(timer)
      running.delete(key)
    }
    for (const [key, flow] of wanted) if (!running.has(key)) this.#arm(running, key, flow)
    if (running.size === 0) this.#running.delete(user)
    else this.#running.set(user, running)
  }

  #arm(running: Map<string, TimerEntry<() => void>>, key: string, flow: Flow): void {
    const intervalMs = flow.transport === 'udp' ? datagramIntervalMs : streamIntervalMs
    // RFC 5626 4.4.1: 80 to 100 % of it, so that thousands do not come in step.
    const timer = this.#context.after(intervalMs * (0.8 + 0.2 * this.#context.chance()), () => {
      this.#context.transmit(flow, flow.transport === 'udp' ? emptyLines : emptyLine)
      this.#arm(running, key, flow)
    })
    running.set(key, timer)
  }
}

/** A telephone on UDP that calls itself other than where it is heard, and every one on a connection. */
export function needsKeepAlive({ flow, parsedUri, path }: Binding): boolean {
  if (flow.transport === 'ws' || flow.transport === 'wss') return false
  // The proxy before us is no translator; keeping the way open from there on is its part.
  if (path.length > 0) return false
  if (flow.transport !== 'udp') return true
  const { host } = parsedUri
  if (!isIpAddress(host)) return true
  return host !== flow.remote.address.toLowerCase() || (parsedUri.port ?? 5060) !== flow.remote.port
}
