import {
  decideInPlace,
  type Interaction,
  isStillDialed,
  nextDueMs,
  type Refusal,
  type RoutingCommand,
  type RoutingEvent,
  type RoutingState,
} from '#domain/routing/index.ts'
import { type AgentId, type InteractionId, type LegId, newId, type OfferId } from '#kernel/ids.ts'
import type { Random } from '#kernel/random.ts'
import { failure, type Result } from '#kernel/result.ts'
import type { EdgeCommand, Leg } from '#protocol/edge/index.ts'
import type { KnownCustomer } from '#server/known-customers.ts'
import {
  type Action,
  type CallControl,
  controlCall,
  FlowBook,
  type FlowFailure,
  foundAgain,
  LegBook,
  type ProcessInput,
  type ProcessPlan,
  step,
} from '#server/processes/index.ts'
import type { VirtualClock } from './clock.ts'
import type { SimulatedEdge } from './edge.ts'
import { Link } from './link.ts'
import type { Published } from './published-flows.ts'
import { Storage } from './storage.ts'

/** What can go wrong inside a core, each asked for at the very moment. */
export interface CoreFaults {
  /** The process dies before this step. */
  readonly diesHere: () => boolean
  /** A command or a message that may come twice does. */
  readonly repeats: () => boolean
  /** The link breaks under an event, which is lost with it unless the edge keeps it. */
  readonly loses: () => boolean
}
export const noFaults: CoreFaults = { diesHere: () => false, repeats: () => false, loses: () => false }

/** Somebody wants to be called back, from his call or from outside. */
export interface CallbackAsk
  extends Omit<Extract<Action, { kind: 'ask-callback' }>, 'kind' | 'interactionId' | 'language'> {
  readonly interactionId: InteractionId | null
  readonly notBeforeMs?: number
}

/** Anyone who looks on: called with each decision as soon as it is applied. */
export type Watcher = (state: RoutingState, events: readonly RoutingEvent[]) => void

/**
 * A core around the real decider and the real processes: decides at once, makes durable in order by groups, acts only on
 * what is durable, and starts again from snapshot and tail when it was killed.
 */
export class SimulatedCore {
  state: RoutingState | null = null
  readonly storage: Storage
  onDied: () => void = () => {}
  onLinkBroken: () => void = () => {}
  watch: Watcher = () => {}
  /** Called with each event once it is durable: what a desk would be told. */
  tell: (event: RoutingEvent) => void = () => {}
  /** What is known of the customer who calls on this leg. */
  knownCaller: (leg: Leg) => KnownCustomer | undefined = () => undefined

  readonly #clock: VirtualClock
  readonly #random: Random
  readonly #edge: SimulatedEdge
  readonly #plan: ProcessPlan
  readonly #faults: CoreFaults
  #link: Link | null = null
  #legs = new LegBook()
  #flows = new FlowBook()
  /** What went wrong in flows, in its order. */
  readonly failures: FlowFailure[] = []
  /** What is published; absent: nothing is. */
  published: Published | undefined
  /** Decided and not yet durable, with what waits for it. */
  #pending: { events: RoutingEvent[]; afterwards: (() => void)[] } = { events: [], afterwards: [] }
  #isCommitting = false
  /** Grows with every death, so that what a dead core had planned does not happen. */
  #life = 0
  #commandCount = 0

  constructor(
    clock: VirtualClock,
    random: Random,
    edge: SimulatedEdge,
    plan: ProcessPlan,
    faults: CoreFaults = noFaults,
    storage = new Storage(),
  ) {
    this.#clock = clock
    this.#random = random
    this.#edge = edge
    this.#plan = plan
    this.#faults = faults
    this.storage = storage
  }

  get isConnected(): boolean {
    return this.#link?.isOpen === true
  }

  /** All that was decided is durable. */
  get isDurable(): boolean {
    return !this.#isCommitting && this.#pending.events.length === 0
  }

