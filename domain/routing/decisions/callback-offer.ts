import type { Decision } from '../decision.ts'
import type { Interaction } from '../state.ts'

/** A caller is told that he may ask for it, as his queue says. */
export function offerCallback(decision: Decision, interaction: Interaction | undefined): void {
  const { waiting } = interaction ?? {}
  if (interaction && waiting?.offersCallbackAtMs !== undefined) {
    decision.add({ type: 'CallbackOffered', interactionId: interaction.interactionId, queueId: waiting.queueId })
  }
}
