import type { AgentId, InteractionId, OfferId } from '#kernel/ids.ts'
import { failure, success } from '#kernel/result.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { refusalOfDecider } from './decided.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

/**
 * From the click on Answer to sound there is one commit and nothing else: no query stands on this path, the decision is
 * durable when the answer leaves, and the bridge is joined by the process that follows the same commit.
 */
export function offerHandlers({
  decider,
}: Pick<ApiServices, 'decider'>): Pick<Handlers, 'acceptOffer' | 'declineOffer'> {
  const onOffer = (type: 'AcceptOffer' | 'DeclineOffer', offerId: OfferId, agentId: AgentId) =>
    decider.execute({ type, offerId, agentId })

  /** What the agent has by this offer. */
  const inHand = (agentId: AgentId, offerId: OfferId): InteractionId | undefined => {
    const { agents, interactions } = decider.state ?? {}
    const held = agents
      ?.get(agentId)
      ?.work.find(({ interactionId }) => interactions?.get(interactionId)?.engagement?.offerId === offerId)
    return held?.interactionId
  }

  return {
    async acceptOffer({ caller, id }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const decided = await onOffer('AcceptOffer', id, caller.agentId)
      if (!decided.ok) {
        const isRepeated = decided.error.kind === 'refused' && decided.error.refusal.code === 'offer-already-accepted'
        const interactionId = isRepeated ? inHand(caller.agentId, id) : undefined
        return interactionId ? success({ interactionId }) : failure(refusalOfDecider(decided.error))
      }
      const accepted = decided.value.find(
        ({ type }) => type === 'OfferAccepted' || type === 'TaskAccepted' || type === 'CallbackDialed',
      )
      // A repeated accept may be answered with no events at all: it is this agent's already.
      return accepted && 'interactionId' in accepted
        ? success({ interactionId: accepted.interactionId })
        : refuse('offer.gone')
    },

    async declineOffer({ caller, id }) {
      if (!isAgent(caller)) return refuse('agent.not-an-agent')
      const decided = await onOffer('DeclineOffer', id, caller.agentId)
      return decided.ok ? success({}) : failure(refusalOfDecider(decided.error))
    },
  }
}

/** Whether this person takes interactions. */
export const isAgent = (caller: Caller): caller is Caller & { readonly agentId: AgentId } =>
  caller.agentId !== undefined
