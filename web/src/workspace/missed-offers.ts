import type { DeskOffer } from '#protocol/realtime/index.ts'
import { callerLabel } from '../desk/caller.ts'
import type { DeskView } from '../desk/desk-view.ts'

/** Something that was offered to this agent, and whose time ran out. */
export interface MissedOffer {
  readonly offerId: string
  readonly channel: DeskOffer['channel']
  /** Who or what it was, as the offer said it. */
  readonly label: string
  readonly queueName: string
  readonly customerId?: string
  readonly atMs: number
}

/** An offer that is taken back shortly before its end was not missed; a clock may differ by this much. */
const slackMs = 1500
const mostKept = 20

/**
 * What was missed between two looks at the desk: it was offered, its time is over, and it is not in hand.
 * @param nowMs by the server's clock
 */
export function missedSince(before: readonly DeskOffer[], after: DeskView, nowMs: number): readonly MissedOffer[] {
  const still = new Set(after.offers.map(({ offerId }) => offerId))
  const held = new Set([...after.calls, ...after.tasks].map(({ interactionId }) => interactionId))
  return before
    .filter(
      ({ offerId, interactionId, expiresAtMs }) =>
        !still.has(offerId) && !held.has(interactionId) && nowMs >= expiresAtMs - slackMs,
    )
    .map((offer) => ({
      offerId: offer.offerId,
      channel: offer.channel,
      label: callerLabel(offer),
      queueName: offer.queueName,
      ...(offer.customerId === undefined ? {} : { customerId: offer.customerId }),
      atMs: offer.expiresAtMs,
    }))
}

/** The newest first, each once, no more than one can look through. */
export function withMissed(kept: readonly MissedOffer[], more: readonly MissedOffer[]): readonly MissedOffer[] {
  const fresh = more.filter(({ offerId }) => !kept.some((one) => one.offerId === offerId))
  return fresh.length === 0 ? kept : [...fresh, ...kept].slice(0, mostKept)
}

export function readMissed(text: string | undefined): readonly MissedOffer[] {
  try {
    const kept: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(kept)) return []
    return kept.filter(
      (one): one is MissedOffer =>
        typeof Object(one).offerId === 'string' &&
        typeof Object(one).label === 'string' &&
        typeof Object(one).queueName === 'string' &&
        typeof Object(one).atMs === 'number',
    )
  } catch {
    return []
  }
}
