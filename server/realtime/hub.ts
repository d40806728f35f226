import type { Interaction, RoutingEvent } from '#domain/routing/index.ts'
import type { AgentId, CustomerId, InteractionId, LegId } from '#kernel/ids.ts'
import type { TopicName } from '#protocol/realtime/index.ts'
import type { CoreServices } from '../core-services.ts'
import { agentEntries, agentEntry } from './agents-topic.ts'
import { callEntries } from './calls-topic.ts'
import { DeskAlerts } from './desk-alerts.ts'
import { deskEntries } from './desk-topic.ts'
import { Moments } from './moments.ts'
import { Names } from './names.ts'
import { parkedEntries } from './parked-topic.ts'
import { queueEntries } from './queues-topic.ts'
import { namedIn } from './substitutions.ts'
import { TelephonyTopic } from './telephony-topic.ts'
import { createPositions, type TopicDelta, TopicLog, type TopicSnapshot } from './topic-log.ts'
import type { TopicView } from './topic-view.ts'
import { waitingEntries } from './waiting-topic.ts'

/** Which topic is meant: a desk is its agent's. */
export type TopicKey = SharedTopic | `desk ${AgentId}`
type SharedTopic = Exclude<TopicName, 'desk'>
export const deskOf = (agentId: AgentId): TopicKey => `desk ${agentId}`

export interface Subscriber {
  snapshot(topic: TopicName, snapshot: TopicSnapshot): void
  /** `text` is the whole message, made once for everybody. */
  delta(text: string): void
}

// What counts or lists all interactions is built at most so often. Desks are never held back.
const countedTopics = ['queues', 'parked', 'calls', 'waiting'] as const
const queuesEveryMs = 200
// Legs of a busy edge come and go by the hundred a second: a look at them all takes at most a twentieth of the time.
const telephonyEveryMs = 500
const telephonyShare = 20
// A page that comes back within moments finds its desk's changes still there.
/** So many of those who ask for a break see their place move at once. */
const shownAsking = 50
const idleDesksKept = 500

interface Topic {
  readonly name: TopicName
  readonly log: TopicLog
  readonly subscribers: Set<Subscriber>
  /** Whether it was ever built: nobody gets a snapshot of what is not known. */
  isBuilt: boolean
}

type HubServices = Pick<
  CoreServices,
  'db' | 'decider' | 'edge' | 'clock' | 'logger' | 'alarms' | 'ladders' | 'configuration' | 'flowRuns'
>

/** By which an interaction is there: what it is called is read ahead. */
const beginnings: ReadonlySet<RoutingEvent['type']> = new Set<RoutingEvent['type']>([
  'InteractionBegan',
  'InteractionDialed',
  'TaskBegan',
  'CallbackPromised',
  'VoicemailLeft',
])

/**
 * Keeps the topics that somebody follows true to the routing state: each durable event says what it touches, those entries
 * are built again, and what really changed goes to every page that follows.
 */
export class TopicHub {
  readonly #services: HubServices
  readonly #positions = createPositions()
  readonly #topics = new Map<TopicKey, Topic>()
  readonly #moments: Moments
  readonly #names: Names
  readonly #alerts: DeskAlerts
  readonly #unsubscribe: (() => void)[]
  readonly #telephony: TelephonyTopic
  /** Who may stand in for an agent, as it was told last. */
  readonly #namedBy = new Map<AgentId, readonly AgentId[]>()
  /** Whose desks showed something of an interaction last: whoever is out of it now has to see that as well. */
  readonly #shownTo = new Map<InteractionId, ReadonlySet<AgentId>>()
  /** Whose particulars are to be read; what comes up during a reading is read together after it. */
  readonly #unread = new Set<InteractionId>()
  #isReading = false
  #queuesDue: NodeJS.Timeout | undefined
  #telephonyDue: NodeJS.Timeout | undefined
  #telephonyTookMs = 0
  #queuesBuiltAtMs = Number.NEGATIVE_INFINITY

