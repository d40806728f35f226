import type { Flow } from '../flow.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { type NameAddress, parseNameAddress } from '../message/name-address.ts'
import { readable } from '../message/octet-text.ts'
import { areUrisEqual, parseUri, type SipUri } from '../message/uri.ts'
import { type OutboundFlow, outboundFlow, pathOf } from './contact-identity.ts'

/** RFC 3261 10: where a user can be reached, for so long. */
export interface Binding {
  readonly uri: string
  readonly parsedUri: SipUri
  readonly flow: Flow
  readonly callId: string
  readonly sequence: number
  readonly registeredAtMs: number
  readonly expiresAtMs: number
  readonly userAgent?: string
  /** RFC 5626: the same telephone over the same of its ways replaces this, whatever its URI says by then. */
  readonly outbound?: OutboundFlow
  /** RFC 3327: Route for what is sent to it. */
  readonly path: readonly string[]
}

export interface RegistrarLimits {
  readonly maxRegisteredUsers: number
  readonly maxContactsPerUser: number
  readonly minExpiresS: number
  readonly maxExpiresS: number
}

export type RegisterOutcome =
  /** 200 with these Contact values. `isOutbound`: at least one of the request's contacts is a flow of RFC 5626. */
  | {
      readonly kind: 'accepted'
      readonly contacts: readonly string[]
      readonly hasChanged: boolean
      readonly isOutbound?: true
    }
  | { readonly kind: 'intervalTooBrief'; readonly minExpiresS: number }
  | { readonly kind: 'refused'; readonly status: 400 | 403 | 416 | 500 | 503 }

const defaultExpiresS = 3_600

/** The location service. Whose binding it is has been proved before (10.3 step 4). */
export class Registrar {
  readonly #limits: RegistrarLimits
  readonly #users = new Map<string, Binding[]>()
  /** Who has registered over which connection, so that the end of one costs no look at all users; some have left it since. */
  readonly #usersByConnection = new Map<string, Set<string>>()

  constructor(limits: RegistrarLimits) {
    this.#limits = limits
  }

  get registeredUsers(): number {
    return this.#users.size
  }

