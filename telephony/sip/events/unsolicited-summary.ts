import type { CallContext } from '../call/call-context.ts'
import type { UserState } from '../engine-contract.ts'
import { HeaderList } from '../message/header-list.ts'
import { encodedUser } from '../message/uri.ts'
import { bindingTarget } from '../outgoing-target.ts'
import type { Binding } from '../registrar/registrar.ts'
import { messageSummary } from './message-summary.ts'

/**
 * The message light of telephones that never ask for it (RFC 3842 describes subscriptions; that telephones also take a NOTIFY
 * out of the blue, at their registered contact, is how most of them have it). Told once for each contact and count.
 */
export class UnsolicitedSummary {
  readonly #context: CallContext
  /** By user: what each contact was told last. */
  readonly #told = new Map<string, Map<string, string>>()

  constructor(context: CallContext) {
    this.#context = context
  }

  /** @param bindings as they are now @param isSubscribed the user's telephones asked for it themselves */
  update(user: string, state: UserState | undefined, bindings: readonly Binding[], isSubscribed: boolean): void {
    const before = this.#told.get(user)
    if (bindings.length === 0) {
      this.#told.delete(user)
      return
    }
    if (state === undefined || isSubscribed) return
    const count = `${state.newMessages}/${state.oldMessages}`
    const now = new Map<string, string>()
    for (const binding of bindings) {
      const told = before?.get(binding.uri)
      // A light that was never lit need not be put out.
      if (told === undefined && count === '0/0') continue
      now.set(binding.uri, count)
      if (told !== count) this.#notify(user, state, binding)
    }
    if (now.size === 0) this.#told.delete(user)
    else this.#told.set(user, now)
  }

  #notify(user: string, state: UserState, binding: Binding): void {
    const { uri, flow, routes } = bindingTarget(binding)
    const context = this.#context
    const contact = context.contactOn(flow)
    const ourHost = /@?([^@;<>]+?)(?:;|>|$)/.exec(contact.replace(/^<sips?:/, ''))?.[1] ?? ''
    const entity = `sip:${encodedUser(user)}@${ourHost}`
    const headers = new HeaderList([
      ['max-forwards', '70'],
      ['from', `<${entity}>;tag=${context.newTag()}`],
      ['to', `<${uri}>`],
      ['call-id', context.newTag()],
      ['cseq', '1 NOTIFY'],
      ['contact', contact],
      ['event', 'message-summary'],
      ['subscription-state', 'active'],
      ['user-agent', context.productName],
      ['content-type', 'application/simple-message-summary'],
    ])
    headers.addAll('route', routes ?? [])
    const body = Buffer.from(messageSummary({ entity, state }), 'utf8')
    // Whether it has a light is its own affair.
    const nobody = { onResponse: () => {}, onFailure: () => {} }
    context.transactions.request({ kind: 'request', method: 'NOTIFY', uri, headers, body }, flow, nobody)
  }
}
