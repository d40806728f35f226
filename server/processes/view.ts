import type { FlowInput } from '#domain/flows/index.ts'
import type { Place, Traces } from '#domain/geography/index.ts'
import type { RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type {
  AgentId,
  BusinessHoursId,
  EdgeId,
  FlowId,
  Id,
  IdName,
  IncarnationId,
  IncidentId,
  InteractionId,
  LegId,
  ListeningId,
  QueueId,
  StationId,
  TransferId,
  TrunkId,
} from '#kernel/ids.ts'
import type { EdgeCommand, EdgeError, EdgeEvent, EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import type { KnownCustomer } from '../known-customers.ts'
import type { PromptBook } from '../prompts/prompt-book.ts'
import type { FlowsView } from './flows/flow-book.ts'
import type { RequestedTransfer } from './leg-book.ts'

/** Where a number that we own leads. */
export type NumberRoute =
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'greeting-then-queue'; readonly queueId: QueueId; readonly greeting: string }
  /** Sent on to a number that is not ours, over the outbound rules. */
  | { readonly kind: 'outside'; readonly number: string }
  /** Through this flow, and on from there. */
  | { readonly kind: 'flow'; readonly flowId: FlowId }
  /** A prompt is played, and the call ends. */
  | { readonly kind: 'announcement'; readonly prompt: string }

/** Who wants to call out; nobody at all when the number plan sends a call on. */
export interface WhoDials {
  readonly agentId?: AgentId
  /** The SIP user of the phone. */
  readonly user?: string
  /** Nobody of ours: somebody is called back, who asked for it. */
  readonly isCallback?: true
}

/** What the outbound rules and limits say of a number now. */
export type OutboundRoute =
  | {
      readonly ok: {
        /** As trunks want it: E.164, or the bare digits of a short number. */
        readonly number: string
        readonly trunkIds: readonly TrunkId[]
        /** Shown to who is called in place of the caller's own. */
        readonly callerNumber?: string
        readonly isEmergency: boolean
      }
    }
  /** An error code of the catalogue. */
  | { readonly refusal: string }

/** `holiday`: closed for this day, whatever its weekday says. */
export type OpenNow = 'open' | 'closed' | 'holiday'

/** What the tables say: numbers, phones, stations and rules. */
export interface ProcessPlan {
  /** By the number as it was dialled; `undefined` when it is not ours. Emergency numbers are in no number plan. */
  readonly numberRoute: (dialedNumber: string) => NumberRoute | undefined
  readonly agentOfStation: (stationId: StationId) => AgentId | undefined
  /** The SIP user that a phone station registers as; `undefined` for a browser. */
  readonly userOfStation: (stationId: StationId) => string | undefined
  /** The outside number that a station is. */
  readonly numberOfStation: (stationId: StationId) => string | undefined
  /** The SIP address of a telephone that never registers. Absent: there are none. */
  readonly addressOfStation?: (stationId: StationId) => string | undefined
  /** The phone whose user name was dialled; never for an emergency number. */
  readonly userOfDialed: (dialedNumber: string) => string | undefined
  readonly agentOfUser: (user: string) => AgentId | undefined
  readonly stationOfUser: (user: string) => StationId | undefined
  /** The number outside at a place of a queue's diversions. Absent: no queue has any. */
  readonly divertedTo?: (queueId: QueueId, place: number) => string | undefined
  /** Permission, business unit and limits are asked; nothing is counted by asking. Emergency numbers are never refused. */
  readonly outboundRoute: (number: string, who: WhoDials) => OutboundRoute
  /** What callers of this number of ours are spoken to in, BCP-47; `undefined`: as the installation. */
  readonly numberLanguage?: (dialedNumber: string) => string | undefined
  /** Absent, and `undefined`: no such hours are known. */
  readonly hoursNow?: (businessHoursId: BusinessHoursId) => OpenNow | undefined
  /** Where a caller is, by what is known of him and his number as it came. Absent, and `undefined`: nothing says so. */
  readonly placeOf?: (traces: Traces) => Place | undefined
  /** What is played for prompts and for words that flows say. Absent: only what comes with Parley. */
  readonly prompts?: Pick<PromptBook, 'itemOf' | 'soundOf' | 'soundOfWords'>
  /** At how many digits in a row a recording pauses by itself; 0: never. Absent: there are no rules. */
  readonly pausesAtDigits?: (queueId: QueueId | null, agentId: AgentId) => number
}

/** All that a process may look at. It keeps nothing of its own between two steps. */
export interface ProcessView extends ProcessPlan {
  readonly state: RoutingState
  /** The address of the recorder that hears all that we record (SIPREC); absent: there is none. */
  readonly outsideRecorderUri?: string
  /** What the installation speaks, BCP-47. Absent: English. */
  readonly spokenLanguage?: string
  /** The one customer who has the number that this leg calls from, or that it calls; `undefined`: not known. */
  readonly customer?: (legId: LegId, whose: 'caller' | 'dialed') => KnownCustomer | undefined
  /** Who has the case in hand that this caller's flow found; `null`: nobody has. Absent, and `undefined`: no flow looked for one. */
  readonly caseOwner?: (legId: LegId) => AgentId | null | undefined
  /** A live leg as its edge last told of it: numbers stand there, and in no event of the log. */
  readonly leg: (legId: LegId) => Leg | undefined
  /** Whether this leg has answered. */
  readonly isUp: (legId: LegId) => boolean
  /** The number that a desk wants called on this leg. */
  readonly requestedNumber: (legId: LegId) => string | undefined
  /** Whom this interaction calls back. Absent: nobody is called back. */
  readonly callbackNumber?: (interactionId: InteractionId) => string | undefined
  /** Incidents to which a call belongs by its numbers as they came. Absent: none lasts. */
  readonly incidentsOf?: (callerNumber: string | undefined, dialedNumber: string | undefined) => readonly IncidentId[]
  /** Absent: there are no flows. */
  readonly flows?: FlowsView
  /** A transfer that a phone asked for just now. */
  readonly requestedTransfer: (transferId: TransferId) => RequestedTransfer | undefined
}

export type ProcessInput =
  /** A routing event that is durable and applied. */
  | { readonly kind: 'routing'; readonly event: RoutingEvent }
  | { readonly kind: 'edge'; readonly edgeId: EdgeId; readonly event: EdgeEvent }
  /** The edge link came up: the snapshot in its welcome. */
  | {
      readonly kind: 'edge-connected'
      readonly edgeId: EdgeId
      readonly incarnation: IncarnationId
      readonly snapshot: EdgeSnapshot
    }
  /** What was decided because of such a snapshot is durable: what follows from it for the edge can be done. */
  | {
      readonly kind: 'edge-reconciled'
      readonly edgeId: EdgeId
      readonly incarnation: IncarnationId
      readonly snapshot: EdgeSnapshot
    }
  /** Something happens to the run of this interaction: its time has come, or it is to go on. */
  | { readonly kind: 'flow'; readonly interactionId: InteractionId; readonly input: FlowInput }
  /** What somebody said while this listened, as it was understood. */
  | {
      readonly kind: 'understood'
      readonly interactionId: InteractionId
      readonly listeningId: ListeningId
      readonly words: Extract<FlowInput, { kind: 'words' }>
    }
  /** An edge did not do what it was asked. */
  | { readonly kind: 'edge-refused'; readonly edgeId: EdgeId; readonly command: EdgeCommand; readonly error: EdgeError }

export interface ProcessEnvironment {
  readonly nowMs: number
  /** From 0 to below 1. Absent: nothing is left to chance. */
  readonly chance?: () => number
  readonly newId: <Name extends IdName>(name: Name) => Id<Name>
}
