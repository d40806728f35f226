import {
  type AgentSettings,
  type QueueSettings,
  type RoutingEvent,
  type StoredEvent,
  upcast,
} from '#domain/routing/index.ts'
import type { AgentId, QueueId } from '#kernel/ids.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import { shipped } from '../describing/sensible.ts'
import type { Model, ModelAgents } from '../model.ts'
import { checkModel } from '../read-model.ts'
import type { Period } from './day.ts'
import { FlowHistory, flowsIn, type StoredFlow } from './flow-history.ts'
import { HistoryReader } from './handled-work.ts'
import { HistoricFlows } from './historic-flows.ts'
import { type Day, historicQueue } from './historic-queue.ts'
import { OpeningTimes } from './opening-times.ts'
import { SentElsewhere } from './sent-elsewhere.ts'

/** What a history is read from. */
export interface History {
  readonly period: Period
  /** In the order of the log: everything that set up queues and agents until the end of the period, … */
  readonly settings: Iterable<StoredEvent>
  /** … the last presence of each agent before it, … */
  readonly presences: Iterable<StoredEvent>
  /** … and everything that happened in it. */
  readonly events: Iterable<StoredEvent>
  /** What queues, skills and agents are called, by id; who is not named keeps his id. */
  readonly names: ReadonlyMap<string, string>
  /** Versions of flows through which callers went. Absent: none is known, and callers count from their queue on. */
  readonly flows?: readonly StoredFlow[]
}

export interface HistoricModel {
  readonly model: Model
  /** What the model leaves out of what was so, in sentences. */
  readonly remarks: readonly string[]
}

/** Events that {@link modelOfHistory} looks at. */
export const settingTypes = ['QueueConfigured', 'QueueRemoved', 'AgentConfigured', 'AgentRemoved'] as const
export const eventTypes = [
  'InteractionQueued',
  'InteractionTransferred',
  'InteractionReturned',
  'InteractionDiverted',
  'InteractionEnded',
  'OfferAccepted',
  'WrapUpStarted',
  'WrapUpFinished',
  'PresenceChanged',
  'TaskAccepted',
  'TaskReturned',
  'TaskEnded',
  'CallbackOffered',
  'CallbackPromised',
  'CallbackGranted',
  'CallbackDialed',
  'CallbackPutOff',
  'CalledPartyAnswered',
  'VoicemailLeft',
  'QueueOpened',
  'QueueClosed',
  'FlowEntered',
  'FlowAdvanced',
  'FlowLeft',
] as const

/**
 * A day as a model: the same arrivals at the same moments, handle times by lot from those of the day, patience from how many
 * left in how much waiting (a constant hazard: waiting time / abandoned, the estimate of greatest likelihood where everybody
 * else's patience was not tried to its end), and agents with the times in which they were available.
 */
export function modelOfHistory(history: History): Result<HistoricModel, string> {
  const made = modelWith(history)
  if (made.ok || !history.flows?.length) return made
  // A flow as it was drawn may lead to what is gone by the end of the day.
  const without = modelWith({ ...history, flows: [] })
  if (!without.ok) return made
  const { model, remarks } = without.value
  return success({
    model,
    remarks: [...remarks, `Flows are left out, and callers come to their queues at once: ${made.error}`],
  })
}

function modelWith(history: History): Result<HistoricModel, string> {
  const { period, names } = history
  const queues = new Map<QueueId, QueueSettings>()
  const agents = new Map<AgentId, AgentSettings>()
  for (const event of read(history.settings)) {
    if (event.type === 'QueueConfigured') queues.set(event.queueId, event.settings)
    else if (event.type === 'QueueRemoved') queues.delete(event.queueId)
    else if (event.type === 'AgentConfigured') agents.set(event.agentId, event.settings)
    else if (event.type === 'AgentRemoved') agents.delete(event.agentId)
  }
  const shifts = new Shifts(period)
  for (const event of read(history.presences)) shifts.read({ ...event, atMs: period.fromMs })
  const reader = new HistoryReader()
  const elsewhere = new SentElsewhere()
  const openings = new OpeningTimes(period)
  const drawn = flowsIn(history.flows ?? [])
  const inFlows = new FlowHistory((flowId) => drawn.some((flow) => flow.flowId === flowId))
  for (const event of read(history.events)) {
    const isByFlow = inFlows.read(event, reader.hasCome)
    if (isByFlow && 'interactionId' in event) reader.cameThroughFlow(event.interactionId)
    reader.read(event)
    shifts.read(event)
    elsewhere.read(event)
    openings.read(event)
  }
  const allHandledMs = [...reader.queues.values()].flatMap(({ handledMs }) => handledMs)
  if (allHandledMs.length === 0) return failure('Nobody was served in that time: there is nothing to replay.')
  const remarks: string[] = []
  if (elsewhere.askedFromOutside > 0) {
    remarks.push(
      `Left out are ${elsewhere.askedFromOutside} callbacks that were asked for by the web or the API: nobody called for them.`,
    )
  }
  const nameOf = namesOf(queues.keys(), names)
  const agentName = namesOf(agents.keys(), names)
  const flows = new HistoricFlows(inFlows, drawn, period, {
    nameOf: (id) => (queues.has(id as QueueId) ? nameOf(id as QueueId) : names.get(id)?.slice(0, 60)),
    messagesOf: (queueId) => ({ ...elsewhere.of(queueId), handledMs: reader.of(queueId).messagesMs }),
    allHandledMs,
  })
  const day: Day = {
    ...{ period, elsewhere, queues, allHandledMs, remarks, nameOf },
    flowName: (flowId) => flows.nameOf(flowId),
    hoursOf: (queueId) => openings.of(queueId),
    skillName: (id) => nameOfSkill(names, id),
  }
  const model: Model = {
    horizonMs: period.toMs - period.fromMs,
    drain: true,
    ...flows.ofModel(),
    queues: [...queues].map(([queueId, settings]) => historicQueue(queueId, settings, reader.of(queueId), day)),
    agents: [...agents].flatMap(([agentId, settings]) => {
      const times = shifts.of(agentId)
      return times.length === 0 ? [] : [modelAgent(agentName(agentId), settings, { queues, nameOf, names }, times)]
    }),
  }
  const checked = checkModel(model)
  return checked.ok ? success({ model, remarks }) : failure(`The day makes no model: ${checked.error}`)
}

