import type { RoutingEvent, RoutingEventOf } from '#domain/routing/index.ts'
import type { RoutingDecision } from '#protocol/http/index.ts'
import { shownLift } from './lift-words.ts'

/** What an event of the log says of why an interaction went where it went. */
export type BareDecision = Omit<RoutingDecision, 'text'>

/** As the partial index of the log has them, together with an `InteractionEnded` in the middle of a dial. */
export const explaining = [
  'InteractionQueued',
  'InteractionDiverted',
  'DiversionDropped',
  'RequirementRelaxed',
  'WaitAnnounced',
  'PriorityChanged',
  'OfferMade',
  'OfferAccepted',
  'OfferDeclined',
  'OfferMissed',
  'OfferWithdrawn',
  'InteractionReturned',
  'CoolDownEnded',
  'InteractionMoved',
  'TaskAccepted',
  'TaskReturned',
  'CallbackPromised',
  'CallbackOffered',
  'CallbackGranted',
  'CallbackDialed',
  'CallbackPutOff',
  'CallbackEnded',
  'WorkHandedOver',
  'WorkHandedBack',
  'CustomerNoted',
  'InteractionLifted',
  'InteractionLowered',
] as const satisfies readonly RoutingEvent['type'][]

const instantOf = (ms: number) => new Date(ms).toISOString()

/** `undefined` for what explains nothing. */
export function decisionOf(event: RoutingEvent): BareDecision | undefined {
  const at = instantOf(event.atMs)
  switch (event.type) {
    case 'InteractionQueued': {
      const { expected } = event
      const wait = expected && { likelyMs: expected.likelyMs, lowMs: expected.lowMs, highMs: expected.highMs }
      const lifts = event.lifts && { lifts: event.lifts.map(shownLift) }
      return { at, kind: 'queued', queueId: event.queueId, ...(wait ? { expected: wait } : {}), ...lifts }
    }
    case 'InteractionDiverted':
      return { at, kind: 'diverted', queueId: event.queueId, cause: event.cause, to: event.to.kind }
    case 'DiversionDropped':
      return { at, kind: 'stays', queueId: event.queueId }
    case 'InteractionMoved':
      return { at, kind: 'moved', queueId: event.queueId }
    case 'RequirementRelaxed': {
      const { queueId, step, asked } = event
      return { at, kind: 'relaxed', queueId, step, ...(asked ? { asked } : {}) }
    }
    case 'WaitAnnounced':
      return announced(event, at)
    case 'PriorityChanged':
      return { at, kind: 'priority-changed', level: event.level, boostMs: event.boostMs }
    case 'OfferMade':
      return offered(event)
    case 'OfferAccepted':
    case 'TaskAccepted':
      return { at, kind: 'accepted', queueId: event.queueId, agentId: event.agentId }
    case 'OfferDeclined':
      return { at, kind: 'declined', queueId: event.queueId, agentId: event.agentId }
    case 'OfferMissed':
      return { at, kind: 'missed', queueId: event.queueId, agentId: event.agentId }
    case 'OfferWithdrawn':
      return { at, kind: 'withdrawn', queueId: event.queueId, agentId: event.agentId, cause: event.cause }
    case 'CoolDownEnded':
      return { at, kind: 'may-be-asked-again', agentId: event.agentId }
    case 'InteractionReturned':
    case 'TaskReturned': {
      const { queueId, agentId, cause } = event
      return { at, kind: 'returned', queueId, cause, ...(agentId === null ? {} : { agentId }) }
    }
    case 'CustomerNoted':
      return { at, kind: 'customer-noted' }
    case 'InteractionLifted': {
      const { incidentId, level, boostMs } = event
      return { at, kind: 'lifted', lifts: [shownLift({ by: 'incident', incidentId, level, boostMs })] }
    }
    case 'InteractionLowered': {
      const { incidentId } = event
      return { at, kind: 'lowered', lifts: [shownLift({ by: 'incident', incidentId, level: 0, boostMs: 0 })] }
    }
    case 'WorkHandedOver':
      return handedOver(event)
    case 'WorkHandedBack':
      return { at, kind: 'handed-back', queueId: event.queueId, agentId: event.agentId }
    default:
      return ofCallback(event, at)
  }
}

