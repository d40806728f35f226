import type { DigestServer } from '../authentication/digest-server.ts'
import type { CallContext } from '../call/call-context.ts'
import { makeResponse, type ResponseParts } from '../call/response.ts'
import type { RegisteredContact } from '../engine-contract.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { octets, readable } from '../message/octet-text.ts'
import { decodedUser, parseUri } from '../message/uri.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import { speaks } from './contact-identity.ts'
import { FlowKeepAlives, flowTimerS } from './flow-keep-alives.ts'
import { type Binding, Registrar, type RegistrarLimits } from './registrar.ts'

/** Answers REGISTER (RFC 3261 10.3) and tells of what becomes of the bindings. */
export class RegistrationService {
  readonly #context: CallContext
  readonly #digest: DigestServer
  readonly #registrar: Registrar
  readonly #keepAlives: FlowKeepAlives
  readonly #onChanged: (user: string) => void
  /** One timer a user, for the first of their bindings to end. */
  readonly #expiry = new Map<string, TimerEntry<() => void>>()

  /** @param changed a user's bindings are others than before, or were confirmed */
  constructor(
    context: CallContext,
    digest: DigestServer,
    limits: RegistrarLimits,
    changed: (user: string) => void = () => {},
  ) {
    this.#onChanged = changed
    this.#context = context
    this.#digest = digest
    this.#registrar = new Registrar(limits)
    this.#keepAlives = new FlowKeepAlives(context)
  }

  get registeredUsers(): number {
    return this.#registrar.registeredUsers
  }

  bindings(user: string): readonly Binding[] {
    return this.#registrar.bindings(octets(user), this.#context.nowMs)
  }

  contacts(user: string): readonly RegisteredContact[] {
    return this.bindings(user).map((binding) => ({
      uri: readable(binding.uri),
      flow: binding.flow,
      sinceMs: binding.registeredAtMs,
      expiresAtMs: binding.expiresAtMs,
      ...(binding.path.length === 0 ? {} : { path: binding.path.map(readable) }),
      ...(binding.userAgent === undefined ? {} : { userAgent: binding.userAgent }),
    }))
  }

  onRegister(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const parts = this.#answer(incoming)
    this.#context.transactions.respond(
      transaction,
      makeResponse(incoming.request, this.#context.productName, { toTag: this.#context.newTag(), ...parts }),
    )
  }

  #answer(incoming: IncomingRequest): ResponseParts {
    const verdict = authenticate(this.#context, this.#digest, incoming)
    if (verdict.kind === 'refused') return verdict.parts
    const to = parseUri(incoming.to.uri)
    if (!to.ok) return { status: to.error === 'unsupportedScheme' ? 416 : 400 }
    // 10.3 step 4: one may register oneself only.
    const user = decodedUser(to.value.user)
    if (user !== verdict.user) return { status: 403 }

    const outcome = this.#registrar.register(octets(user), incoming, this.#context.nowMs)
    if (outcome.kind === 'refused') return { status: outcome.status }
    if (outcome.kind === 'intervalTooBrief') {
      return { status: 423, headers: [['min-expires', String(outcome.minExpiresS)]] }
    }
    if (outcome.hasChanged) this.#changed(user)
    const headers: [string, string][] = outcome.contacts.map((contact) => ['contact', contact])
    // RFC 3327 5.3: so that the telephone sees which way it will be reached.
    if (speaks(incoming, 'path')) for (const hop of incoming.request.headers.list('path')) headers.push(['path', hop])
    // RFC 5626 6
    if (outcome.isOutbound) headers.push(['require', 'outbound'], ['flow-timer', String(flowTimerS)])
    return { status: 200, headers }
  }

  /** The user may not be reached any more by what they have registered. */
  forget(user: string): void {
    if (this.#registrar.forget(octets(user))) this.#changed(user)
  }

  connectionLost(connectionId: string): void {
    for (const user of this.#registrar.connectionLost(connectionId)) this.#changed(readable(user))
  }

  #changed(user: string): void {
    this.#context.emit({ type: 'registrationChanged', user, contacts: this.contacts(user) })
    this.#keepAlives.watch(user, this.bindings(user))
    this.#onChanged(user)
    this.#context.cancelTimer(this.#expiry.get(user))
    this.#expiry.delete(user)
    const nextMs = this.#registrar.nextExpiryMs(octets(user))
    if (nextMs === undefined) return
    const entry = this.#context.after(nextMs - this.#context.nowMs, () => {
      this.#expiry.delete(user)
      if (this.#registrar.expire(octets(user), this.#context.nowMs)) this.#changed(user)
    })
    this.#expiry.set(user, entry)
  }
}

export type Authentication =
  | { readonly kind: 'authenticated'; readonly user: string }
  | { readonly kind: 'refused'; readonly parts: ResponseParts }

/**
 * RFC 3261 22.2: the user, or the response that asks for credentials.
 * @param forHelp an emergency call: what its credentials were signed for is not asked, only who signed them
 */
export function authenticate(
  context: CallContext,
  digest: DigestServer,
  incoming: IncomingRequest,
  forHelp = false,
): Authentication {
  const verdict = digest.check(incoming, context.nowMs)
  if (verdict.kind === 'authenticated') return verdict
  if (verdict.kind === 'signed-for-another') {
    return forHelp ? { kind: 'authenticated', user: verdict.user } : { kind: 'refused', parts: { status: 400 } }
  }
  if (verdict.wrongUser !== undefined) {
    context.emit({
      type: 'authenticationFailed',
      user: verdict.wrongUser.slice(0, 128),
      flow: incoming.flow,
      isLocked: verdict.isLocked,
    })
  }
  const headers = verdict.challenges.map((value) => ['www-authenticate', value] as const)
  return { kind: 'refused', parts: { status: 401, headers } }
}
