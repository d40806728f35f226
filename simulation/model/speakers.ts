import type { RoutingEventOf } from '#domain/routing/index.ts'
import type { InteractionId, QueueId } from '#kernel/ids.ts'
import type { Customer } from './customer.ts'
import type { Customers } from './customers.ts'
import { drawsOf } from './distributions.ts'
import type { Line } from './line.ts'
import type { Duration, ModelQueue } from './model.ts'
import type { Operation } from './operation.ts'

/** How long somebody speaks to a voicemail. */
const usualSpeech: Duration = { constantMs: 20_000 }

type Rule = NonNullable<ModelQueue['diversions']>[number]

/** How somebody uses it; what is absent is as usual. */
interface Speech {
  readonly speaks?: Duration | undefined
  readonly handle?: Duration | undefined
}

interface Sent {
  readonly customer: Customer
  readonly queueId: QueueId
  readonly speech: Speech
}

/** Customers whom a queue sends to its voicemail: they speak and hang up, and what they left is work. */
export class Speakers {
  readonly #operation: Operation
  readonly #customers: Customers
  readonly #lines: ReadonlyMap<QueueId, Line>
  /** By the call in which they speak: which rule sent them. */
  readonly #sent = new Map<InteractionId, Sent>()

  constructor(operation: Operation, customers: Customers, lines: readonly Line[]) {
    this.#operation = operation
    this.#customers = customers
    this.#lines = new Map(lines.map((line) => [line.queueId, line]))
  }

  isSent(customer: Customer, { queueId, cause }: RoutingEventOf<'InteractionDiverted'>): void {
    const isItsRule = ({ when, to }: Rule) => when.kind === cause && to.kind === 'voicemail'
    const rule = this.#lines.get(queueId)?.queue.diversions?.find(isItsRule)?.to
    this.isSentByFlow(customer, queueId, rule?.kind === 'voicemail' ? rule : {})
  }

  isSentByFlow(customer: Customer, queueId: QueueId, speech: Speech): void {
    this.#customers.stopsWaiting(customer)
    this.#customers.open++
    customer.state = 'speaking'
    this.#sent.set(customer.interactionId, { customer, queueId, speech })
  }

  /** He has heard the tone. */
  begins({ interactionId }: RoutingEventOf<'VoicemailBegan'>): void {
    const { customer, queueId, speech } = this.#sent.get(interactionId) ?? {}
    const line = queueId && this.#lines.get(queueId)
    if (!customer || !line || !speech) return
    const { speaks = usualSpeech, handle } = speech
    const speaksMs = drawsOf(speaks, line.voicemail)()
    if (handle) customer.handleMs = drawsOf(handle, line.voicemail)()
    this.#operation.at(this.#operation.nowMs + speaksMs, () => {
      if (customer.state === 'speaking') this.#operation.leaves(customer, 'customer-left')
    })
  }

  /** What he said was too short, or nothing. */
  ended({ interactionId, messageId }: RoutingEventOf<'VoicemailEnded'>): void {
    const { customer } = this.#sent.get(interactionId) ?? {}
    if (!customer || messageId !== null) return
    this.#sent.delete(interactionId)
    this.#customers.open--
    if (customer.isCounted) customer.line.counts.abandoned++
    this.#customers.forget(customer)
  }

  left({ interactionId, fromInteractionId }: RoutingEventOf<'VoicemailLeft'>): void {
    const { customer } = this.#sent.get(fromInteractionId) ?? {}
    if (!customer) return
    this.#sent.delete(fromInteractionId)
    if (customer.isCounted) customer.line.counts.messages++
    customer.state = 'message'
    customer.leftAtMs = this.#operation.nowMs
    this.#customers.isCalled(customer, interactionId)
  }
}