/** Nothing where nothing could be said. */
function announced({ queueId, position, wait, expected }: RoutingEventOf<'WaitAnnounced'>, at: string) {
  if (position === undefined && wait === undefined) return undefined
  const foretold = wait && expected
  return {
    ...({ at, kind: 'announced', queueId } as const),
    ...(position !== undefined && { position }),
    ...(wait && { wait }),
    ...(foretold && { expected: { likelyMs: foretold.likelyMs, lowMs: foretold.lowMs, highMs: foretold.highMs } }),
  }
}

function offered(event: RoutingEventOf<'OfferMade'>): BareDecision {
  const { queueId, agentId, why, atMs } = event
  const { strategy, candidates, idleMs, waitingPosition, preferred, step = 0, asked, others, works, isPushed } = why
  const standsInFor = why.standsInFor && {
    ...{ agentId: why.standsInFor.agentId, why: why.standsInFor.why },
    ...(why.standsInFor.untilMs !== null && { until: instantOf(why.standsInFor.untilMs) }),
  }
  return {
    ...{ at: instantOf(atMs), kind: 'offered', queueId, agentId, step },
    why: {
      ...{ strategy, candidates, idleMs, waitingPosition },
      ...(preferred ? { preferred } : {}),
      ...(isPushed ? { isPushed } : {}),
      ...(standsInFor ? { standsInFor } : {}),
      ...(works ? { works } : {}),
    },
    ...(asked ? { asked } : {}),
    ...(why.lifts ? { lifts: why.lifts.map(shownLift) } : {}),
    ...(others ? { others: [...others] } : {}),
  }
}

function handedOver(event: RoutingEventOf<'WorkHandedOver'>): BareDecision {
  const { queueId, agentId, why, untilMs, to, teamSkillId, atMs } = event
  return {
    ...{ at: instantOf(atMs), kind: 'handed-over', queueId, agentId },
    handedOver: {
      why,
      ...(untilMs !== null && { until: instantOf(untilMs) }),
      to: to.map((standInId) => ({ agentId: standInId })),
      ...(teamSkillId && { teamSkillId }),
    },
  }
}

/** No number is in it: none is in the log. */
function ofCallback(event: RoutingEvent, at: string): BareDecision | undefined {
  switch (event.type) {
    case 'CallbackOffered':
      return { at, kind: 'callback-offered', queueId: event.queueId }
    case 'CallbackGranted':
      return { at, kind: 'callback-granted', queueId: event.queueId, callbackId: event.callbackId }
    case 'CallbackPromised': {
      const { promise, queuedAtMs, dueAtMs } = event
      const { queueId, askedBy, fromInteractionId } = promise
      return {
        ...{ at, kind: 'callback-promised', queueId, askedBy, since: instantOf(queuedAtMs) },
        ...(fromInteractionId && { fromInteractionId }),
        ...(dueAtMs !== null && { dueAt: instantOf(dueAtMs) }),
      }
    }
    case 'CallbackDialed': {
      const { queueId, agentId, dial, foretoldMs } = event
      return {
        ...{ at, kind: 'callback-dialed', queueId, dial },
        ...(agentId && { agentId }),
        ...(foretoldMs !== undefined && { foretoldMs }),
      }
    }
    case 'CallbackPutOff': {
      const { queueId, agentId, cause, isCounted, dueAtMs } = event
      const putOff = { at, kind: 'callback-put-off', queueId, cause, isCounted, dueAt: instantOf(dueAtMs) } as const
      return { ...putOff, ...(agentId && { agentId }) }
    }
    case 'CallbackEnded': {
      // Nobody was dialled: there is no time at which he may be called.
      const cause = event.reason === 'not-reached' ? 'window' : event.reason
      return { at, kind: 'callback-ended', queueId: event.queueId, cause }
    }
    case 'InteractionEnded':
      return { at, kind: 'callback-ended', cause: event.reason }
    default:
      return undefined
  }
}
