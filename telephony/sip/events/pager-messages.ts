import type { DigestServer } from '../authentication/digest-server.ts'
import type { CallContext } from '../call/call-context.ts'
import { makeResponse, type ResponseParts } from '../call/response.ts'
import { HeaderList } from '../message/header-list.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { serializeNameAddress } from '../message/name-address.ts'
import { noParameters } from '../message/parameters.ts'
import { decodedUser, encodedUser, parseUri } from '../message/uri.ts'
import { bindingTarget } from '../outgoing-target.ts'
import type { Binding } from '../registrar/registrar.ts'
import { authenticate } from '../registrar/registration-service.ts'
import type { TimerEntry } from '../timer-heap.ts'
import type { ClientTransaction, ServerTransaction } from '../transaction/transaction.ts'

export interface PagerMessagesOptions {
  readonly context: CallContext
  readonly digest: DigestServer
  bindings(user: string): readonly Binding[]
}

/** RFC 3428 8 has 1,300 bytes for the whole request where the path may be UDP; on streams people write more. */
const longestBodyBytes = 8_192
const mostUnderWay = 1_000
const mostUnderWayPerSender = 8
/** A telephone that does not answer; the sender's own patience (timer F) is 32 s. */
const patienceMs = 10_000

/** Passes MESSAGE (RFC 3428) on between registered users: to all telephones of the one it is for, and the first 200 is the answer. */
export class PagerMessages {
  readonly #of: PagerMessagesOptions
  readonly #underWay = new Map<string, number>()
  #count = 0

  constructor(of: PagerMessagesOptions) {
    this.#of = of
  }

  onMessage(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const respond = (parts: ResponseParts) => {
      const { context } = this.#of
      const response = makeResponse(incoming.request, context.productName, { toTag: context.newTag(), ...parts })
      context.transactions.respond(transaction, response)
    }
    const refusal = this.#pass(incoming, respond)
    if (refusal !== undefined) respond(refusal)
  }

  #pass(incoming: IncomingRequest, respond: (parts: ResponseParts) => void): ResponseParts | undefined {
    const { context, digest } = this.#of
    const verdict = authenticate(context, digest, incoming)
    if (verdict.kind === 'refused') return verdict.parts
    const sender = verdict.user
    const from = parseUri(incoming.from.uri)
    const isItself = from.ok && decodedUser(from.value.user) === sender
    if (!isItself || this.#of.bindings(sender).length === 0) return { status: 403 }
    const { headers, body, uri } = incoming.request
    if (body.byteLength > longestBodyBytes) return { status: 413 }
    const type = headers.get('content-type')
    if (body.byteLength > 0 && type === undefined) return { status: 400, reason: 'Content-Type Is Missing' }
    const hopsLeft = Number(headers.get('max-forwards') ?? 70)
    if (hopsLeft === 0) return { status: 483 }
    const target = parseUri(uri)
    const bindings = target.ok ? this.#of.bindings(decodedUser(target.value.user)) : []
    // The same for users that are not there and for those that are nobody's.
    if (bindings.length === 0) return { status: 404 }
    const own = this.#underWay.get(sender) ?? 0
    if (this.#count >= mostUnderWay || own >= mostUnderWayPerSender) {
      return { status: 503, headers: [['retry-after', '5']] }
    }
    this.#count++
    this.#underWay.set(sender, own + 1)
    this.#fork(incoming, sender, hopsLeft - 1, bindings, (parts) => {
      this.#count--
      const left = (this.#underWay.get(sender) ?? 1) - 1
      if (left > 0) this.#underWay.set(sender, left)
      else this.#underWay.delete(sender)
      respond(parts)
    })
    return undefined
  }

  /** @param done once */
  #fork(
    incoming: IncomingRequest,
    sender: string,
    maxForwards: number,
    bindings: readonly Binding[],
    done: (parts: ResponseParts) => void,
  ): void {
    const { context } = this.#of
    const branches = new Set<ClientTransaction>()
    let best: number | undefined
    let isDone = false
    let patience: TimerEntry<() => void> | undefined
    const end = (parts: ResponseParts) => {
      if (isDone) return
      isDone = true
      context.cancelTimer(patience)
      done(parts)
    }
    let open = bindings.length
    const closed = (status: number | undefined) => {
      open--
      if (status !== undefined && status < 300) end({ status: 200 })
      else if (status !== undefined) best = Math.min(best ?? 699, status)
      if (open === 0) end({ status: statusForSender(best) })
    }
    for (const binding of bindings) {
      const { uri, flow, routes } = bindingTarget(binding)
      const headers = this.#headers(incoming, sender, uri, context.contactOn(flow), maxForwards)
      headers.addAll('route', routes ?? [])
      const request = { kind: 'request', method: 'MESSAGE', uri, headers, body: incoming.request.body } as const
      const branch = context.transactions.request(request, flow, {
        onResponse: ({ response }) => {
          if (response.status >= 200) closed(response.status)
        },
        onFailure: () => closed(undefined),
      })
      branches.add(branch)
    }
    patience = context.after(patienceMs, () => {
      for (const branch of branches) context.transactions.abandon(branch)
      end({ status: statusForSender(best) })
    })
  }

  /** RFC 3428 4: no Contact, for it makes no dialog. Who sent it is who proved to be so, at our host. */
  #headers(incoming: IncomingRequest, sender: string, uri: string, contact: string, maxForwards: number): HeaderList {
    const { context } = this.#of
    const ourUri = contact.replace(/^<(sips?:)/, `$1${encodedUser(sender)}@`).replace(/;.*|>.*$/, '')
    const from = serializeNameAddress({
      displayName: incoming.from.displayName,
      uri: ourUri,
      parameters: noParameters,
    })
    const headers = new HeaderList([
      ['max-forwards', String(maxForwards)],
      ['from', `${from};tag=${context.newTag()}`],
      ['to', `<${uri}>`],
      ['call-id', context.newTag()],
      ['cseq', '1 MESSAGE'],
      ['user-agent', context.productName],
    ])
    for (const name of ['content-type', 'content-encoding', 'content-language', 'date', 'subject']) {
      const value = incoming.request.headers.get(name)
      if (value !== undefined && value.length <= 512) headers.add(name, value)
    }
    return headers
  }
}

/** What a telephone said is the sender's to know, unless it is about us: a challenge, a routing fault. */
function statusForSender(status: number | undefined): number {
  const isWord = status !== undefined && [404, 413, 415, 486, 488, 600, 603].includes(status)
  return isWord ? status : 480
}
