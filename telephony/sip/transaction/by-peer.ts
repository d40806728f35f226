import type { Flow } from '../flow.ts'

/** Transactions by whom they are with, so that one lost connection costs a look at its own and not at all of them. */
export class ByPeer<Item extends { readonly flow: Flow }> {
  readonly #items = new Map<string, Set<Item>>()

  add(item: Item): void {
    const key = keyOf(item.flow)
    const items = this.#items.get(key)
    if (items === undefined) this.#items.set(key, new Set([item]))
    else items.add(item)
  }

  /** Before its flow changes, and when it is over. */
  remove(item: Item): void {
    const key = keyOf(item.flow)
    const items = this.#items.get(key)
    if (items?.delete(item) === true && items.size === 0) this.#items.delete(key)
  }

  /** A copy: they may end while they are looked at. */
  with(flow: Flow): Item[] {
    return [...(this.#items.get(keyOf(flow)) ?? [])]
  }

  get peers(): number {
    return this.#items.size
  }
}

/** A request may have left before its connection had a name, so the far end is what all of them share. */
const keyOf = ({ transport, remote }: Flow): string => `${transport}|${remote.address}|${remote.port}`
