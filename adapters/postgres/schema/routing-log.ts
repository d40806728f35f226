import type { ColumnType, Generated } from 'kysely'
import type { RoutingDomainId } from '#kernel/ids.ts'
import type { Instant, InstantWithDefault } from './columns.ts'

export interface LeaseTable {
  domain_id: RoutingDomainId
  epoch: Generated<number>
  holder: Generated<string>
  expires_at: InstantWithDefault
  position: Generated<number>
}
export interface RoutingEventTable {
  domain_id: RoutingDomainId
  position: number
  at: Instant
  type: string
  version: number
  payload: ColumnType<unknown, string, never>
}
export interface RoutingSnapshotTable {
  domain_id: RoutingDomainId
  position: number
  version: number
  slice_count: number | null
  at: InstantWithDefault
}
export interface RoutingSnapshotSliceTable {
  domain_id: RoutingDomainId
  position: number
  slice: number
  payload: ColumnType<unknown, string, never>
}
export interface ProjectionCheckpointTable {
  projection: string
  domain_id: RoutingDomainId
  position: number
}

/** What was decided, by whom of the cores, and how far it was read. */
export interface RoutingLogTables {
  lease: LeaseTable
  routing_event: RoutingEventTable
  routing_snapshot: RoutingSnapshotTable
  routing_snapshot_slice: RoutingSnapshotSliceTable
  projection_checkpoint: ProjectionCheckpointTable
}
