import type { InteractionId, LegId } from '#kernel/ids.ts'
import { askedNow } from '../asking/demand.ts'
import type { Indexes } from '../indexes.ts'
import { priorityOf } from '../priority/lift.ts'
import type { QueueIndexes, WaitingEntry } from '../queue-indexes.ts'
import type { Call, Interaction, RoutingTables, Waiting } from '../state.ts'
import type { Table } from '../table.ts'
import { reindexInteractionDeadlines } from './deadlines.ts'
import { reindexDemand } from './demands.ts'

/** The place in the queue of an interaction that waits and whom somebody could be asked for, else `null`. */
export const turnOf = (interaction: Interaction): WaitingEntry | null =>
  interaction.waiting === null || isAskedEnough(interaction.waiting) ? null : placeOf(interaction)

/** As many are asked for it as may be. */
const isAskedEnough = ({ offerIds, offersAtOnce }: Waiting): boolean => offerIds.length >= offersAtOnce

/** The same, also of one for whom as many are asked as may be; `null` for what does not wait. */
export function placeOf({ interactionId, waiting, wishes }: Interaction): WaitingEntry | null {
  if (waiting === null) return null
  const { isReturned, queuedAtMs, lifts } = waiting
  const { level, boostMs } = priorityOf(wishes, lifts)
  return { interactionId, isReturned, level, sinceMs: queuedAtMs - boostMs }
}

/**
 * Keeps the indexes true to an interaction that is replaced. Its parts are replaced and never changed, so what follows from a
 * part that is the same object is in the indexes already: most events touch one part, and an index is dearer than a look.
 */
export function reindexInteraction(
  state: RoutingTables,
  before: Interaction | undefined,
  next: Interaction | null,
): void {
  const isOther = before?.kind !== next?.kind
  if (isOther || before?.waiting !== next?.waiting || before?.wishes !== next?.wishes) {
    reindexPlace(state, before, next)
    reindexAnnouncement(state.indexes, before, next)
    reindexOwners(state.indexes, before, next)
  }
  reindexInteractionDeadlines(state.indexes.deadlines, before, next)
  const [callBefore, call] = [inContact(before), inContact(next)]
  if (!callBefore || !call || hasOtherLegs(callBefore, call)) {
    if (callBefore) indexLegs(state.indexes, callBefore, 'remove')
    if (call) indexLegs(state.indexes, call, 'add')
  }
}

/** Who waits stands in the line, or among those for whom as many are asked as may be. */
function reindexPlace(state: RoutingTables, before: Interaction | undefined, next: Interaction | null): void {
  const keeps = before !== undefined && next !== null && keepsPlace(before, next)
  if (keeps && before.kind === next.kind && askedNow(before) === askedNow(next)) return
  if (before) indexPlace(state, before, 'remove', keeps)
  if (next) indexPlace(state, next, 'add', keeps)
}

function indexPlace(state: RoutingTables, interaction: Interaction, deed: 'add' | 'remove', keeps: boolean): void {
  const { waiting } = interaction
  const indexes = waiting && state.indexes.of(waiting.queueId)
  const place = placeOf(interaction)
  if (!indexes || !place) return
  if (isAskedEnough(waiting)) {
    if (!keeps) indexes.ringing[deed](place)
    return
  }
  if (!keeps) indexes.waiting[deed](place)
  indexAsked(state, indexes, interaction, place, deed)
}

function keepsPlace(before: Interaction, next: Interaction): boolean {
  const [left, taken] = [before.waiting, next.waiting]
  if (!left || !taken || left.queueId !== taken.queueId || isAskedEnough(left) !== isAskedEnough(taken)) return false
  // Mostly neither what it asks nor what lifts it is another: then nothing has to be reckoned.
  if (before.wishes === next.wishes && left.lifts === taken.lifts) {
    return left.queuedAtMs === taken.queuedAtMs && left.isReturned === taken.isReturned
  }
  const [place, nextPlace] = [placeOf(before), placeOf(next)]
  return place !== null && nextPlace !== null && isSameTurn(place, nextPlace)
}

