import type { Logger } from '#adapters/system/logger.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { Legs } from '../legs.ts'

/** A line in the log for each call that ended, with the ids to find it by in every other place: nobody's name or number. */
export function logCalls(parts: {
  readonly legs: Legs
  readonly clock: CallClock
  readonly logger: Logger
  /** The Call-ID of a SIP leg (RFC 3261 8.1.1.4). */
  sipCallId(legId: Parameters<Legs['get']>[0]): string | undefined
}): void {
  const { legs, clock, logger, sipCallId } = parts
  legs.observe({
    ended: (leg, { reason, sipStatus, q850Cause }) => {
      const nowMs = clock.monotonicMs()
      const { transport, direction, trunkId, stationId } = leg.origin
      logger.info('A call ended', {
        legId: leg.legId,
        sipCallId: sipCallId(leg.legId),
        transport,
        direction,
        trunkId,
        stationId,
        reason,
        sipStatus,
        q850Cause,
        durationMs: Math.round(leg.life.ageMs(nowMs)),
        connectedMs: Math.round(leg.life.connectedMs(nowMs) ?? 0),
        mos: leg.media?.quality().mos,
      })
    },
  })
}
