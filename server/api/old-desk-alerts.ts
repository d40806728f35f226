import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import type { AgentId } from '#kernel/ids.ts'

/** After a message's end and a reminder's time: a week off is long enough to find on Monday what was left on Friday. */
const keptMs = 7 * 24 * 60 * 60_000

/** Erases what nobody needs any more. @returns whose reminders are gone, and whose desks may still show them */
export async function eraseOldDeskAlerts(db: Kysely<Database>, nowMs: number): Promise<readonly AgentId[]> {
  const before = new Date(nowMs - keptMs)
  await db.deleteFrom('floor_message').where('expires_at', '<', before).execute()
  const gone = await db.deleteFrom('reminder').where('due_at', '<', before).returning('agent_id').execute()
  return [...new Set(gone.map(({ agent_id }) => agent_id))]
}
