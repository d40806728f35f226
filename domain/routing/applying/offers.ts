import { unreachable } from '#kernel/assert.ts'
import type { AgentId } from '#kernel/ids.ts'
import { withPass } from '../between-queues.ts'
import { dropOffer, interactionOf, putOffer } from '../bookkeeping.ts'
import {
  changeAgent,
  changeTask,
  changeWaiting,
  changeWork,
  closeOffer,
  editAgent,
  editCall,
  editWaiting,
} from '../changes.ts'
import type { Own } from '../copies.ts'
import type { RoutingEventOf } from '../events.ts'
import type { Engagement, HeldWork, RoutingTables } from '../state.ts'

export type OfferEvent = RoutingEventOf<
  'OfferMade' | 'OfferAccepted' | 'TaskAccepted' | 'OfferDeclined' | 'OfferMissed' | 'OfferWithdrawn'
>

/** The part of `apply` that is about who is asked, and what he answers. */
export function applyOffers(state: RoutingTables, event: OfferEvent): void {
  switch (event.type) {
    case 'OfferMade': {
      const { offerId, interactionId, agentId, queueId, expiresAtMs, atMs } = event
      putOffer(state, { offerId, interactionId, agentId, queueId, madeAtMs: atMs, expiresAtMs })
      editWaiting(state, interactionId, (waiting) => {
        waiting.offerIds = [...waiting.offerIds, offerId]
      })
      const { channel, kind } = interactionOf(state, interactionId)
      const offered: HeldWork = { interactionId, channel, workState: 'offered', sinceMs: atMs }
      const held: HeldWork = kind === 'voicemail' ? { ...offered, isMessage: true } : offered
      editAgent(state, agentId, (agent) => {
        agent.work = [...agent.work, held]
        agent.lastAsked = [...agent.lastAsked.filter((asked) => asked.queueId !== queueId), { queueId, atMs }]
      })
      return
    }
    case 'OfferAccepted': {
      const { offerId, interactionId, agentId, queueId, stationId, agentLegId, bridgeId, recordingId, atMs } = event
      const { stationKind, isAutomatic } = event
      dropOffer(state, offerId)
      editCall(state, interactionId, (call) => {
        call.stage = 'engaged'
        call.givenByAgentId = null
        call.waiting = null
        const engagement: Own<Engagement> = {
          agentId,
          offerId,
          queueId,
          stationId,
          stationKind,
          agentLegId,
          isPhoneLeg: stationKind !== 'browser',
          isConfirmed: stationKind !== 'number',
          bridgeId,
          recordingId,
          acceptedAtMs: atMs,
          isHeld: false,
          isMuted: false,
          mutedByAgentId: null,
          recordingPausedBy: null,
        }
        if (isAutomatic) engagement.isAutomatic = isAutomatic
        call.engagement = engagement
      })
      changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'engaged', sinceMs: atMs }))
      forgetMissed(state, agentId)
      changeAgent(state, agentId, (agent) => withPass(agent, queueId))
      return
    }
    case 'TaskAccepted': {
      const { offerId, interactionId, agentId, queueId, atMs } = event
      dropOffer(state, offerId)
      changeTask(state, interactionId, (task) => ({
        ...task,
        stage: 'engaged',
        waiting: null,
        engagement: { agentId, offerId, queueId, acceptedAtMs: atMs },
      }))
      changeWork(state, agentId, interactionId, (held) => ({ ...held, workState: 'engaged', sinceMs: atMs }))
      forgetMissed(state, agentId)
      return
    }
    case 'OfferDeclined': {
      const coolDown = { agentId: event.agentId, untilMs: event.askAgainAtMs }
      closeOffer(state, event)
      changeWaiting(state, event.interactionId, (waiting) => ({
        ...waiting,
        coolDowns: [...waiting.coolDowns, coolDown],
      }))
      return
    }
    case 'OfferMissed':
      closeOffer(state, event)
      changeAgent(state, event.agentId, (agent) => ({ ...agent, missed: (agent.missed ?? 0) + 1 }))
      return
    case 'OfferWithdrawn':
      closeOffer(state, event)
      return
    default:
      unreachable(event)
  }
}

/** Whoever answers is at his desk. */
function forgetMissed(state: RoutingTables, agentId: AgentId): void {
  if (state.agents.get(agentId)?.missed !== undefined) changeAgent(state, agentId, ({ missed: _, ...agent }) => agent)
}
