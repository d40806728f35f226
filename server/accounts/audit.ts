import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { PersonId } from '#kernel/ids.ts'

/** What the audit log tells of. The screens show the translation of `audit.<action>`. */
export const auditActions = [
  'sign-in.succeeded',
  'sign-in.failed',
  'sign-in.slowed',
  'sign-out',
  'set-up',
  'person.created',
  'person.changed',
  'load.seeded',
  'queue.created',
  'callback.asked',
  'callback.cancelled',
  'queue.changed',
  'country.imported',
  'country.removed',
  'skill.created',
  'skill.changed',
  'skill.removed',
  'skill.agents-changed',
  'substitution.created',
  'substitution.changed',
  'substitution.removed',
  'tally-period.changed',
  'disposition.created',
  'disposition.changed',
  'disposition.removed',
  'customer.created',
  'customer.changed',
  'incident.declared',
  'incident.ended',
  'customer-tier.created',
  'customer-tier.changed',
  'customer-tier.removed',
  'customer-segment.created',
  'customer-segment.changed',
  'customer-segment.removed',
  'business-unit.created',
  'business-unit.renamed',
  'business-unit.removed',
  'recording.listened',
  'recording.downloaded',
  'recording.held',
  'recording.released',
  'recording.erased',
  'recording.expired',
  'recording.shared',
  'recording.share-revoked',
  'recording.share-opened',
  'recording-rule.created',
  'recording-rule.changed',
  'recording-rule.removed',
  'channel-loads.changed',
  'interaction.pushed',
  'interaction.moved',
  'interaction.raised',
  'interaction.removed',
  'agent.presence-set',
  'agent.break-granted',
  'agent.break-refused',
  'presence-reason.created',
  'presence-reason.changed',
  'presence-reason.removed',
  'break-limits.changed',
  'shift-pattern.created',
  'shift-pattern.changed',
  'shift-pattern.removed',
  'shifts.assigned',
  'shifts.unassigned',
  'team.created',
  'team.changed',
  'team.removed',
  'call.monitored',
  'call.taken-over',
  'call.agent-muted',
  'trunk.created',
  'trunk.changed',
  'trunk.removed',
  'trunk.tested',
  'number-rule.created',
  'number-rule.changed',
  'number-rule.removed',
  'business-hours.created',
  'business-hours.changed',
  'business-hours.removed',
  'outbound-rule.created',
  'outbound-rule.changed',
  'outbound-rule.removed',
  'dial-limits.changed',
  'phone.created',
  'phone.changed',
  'phone.removed',
  'phone.password-renewed',
  'phone.lamp-set',
  'station.chosen',
  'access.changed',
  'address.banned',
  'address.unbanned',
  'alarm.acknowledged',
  'capture.started',
  'capture.stopped',
  'packets.downloaded',
] as const
export type AuditAction = (typeof auditActions)[number]

export interface AuditNote {
  readonly action: AuditAction
  readonly personId?: PersonId | undefined
  /** The id of the thing that it was done to. Never a name or an address: entries outlive what may be erased. */
  readonly subject?: string | undefined
  /** The network address that it was done from. */
  readonly address?: string | undefined
  /** Names of changed fields and the like, without their contents. */
  readonly details?: Readonly<Record<string, unknown>>
}

/** Writes one entry; inside a transaction it stands or falls with what it tells of. */
export async function audit(db: Kysely<Database>, note: AuditNote): Promise<void> {
  await db
    .insertInto('audit_entry')
    .values({
      action: note.action,
      person_id: note.personId ?? null,
      subject: note.subject ?? null,
      address: note.address ?? null,
      ...(note.details === undefined ? {} : { details: JSON.stringify(note.details) }),
    })
    .execute()
}