  /** Nothing is under way between decision, disk and edge. */
  get isQuiet(): boolean {
    return this.isDurable && (this.#link?.underWay ?? 0) === 0
  }

  // --- life and death ---

  start(): void {
    this.state = this.storage.rebuilt()
    for (const [interactionId, run] of this.storage.runs()) {
      const found = foundAgain(run, this.state.calls.get(interactionId))
      this.#flows.put(interactionId, found)
      if (!found) this.storage.keepRun(interactionId, null)
    }
    this.#armTimer()
    this.connect()
  }

  /** Killed between two steps: what was not durable is gone, and it is chance whether the write under way was. */
  die(): void {
    if (!this.state) return
    this.#life++
    if (this.#isCommitting && this.#random.next() < 0.5) this.storage.write(this.#inFlight)
    this.#inFlight = []
    this.#afterFlight = []
    this.#pending = { events: [], afterwards: [] }
    this.#isCommitting = false
    this.#timer = null
    this.state = null
    this.#legs = new LegBook()
    this.#flows = new FlowBook()
    this.#link?.break(this.#random.next() < 0.5)
    this.#link = null
    this.onDied()
  }
  #inFlight: RoutingEvent[] = []

  connect(): void {
    if (!this.state || !this.#edge.isUp || this.isConnected) return
    const link = new Link(this.#clock, () => 1 + this.#random.integer(10))
    this.#link = link
    const { edgeId } = this.#edge
    let incarnation = this.#edge.incarnation
    let toBeHeard = 0
    let believe = () => {}
    this.#edge.connect(link, {
      welcome: (welcomed, snapshot, keptEvents) => {
        incarnation = welcomed
        toBeHeard = keptEvents
        believe = () => this.#take({ kind: 'edge-connected', edgeId, incarnation: welcomed, snapshot })
        if (toBeHeard === 0) believe()
      },
      event: ({ seq, event }) => {
        if (this.#faults.loses()) return this.breakLink()
        this.#take({ kind: 'edge', edgeId, event })
        if (this.#faults.repeats()) this.#take({ kind: 'edge', edgeId, event })
        this.#afterCommit(() => link.send('to-edge', () => this.#edge.acknowledge(incarnation, seq)))
        if (toBeHeard > 0 && --toBeHeard === 0) believe()
      },
    })
  }

  breakLink(): void {
    if (!this.isConnected) return
    this.#link?.break(this.#random.next() < 0.5)
    this.onLinkBroken()
  }

  takeSnapshot(): void {
    // Only what is durable: a snapshot of the future could outlive it.
    if (!this.state || !this.isQuiet) return
    this.storage.keepSnapshot(this.state)
  }

  // --- the ways in ---

  execute(command: RoutingCommand): Result<readonly RoutingEvent[], Refusal | 'down'> {
    if (!this.state) return failure('down')
    const { nowMs } = this.#clock
    const decided = decideInPlace(this.state, command, {
      nowMs,
      newOfferId: (): OfferId => newId('offer', nowMs, (count) => this.#random.bytes(count)),
    })
    if (!decided.ok || decided.value.length === 0) return decided
    this.#pending.events.push(...decided.value)
    this.watch(this.state, decided.value)
    this.#armTimer()
    this.#commitSoon()
    return decided
  }

  control(interactionId: InteractionId, agentId: AgentId, control: CallControl): boolean {
    if (!this.state) return false
    const actions = controlCall(this.state, interactionId, agentId, control)
    if (actions.ok) this.#perform(actions.value)
    return actions.ok
  }

  /** A prompt for one party of the talk: noted once it is heard, as the API does it. */
  announce(of: { readonly interactionId: InteractionId; readonly agentId: AgentId; readonly legId: LegId }): boolean {
    const { engagement, stage } = this.state?.calls.get(of.interactionId) ?? {}
    if (!engagement || stage !== 'engaged') return false
    const playId = newId('play', this.#clock.nowMs, (count) => this.#random.bytes(count))
    const to = { bridgeId: engagement.bridgeId, legId: of.legId, playId }
    const items = [{ kind: 'prompt', name: 'announcement' } as const]
    this.#command({ type: 'bridge.play', ...to, items, isOver: false }, () => {
      this.execute({ type: 'NoteAnnouncement', ...of })
    })
    return true
  }

  /** A desk asks for this number on this leg. */
  noteNumber(legId: LegId, number: string): void {
    this.#legs.noteNumber(legId, number)
  }

  #take(input: ProcessInput): void {
    const { state } = this
    if (!state) return
    const { nowMs } = this.#clock
    if (input.kind === 'edge' && input.event.type === 'leg.incoming') {
      const caller = this.knownCaller(input.event.leg)
      if (caller) this.#legs.noteCustomers(input.event.leg.legId, { caller })
    }
    this.#legs.note(input)
    const callbackNumber = (id: InteractionId) => this.storage.callbacks.get(id)?.number
    const flows = this.published && {
      flows: { sourceOf: this.published.sourceOf, runOf: this.#flows.runOf },
      prompts: this.published.prompts,
    }
    const actions = step({ ...this.#plan, ...this.#legs.view, ...flows, callbackNumber, state }, input, {
      nowMs,
      chance: () => this.#random.next(),
      newId: (name) => newId(name, nowMs, (count) => this.#random.bytes(count)),
    })
    this.#legs.forget(input)
    this.#perform(actions)
  }

  #perform(actions: readonly Action[]): void {
    const life = this.#life
    for (const action of actions) {
      if (this.#faults.diesHere()) this.die()
      if (life !== this.#life) return
      if (action.kind === 'decide') {
        this.execute(action.command)
        if (this.#faults.repeats()) this.execute(action.command)
      } else if (action.kind === 'edge') {
        this.#command(action.command)
      } else if (action.kind === 'once-durable') {
        this.#afterCommit(() => this.#take(action.input))
      } else if (action.kind === 'particulars') {
        this.storage.keepParticulars(action.interactionId, { callerNumber: action.callerNumber })
      } else if (action.kind === 'flow-run') {
        this.#flows.put(action.interactionId, action.run)
        this.storage.keepRun(action.interactionId, action.run)
      } else if (action.kind === 'flow-failed') {
        this.failures.push(...action.failures)
      } else if (action.kind === 'flow-timer') {
        this.#wakeLater(action)
      } else if (action.kind === 'flow-ask') {
        this.#answerNothing(action)
      } else if (action.kind === 'ask-callback') {
        this.askCallback(action)
      } else if (action.kind === 'recording') {
        this.storage.keepRecording(action.result.recordingId, action.interactionId)
      }
    }
  }

  /** No other system is simulated. */
  #answerNothing({ interactionId, rest }: Extract<Action, { kind: 'flow-ask' }>): void {
    const life = this.#life
    const answer = { ok: false, reason: 'not-reached', isFinal: true } as const
    this.#clock.after(0, () => {
      if (life === this.#life) this.#take({ kind: 'flow', interactionId, input: { kind: 'answered', rest, answer } })
    })
  }

  /** Whose caller has moved on by then hears nothing of it: the rest is another one. */
  #wakeLater({ interactionId, rest, atMs }: Extract<Action, { kind: 'flow-timer' }>): void {
    const life = this.#life
    this.#clock.after(atMs - this.#clock.nowMs, () => {
      if (life === this.#life) this.#take({ kind: 'flow', interactionId, input: { kind: 'woken', rest } })
    })
  }

  /** The runs of callers in a flow, as the core has them. */
  get runs(): FlowBook {
    return this.#flows
  }

  /** The number is written first; the same one in the same queue has the callback that it has. */
  askCallback(asked: CallbackAsk): InteractionId | undefined {
    const { number, queueId, askedBy, interactionId: fromInteractionId } = asked
    const isOpen = (interaction: Interaction | undefined) =>
      interaction?.kind === 'callback' || (interaction?.kind === 'call' && isStillDialed(interaction))
    const before = [...this.storage.callbacks].find(
      ([id, known]) => known.number === number && known.queueId === queueId && isOpen(this.state?.interactions.get(id)),
    )
    const callbackId = before?.[0] ?? newId('interaction', this.#clock.nowMs, (count) => this.#random.bytes(count))
    this.storage.callbacks.set(callbackId, { number, queueId })
    const answer = this.execute({
      type: 'AskCallback',
      ...{ callbackId, queueId, askedBy, fromInteractionId },
      notBeforeMs: asked.notBeforeMs ?? null,
      timeZone: null,
      isOverTrunk: asked.isOverTrunk,
      edgeId: asked.edgeId,
    })
    if (!answer.ok && answer.error !== 'down' && askedBy === 'rule' && fromInteractionId !== null) {
      this.execute({ type: 'EnqueueInteraction', interactionId: fromInteractionId, queueId })
    }
    return answer.ok ? callbackId : undefined
  }

  #command(command: EdgeCommand, done?: () => void): void {
    const link = this.#link
    if (!link?.isOpen) return
    const id = `${this.#life}-${++this.#commandCount}`
    const { edgeId } = this.#edge
    const send = () =>
      link.send('to-edge', () => {
        const outcome = this.#edge.carryOut(id, command)
        if (outcome.ok) {
          if (done) link.send('to-core', done)
          return
        }
        const error = { code: outcome.error, sentence: '' }
        link.send('to-core', () => this.#take({ kind: 'edge-refused', edgeId, command, error }))
      })
    send()
    if (this.#faults.repeats()) send()
  }

  // --- making durable ---

  #afterCommit(then: () => void): void {
    if (!this.#isCommitting && this.#pending.events.length === 0) then()
    else if (this.#pending.events.length > 0) this.#pending.afterwards.push(then)
    else this.#afterFlight.push(then)
  }
  #afterFlight: (() => void)[] = []

  #commitSoon(): void {
    if (this.#isCommitting || this.#pending.events.length === 0) return
    this.#isCommitting = true
    const { events, afterwards } = this.#pending
    this.#pending = { events: [], afterwards: [] }
    this.#inFlight = events
    this.#afterFlight = afterwards
    const life = this.#life
    this.#clock.after(1 + this.#random.integer(3), () => {
      if (life !== this.#life) return
      this.storage.write(events)
      const afterwards = this.#afterFlight
      this.#afterFlight = []
      this.#isCommitting = false
      this.#inFlight = []
      for (const event of events) {
        if (this.#faults.diesHere()) this.die()
        if (life !== this.#life) return
        this.tell(event)
        this.#take({ kind: 'routing', event })
      }
      for (const then of afterwards) if (life === this.#life) then()
      if (life === this.#life) this.#commitSoon()
    })
  }

  /** The one timer that counts: an earlier due time takes its place, and it then fires for nothing. */
  #timer: { readonly dueMs: number } | null = null
  #armTimer(): void {
    const dueMs = this.state ? nextDueMs(this.state) : undefined
    if (dueMs === undefined || (this.#timer && this.#timer.dueMs <= dueMs)) return
    const timer = { dueMs }
    this.#timer = timer
    this.#clock.after(dueMs - this.#clock.nowMs, () => {
      if (this.#timer !== timer) return
      this.#timer = null
      this.execute({ type: 'AdvanceTime' })
      this.#armTimer()
    })
  }
}
