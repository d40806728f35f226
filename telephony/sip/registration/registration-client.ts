import { DigestClient } from '../authentication/digest-client.ts'
import type { CallContext } from '../call/call-context.ts'
import type { Destination, RegistrationHandle, RegistrationRequest } from '../engine-contract.ts'
import { type Flow, isStream } from '../flow.ts'
import type { IncomingResponse } from '../message/incoming.ts'
import { parseNameAddress } from '../message/name-address.ts'
import { octets } from '../message/octet-text.ts'
import { encodedUser, parseUri, serializeUri } from '../message/uri.ts'
import type { TimerEntry } from '../timer-heap.ts'
import { giveUpMs } from '../transaction/timers.ts'
import { phraseOf, type RoundEnd, runRegistrationRound, secondsIn } from './registration-round.ts'
import {
  type RegistrationInput,
  type RegistrationState,
  type RegistrationStep,
  startRegistration,
  stepRegistration,
} from './registration-state.ts'

/** One registration of ours: its timer, its Call-ID and CSeq (RFC 3261 10.2), and the round under way. */
export class RegistrationClient {
  readonly #context: CallContext
  readonly #handle: RegistrationHandle
  readonly #request: RegistrationRequest
  readonly #flowTo: (destination: Destination) => Flow | undefined
  readonly #onOver: () => void
  readonly #callId: string
  readonly #fromTag: string
  readonly #uri: string
  readonly #digest: DigestClient
  #destinations: readonly Destination[]
  #sequence = 0
  #state: RegistrationState
  #timer: TimerEntry<() => void> | undefined
  /** Where the registrar was last met: asked first again, so that it refreshes its own binding. */
  #flow: Flow | undefined
  #answeredAtMs = 0

  constructor(of: {
    readonly context: CallContext
    readonly handle: RegistrationHandle
    readonly request: RegistrationRequest
    flowTo(destination: Destination): Flow | undefined
    /** Once. */
    onOver(): void
  }) {
    this.#context = of.context
    this.#handle = of.handle
    this.#request = of.request
    this.#flowTo = (destination) => of.flowTo(destination)
    this.#onOver = () => of.onOver()
    this.#callId = of.context.newTag()
    this.#fromTag = of.context.newTag()
    this.#uri = `sip:${of.request.domain}`
    this.#destinations = of.request.destinations
    this.#digest = new DigestClient(of.request.credentials, () => of.context.newTag())
    const first = startRegistration(of.request.expiresS)
    this.#state = first.state
    this.#follow(first)
  }

  setDestinations(destinations: readonly Destination[]): void {
    if (destinations.length > 0) this.#destinations = destinations
  }

  /** Asks now and not when it is due. */
  refresh(): void {
    this.#step({ kind: 'due' })
  }

