import type { DigestServer } from '../authentication/digest-server.ts'
import type { CallContext } from '../call/call-context.ts'
import { makeResponse, type ResponseParts } from '../call/response.ts'
import { contentType } from '../call/session-body.ts'
import type { UserState } from '../engine-contract.ts'
import type { IncomingRequest } from '../message/incoming.ts'
import { parseParameters } from '../message/parameters.ts'
import { bracketed, decodedUser, encodedUser, parseUri } from '../message/uri.ts'
import { authenticate } from '../registrar/registration-service.ts'
import type { ServerTransaction } from '../transaction/transaction.ts'
import { type EventPackage, eventPackages, unknownState } from './event-package.ts'
import { Subscription } from './subscription.ts'

export interface NotifierOptions {
  readonly context: CallContext
  readonly digest: DigestServer
  hasAccount(user: string): boolean
  isRegistered(user: string): boolean
}

/** A console of lamps has some hundred keys. */
const mostPerSubscriber = 256
const mostSubscriptions = 20_000
const defaultExpiresS = 3_600
const longestExpiresS = 3_600
const shortestExpiresS = 60

interface Standing {
  readonly subscriber: string
  readonly package: EventPackage
  readonly subscription: Subscription
}

/** Answers SUBSCRIBE (RFC 6665 4.2) for what our users' telephones show of one another, and tells them of changes. */
export class Notifier {
  readonly #of: NotifierOptions
  readonly #states = new Map<string, UserState>()
  readonly #registered = new Set<string>()
  /** By the user who is watched. */
  readonly #watchers = new Map<string, Set<Standing>>()
  /** How many each subscriber has. */
  readonly #counts = new Map<string, number>()
  #size = 0

  constructor(of: NotifierOptions) {
    this.#of = of
  }

  get size(): number {
    return this.#size
  }

  stateOf(user: string): UserState | undefined {
    return this.#states.get(user)
  }

  /** Whether a telephone of the user asked for this package about the user itself. */
  isTold(user: string, packageName: string): boolean {
    for (const one of this.#watchers.get(user) ?? []) {
      if (one.subscriber === user && one.package.name === packageName) return true
    }
    return false
  }

  setState(user: string, state: UserState): void {
    const before = this.#states.get(user) ?? unknownState
    this.#states.set(user, state)
    const areCallsOther = JSON.stringify(before.calls) !== JSON.stringify(state.calls)
    const areMessagesOther = before.newMessages !== state.newMessages || before.oldMessages !== state.oldMessages
    if (areCallsOther) this.#tell(user, 'dialog')
    if (areCallsOther || before.isAvailable !== state.isAvailable) this.#tell(user, 'presence')
    if (areMessagesOther) this.#tell(user, 'message-summary')
  }

