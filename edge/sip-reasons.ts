import type { EndReason, LegState } from '#protocol/edge/parties.ts'
import type { SipEvent } from '#telephony/sip/index.ts'
import { statusOfCause } from '#telephony/sip/message/q850.ts'

/** Statuses with which a gateway says that it does not know more than that it failed; the cause behind it may (RFC 6432). */
const vague: ReadonlySet<number> = new Set([480, 487, 500, 502, 503, 504, 580])

/**
 * What a refusal of a call that we made means in our words (RFC 3261 21).
 * @param q850 the telephone network's own cause, where the gateway passed it on
 */
export function reasonOfStatus(status: number, q850?: number): EndReason {
  const told = q850 === undefined || !vague.has(status) ? status : statusOfCause(q850)
  // 16, 31 and causes that the table does not know say less than the status.
  return told === 500 || q850 === 16 || q850 === 31 ? reasonByStatus(status) : reasonByStatus(told)
}

/** What the far end is told by BYE or CANCEL (RFC 3326): a Q.850 cause. */
export function causeOfReason(reason: EndReason): number {
  switch (reason) {
    case 'busy':
      return 17
    case 'no-answer':
      return 19
    case 'declined':
      return 21
    case 'unknown-number':
      return 1
    case 'unreachable':
      return 3
    case 'refused':
      return 42
    case 'connection-lost':
    case 'edge-lost':
    case 'error':
      return 41
    default:
      return 16
  }
}

function reasonByStatus(status: number): EndReason {
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
      return reasonOfStatus(event.status ?? 500, event.q850)
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
