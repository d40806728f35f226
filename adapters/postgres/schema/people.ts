import type { ColumnType, Generated } from 'kysely'
import type { ApiKeyId, BusinessUnitId, PersonId, SignInId } from '#kernel/ids.ts'
import type { Instant, InstantWithDefault, MaybeInstant } from './columns.ts'

export type RoleName = 'agent' | 'supervisor' | 'administrator' | 'integrator'
export interface PersonTable {
  person_id: PersonId
  business_unit_id: BusinessUnitId
  name: string
  email: string
  password_hash: string
  language: Generated<string>
  color_scheme: Generated<'light' | 'dark' | 'auto'>
  is_active: Generated<boolean>
  created_at: InstantWithDefault
  updated_at: InstantWithDefault
}
export interface PersonRoleTable {
  person_id: PersonId
  role: RoleName
}
export interface SignInTable {
  sign_in_id: SignInId
  person_id: PersonId
  token_hash: Buffer
  created_at: InstantWithDefault
  last_used_at: InstantWithDefault
  expires_at: Instant
  address: string | null
  user_agent: string | null
}
export interface ApiKeyTable {
  api_key_id: ApiKeyId
  person_id: PersonId
  name: string
  token_hash: Buffer
  created_at: InstantWithDefault
  created_by: PersonId | null
  expires_at: MaybeInstant
  last_used_at: MaybeInstant
}
export interface SignInFailureTable {
  sign_in_failure_id: Generated<number>
  email: string
  address: string | null
  at: InstantWithDefault
}
export interface SetUpTokenTable {
  token_hash: Buffer
  expires_at: Instant
  used_at: MaybeInstant
}
export interface AuditEntryTable {
  audit_id: Generated<number>
  at: InstantWithDefault
  person_id: PersonId | null
  action: string
  subject: string | null
  address: string | null
  details: ColumnType<Record<string, unknown>, string | undefined, string>
}
export interface IdempotencyKeyTable {
  scope: string
  key: string
  request_hash: Buffer
  status: number | null
  answer: ColumnType<unknown, string | null, string | null>
  created_at: InstantWithDefault
}

/** Who may sign in, as what, and what was done by whom. */
export interface PeopleTables {
  person: PersonTable
  person_role: PersonRoleTable
  api_key: ApiKeyTable
  sign_in: SignInTable
  sign_in_failure: SignInFailureTable
  set_up_token: SetUpTokenTable
  audit_entry: AuditEntryTable
  idempotency_key: IdempotencyKeyTable
}