  /** RFC 5626 4.5: its calls would have come over that connection; from behind an address translator they come no other way. */
  connectionLost({ transport, remote }: Flow): void {
    const own = this.#flow
    if (this.#state.phase !== 'registered' || own === undefined || !isStream(own.transport)) return
    const isOwn = own.remote.address === remote.address && own.remote.port === remote.port
    if (own.transport !== transport || !isOwn) return
    const { nowMs } = this.#context
    // Not all clients of it at once; and a registrar that hangs up after each answer is not asked without end.
    const soonMs = Math.max(500 + this.#context.chance() * 4_500, this.#answeredAtMs + afterAnswerMs - nowMs)
    const dueMs = this.#timer?.dueMs ?? Number.POSITIVE_INFINITY
    this.#context.cancelTimer(this.#timer)
    this.#timer = this.#context.after(Math.min(soonMs, dueMs - nowMs), () => this.refresh())
  }

  remove(): void {
    this.#step({ kind: 'remove' })
  }

  #step(input: RegistrationInput): void {
    this.#follow(stepRegistration(this.#state, input, this.#context.nowMs, this.#context.chance()))
  }

  #follow(step: RegistrationStep): void {
    this.#state = step.state
    if (step.againInMs !== undefined) {
      this.#context.cancelTimer(this.#timer)
      this.#timer = this.#context.after(step.againInMs, () => this.#step({ kind: 'due' }))
    }
    if (step.ask !== undefined || step.state.phase === 'over') this.#context.cancelTimer(this.#timer)
    if (step.tell !== undefined) {
      this.#context.emit({
        type: 'registrationResult',
        registration: this.#handle,
        ...step.tell,
        ...(this.#flow === undefined ? {} : { flow: this.#flow }),
      })
    }
    if (step.ask !== undefined) this.#ask(step.ask)
    if (step.state.phase === 'over') this.#onOver()
  }

  #ask(expiresS: number): void {
    const { user, domain, route, failoverMs } = this.#request
    const flows = this.#flows()
    if (flows.length === 0) {
      this.#step({ kind: 'silence', reason: 'no way there' })
      return
    }
    const party = `<sip:${encodedUser(user)}@${domain}>`
    runRegistrationRound(this.#context, {
      uri: this.#uri,
      headers: [
        ...(route === undefined ? [] : ([['route', `<${route}>`]] as const)),
        ['from', `${party};tag=${this.#fromTag}`],
        ['to', party],
        ['call-id', this.#callId],
      ],
      expiresS,
      digest: this.#digest,
      failoverMs: failoverMs ?? giveUpMs,
      flows,
      contactOn: (flow) => this.#contactOn(flow),
      nextSequence: () => ++this.#sequence,
      ended: (end) => this.#ended(end),
    })
  }

  #flows(): Flow[] {
    const flows = this.#destinations.map((one) => this.#flowTo(one)).filter((flow) => flow !== undefined)
    const last = this.#flow
    const isLast = (flow: Flow) =>
      last !== undefined &&
      flow.transport === last.transport &&
      flow.remote.address === last.remote.address &&
      flow.remote.port === last.remote.port
    return this.#state.failures > 0 ? flows : [...flows.filter(isLast), ...flows.filter((flow) => !isLast(flow))]
  }

  /** Our Contact with the parameters by which we know calls that come over this registration. */
  #contactOn(flow: Flow): string {
    const { contactUser, contactParameters } = this.#request
    const address = parseNameAddress(this.#context.contactOn(flow))
    const uri = address.ok ? parseUri(address.value.uri) : undefined
    if (!uri?.ok) return this.#context.contactOn(flow)
    const parameters = new Map([...uri.value.parameters, ...(contactParameters ?? [])])
    return `<${serializeUri({ ...uri.value, user: encodedUser(contactUser), parameters })}>`
  }

  #ended(end: RoundEnd): void {
    this.#flow = end.flow
    this.#answeredAtMs = this.#context.nowMs
    this.#step(end.answer === undefined ? { kind: 'silence' } : this.#read(end.answer))
  }

  #read(answer: IncomingResponse): RegistrationInput {
    const { status } = answer.response
    const reason = phraseOf(answer)
    if (status < 300) return { kind: 'granted', expiresS: this.#granted(answer) }
    if (status === 423) return { kind: 'tooBrief', minExpiresS: secondsIn(answer, 'min-expires') ?? 0 }
    const retryAfterS = secondsIn(answer, 'retry-after')
    const said = { status, reason, ...(retryAfterS === undefined ? {} : { retryAfterS }) }
    return status === 503 || status === 408 ? { kind: 'silence', ...said } : { kind: 'refused', ...said }
  }

  /** 10.2.4: the expires parameter of our own Contact among all that are bound, else Expires, else what we asked for. */
  #granted(answer: IncomingResponse): number {
    const { headers } = answer.response
    const own = octets(this.#request.contactUser)
    const token = [...(this.#request.contactParameters ?? [])][0]
    for (const value of headers.list('contact')) {
      const address = parseNameAddress(value)
      const uri = address.ok ? parseUri(address.value.uri) : undefined
      if (!address.ok || !uri?.ok) continue
      const isOurs =
        token === undefined ? uri.value.user === encodedUser(own) : uri.value.parameters.get(token[0]) === token[1]
      const expires = /^\d{1,9}$/.exec(address.value.parameters.get('expires') ?? '')?.[0]
      if (isOurs && expires !== undefined && Number(expires) > 0) return Math.min(Number(expires), mostGrantedS)
    }
    return Math.min(secondsIn(answer, 'expires') || this.#state.expiresS, mostGrantedS)
  }
}

/** From an answer to the REGISTER for which a lost connection is the reason. */
const afterAnswerMs = 30_000
/** RFC 3261 20.19 allows 2^32-1 s; a day is as long as a registrar should be believed. */
const mostGrantedS = 86_400