/** Whoever is being offered will talk in a moment: he is told when nobody answered. */
const announcedAtMs = (interaction: Interaction | null | undefined): number | undefined =>
  interaction?.waiting?.offerIds.length === 0 ? interaction.waiting.announcesAtMs : undefined

function reindexAnnouncement(
  { announcements }: Indexes,
  before: Interaction | undefined,
  next: Interaction | null,
): void {
  const [left, due] = [announcedAtMs(before), announcedAtMs(next)]
  if (left === due) return
  if (left !== undefined && before) announcements.remove({ atMs: left, interactionId: before.interactionId })
  if (due !== undefined && next) announcements.add({ atMs: due, interactionId: next.interactionId })
}

const isSameTurn = (a: WaitingEntry, b: WaitingEntry): boolean =>
  a.sinceMs === b.sinceMs && a.level === b.level && a.isReturned === b.isReturned

/** Beside whomever it asks, certain people or whoever meets its demand. */
function indexAsked(
  state: RoutingTables,
  indexes: QueueIndexes,
  interaction: Interaction,
  turn: WaitingEntry,
  deed: 'add' | 'remove',
): void {
  const { agentIds } = askedNow(interaction)
  if (agentIds === undefined) reindexDemand(state, indexes, interaction, turn, deed)
  else for (const key of agentIds) indexes.wanted.change({ key }, deed, turn)
}

function reindexOwners(indexes: Indexes, before: Interaction | undefined, next: Interaction | null): void {
  const [left, taken] = [before?.waiting, next?.waiting]
  if (
    left?.ofAgentIds === taken?.ofAgentIds &&
    left?.dependsOn === taken?.dependsOn &&
    left?.lifts === taken?.lifts &&
    left?.queuedAtMs === taken?.queuedAtMs
  )
    return
  if (before && left) indexOwners(indexes, before.interactionId, left, 'remove')
  if (next && taken) indexOwners(indexes, next.interactionId, taken, 'add')
}

function indexOwners(indexes: Indexes, interactionId: InteractionId, waiting: Waiting, deed: 'add' | 'remove'): void {
  const { ofAgentIds, dependsOn, lifts, queuedAtMs } = waiting
  if (ofAgentIds === undefined && dependsOn === undefined && lifts === undefined) return
  const entry = { interactionId, sinceMs: queuedAtMs }
  for (const key of ofAgentIds ?? []) indexes.owned.change({ key }, deed, entry)
  for (const lifted of lifts ?? []) {
    if (lifted.by === 'incident') indexes.lifted.change({ key: lifted.incidentId }, deed, entry)
  }
  for (const key of dependsOn ?? []) indexes.dependent.change({ key }, deed, entry)
}

/** A call whose legs are somebody's: its contact is not over. */
const inContact = (interaction: Interaction | null | undefined): Call | null =>
  interaction?.kind === 'call' && interaction.stage !== 'wrapUp' ? interaction : null

const hasOtherLegs = (before: Call, next: Call): boolean =>
  before.customerLegId !== next.customerLegId ||
  before.engagement?.agentLegId !== next.engagement?.agentLegId ||
  before.monitors !== next.monitors ||
  before.parked !== next.parked ||
  before.calledParties !== next.calledParties

function indexLegs(indexes: Indexes, call: Call, deed: 'add' | 'remove'): void {
  const { interactionId, engagement } = call
  const { customerLegs, agentLegs, calledLegs, monitorLegs, parkedSlots } = indexes
  const index = (legs: Table<LegId, InteractionId>, legId: LegId) => {
    if (deed === 'add') legs.set(legId, interactionId)
    else if (legs.get(legId) === interactionId) legs.delete(legId)
  }
  index(customerLegs, call.customerLegId)
  if (engagement) index(agentLegs, engagement.agentLegId)
  for (const { legId } of call.monitors) index(monitorLegs, legId)
  if (call.parked) {
    if (deed === 'add') parkedSlots.set(call.parked.slot, interactionId)
    else parkedSlots.delete(call.parked.slot)
  }
  for (const { legId } of call.calledParties) if (legId !== call.customerLegId) index(calledLegs, legId)
}
