import type { HeaderList } from '../message/header-list.ts'
import { parseNameAddress } from '../message/name-address.ts'
import { areUrisEqual, parseUri, type SipUri, serializeUri } from '../message/uri.ts'

/** Nobody is followed further, whatever was asked for. */
const maxRedirects = 5

/**
 * RFC 3261 8.1.3.4, within bounds: where a 3xx sends us, the peer's preferred first, to allowed hosts only and nowhere twice. A
 * stranger's 302 could otherwise have us call anybody, on whose account is another question.
 */
export class Redirection {
  readonly #hosts: ReadonlySet<string>
  #left: number
  readonly #seen: SipUri[] = []
  #waiting: { readonly uri: SipUri; readonly q: number }[] = []

  /** @param uri where the call goes first; its host is allowed */
  constructor(uri: string, bounds: { readonly max: number; readonly hosts: readonly string[] } | undefined) {
    const parsed = parseUri(uri)
    const own = parsed.ok ? [parsed.value] : []
    this.#seen.push(...own)
    this.#hosts = new Set([...own.map(({ host }) => host), ...(bounds?.hosts ?? []).map((host) => host.toLowerCase())])
    this.#left = Math.min(bounds?.max ?? 0, maxRedirects)
  }

  /** Adds the targets of a 3xx. */
  learn(headers: HeaderList): void {
    for (const value of headers.list('contact').slice(0, 10)) {
      const address = parseNameAddress(value)
      const uri = address.ok ? parseUri(address.value.uri) : undefined
      if (!address.ok || !uri?.ok || uri.value.scheme === 'tel' || !this.#hosts.has(uri.value.host)) continue
      // 19.1.5: no method, no headers in a Request-URI.
      const parameters = new Map(uri.value.parameters)
      parameters.delete('method')
      const target: SipUri = { ...uri.value, parameters, headers: '' }
      if (this.#seen.some((seen) => areUrisEqual(seen, target))) continue
      this.#seen.push(target)
      const q = Number(address.value.parameters.get('q') ?? 1)
      this.#waiting.push({ uri: target, q: q >= 0 && q <= 1 ? q : 0 })
    }
    this.#waiting = this.#waiting.toSorted((a, b) => b.q - a.q).slice(0, 10)
  }

  /** The next to try; undefined: none is left, or enough have been tried. */
  next(): { readonly uri: string; readonly parsed: SipUri } | undefined {
    const found = this.#left > 0 ? this.#waiting.shift() : undefined
    if (found === undefined) return undefined
    this.#left--
    return { uri: serializeUri(found.uri), parsed: found.uri }
  }
}
