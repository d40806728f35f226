import type { FlowFacts, QueueFacts } from '#domain/flows/index.ts'
import { type Call, waitNow } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import type { ProcessEnvironment, ProcessView } from '../view.ts'
import type { CarriedRun, FlowsView } from './flow-book.ts'

/** What the blocks of a caller's flow may look at, each looked for only when it is asked. */
export function factsOf(
  view: ProcessView,
  flows: FlowsView,
  { customerLegId }: Call,
  { nowMs, chance }: ProcessEnvironment,
  /** Absent: it is to be undone only. */
  carried?: CarriedRun,
): FlowFacts {
  const { callerNumber, authenticatedUser, dialedNumber = '', callerName } = view.leg(customerLegId) ?? {}
  const number = authenticatedUser ?? callerNumber
  const customer = view.customer?.(customerLegId, 'caller')
  const place = view.placeOf?.({
    ...customer?.traces,
    ...(authenticatedUser === undefined && number ? { number } : {}),
  })
  const { tierId, segmentId } = customer?.facts ?? {}
  return {
    nowMs,
    chance: chance ?? (() => 0),
    channel: 'voice',
    caller: {
      number: number === undefined || number === '' || number === 'anonymous' ? null : number,
      dialedNumber,
      ...(place && { region: place.regionCode, country: place.regionCode.slice(0, 2) }),
      isKnown: customer !== undefined,
      ...(callerName === undefined ? {} : { name: callerName }),
      ...(tierId === undefined ? {} : { tierId }),
      segmentIds: segmentId === undefined ? [] : [segmentId],
    },
    queue: (queueId) => queueFacts(view, queueId, nowMs),
    hours: (businessHoursId) => view.hoursNow?.(businessHoursId),
    incidentIds: view.incidentsOf?.(number, dialedNumber) ?? [],
    definition: flows.sourceOf,
    ...(carried && { unansweredKey: unansweredIn(carried) }),
  }
}

/** Of a request that this core did not send: the block that rests in this one remembers its own. */
function unansweredIn({ asked, run }: CarriedRun): FlowFacts['unansweredKey'] {
  const isUnderWay = run.memo !== null && asked?.versionId === run.versionId && asked.blockId === run.blockId
  return ({ versionId, blockId }) =>
    asked && !isUnderWay && asked.versionId === versionId && asked.blockId === blockId ? asked.key : undefined
}

/** How it stands in a queue now; `undefined`: there is none of this id. */
export function queueFacts(
  { state }: Pick<ProcessView, 'state'>,
  queueId: QueueId,
  nowMs: number,
): QueueFacts | undefined {
  const queue = state.queues.get(queueId)
  const indexes = state.indexes.of(queueId)
  if (!queue || !indexes) return undefined
  let agents = 0
  for (const agentId of indexes.members.values()) {
    const presence = state.agents.get(agentId)?.presence.kind
    if (presence !== undefined && presence !== 'offline') agents++
  }
  return {
    waiting: indexes.waiting.size,
    expectedWaitMs: waitNow(state, queueId, nowMs)?.likelyMs ?? null,
    agents,
    isClosed: queue.isClosed === true,
  }
}
