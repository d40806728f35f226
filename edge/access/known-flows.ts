import { type Flow, flowKey } from '#telephony/sip/flow.ts'
import { sourceKey } from '#telephony/sip/guard/source-address.ts'

const signedForMs = 3_600_000
const sourceSignedForMs = 86_400_000
const mostSigned = 20_000

/** The paths over which users of ours have proved who they are: registered phones, and whoever signed a call of late. Bounded. */
export class KnownFlows {
  readonly #byUser = new Map<string, readonly Flow[]>()
  /** How many bindings each flow carries. */
  readonly #registered = new Map<string, number>()
  readonly #signed = new Map<string, number>()
  readonly #sources = new Map<string, number>()

  /** A user's bindings are these now. */
  registered(user: string, flows: readonly Flow[], nowMs: number): void {
    for (const flow of this.#byUser.get(user) ?? []) this.#count(flowKey(flow), -1)
    for (const flow of flows) {
      this.#count(flowKey(flow), 1)
      remember(this.#sources, sourceKey(flow.remote.address), nowMs + sourceSignedForMs)
    }
    if (flows.length === 0) this.#byUser.delete(user)
    else this.#byUser.set(user, flows)
  }

  /** A call over this path was signed rightly. */
  signed(flow: Flow, nowMs: number): void {
    remember(this.#signed, flowKey(flow), nowMs + signedForMs)
    remember(this.#sources, sourceKey(flow.remote.address), nowMs + sourceSignedForMs)
  }

  has(flow: Flow, nowMs: number): boolean {
    if (this.#registered.size === 0 && this.#signed.size === 0) return false
    const key = flowKey(flow)
    return this.#registered.has(key) || (this.#signed.get(key) ?? 0) > nowMs
  }

  /** Whether this user's phone registered from that address, maybe from another port. */
  isUserAt(user: string, address: string): boolean {
    return this.#byUser.get(user)?.some((flow) => flow.remote.address === address) ?? false
  }

  /** Somebody there has proved to be a user of ours within a day: what can be forged in its name is not held against it. */
  hasSource(source: string, nowMs: number): boolean {
    return (this.#sources.get(source) ?? 0) > nowMs
  }

  #count(key: string, by: number): void {
    const count = (this.#registered.get(key) ?? 0) + by
    if (count > 0) this.#registered.set(key, count)
    else this.#registered.delete(key)
  }
}

function remember(map: Map<string, number>, key: string, untilMs: number): void {
  map.delete(key)
  if (map.size >= mostSigned) map.delete(map.keys().next().value as string)
  map.set(key, untilMs)
}
