import { failure, type Result, success } from '#kernel/result.ts'
import { routingEventCatalogue } from './event-catalogue.ts'
import type { RoutingEvent } from './events.ts'

/** An event as a log gives it back. */
export interface StoredEvent {
  readonly type: string
  readonly version: number
}

type Upcaster = (event: StoredEvent) => StoredEvent

/**
 * One step from a version to the next, by `Type@version`. When an event gets a new version, its shape in `events.ts`
 * changes, its number in the catalogue grows, and the way from the old shape stands here. The stored event stays as it is.
 */
const upcasters: Readonly<Record<string, Upcaster>> = {
  // Before there were calls out.
  'InteractionBegan@1': (event) => ({ ...event, version: 2, direction: 'inbound' }),
  // Before a customer could be put through, and before an outside number could be a station.
  'InteractionEnded@1': (event) => withCalledLegs(event),
  'InteractionReturned@1': (event) => withCalledLegs(event),
  // Before call control at the desk.
  'InteractionEnded@2': (event) => withoutCompany(event, 3),
  'InteractionReturned@2': (event) => withoutCompany(event, 3),
  'InteractionTransferred@1': (event) => ({ ...withoutCompany(withPlainTarget(event), 2), members: [] }),
  'InteractionSentThrough@1': (event) => withPlainParty(event),
  'TransferStarted@1': (event) => withPlainParty(event),
  'InteractionDialed@1': (event) => ({ ...withPlainParty(event), stationKind: 'phone', isConfirmed: true }),
  // Before each talk had a recording of its own: whoever stepped in went on with the one that there was.
  'CalledPartyAnswered@1': (event) => ({ ...event, version: 2, recordingId: null }),
  'EngagementTakenOver@1': (event) => ({ ...event, version: 2, recording: null }),
  'EngagementBegan@1': (event) => ({ ...event, version: 2, formerRecordingId: null }),
  'RecordingStarted@1': (event) => ({ ...event, version: 2 }),
  'OfferAccepted@2': (event) => ({ ...event, version: 3, isAutomatic: false }),
  'AgentMuted@1': (event) => ({ ...event, version: 2, byAgentId: null }),
  'AgentUnmuted@1': (event) => ({ ...event, version: 2, byAgentId: null }),
  'OfferAccepted@1': ({ isAgentLegUp, ...event }: StoredEvent & { isAgentLegUp?: boolean }) => ({
    ...event,
    version: 2,
    stationKind: isAgentLegUp ? 'browser' : 'phone',
  }),
}

const withCalledLegs = (event: StoredEvent & { carried?: object }): StoredEvent & { carried: object } => ({
  ...event,
  version: 2,
  carried: { ...event.carried, calledLegIds: [] },
})

const withoutCompany = (
  event: StoredEvent & { carried?: object },
  version: number,
): StoredEvent & { carried: object } => ({
  ...event,
  version,
  carried: { ...event.carried, otherBridgeIds: [], stationLegIds: [], wereDigitsMasked: false, mutedLegIds: [] },
})

const plain = { seat: null, ringsUntilMs: null, returnsToAgentId: null }
const withPlainParty = (event: StoredEvent & { called?: object }): StoredEvent & { called: object } => ({
  ...event,
  version: 2,
  called: { ...event.called, ...plain },
})
interface SentOn extends StoredEvent {
  readonly to?: { readonly kind?: string; readonly called?: object }
}
const withPlainTarget = (event: SentOn): SentOn =>
  event.to?.kind === 'through' ? { ...event, to: { ...event.to, called: { ...event.to.called, ...plain } } } : event

/**
 * The newest version of an event that was read from a log. Fails for a type that is not in the catalogue and for a version
 * that is newer than this program: a log is then not for this program to read, and nothing may be guessed.
 */
export function upcast(stored: StoredEvent): Result<RoutingEvent, 'unknown-type' | 'newer-version'> {
  if (!Object.hasOwn(routingEventCatalogue, stored.type)) return failure('unknown-type')
  const { version } = routingEventCatalogue[stored.type as RoutingEvent['type']]
  let event = stored
  while (event.version < version) {
    const step = upcasters[`${event.type}@${event.version}`]
    if (!step) return failure('unknown-type')
    event = step(event)
  }
  return event.version === version ? success(event as RoutingEvent) : failure('newer-version')
}
