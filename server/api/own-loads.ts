import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { isSpoken } from '#domain/routing/index.ts'
import type { AgentId } from '#kernel/ids.ts'
import type { OwnLoad } from '#protocol/http/index.ts'

/** Each channel once, and nobody talks to two at once. */
export const areLoads = (loads: readonly OwnLoad[]): boolean =>
  new Set(loads.map(({ channel }) => channel)).size === loads.length &&
  loads.every(({ channel, atOnce }) => !isSpoken(channel) || atOnce <= 1)

/** What an agent bears otherwise than everybody: the whole list. */
export async function writeLoads(db: Kysely<Database>, agentId: AgentId, loads: readonly OwnLoad[]): Promise<void> {
  await db.deleteFrom('agent_channel_load').where('agent_id', '=', agentId).execute()
  if (loads.length === 0) return
  await db
    .insertInto('agent_channel_load')
    .values(loads.map(({ channel, atOnce, weight }) => ({ agent_id: agentId, channel, at_once: atOnce, weight })))
    .execute()
}