  /** The newest first, none of them expired. */
  bindings(user: string, nowMs: number): readonly Binding[] {
    return (this.#users.get(user) ?? []).filter((binding) => binding.expiresAtMs > nowMs)
  }

  /** 10.3 steps 6 to 8: all contacts of the request, or none of them. */
  register(user: string, incoming: IncomingRequest, nowMs: number): RegisterOutcome {
    const headers = incoming.request.headers
    const contacts = headers.list('contact')
    const defaultS = expiresOf(headers.get('expires'), defaultExpiresS)
    const before = [...this.bindings(user, nowMs)]

    if (contacts.includes('*')) {
      // 10.2.2: the wildcard only says "remove all", alone and with Expires: 0.
      if (contacts.length !== 1 || headers.get('expires')?.trim() !== '0') return { kind: 'refused', status: 400 }
      if (before.some((binding) => isOutOfOrder(binding, incoming))) return { kind: 'refused', status: 500 }
      this.#store(user, [])
      return { kind: 'accepted', contacts: [], hasChanged: before.length > 0 }
    }

    let bindings = before
    let isOutbound = false
    const path = pathOf(incoming)
    if (path === undefined) return { kind: 'refused', status: 400 }
    for (const contact of contacts) {
      const address = parseNameAddress(contact)
      if (!address.ok) return { kind: 'refused', status: 400 }
      const uri = parseUri(address.value.uri)
      if (!uri.ok) return { kind: 'refused', status: uri.error === 'malformed' ? 400 : 416 }
      if (uri.value.scheme === 'tel') return { kind: 'refused', status: 416 }
      const wantedS = wantedExpiresS(address.value, defaultS)
      if (wantedS > 0 && wantedS < this.#limits.minExpiresS) {
        return { kind: 'intervalTooBrief', minExpiresS: this.#limits.minExpiresS }
      }
      const outbound = outboundFlow(address.value, incoming)
      const isSame = (binding: Binding) =>
        outbound !== undefined && binding.outbound !== undefined
          ? binding.outbound.instance === outbound.instance && binding.outbound.regId === outbound.regId
          : areUrisEqual(binding.parsedUri, uri.value)
      const old = bindings.find(isSame)
      if (old !== undefined && before.includes(old) && isOutOfOrder(old, incoming))
        return { kind: 'refused', status: 500 }
      bindings = bindings.filter((binding) => binding !== old)
      if (outbound !== undefined) isOutbound = true
      if (wantedS === 0) continue
      const userAgent = headers.get('user-agent')
      bindings = [
        {
          uri: address.value.uri,
          parsedUri: uri.value,
          flow: incoming.flow,
          callId: incoming.callId,
          sequence: incoming.sequence,
          registeredAtMs: nowMs,
          expiresAtMs: nowMs + Math.min(wantedS, this.#limits.maxExpiresS) * 1000,
          ...(userAgent === undefined ? {} : { userAgent: readable(userAgent).slice(0, 128) }),
          ...(outbound === undefined ? {} : { outbound }),
          path,
        },
        ...bindings,
      ]
    }
    // A phone that changes its port leaves old contacts behind: the oldest makes room.
    bindings = bindings.slice(0, this.#limits.maxContactsPerUser)
    if (before.length === 0 && bindings.length > 0 && this.#users.size >= this.#limits.maxRegisteredUsers) {
      return { kind: 'refused', status: 503 }
    }
    if (contacts.length > 0) this.#store(user, bindings)
    return {
      kind: 'accepted',
      contacts: bindings.map((one) => contactText(one, nowMs)),
      hasChanged: contacts.length > 0,
      ...(isOutbound ? { isOutbound } : {}),
    }
  }

  /** When the first of the user's bindings ends. */
  nextExpiryMs(user: string): number | undefined {
    const bindings = this.#users.get(user)
    return bindings === undefined ? undefined : Math.min(...bindings.map((binding) => binding.expiresAtMs))
  }

  /** Takes out what has expired. @returns whether something had */
  expire(user: string, nowMs: number): boolean {
    return this.#keep(user, (binding) => binding.expiresAtMs > nowMs)
  }

  /** Takes all of a user's bindings out. @returns whether there were any */
  forget(user: string): boolean {
    return this.#keep(user, () => false)
  }

  /** RFC 5626 5.3: what was registered over a connection cannot be reached when it is gone. @returns whose that was */
  connectionLost(connectionId: string): string[] {
    const users = [...(this.#usersByConnection.get(connectionId) ?? [])]
    this.#usersByConnection.delete(connectionId)
    return users.filter((user) => this.#keep(user, (binding) => binding.flow.connectionId !== connectionId))
  }

  #keep(user: string, stays: (binding: Binding) => boolean): boolean {
    const bindings = this.#users.get(user) ?? []
    const kept = bindings.filter(stays)
    if (kept.length === bindings.length) return false
    this.#store(user, kept)
    return true
  }

  #store(user: string, bindings: Binding[]): void {
    if (bindings.length === 0) this.#users.delete(user)
    else this.#users.set(user, bindings)
    for (const { connectionId } of bindings.map(({ flow }) => flow)) {
      if (connectionId === undefined) continue
      const users = this.#usersByConnection.get(connectionId) ?? new Set()
      this.#usersByConnection.set(connectionId, users.add(user))
    }
  }
}

/** 10.3 step 7: within one Call-ID a later request has a higher CSeq. */
function isOutOfOrder(binding: Binding, incoming: IncomingRequest): boolean {
  return binding.callId === incoming.callId && incoming.sequence <= binding.sequence
}

function contactText({ uri, outbound, expiresAtMs }: Binding, nowMs: number): string {
  const flow = outbound === undefined ? '' : `;+sip.instance=${outbound.instance};reg-id=${outbound.regId}`
  return `<${uri}>${flow};expires=${Math.max(1, Math.ceil((expiresAtMs - nowMs) / 1000))}`
}

function wantedExpiresS(address: NameAddress, defaultS: number): number {
  return expiresOf(address.parameters.get('expires'), defaultS)
}

/** 10.2.1.1 and 20.19: malformed values count as the default, overlarge ones are cut. */
function expiresOf(text: string | undefined, defaultS: number): number {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return defaultS
  return Math.min(Number(text), 2 ** 32 - 1)
}
