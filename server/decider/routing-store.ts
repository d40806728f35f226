import type { SnapshotSlice } from '#domain/routing/index.ts'
import type { Particulars } from '../core-services.ts'

/** The right to decide, as it was when it was taken. */
export interface Tenure {
  /** Grows with each taking; whatever carries a lower one is refused. */
  readonly epoch: number
  /** The position of the log's last event. */
  readonly position: number
}
export interface EventRecord {
  readonly type: string
  readonly version: number
  readonly atMs: number
}
export interface StoredEvent {
  readonly position: number
  readonly event: EventRecord
}
export interface StoredSnapshot {
  readonly position: number
  readonly slices: readonly SnapshotSlice[]
}

/** Where decisions become durable: the decider's port. A rejected promise means that the outcome is unknown. */
export interface RoutingStore {
  /** Takes the lease with the next epoch; `undefined` while another holder has it. */
  take(): Promise<Tenure | undefined>
  /** False when another epoch has begun. */
  renew(epoch: number): Promise<boolean>
  release(epoch: number): Promise<void>
  /** Writes all or nothing after `position`; `fenced` when epoch or position are no longer the writer's. */
  append(
    at: Tenure,
    events: readonly EventRecord[],
    particulars: readonly Particulars[],
  ): Promise<'appended' | 'fenced'>
  /** Events after `position` in order, at most `limit`. */
  events(position: number, limit: number): Promise<readonly StoredEvent[]>
  /** The newest whole snapshot at or before `position`. */
  snapshot(position: number): Promise<StoredSnapshot | undefined>
  writeSnapshot(position: number, slices: Iterable<SnapshotSlice>): Promise<void>
}
