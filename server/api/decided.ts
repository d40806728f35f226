import type { RefusalCode } from '#domain/routing/index.ts'
import type { ErrorCode } from '#protocol/errors/index.ts'
import type { EdgeFailure, ExecuteFailure } from '../core-services.ts'
import type { Refusal } from './refusal.ts'

const codeOfRefusal: Readonly<Record<RefusalCode, ErrorCode>> = {
  'no-such-queue': 'queue.not-found',
  'queue-in-use': 'queue.has-calls',
  'no-such-agent': 'agent.not-an-agent',
  'no-such-interaction': 'interaction.not-found',
  'no-such-recording': 'recording.not-found',
  'interaction-exists': 'interaction.wrong-state',
  'offer-over': 'offer.gone',
  'offer-already-accepted': 'offer.gone',
  'not-your-offer': 'offer.not-yours',
  'not-your-interaction': 'interaction.not-yours',
  'wrong-stage': 'interaction.wrong-state',
  'agent-engaged': 'interaction.wrong-state',
  'station-unreachable': 'agent.no-station',
  'no-such-leg': 'call.no-such-party',
  'transfer-under-way': 'interaction.wrong-state',
  'no-transfer': 'interaction.wrong-state',
  'emergency-call': 'interaction.wrong-state',
  'no-extension-left': 'wrap-up.not-extendable',
  'agent-busy': 'call.busy',
  'agent-not-available': 'agent.not-available',
  'agent-full': 'agent.full',
  'destination-unreachable': 'call.destination-unreachable',
  'consulting-already': 'call.consulting-already',
  'not-consulting': 'call.not-consulting',
  'conference-full': 'call.conference-full',
  'no-conference': 'interaction.wrong-state',
  'parking-full': 'call.parking-full',
  'not-parked': 'call.nothing-parked',
  'not-recording': 'recording.not-running',
  'no-callbacks': 'callback.not-offered',
  'break-needs-grant': 'break.needs-grant',
  'no-break-request': 'break.not-asked',
  'too-many-incidents': 'incident.too-many',
  'wrong-settings': 'request.malformed',
}

/** What the decider's no is called over HTTP. */
export const refusalOfRouting = (code: RefusalCode): Refusal => ({ code: codeOfRefusal[code] })

export function refusalOfDecider(failure: ExecuteFailure): Refusal {
  if (failure.kind === 'refused') return refusalOfRouting(failure.refusal.code)
  return failure.cause === 'database'
    ? { code: 'database.unavailable', retryAfterS: 5 }
    : { code: 'decider.not-ready', retryAfterS: 2 }
}

/** What the edge's no is called over HTTP. */
export function refusalOfEdge(failure: EdgeFailure): Refusal {
  switch (failure.code) {
    case 'not-connected':
      return { code: 'edge.not-connected', retryAfterS: 2 }
    case 'overloaded':
      return { code: 'edge.overloaded', retryAfterS: 5 }
    case 'bad-offer':
      return { code: 'media.bad-offer' }
    default:
      return { code: 'edge.refused', detail: failure.code }
  }
}
