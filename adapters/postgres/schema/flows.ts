import type { Generated } from 'kysely'
import type { FlowId, FlowSecretId, FlowVersionId, InsideHostId, InteractionId, PersonId } from '#kernel/ids.ts'
import type { DrawnFlow, FlowChannel, FlowTest, Language } from '#protocol/http/index.ts'
import type { Instant, InstantWithDefault, Json, JsonWithDefault, MaybeInstant, MaybeJson } from './columns.ts'

export interface FlowTable {
  flow_id: FlowId
  name: string
  folded_name: string
  channels: FlowChannel[]
  languages: Language[]
  definition: Json<DrawnFlow>
  tests: JsonWithDefault<FlowTest[]>
  version: Generated<number>
  published_version_id: FlowVersionId | null
  created_at: InstantWithDefault
  changed_at: InstantWithDefault
  changed_by: PersonId | null
  archived_at: MaybeInstant
  slug: string | null
}
export interface FlowVersionTable {
  flow_version_id: FlowVersionId
  flow_id: FlowId
  number: number
  languages: Language[]
  definition: Json<DrawnFlow>
  note: Generated<string>
  copied_from: number | null
  published_at: InstantWithDefault
  published_by: PersonId | null
}

/** `cause` and `detail` are what the processes tell of it. */
export interface FlowFailureTable {
  flow_id: FlowId
  flow_version_id: FlowVersionId
  block_id: string
  cause: string
  detail: Generated<string>
  times: number
  lost: number
  first_at: Instant
  last_at: Instant
}

/** `secret_box` is sealed for `flow.secret:` and its id. */
export interface FlowSecretTable {
  flow_secret_id: FlowSecretId
  name: string
  folded_name: string
  secret_box: Buffer
  hosts: string[]
  version: Generated<number>
  changed_at: InstantWithDefault
  changed_by: PersonId | null
}
/** `port` null: each. */
export interface InsideHostTable {
  inside_host_id: InsideHostId
  host: string
  port: number | null
  created_at: InstantWithDefault
  created_by: PersonId | null
}

export interface SelfServiceRunTable {
  interaction_id: InteractionId
  token_hash: Buffer
  flow_id: FlowId
  paged: MaybeJson<object>
  began_at: Instant
  changed_at: Instant
  ended_at: MaybeInstant
  outcome: 'solved' | 'task' | 'callback' | 'failed' | 'left' | null
}

/** What happens to interactions before, between and after people. */
export interface FlowTables {
  flow: FlowTable
  flow_version: FlowVersionTable
  flow_failure: FlowFailureTable
  self_service_run: SelfServiceRunTable
  flow_secret: FlowSecretTable
  inside_host: InsideHostTable
}