  /** The user's bindings are others, or were confirmed: what is seen of it is only whether there are any. */
  registrationChanged(user: string): void {
    const isRegistered = this.#of.isRegistered(user)
    if (isRegistered === this.#registered.has(user)) return
    if (isRegistered) this.#registered.add(user)
    else this.#registered.delete(user)
    this.#tell(user, 'presence')
  }

  /** The account is gone: what is watched of it ends. */
  forgetUser(user: string): void {
    this.#states.delete(user)
    for (const { subscription } of [...(this.#watchers.get(user) ?? [])]) subscription.end('noresource')
  }

  #tell(user: string, packageName: string): void {
    for (const one of this.#watchers.get(user) ?? []) {
      if (one.package.name === packageName) one.subscription.changed()
    }
  }

  /** A SUBSCRIBE out of any dialog. */
  onSubscribe(incoming: IncomingRequest, transaction: ServerTransaction): void {
    const { context } = this.#of
    const refusal = this.#subscribe(incoming, transaction)
    if (refusal === undefined) return
    const parts = { toTag: context.newTag(), ...refusal }
    context.transactions.respond(transaction, makeResponse(incoming.request, context.productName, parts))
  }

  #subscribe(incoming: IncomingRequest, transaction: ServerTransaction): ResponseParts | undefined {
    const { context, digest } = this.#of
    const verdict = authenticate(context, digest, incoming)
    if (verdict.kind === 'refused') return verdict.parts
    const subscriber = verdict.user
    const from = parseUri(incoming.from.uri)
    if (!from.ok || decodedUser(from.value.user) !== subscriber) return { status: 403 }
    if (!this.#of.isRegistered(subscriber)) return { status: 403, reason: 'Register First' }
    const wanted = packageOf(incoming)
    if (wanted === undefined) return badEvent
    const uri = parseUri(incoming.request.uri)
    const user = uri.ok ? decodedUser(uri.value.user) : ''
    // Who has proved to be one of ours may know who else is.
    if (!uri.ok || !this.#of.hasAccount(user)) return { status: 404 }
    if (wanted.isPrivate && user !== subscriber) return { status: 403 }
    if (!accepts(incoming, wanted)) return { status: 406, headers: [['accept', wanted.contentType]] }
    const expiresS = grantedS(incoming)
    if (typeof expiresS !== 'number') return expiresS
    if (this.#size >= mostSubscriptions || (this.#counts.get(subscriber) ?? 0) >= mostPerSubscriber) {
      return { status: 503, headers: [['retry-after', '60']] }
    }
    const entity = `sip:${encodedUser(user)}@${bracketed(uri.value.host)}`
    const notice = () => ({
      entity,
      state: this.#states.get(user) ?? unknownState,
      isRegistered: this.#of.isRegistered(user),
    })
    let standing: Standing | undefined
    let isOver = false
    const subscription = new Subscription({
      context,
      incoming,
      transaction,
      package: wanted,
      event: incoming.request.headers.get('event') ?? wanted.name,
      expiresS,
      renewal: (later) => this.#renewal(later, subscriber, user),
      body: (version) => wanted.body({ ...notice(), version }),
      onEnded: () => {
        isOver = true
        if (standing !== undefined) this.#remove(user, standing)
      },
    })
    // Expires: 0 was a question only (4.4.3): it is over before it could stand.
    if (isOver) return undefined
    standing = { subscriber, package: wanted, subscription }
    this.#add(user, standing)
    return undefined
  }

  /** Refreshes come on their own dialog, whose tags only its parties know; but the accounts must still be there. */
  #renewal(incoming: IncomingRequest, subscriber: string, user: string): number | ResponseParts {
    if (!this.#of.hasAccount(subscriber)) return { status: 403 }
    if (!this.#of.hasAccount(user)) return { status: 404 }
    return grantedS(incoming)
  }

  #add(user: string, standing: Standing): void {
    this.#size++
    this.#counts.set(standing.subscriber, (this.#counts.get(standing.subscriber) ?? 0) + 1)
    const watchers = this.#watchers.get(user) ?? new Set()
    watchers.add(standing)
    this.#watchers.set(user, watchers)
  }

  #remove(user: string, standing: Standing): void {
    const watchers = this.#watchers.get(user)
    if (watchers?.delete(standing) !== true) return
    if (watchers.size === 0) this.#watchers.delete(user)
    this.#size--
    const left = (this.#counts.get(standing.subscriber) ?? 1) - 1
    if (left > 0) this.#counts.set(standing.subscriber, left)
    else this.#counts.delete(standing.subscriber)
  }
}

/** RFC 6665 7.2 and 8.2.2. */
const badEvent: ResponseParts = {
  status: 489,
  reason: 'Bad Event',
  headers: [['allow-events', eventPackages.map(({ name }) => name).join(', ')]],
}

function packageOf(incoming: IncomingRequest): EventPackage | undefined {
  const event = incoming.request.headers.get('event') ?? ''
  const match = /^([A-Za-z0-9\-.]{1,64})[ \t]*((?:;.*)?)$/s.exec(event)
  const parameters = match === null ? undefined : parseParameters(match[2] as string)
  // Written back into every NOTIFY, so it must be no longer than it needs to be.
  if (match === null || parameters === undefined || !parameters.ok || event.length > 256) return undefined
  return eventPackages.find(({ name }) => name === (match[1] as string).toLowerCase())
}

/** RFC 6665 4.1.2.1: without Accept the package's own type is meant. */
function accepts(incoming: IncomingRequest, wanted: EventPackage): boolean {
  const values = incoming.request.headers.list('accept')
  if (values.length === 0) return true
  return values.some((value) => {
    const { type } = contentType(value)
    return type === wanted.contentType || type === 'application/*' || type === '*/*'
  })
}

/** 4.2.1.1: never more than was asked for; what is too short is refused, and zero ends it. */
function grantedS(incoming: IncomingRequest): number | ResponseParts {
  const text = incoming.request.headers.get('expires')
  const wantedS = text !== undefined && /^\d{1,10}$/.test(text.trim()) ? Number(text) : defaultExpiresS
  if (wantedS > 0 && wantedS < shortestExpiresS) {
    return { status: 423, headers: [['min-expires', String(shortestExpiresS)]] }
  }
  return Math.min(wantedS, longestExpiresS)
}