  constructor(services: HubServices) {
    const { db, decider, edge, clock, logger, alarms, ladders, configuration } = services
    this.#services = services
    this.#moments = new Moments(clock.wallMs())
    this.#names = new Names(db, (error) => logger.warn('Names for the realtime stream could not be read', { error }))
    this.#alerts = new DeskAlerts(db, clock.wallMs, (error) =>
      logger.warn('Messages and reminders for the realtime stream could not be read', { error }),
    )
    this.#telephony = new TelephonyTopic({ db, edge, ladders, clock, changed: () => this.#telephonyChanged() })
    this.#unsubscribe = [
      alarms.subscribe(() => this.#rebuild('alarms')),
      configuration.subscribe(() => void this.#readScripts()),
      decider.subscribe({
        committed: (events) => this.#committed(events),
        reloaded: () => this.#reloaded(),
      }),
      edge.subscribe({
        event: (event) => {
          const legId = this.#moments.noteEdge(event)
          if (legId) this.#legChanged(legId)
        },
        sent: (command) => this.#moments.noteSent(command),
        connectionChanged: () => this.#buildDesks(),
      }),
    ]
    this.#reloaded()
  }

  close(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    clearTimeout(this.#queuesDue)
    clearTimeout(this.#telephonyDue)
    this.#telephony.close()
  }

  /** Follows a topic: what was missed since `position` when that is known, else a snapshot, then every change. */
  subscribe(key: TopicKey, subscriber: Subscriber, position?: number): void {
    const topic = this.#topic(key)
    if (!topic.isBuilt) this.#build(key, topic)
    topic.subscribers.add(subscriber)
    if (!isShared(key) && !this.#alerts.of(agentOf(key))) this.alertsChanged([agentOf(key)])
    if (key === 'telephony') this.#telephony.setFollowed(true)
    // Nothing is known yet: the first build greets everybody who waits for it.
    if (!topic.isBuilt) return
    const missed = position === undefined ? undefined : topic.log.since(position)
    if (missed) subscriber.delta(deltaText(topic.name, missed))
    else subscriber.snapshot(topic.name, topic.log.snapshot())
  }

  unsubscribe(key: TopicKey, subscriber: Subscriber): void {
    const topic = this.#topics.get(key)
    topic?.subscribers.delete(subscriber)
    if (key === 'telephony' && topic?.subscribers.size === 0) this.#telephony.setFollowed(false)
  }

  /** People or queues have other names now. */
  namesChanged(): void {
    void this.#names.readDirectory().then(() => this.#buildAll())
  }

  /** Which queues have a script is in no event: it decides nothing. */
  async #readScripts(): Promise<void> {
    const before = this.#names.withScript
    await this.#names.readDirectory()
    const now = this.#names.withScript
    if (before.size !== now.size || [...now].some((queueId) => !before.has(queueId))) this.#buildDesks()
  }

  /** Who called in this interaction is known better now. */
  interactionChanged(interactionId: InteractionId): void {
    const carried = this.#services.flowRuns.book.runOf(interactionId)
    if (carried) this.#names.noteAnswers(interactionId, carried.answers)
    this.#readParticulars([interactionId])
  }

  /** Somebody wrote to these agents, read what was written, or set himself a reminder. */
  alertsChanged(agentIds: readonly AgentId[]): void {
    const looked = agentIds.filter((agentId) => this.#topics.has(deskOf(agentId)))
    void this.#alerts.read(looked).then(() => this.#agentsChanged(looked))
  }

  customerChanged(customerId: CustomerId): void {
    this.#readParticulars(this.#names.ofCustomer(customerId))
  }

  #view(): TopicView | undefined {
    const { decider, edge, configuration } = this.#services
    const { state } = decider
    if (!state) return undefined
    const { queueName, isPersonalQueue, agentName, hasScript, particulars, answers } = this.#names
    const isEdgeConnected = edge.isConnected()
    const { calledNumber } = this.#moments
    const mayPause: TopicView['mayPause'] = (queueId, agentId) =>
      configuration.recordingRules.for(queueId, agentId).mayPause
    const alerts = this.#alerts.of
    const names = {
      queueName,
      isPersonalQueue,
      agentName,
      hasScript,
      particulars,
      answers,
      calledNumber,
      mayPause,
      alerts,
    }
    return { state, isEdgeConnected, ...names, moments: this.#moments }
  }

  #topic(key: TopicKey): Topic {
    let topic = this.#topics.get(key)
    if (!topic) {
      this.#forgetIdleDesks()
      const name = isShared(key) ? key : 'desk'
      topic = { name, log: new TopicLog(this.#positions), subscribers: new Set(), isBuilt: false }
      this.#topics.set(key, topic)
    }
    return topic
  }

  #forgetIdleDesks(): void {
    if (this.#topics.size < idleDesksKept) return
    for (const [key, { subscribers }] of this.#topics) {
      if (subscribers.size > 0) continue
      this.#topics.delete(key)
      if (!isShared(key)) this.#alerts.forget(agentOf(key))
    }
  }

  #committed(events: readonly RoutingEvent[]): void {
    const agents = new Set<AgentId>()
    const begun: InteractionId[] = []
    let isDirectoryOld = false
    for (const event of events) {
      this.#moments.note(event)
      const known = 'interactionId' in event ? this.#names.particulars(event.interactionId) : undefined
      this.#moments.noteGoneTask(event, known?.task?.subject)
      this.#moments.noteUnreached(event, known?.dialedNumber, this.#names.agentName)
      if ('agentId' in event && event.agentId !== null) agents.add(event.agentId)
      for (const agentId of this.#standIns(event)) agents.add(agentId)
      if ('interactionId' in event) {
        const inFlow = this.#services.flowRuns.book.runOf(event.interactionId)
        if (inFlow) this.#names.noteAnswers(event.interactionId, inFlow.answers)
        // His flow may have found the case that he calls about.
        if (inFlow && event.type === 'InteractionQueued') begun.push(event.interactionId)
        for (const agentId of this.#whoSees(event.interactionId)) agents.add(agentId)
      }
      // Read ahead of the offer, so that the card has its name when it rings; and who is called has his.
      if (beginnings.has(event.type) && 'interactionId' in event) begun.push(event.interactionId)
      if (event.type === 'AgentConfigured' && this.#names.agentName(event.agentId) === undefined) isDirectoryOld = true
      if (event.type === 'QueueConfigured' && this.#names.queueName(event.queueId) === undefined) isDirectoryOld = true
    }
    for (const agentId of this.#behindOthers(events)) agents.add(agentId)
    this.#agentsChanged(agents)
    this.#queuesChanged()
    if (begun.length > 0) this.#readParticulars(begun)
    if (isDirectoryOld) this.namesChanged()
    const { state } = this.#services.decider
    if (
      state &&
      events.some(({ type }) => type === 'InteractionEnded' || type === 'TaskEnded' || type === 'CallbackEnded')
    ) {
      this.#names.keepOnly((interactionId) => state.interactions.has(interactionId))
    }
  }

  /** Whose place among those who ask for a break may be another now: of the first of them. */
  #behindOthers(events: readonly RoutingEvent[]): ReadonlySet<AgentId> {
    const { state } = this.#services.decider
    const behind = new Set<AgentId>()
    for (const event of events) {
      const isNews = event.type === 'BreakRequested' || event.type === 'BreakGranted' || event.type === 'BreakWithdrawn'
      if (!state || !(isNews || event.type === 'BreakRefused')) continue
      for (const limitId of state.agents.get(event.agentId)?.settings.breakLimits ?? []) {
        let left = shownAsking
        for (const { agentId } of state.indexes.breaks.of(limitId).asking) {
          if (--left < 0) break
          behind.add(agentId)
        }
      }
    }
    return behind
  }

  /** Who stands in for somebody, or did before the latest event. */
  #standIns(event: RoutingEvent): readonly AgentId[] {
    if (event.type === 'SubstitutionsConfigured') {
      const before = this.#namedBy.get(event.agentId) ?? []
      const now = namedIn(event.rules)
      this.#namedBy.set(event.agentId, now)
      return [...before, ...now]
    }
    if (event.type !== 'SubstitutionBegan' && event.type !== 'SubstitutionEnded') return []
    return namedIn(this.#services.decider.state?.substitutions.get(event.agentId)?.rules ?? [])
  }

  /** Whose desks show something of it, and whose did before the latest event. */
  #whoSees(interactionId: InteractionId): AgentId[] {
    const before = this.#shownTo.get(interactionId) ?? []
    const interaction = this.#services.decider.state?.interactions.get(interactionId)
    const now = new Set(interaction ? agentsIn(interaction) : [])
    if (now.size > 0) this.#shownTo.set(interactionId, now)
    else this.#shownTo.delete(interactionId)
    return [...before, ...now]
  }

  #reloaded(): void {
    const { decider, clock } = this.#services
    if (!decider.state) return
    this.#shownTo.clear()
    for (const { agentId, rules } of decider.state.substitutions.values()) this.#namedBy.set(agentId, namedIn(rules))
    for (const interactionId of decider.state.interactions.keys()) this.#whoSees(interactionId)
    this.#moments.clear(clock.wallMs())
    this.#buildAll()
    this.namesChanged()
    this.#readParticulars([...decider.state.interactions.values()].map(({ interactionId }) => interactionId))
  }

  #agentsChanged(agentIds: Iterable<AgentId>): void {
    const view = this.#view()
    if (!view) return
    const floor = this.#topics.get('agents')
    for (const agentId of agentIds) {
      const desk = this.#topics.get(deskOf(agentId))
      if (desk) this.#build(deskOf(agentId), desk, view)
      if (floor?.isBuilt) {
        const entry = agentEntry(view, agentId)
        this.#send(floor, entry ? floor.log.change({ [agentId]: entry }) : floor.log.change({}, [agentId]))
      }
    }
  }

  #queuesChanged(): void {
    if (this.#queuesDue !== undefined || !countedTopics.some((key) => this.#topics.get(key)?.isBuilt)) return
    const waitMs = this.#queuesBuiltAtMs + queuesEveryMs - this.#services.clock.monotonicMs()
    if (waitMs <= 0) {
      this.#buildCounted()
      return
    }
    this.#queuesDue = setTimeout(() => {
      this.#queuesDue = undefined
      this.#buildCounted()
    }, waitMs)
    this.#queuesDue.unref()
  }

  #buildCounted(): void {
    this.#queuesBuiltAtMs = this.#services.clock.monotonicMs()
    for (const key of countedTopics) this.#rebuild(key)
  }

  #rebuild(key: SharedTopic): void {
    const topic = this.#topics.get(key)
    if (topic?.isBuilt) this.#build(key, topic)
  }

