import type { AgentTables } from './schema/agents.ts'
import type { CaseTables } from './schema/cases.ts'
import type { CustomerTables } from './schema/customers.ts'
import type { DeskAlertTables } from './schema/desk-alerts.ts'
import type { DialingTables } from './schema/dialing.ts'
import type { DirectoryTables } from './schema/directory.ts'
import type { FlowTables } from './schema/flows.ts'
import type { IncidentTables } from './schema/incidents.ts'
import type { InteractionTables } from './schema/interactions.ts'
import type { NoteTables } from './schema/notes.ts'
import type { OrganizationTables } from './schema/organization.ts'
import type { PeopleTables } from './schema/people.ts'
import type { PromptTables } from './schema/prompts.ts'
import type { QueueTables } from './schema/queues.ts'
import type { RecordingTables } from './schema/recordings.ts'
import type { RoutingLogTables } from './schema/routing-log.ts'
import type { SignallingTables } from './schema/signalling.ts'
import type { StaffingTables } from './schema/staffing.ts'

export type * from './schema/agents.ts'
export type * from './schema/cases.ts'
export type * from './schema/customers.ts'
export type * from './schema/desk-alerts.ts'
export type * from './schema/dialing.ts'
export type * from './schema/directory.ts'
export type * from './schema/flows.ts'
export type * from './schema/incidents.ts'
export type * from './schema/interactions.ts'
export type * from './schema/notes.ts'
export type * from './schema/organization.ts'
export type * from './schema/people.ts'
export type * from './schema/prompts.ts'
export type * from './schema/queues.ts'
export type * from './schema/recordings.ts'
export type * from './schema/routing-log.ts'
export type * from './schema/signalling.ts'
export type * from './schema/staffing.ts'

/**
 * The tables as Kysely sees them, a file a subject; `migrations/` has their comments and constraints. `bigint` is read as a
 * number (nothing here comes near 2^53).
 */
export interface Database
  extends OrganizationTables,
    PeopleTables,
    AgentTables,
    StaffingTables,
    QueueTables,
    PromptTables,
    DialingTables,
    DirectoryTables,
    SignallingTables,
    CustomerTables,
    CaseTables,
    NoteTables,
    DeskAlertTables,
    RoutingLogTables,
    InteractionTables,
    IncidentTables,
    FlowTables,
    RecordingTables {}
