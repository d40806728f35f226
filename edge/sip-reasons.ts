import type { EndReason, LegState } from '#protocol/edge/parties.ts'
import type { SipEvent } from '#telephony/sip/index.ts'

/** What a refusal of a call that we made means in our words (RFC 3261 21). */
export function reasonOfStatus(status: number): EndReason {
  switch (status) {
    case 486:
    case 600:
      return 'busy'
    case 403:
    case 603:
    case 607:
      return 'declined'
    case 404:
    case 410:
    case 484:
    case 485:
    case 604:
      return 'unknown-number'
    case 408:
    case 480:
      return 'no-answer'
    case 487:
      return 'cancelled'
    default:
      return status >= 500 || status === 430 ? 'unreachable' : 'error'
  }
}

/** @param state the leg's, when its end came */
export function reasonOfEnd(
  event: Extract<SipEvent, { type: 'callEnded' }>,
  direction: 'inbound' | 'outbound',
  state: LegState,
): EndReason {
  const wasAnswered = state === 'connected' || state === 'held'
  switch (event.by) {
    case 'remote':
      return wasAnswered || direction === 'outbound' ? 'party-left' : 'cancelled'
    case 'local':
      // Not asked for by us: the engine gave up waiting.
      return wasAnswered ? 'hung-up' : 'no-answer'
    case 'refused':
      return reasonOfStatus(event.status ?? 500)
    case 'timeout':
      if (wasAnswered || direction === 'inbound') return 'connection-lost'
      // It rang and nobody came, or nothing was heard of it at all.
      return state === 'alerting' ? 'no-answer' : 'unreachable'
    case 'transport':
      return wasAnswered ? 'connection-lost' : 'unreachable'
    case 'protocol':
      return 'error'
  }
}