/** A history as JSON, with `names` as an object: for whoever has one in another process. */
export function readHistory(text: string): Result<HistoricModel, string> {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch {
    return failure('the history is no JSON.')
  }
  const { period, settings, presences, events, names, flows } = (given ?? {}) as Partial<Record<keyof History, unknown>>
  const { fromMs, toMs } = (period ?? {}) as Partial<Period>
  const lists = [settings, presences, events]
  if (typeof fromMs !== 'number' || typeof toMs !== 'number' || !lists.every(Array.isArray)) {
    return failure('the history has to have period { fromMs, toMs }, and the lists settings, presences and events.')
  }
  const [first, second, third] = lists as StoredEvent[][]
  return modelOfHistory({
    period: { fromMs, toMs },
    settings: first ?? [],
    presences: second ?? [],
    events: third ?? [],
    names: new Map(Object.entries((names ?? {}) as Record<string, string>)),
    ...(Array.isArray(flows) && { flows: flows as StoredFlow[] }),
  })
}

function* read(stored: Iterable<StoredEvent>): Iterable<RoutingEvent> {
  for (const event of stored) {
    const read = upcast(event)
    if (read.ok) yield read.value
  }
}

const nameOfSkill = (names: ReadonlyMap<string, string>, id: string) => (names.get(id) ?? id).slice(0, 60)

/** Names of at most 60 characters; two that are alike are told apart by their ids. */
function namesOf<Id extends string>(ids: Iterable<Id>, names: ReadonlyMap<string, string>): (id: Id) => string {
  const plain = (id: Id) => (names.get(id) ?? id).slice(0, 60)
  const often = new Map<string, number>()
  for (const id of ids) often.set(plain(id), (often.get(plain(id)) ?? 0) + 1)
  return (id) => (often.get(plain(id)) === 1 ? plain(id) : `${plain(id).slice(0, 59 - id.length)} ${id}`)
}

function modelAgent(
  id: string,
  { memberships, skills = {}, choosesBy, areas = [], capacity, weights, interruptedBy }: AgentSettings,
  known: {
    readonly queues: ReadonlyMap<QueueId, QueueSettings>
    readonly nameOf: (queueId: QueueId) => string
    readonly names: ReadonlyMap<string, string>
  },
  shifts: NonNullable<ModelAgents['shifts']>,
): ModelAgents {
  const regions = areas.flatMap(({ regionCode }) => (shipped().region(regionCode) ? [regionCode] : []))
  return {
    id,
    count: 1,
    queues: memberships
      .filter(({ queueId }) => known.queues.has(queueId))
      .map(({ queueId, ...others }) => ({ id: known.nameOf(queueId), ...others })),
    skills: Object.entries(skills).map(([id, proficiency]) => ({ skill: nameOfSkill(known.names, id), proficiency })),
    shifts,
    ...(choosesBy && { choosesBy }),
    ...(regions.length > 0 && { regions }),
    capacity: { ...capacity },
    ...(weights && { weights: { ...weights } }),
    ...(interruptedBy && {
      interruptedBy: Object.fromEntries(Object.entries(interruptedBy).map(([channel, by]) => [channel, [...by]])),
    }),
  }
}

/** When agents were available in a period. A call that is taken over the end of it belongs to it all the same. */
class Shifts {
  readonly #period: Period
  readonly #since = new Map<AgentId, number>()
  readonly #times = new Map<AgentId, { fromMs: number; toMs: number }[]>()

  constructor(period: Period) {
    this.#period = period
  }

  read(event: RoutingEvent): void {
    if (event.type !== 'PresenceChanged') return
    const { agentId, atMs, presence } = event
    const sinceMs = this.#since.get(agentId)
    if (presence.kind === 'available') {
      if (sinceMs === undefined) this.#since.set(agentId, atMs)
    } else if (sinceMs !== undefined) {
      this.#since.delete(agentId)
      this.#add(agentId, sinceMs, atMs)
    }
  }

  /** In milliseconds of the model. */
  of(agentId: AgentId): { fromMs: number; toMs: number }[] {
    const sinceMs = this.#since.get(agentId)
    const times = [...(this.#times.get(agentId) ?? [])]
    if (sinceMs !== undefined) times.push(this.#within(sinceMs, this.#period.toMs))
    return times.filter(({ fromMs, toMs }) => toMs > fromMs)
  }

  #add(agentId: AgentId, fromMs: number, toMs: number): void {
    this.#times.set(agentId, [...(this.#times.get(agentId) ?? []), this.#within(fromMs, toMs)])
  }

  #within(fromMs: number, toMs: number) {
    return { fromMs: Math.max(0, fromMs - this.#period.fromMs), toMs: toMs - this.#period.fromMs }
  }
}
