import { failure, type Result, success } from '#kernel/result.ts'
import type { CallContext } from '../call/call-context.ts'
import type { CommandRefusal, Destination, RegistrationHandle, RegistrationRequest } from '../engine-contract.ts'
import type { Flow } from '../flow.ts'
import { encodedUser, parseUri } from '../message/uri.ts'
import { RegistrationClient } from './registration-client.ts'

/** Carriers that one installation can have, with room for those that are being replaced. */
const mostRegistrations = 2_000

/** The registrations that we keep at other registrars (RFC 3261 10.2). */
export class RegistrationClients {
  readonly #context: CallContext
  readonly #flowTo: (destination: Destination) => Flow | undefined
  readonly #clients = new Map<RegistrationHandle, RegistrationClient>()

  constructor(context: CallContext, flowTo: (destination: Destination) => Flow | undefined) {
    this.#context = context
    this.#flowTo = flowTo
  }

  /** Sends the first REGISTER. Each outcome is told by `registrationResult`. */
  start(request: RegistrationRequest): Result<RegistrationHandle, CommandRefusal> {
    if (this.#clients.size >= mostRegistrations) return failure('tooManyCalls')
    const isSound = parseUri(`sip:${encodedUser(request.user)}@${request.domain}`).ok
    if (!isSound || (request.route !== undefined && !parseUri(request.route).ok)) return failure('badUri')
    if (request.destinations.length === 0) return failure('noRoute')
    const handle = this.#context.newTag() as RegistrationHandle
    const client = new RegistrationClient({
      context: this.#context,
      handle,
      request,
      flowTo: this.#flowTo,
      onOver: () => this.#clients.delete(handle),
    })
    this.#clients.set(handle, client)
    return success(handle)
  }

  setDestinations(handle: RegistrationHandle, destinations: readonly Destination[]): void {
    this.#clients.get(handle)?.setDestinations(destinations)
  }

  refresh(handle: RegistrationHandle): void {
    this.#clients.get(handle)?.refresh()
  }

  connectionLost(flow: Flow): void {
    for (const client of this.#clients.values()) client.connectionLost(flow)
  }

  remove(handle: RegistrationHandle): void {
    this.#clients.get(handle)?.remove()
  }
}
