import { createHmac } from 'node:crypto'
import type { DigestServer } from './authentication/digest-server.ts'
import { callParty } from './call/call-party.ts'
import type { ResponseParts } from './call/response.ts'
import type { CallerVerdict, SipEngineOptions } from './engine-contract.ts'
import type { AnswerBudget } from './guard/answer-budget.ts'
import type { IncomingRequest } from './message/incoming.ts'
import { decodedUser, parseUri } from './message/uri.ts'
import { inspectRequest } from './request-inspection.ts'

/** What becomes of a request that belongs to no transaction. `answer` goes without one: nothing is kept, nothing repeated. */
export type FirstLookOutcome =
  | { readonly kind: 'admit'; readonly verdict?: CallerVerdict }
  | { readonly kind: 'answer'; readonly parts: ResponseParts }
  | { readonly kind: 'ignore' }

export interface FirstLookOptions {
  readonly options: Pick<
    SipEngineOptions,
    'findAccount' | 'judgeCaller' | 'isPeer' | 'strangerMet' | 'isEmergencyNumber'
  >
  readonly digest: DigestServer
  readonly budget: AnswerBudget
  /** For the tags of answers without a transaction. */
  readonly tagKey: Uint8Array
  nowMs(): number
  hasDialog(incoming: IncomingRequest): boolean
  /** Whether the INVITE that this CANCEL means is being answered. */
  hasCancelled(incoming: IncomingRequest): boolean
  /** Why strangers' calls are not taken now; undefined: they are. */
  closedToStrangers(): ResponseParts | undefined
}

const admit: FirstLookOutcome = { kind: 'admit' }
const ignore: FirstLookOutcome = { kind: 'ignore' }
const answer = (parts: ResponseParts): FirstLookOutcome => ({ kind: 'answer', parts })

/**
 * Decides of a request before a transaction, a timer or a call is built for it, so that a stranger costs the parsing and one
 * answer at most (RFC 3261 8.2.7, 26.3.2.4: a challenge is given without state). Strangers hear the same of everything: the same
 * 401 for every user, number and method, silence to OPTIONS. Authentication comes before every other inspection (8.2), for what a
 * refusal says of our abilities is information too.
 */
export class FirstLook {
  readonly #of: FirstLookOptions

  constructor(of: FirstLookOptions) {
    this.#of = of
  }

  outcome(incoming: IncomingRequest): FirstLookOutcome {
    const method = incoming.request.method
    // Whatever becomes of it, an ACK is never answered (17.1.1.3).
    if (method === 'ACK') return admit
    if (method === 'CANCEL') return this.#of.hasCancelled(incoming) ? admit : answer({ status: 481 })
    if (incoming.toTag !== undefined && method !== 'REGISTER') return this.#inDialog(incoming)
    if (method === 'INVITE') return this.#invite(incoming)
    if (method !== 'REGISTER' && this.#isPeer(incoming)) return admit
    // RFC 3261 11.2 would have a 200 here; but it is what scanners look for, and nobody whom we know needs it from us as a stranger.
    if (method === 'OPTIONS' && this.#glance(incoming) !== 'proven') return ignore
    return this.#prove(incoming, admit)
  }

  /** It ends or keeps up what is here already, or calls for help: there is room for it when there is none for newcomers. */
  isUrgent(incoming: IncomingRequest): boolean {
    const { method, uri } = incoming.request
    if (method === 'CANCEL') return this.#of.hasCancelled(incoming)
    if (incoming.toTag !== undefined && method !== 'REGISTER') return this.#of.hasDialog(incoming)
    const called = method === 'INVITE' ? parseUri(uri) : undefined
    return called?.ok === true && this.#of.options.isEmergencyNumber?.(decodedUser(called.value.user)) === true
  }

  /** RFC 3261 8.2.7: the same tag for each repetition of the request, though nothing is remembered. */
  tagFor(incoming: IncomingRequest): string {
    return createHmac('sha256', this.#of.tagKey)
      .update(
        `${incoming.callId}|${incoming.fromTag ?? ''}|${incoming.sequence}|${incoming.flow.remote.address}`,
        'latin1',
      )
      .digest('hex')
      .slice(0, 24)
  }

  /** 12.2.2: only who was in the call knows both tags, so it hears us. */
  #inDialog(incoming: IncomingRequest): FirstLookOutcome {
    if (!this.#of.hasDialog(incoming)) return answer({ status: 481 })
    return admit
  }

  #invite(incoming: IncomingRequest): FirstLookOutcome {
    const verdict = this.#verdict(incoming)
    switch (verdict.kind) {
      case 'trunk':
        return { kind: 'admit', verdict }
      case 'guest': {
        const parts = inspectRequest(incoming, false) ?? this.#of.closedToStrangers()
        return parts === undefined ? { kind: 'admit', verdict } : answer(parts)
      }
      case 'challenge':
        return this.#prove(incoming, { kind: 'admit', verdict })
      case 'refuse': {
        const { status, retryAfterS } = verdict
        return answer({
          status,
          ...(retryAfterS === undefined ? {} : { headers: [['retry-after', String(retryAfterS)]] }),
        })
      }
      case 'ignore':
        return ignore
    }
  }

  #verdict(incoming: IncomingRequest): CallerVerdict {
    const { judgeCaller, findAccount } = this.#of.options
    const from = callParty(incoming.from)
    if (judgeCaller === undefined) {
      return from.user !== '' && findAccount(from.user) !== undefined ? { kind: 'challenge' } : { kind: 'guest' }
    }
    const uri = parseUri(incoming.request.uri)
    const parameters = new Map<string, string>()
    if (uri.ok) for (const [name, value] of uri.value.parameters) parameters.set(name, (value ?? '').toLowerCase())
    return judgeCaller({
      flow: incoming.flow,
      fromUser: from.user,
      fromHost: from.host,
      requestUser: uri.ok ? decodedUser(uri.value.user) : '',
      requestHost: uri.ok ? uri.value.host : '',
      requestParameters: parameters,
      hasCredentials: this.#glance(incoming) !== 'none',
    })
  }

  /** Lets through who answers a challenge that we gave to this very source; else challenges. Whether rightly is looked at later. */
  #prove(incoming: IncomingRequest, admitted: FirstLookOutcome): FirstLookOutcome {
    switch (this.#glance(incoming)) {
      case 'proven':
        this.#of.budget.proved(incoming.flow.remote.address, this.#of.nowMs())
        return admitted
      case 'slowed':
        return ignore
      case 'none': {
        this.#of.options.strangerMet?.('challenged', incoming.flow, incoming.request.method)
        const challenges = this.#of.digest.challengesFor(incoming, this.#of.nowMs())
        return answer({ status: 401, headers: challenges.map((value) => ['www-authenticate', value] as const) })
      }
    }
  }

  #glance(incoming: IncomingRequest) {
    return this.#of.digest.glance(incoming, this.#of.nowMs())
  }

  #isPeer(incoming: IncomingRequest): boolean {
    return this.#of.options.isPeer?.(incoming.flow) ?? true
  }
}
