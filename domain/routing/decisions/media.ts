import type { AgentId, InteractionId } from '#kernel/ids.ts'
import type { Decision } from '../decision.ts'
import type { RefusalCode } from '../refusals.ts'
import type { Call, Engagement } from '../state.ts'

/** What an engaged agent does to the sound, and a called colleague to his own voice. Asking for what is so already is granted and leads to nothing. */

interface OfAgent {
  readonly interactionId: InteractionId
  readonly agentId: AgentId
  readonly byAgentId?: AgentId
}

type Change = (
  | { readonly type: 'InteractionHeld' | 'InteractionRetrieved'; readonly flag: 'isHeld' }
  | { readonly type: 'AgentMuted' | 'AgentUnmuted'; readonly flag: 'isMuted' }
) & { readonly becomes: boolean }

function change(decision: Decision, command: OfAgent, wanted: Change): RefusalCode | null {
  const { interactionId, agentId } = command
  const interaction = decision.draft.calls.get(interactionId)
  if (!interaction) return 'no-such-interaction'
  const engagement: Engagement | null = interaction.engagement
  if (engagement?.agentId !== agentId && wanted.flag === 'isMuted')
    return changeGuest(decision, interaction, command, wanted)
  if (engagement?.agentId !== agentId) return 'not-your-interaction'
  if (interaction.stage !== 'engaged') return 'wrong-stage'
  // Whom he consults hears the customer's music end: that is alternating, and has its own verb.
  const isAside = interaction.consultation?.talksTo === 'consulted'
  if (isAside && wanted.type === 'InteractionRetrieved') return 'wrong-stage'
  if (engagement[wanted.flag] === wanted.becomes) return null
  // Nobody opens the microphone of an agent who closed it himself.
  const isAnother = command.byAgentId !== undefined && command.byAgentId !== agentId
  if (wanted.type === 'AgentUnmuted' && isAnother && engagement.mutedByAgentId === null) return 'wrong-stage'
  const others = interaction.members.length
  if (wanted.type === 'InteractionRetrieved') decision.add({ type: wanted.type, interactionId, agentId, others })
  else if (wanted.flag === 'isHeld') decision.add({ type: wanted.type, interactionId, agentId })
  else decision.add({ type: wanted.type, interactionId, agentId, byAgentId: command.byAgentId ?? null })
  return null
}

/** Consulted, in a conference, or called by a colleague: the call is another one's, and the voice his own. */
function changeGuest(
  decision: Decision,
  { interactionId, calledParties, mutedLegIds }: Call,
  { agentId }: OfAgent,
  { becomes }: Change,
): RefusalCode | null {
  const party = calledParties.find((candidate) => candidate.agentId === agentId)
  if (!party) return 'not-your-interaction'
  if (party.answeredAtMs === null) return 'wrong-stage'
  const { legId } = party
  if (mutedLegIds.includes(legId) === becomes) return null
  decision.add({ type: becomes ? 'PartyMuted' : 'PartyUnmuted', interactionId, agentId, legId })
  return null
}

type Verb = (decision: Decision, command: OfAgent) => RefusalCode | null

export const hold: Verb = (decision, command) =>
  change(decision, command, { type: 'InteractionHeld', flag: 'isHeld', becomes: true })
export const retrieve: Verb = (decision, command) =>
  change(decision, command, { type: 'InteractionRetrieved', flag: 'isHeld', becomes: false })
export const mute: Verb = (decision, command) =>
  change(decision, command, { type: 'AgentMuted', flag: 'isMuted', becomes: true })
export const unmute: Verb = (decision, command) =>
  change(decision, command, { type: 'AgentUnmuted', flag: 'isMuted', becomes: false })
