import type { RoutingEvent, RoutingEventOf, Wishes } from '#domain/routing/index.ts'
import { assert } from '#kernel/assert.ts'
import type { AgentId, InteractionId, LegId, QueueId } from '#kernel/ids.ts'
import type { Customer } from './customer.ts'
import { Deciding } from './deciding.ts'
import { edgeId, type House } from './house.ts'
import { isOnLine } from './line.ts'
import { SpokenMessages } from './messages-alone.ts'
import { beginningMs } from './moments.ts'
import type { Operation } from './operation.ts'
import { wishesOf } from './wishes.ts'

/**
 * The decider, and what processes and an edge would do on its events in no time: the quick way to run a model. Nothing but
 * the decider says who is asked, who goes first and who is sent elsewhere.
 */
export class DeciderAlone extends Deciding implements Operation {
  readonly slackMs = 0
  readonly #graceMs: number
  readonly #messages: SpokenMessages
  #came = 0
  #legs = 0

  /** @param graceMs how long a caller is held while there is no core */
  constructor(house: House, letters: string, { isMortal, graceMs }: { isMortal: boolean; graceMs: number }) {
    super(house, letters, isMortal)
    this.#graceMs = graceMs
    this.#messages = new SpokenMessages(this)
  }

  momentOf = (_: RoutingEvent): number => this.nowMs

  newIds() {
    const interactionId = this.#newInteractionId()
    return { interactionId, legId: `leg_c${this.#came}` as LegId }
  }

  #newInteractionId = () => `int_${String(++this.#came).padStart(9, '0')}` as InteractionId

  // --- on the line ---

  comes(customer: Customer): void {
    if (this.isDown) this.#isHeld(customer)
    else this.#isTaken(customer)
  }

