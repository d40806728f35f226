import type { Logger } from '#adapters/system/logger.ts'
import type { Decider, Unsubscribe } from '../core-services.ts'

/** Says in the core's log which leg became which interaction, and how it ended: the edge's log has the leg, the SIP Call-ID beside it. */
export function logInteractions(decider: Pick<Decider, 'subscribe'>, logger: Logger): Unsubscribe {
  return decider.subscribe({
    committed(events) {
      for (const event of events) {
        if (event.type === 'InteractionBegan') {
          const { interactionId, customerLegId, edgeId } = event
          logger.info('An interaction began', { interactionId, legId: customerLegId, edgeId })
        } else if (event.type === 'InteractionEnded') {
          logger.info('An interaction ended', { interactionId: event.interactionId, reason: event.reason })
        }
      }
    },
  })
}
