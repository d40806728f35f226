import type { RoutingEvent, RoutingState } from '#domain/routing/index.ts'
import type { AgentId, EdgeId, Id, IdName, IncarnationId, QueueId, StationId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeError, EdgeEvent, EdgeSnapshot } from '#protocol/edge/index.ts'

/** Where a number that we own leads. */
export type NumberRoute =
  | { readonly kind: 'queue'; readonly queueId: QueueId }
  | { readonly kind: 'greeting-then-queue'; readonly queueId: QueueId; readonly greeting: string }

/** All that a process may look at. It keeps nothing of its own between two steps. */
export interface ProcessView {
  readonly state: RoutingState
  /** By the number as it was dialled; `undefined` when it is not ours. */
  readonly numberRoute: (dialedNumber: string) => NumberRoute | undefined
  readonly agentOfStation: (stationId: StationId) => AgentId | undefined
  /** The SIP user that a phone station registers as; `undefined` for a browser. */
  readonly userOfStation: (stationId: StationId) => string | undefined
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
  /** An edge did not do what it was asked. */
  | { readonly kind: 'edge-refused'; readonly edgeId: EdgeId; readonly command: EdgeCommand; readonly error: EdgeError }

export interface ProcessEnvironment {
  readonly nowMs: number
  readonly newId: <Name extends IdName>(name: Name) => Id<Name>
}