  /** There is no core: the edge plays him music, for a while. */
  #isHeld(customer: Customer): void {
    // Whoever brings work from another system tries it again.
    if (isOnLine(customer.line.queue)) {
      this.at(this.nowMs + this.#graceMs, () => {
        if (customer.state !== 'gone' && !customer.isKnown) this.people.isDropped(customer, true)
      })
    }
    this.tell(() => {
      if (customer.state !== 'gone') this.#isTaken(customer)
    })
  }

  #isTaken(customer: Customer): void {
    const { line, interactionId, legId } = customer
    const { queueId, queue } = line
    const { channel = 'voice', greeting } = queue
    customer.isKnown = true
    if (channel !== 'voice') {
      const { dueAfterMs } = queue
      const dueAtMs = dueAfterMs === undefined ? null : Math.round(beginningMs + this.nowMs + dueAfterMs)
      this.does({ type: 'BeginTask', interactionId, channel, queueId, dueAtMs, ...wished(customer) })
      return
    }
    const entry = { queueId, greeting: greeting ? greetingPrompt : null }
    this.does({ type: 'BeginInteraction', interactionId, kind: 'call', edgeId, customerLegId: legId, entry })
    if (!greeting) this.#isQueued(customer)
    else
      this.at(this.nowMs + greeting.lengthMs, () =>
        this.tell(() => {
          if (customer.state === 'greeted') this.#isQueued(customer)
        }),
      )
  }

  #isQueued(customer: Customer): void {
    const { line, interactionId } = customer
    const command = {
      type: 'EnqueueInteraction',
      ...{ interactionId, queueId: line.queueId },
      ...wished(customer),
    } as const
    if (line.queue.places === 0 && !this.wouldBeAsked(command)) this.people.hasNoPlace(customer)
    else this.does(command)
  }

  leaves(customer: Customer, reason: 'customer-left' | 'connection-lost'): void {
    const { interactionId } = customer
    this.tell(() => {
      if (!customer.isKnown) return
      if (!isOnLine(customer.line.queue)) this.does({ type: 'EndInteraction', interactionId, reason: 'cancelled' })
      else this.does({ type: 'CustomerLeft', interactionId, reason })
    })
  }

  isTurnedAway(customer: Customer): void {
    this.leaves(customer, 'customer-left')
  }

  presses(): void {
    assert(false, 'keys are for processes, of which there are none')
  }

  asksToBeCalled(customer: Customer, queueId: QueueId): void {
    this.#asks(customer, queueId, 'key')
  }

  forgets(): void {}

  agentEnds({ interactionId }: Customer, agentId: AgentId): void {
    this.tell(() => {
      const { engagement } = this.state.interactions.get(interactionId) ?? {}
      if (engagement?.agentId === agentId) {
        this.does({ type: 'EndInteraction', interactionId, reason: 'agent-ended', agentId })
      }
    })
  }

  override takesOver(): void {
    super.takesOver(this.#messages.recordingIds)
  }

  // --- what processes would do ---

  follows(event: RoutingEvent): void {
    switch (event.type) {
      case 'OfferAccepted':
      case 'TaskAccepted':
        this.people.talks(event.interactionId, event.agentId)
        return
      case 'InteractionDiverted':
        this.#sends(event)
        return
      case 'CallbackDialed':
        this.#dials(event)
        return
      case 'VoicemailBegan':
        this.#messages.begins(event)
        return
      case 'InteractionEnded':
        this.#messages.areOver(event.interactionId)
        return
      default:
    }
  }

  #sends({ interactionId, queueId, to }: RoutingEventOf<'InteractionDiverted'>): void {
    const customer = this.people.of(interactionId)
    if (!customer) return
    if (to.kind === 'callback') this.#asks(customer, queueId, 'rule')
    else if (to.kind === 'outside') this.#goesOutside(customer, queueId, to.place)
    else if (to.kind === 'voicemail') this.#messages.hears(customer.interactionId)
  }

  #asks({ interactionId }: Customer, queueId: QueueId, askedBy: 'key' | 'rule'): void {
    this.does({
      type: 'AskCallback',
      ...{ callbackId: this.#newInteractionId(), queueId, askedBy, edgeId, fromInteractionId: interactionId },
      ...{ notBeforeMs: null, timeZone: null, isOverTrunk: true },
    })
    this.does({ type: 'CustomerLeft', interactionId, reason: 'customer-left' })
  }

  #dials({ interactionId, queueId, called: { legId } }: RoutingEventOf<'CallbackDialed'>): void {
    const customer = this.people.of(interactionId)
    if (!customer) return
    customer.legId = legId
    const whileItRings = (deed: () => void) => () =>
      this.tell(() => {
        const call = this.state.calls.get(interactionId)
        if (call?.stage === 'dialing' && call.customerLegId === legId) deed()
      })
    this.people.rings({
      ...{ interactionId, queueId, place: null },
      picksUp: whileItRings(() => this.#picksUp(interactionId, queueId, legId)),
      isNotAnswered: whileItRings(() =>
        this.does({ type: 'CalledPartyLeft', interactionId, legId, reason: 'no-answer' }),
      ),
    })
  }

  #picksUp(interactionId: InteractionId, queueId: QueueId, legId: LegId): void {
    this.does({ type: 'NoteAnswered', interactionId, legId })
    const { stage, engagement } = this.state.calls.get(interactionId) ?? {}
    if (stage === 'engaged' && engagement) this.people.talks(interactionId, engagement.agentId)
    // Called ahead: he is the first of the queue.
    else if (stage === 'inFlow') this.does({ type: 'EnqueueInteraction', interactionId, queueId })
  }

  #goesOutside(customer: Customer, queueId: QueueId, place: number): void {
    const { interactionId } = customer
    const legId = `leg_o${++this.#legs}` as LegId
    customer.outsideLegId = legId
    const called = { legId, agentId: null, isOverTrunk: true, isEmergency: false }
    this.does({ type: 'SendThrough', interactionId, called })
    const whileItRings = (deed: () => void) => () =>
      this.tell(() => {
        if (customer.state === 'waiting' && customer.outsideLegId === legId) deed()
      })
    this.people.rings({
      ...{ interactionId, queueId, place },
      picksUp: whileItRings(() => {
        this.does({ type: 'NoteAnswered', interactionId, legId })
        this.people.talks(interactionId, null)
      }),
      // Whom nobody answers there waits after all.
      isNotAnswered: whileItRings(() => {
        customer.outsideLegId = null
        this.does({ type: 'CalledPartyLeft', interactionId, legId, reason: 'no-answer' })
      }),
    })
  }
}

const greetingPrompt = 'greeting'

const wished = (customer: Customer): { readonly wishes?: Wishes } => {
  const wishes = wishesOf(customer)
  return wishes ? { wishes } : {}
}