  #telephonyChanged(): void {
    if (this.#telephonyDue !== undefined || !this.#topics.get('telephony')?.subscribers.size) return
    this.#telephonyDue = setTimeout(
      () => {
        this.#telephonyDue = undefined
        const { clock } = this.#services
        const fromMs = clock.monotonicMs()
        this.#rebuild('telephony')
        this.#telephonyTookMs = clock.monotonicMs() - fromMs
      },
      Math.max(telephonyEveryMs, this.#telephonyTookMs * telephonyShare),
    ).unref()
  }

  #legChanged(legId: LegId): void {
    const { state } = this.#services.decider
    const interactionId = state?.indexes.customerLegs.get(legId) ?? state?.indexes.agentLegs.get(legId)
    const engagement = interactionId === undefined ? undefined : state?.interactions.get(interactionId)?.engagement
    if (engagement) this.#agentsChanged([engagement.agentId])
  }

  #readParticulars(interactionIds: readonly InteractionId[]): void {
    for (const interactionId of interactionIds) this.#unread.add(interactionId)
    if (!this.#isReading) void this.#readUnread()
  }

  async #readUnread(): Promise<void> {
    this.#isReading = true
    try {
      while (this.#unread.size > 0) {
        const interactionIds = [...this.#unread]
        this.#unread.clear()
        this.#particularsKnown(await this.#names.readParticulars(interactionIds))
      }
    } finally {
      this.#isReading = false
    }
  }

  #particularsKnown(interactionIds: readonly InteractionId[]): void {
    const { state } = this.#services.decider
    const agents = new Set<AgentId>()
    for (const id of interactionIds) {
      const interaction = state?.interactions.get(id)
      if (interaction) for (const agentId of agentsIn(interaction)) agents.add(agentId)
      for (const offerId of interaction?.waiting?.offerIds ?? []) {
        const offer = state?.offers.get(offerId)
        if (offer) agents.add(offer.agentId)
      }
    }
    this.#agentsChanged(agents)
    this.#queuesChanged()
  }

  #buildDesks(): void {
    const view = this.#view()
    for (const [key, topic] of this.#topics) if (topic.name === 'desk') this.#build(key, topic, view)
  }

  #buildAll(): void {
    const view = this.#view()
    for (const [key, topic] of this.#topics) this.#build(key, topic, view)
  }

  #build(key: TopicKey, topic: Topic, view = this.#view()): void {
    if (key === 'alarms')
      this.#put(topic, Object.fromEntries(this.#services.alarms.open.map((one) => [one.alarmId, one])))
    else if (key === 'telephony') this.#put(topic, this.#telephony.entries())
    if (!view || key === 'alarms' || key === 'telephony') return
    this.#put(topic, entriesOf(key, view))
  }

  #put(topic: Topic, entries: Readonly<Record<string, unknown>>): void {
    const delta = topic.log.replace(entries)
    if (topic.isBuilt) this.#send(topic, delta)
    else this.#greet(topic)
    topic.isBuilt = true
  }

  #greet(topic: Topic): void {
    for (const subscriber of topic.subscribers) subscriber.snapshot(topic.name, topic.log.snapshot())
  }

  #send(topic: Topic, delta: TopicDelta | undefined): void {
    if (!delta || topic.subscribers.size === 0) return
    const text = deltaText(topic.name, delta)
    for (const subscriber of topic.subscribers) subscriber.delta(text)
  }
}

/** Whose desks show something of an interaction. */
function* agentsIn(interaction: Interaction): Generator<AgentId> {
  if (interaction.engagement) yield interaction.engagement.agentId
  if (interaction.kind !== 'call') return
  const { calledParties, monitors } = interaction
  for (const { agentId } of calledParties) if (agentId !== null) yield agentId
  for (const { agentId } of monitors) yield agentId
}

const agentOf = (key: Exclude<TopicKey, SharedTopic>): AgentId => key.slice('desk '.length) as AgentId
const isShared = (key: TopicKey): key is SharedTopic => !key.startsWith('desk ')

function entriesOf(key: Exclude<TopicKey, 'alarms' | 'telephony'>, view: TopicView): Readonly<Record<string, unknown>> {
  if (key === 'queues') return queueEntries(view)
  if (key === 'agents') return agentEntries(view)
  if (key === 'parked') return parkedEntries(view)
  if (key === 'calls') return callEntries(view)
  if (key === 'waiting') return waitingEntries(view)
  return deskEntries(view, agentOf(key)) as unknown as Readonly<Record<string, unknown>>
}

const deltaText = (topic: TopicName, { position, set, remove }: TopicDelta): string =>
  JSON.stringify({ type: 'delta', topic, position, set, remove })
