import { assert, unreachable } from '#kernel/assert.ts'
import type { InteractionId } from '#kernel/ids.ts'
import type { Decision } from '../decision.ts'
import type { Deadline } from '../indexes.ts'
import { calledPartyOf } from '../state.ts'
import { offerCallback } from './callback-offer.ts'
import { callbackDue, callbackLeaves, lookAhead } from './callbacks.ts'
import { partyLeft } from './dialing.ts'
import { divertAfterWaiting } from './diverting.ts'
import { askedFacts } from './explaining.ts'
import { endIncident } from './incidents.ts'
import { coolDown, coolDownFor, withdrawOffersTo } from './ownership.ts'
import { unpark } from './parking.ts'
import { substituteNext } from './substituting.ts'
import { voicemailFull } from './voicemail.ts'
import { closeWrapUp } from './wrap-up.ts'

/** Everything that is due by now, in the order in which it became due. */
export function advanceTime(decision: Decision): null {
  const { deadlines } = decision.draft.indexes
  for (let due = deadlines.first(); due && due.atMs <= decision.nowMs; due = deadlines.first()) meet(decision, due)
  return null
}

function meet(decision: Decision, due: Deadline): void {
  switch (due.kind) {
    case 'offer':
      missOffer(decision, due)
      return
    case 'wrapUp':
      closeWrapUp(decision, due.interactionId, due.agentId, 'limit')
      return
    case 'ring':
      ringOut(decision, due)
      return
    case 'park':
      unpark(decision, due.interactionId)
      return
    case 'divert':
      divertAfterWaiting(decision, due.interactionId)
      return
    case 'callbackOffer':
      offerCallback(decision, decision.draft.interactions.get(due.interactionId))
      return
    case 'callbackDue':
      callbackDue(decision, due.interactionId)
      return
    case 'callbackLeaves':
      callbackLeaves(decision, due.interactionId)
      return
    case 'callbackLooks':
      lookAhead(decision, due.interactionId)
      return
    case 'voicemail':
      voicemailFull(decision, due.interactionId)
      return
    case 'relax':
      relax(decision, due.interactionId)
      return
    case 'coolDown':
      decision.add({ type: 'CoolDownEnded', interactionId: due.interactionId, agentId: due.agentId })
      return
    case 'agentCoolDown':
      decision.add({ type: 'AgentCoolDownEnded', agentId: due.agentId })
      return
    case 'substitution':
      substituteNext(decision, due.agentId)
      return
    case 'incidentEnd':
      endIncident(decision, due.incidentId, 'time')
      return
    default:
      unreachable(due)
  }
}

function relax(decision: Decision, interactionId: InteractionId): void {
  const waiting = decision.draft.interactions.get(interactionId)?.waiting
  assert(waiting, `${interactionId} is due to ask for less and does not wait`)
  const { queueId, step, asked } = waiting
  const next = asked[step + 1]
  assert(next, `${interactionId} is due to ask for less and asks for as little as it ever will`)
  decision.add({ type: 'RequirementRelaxed', interactionId, queueId, step: step + 1, asked: askedFacts(next) })
}

/** A browser that rang for its whole time is a telephone that nobody picked up. */
function ringOut(decision: Decision, due: Extract<Deadline, { kind: 'ring' }>): void {
  const interaction = decision.draft.calls.get(due.interactionId)
  const party = interaction && calledPartyOf(interaction, due.legId)
  assert(interaction && party, `a leg is due in ${due.interactionId} and not called`)
  partyLeft(decision, interaction, party, 'no-answer')
}

/**
 * Whoever lets an offer ring out is not at the desk: not ready, until he says otherwise, or where the queue says so only after
 * some of them. The interaction keeps its place.
 */
function missOffer(decision: Decision, due: Extract<Deadline, { kind: 'offer' }>): void {
  const offer = decision.draft.offers.get(due.offerId)
  assert(offer, `offer ${due.offerId} is due and not pending`)
  const { offerId, interactionId, agentId, queueId } = offer
  decision.add({ type: 'OfferMissed', offerId, interactionId, agentId, queueId })
  if (decision.draft.agents.get(agentId)?.settings.isAlwaysAvailable) {
    coolDown(decision, agentId, queueId)
    return
  }
  const { notReadyAfter = 1, coolDownMs = 0 } = decision.draft.queues.get(queueId)?.settings.missedOffers ?? {}
  const missed = decision.draft.agents.get(agentId)?.missed ?? 0
  if (notReadyAfter === 0 || missed < notReadyAfter) {
    coolDownFor(decision, agentId, coolDownMs, 'missed-offer')
    return
  }
  withdrawOffersTo(decision, agentId, 'presence-changed')
  decision.add({
    type: 'PresenceChanged',
    agentId,
    presence: { kind: 'notReady', reason: 'missed-offer' },
    cause: 'missed-offer',
  })
}
