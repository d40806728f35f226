import { lookup, Resolver } from 'node:dns/promises'
import { isIP } from 'node:net'

/** The records that finding a SIP server needs (RFC 3263), as DNS has them. */
export interface DnsRecords {
  readonly pointers?: readonly DnsPointer[]
  readonly services?: readonly DnsService[]
  readonly addresses?: readonly string[]
}
export interface DnsPointer {
  readonly order: number
  readonly preference: number
  readonly flags: string
  readonly service: string
  readonly replacement: string
}
export interface DnsService {
  readonly priority: number
  readonly weight: number
  readonly port: number
  readonly target: string
}

export interface DnsOptions {
  /** `address` or `address:port`; absent: the machine's own resolvers. */
  readonly servers?: readonly string[]
  monotonicMs(): number
}

/** One question takes no longer than this, whatever the servers do. */
const timeoutMs = 3_000
const shortestMs = 5_000
const longestMs = 3_600_000
/** Node tells no TTL of NAPTR and SRV records. */
const recordsMs = 60_000
/** What is not there, or nobody answered for: asked again soon. */
const absentMs = 5_000
const mostKept = 1_000

interface Kept {
  readonly records: DnsRecords
  readonly untilMs: number
  /** When the server last said so; what nobody confirms for too long is forgotten. */
  readonly saidAtMs: number
}

/** Asks DNS for NAPTR, SRV and addresses. Never rejects: what cannot be had is absent. Answers are kept for their time, in a bounded memory. */
export class DnsLookup {
  readonly #options: DnsOptions
  readonly #resolver = new Resolver({ timeout: 1_000, tries: 2 })
  readonly #kept = new Map<string, Kept>()
  readonly #open = new Map<string, Promise<Kept & { readonly isSilence: boolean }>>()

  constructor(options: DnsOptions) {
    this.#options = options
    if (options.servers !== undefined) this.#resolver.setServers(options.servers)
  }

  async ask(question: { readonly kind: 'naptr' | 'srv' | 'address'; readonly name: string }): Promise<DnsRecords> {
    const name = question.name.toLowerCase().replace(/\.$/, '')
    const key = `${question.kind} ${name}`
    const known = this.#kept.get(key)
    if (known !== undefined && known.untilMs > this.#options.monotonicMs()) return known.records
    // Calls that begin together ask once.
    let asking = this.#open.get(key)
    if (asking === undefined) {
      asking = this.#fetch(question.kind, name).finally(() => this.#open.delete(key))
      this.#open.set(key, asking)
    }
    const { isSilence, ...fresh } = await asking
    // RFC 8767: a server that has stopped answering does not take away what it said before.
    const isStaleFit = isSilence && known !== undefined && fresh.saidAtMs - known.saidAtMs < longestMs
    const kept = isStaleFit ? { ...known, untilMs: fresh.untilMs } : fresh
    this.#keep(key, kept)
    return kept.records
  }

  #keep(key: string, kept: Kept): void {
    this.#kept.delete(key)
    this.#kept.set(key, kept)
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break
      this.#kept.delete(oldest)
    }
  }

  async #fetch(kind: 'naptr' | 'srv' | 'address', name: string): Promise<Kept & { readonly isSilence: boolean }> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, undefined)
    })
    const asked = this.#resolve(kind, name).catch((error: NodeJS.ErrnoException) =>
      // The server has said that there is no such name, or no such record.
      error.code === 'ENOTFOUND' || error.code === 'ENODATA' ? { records: {}, forMs: absentMs } : undefined,
    )
    const found = await Promise.race([asked, timeout])
    clearTimeout(timer)
    const saidAtMs = this.#options.monotonicMs()
    if (found === undefined) return { records: {}, untilMs: saidAtMs + absentMs, saidAtMs, isSilence: true }
    const untilMs = saidAtMs + Math.min(Math.max(found.forMs, shortestMs), longestMs)
    return { records: found.records, untilMs, saidAtMs, isSilence: false }
  }

  async #resolve(kind: 'naptr' | 'srv' | 'address', name: string): Promise<{ records: DnsRecords; forMs: number }> {
    if (kind === 'naptr') return { records: { pointers: await this.#resolver.resolveNaptr(name) }, forMs: recordsMs }
    if (kind === 'srv') {
      const services = (await this.#resolver.resolveSrv(name)).map((one) => ({
        priority: one.priority,
        weight: one.weight,
        port: one.port,
        target: one.name,
      }))
      return { records: { services }, forMs: recordsMs }
    }
    return this.#addresses(name)
  }

  async #addresses(name: string): Promise<{ records: DnsRecords; forMs: number }> {
    if (isIP(name) !== 0) return { records: { addresses: [name] }, forMs: longestMs }
    const asked = await Promise.allSettled([
      this.#resolver.resolve4(name, { ttl: true }),
      this.#resolver.resolve6(name, { ttl: true }),
    ])
    const found = asked.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    if (found.length > 0) {
      const forMs = Math.min(...found.map(({ ttl }) => ttl)) * 1000
      return { records: { addresses: found.map(({ address }) => address) }, forMs }
    }
    // Names of the machine's own files (hosts, containers) that no DNS server knows.
    const refused = asked.find((one) => one.status === 'rejected')
    if (this.#options.servers !== undefined) throw refused?.reason ?? new Error('no address')
    const local = await lookup(name, { all: true })
    return { records: { addresses: local.map(({ address }) => address) }, forMs: recordsMs }
  }
}
