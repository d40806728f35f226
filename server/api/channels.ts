import type { Kysely } from 'kysely'
import type { Database } from '#adapters/postgres/schema.ts'
import { isSpoken } from '#domain/routing/index.ts'
import { success } from '#kernel/result.ts'
import type { ChannelLoad } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import type { ApiServices } from './api-services.ts'
import { followChange } from './follow-change.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

/** How much an agent bears, for the whole organisation. It holds for the next decision; what is in hand stays there. */
export function channelHandlers(services: ApiServices): Pick<Handlers, 'channelLoads' | 'setChannelLoads'> {
  const { db } = services
  return {
    async channelLoads() {
      return success({ items: await read(db) })
    },

    async setChannelLoads({ caller, body, address }) {
      const twoVoices = body.items.find(({ channel, atOnce }) => isSpoken(channel) && atOnce > 1)
      if (twoVoices) return refuse('request.malformed', { detail: 'body/items: nobody talks to two at once.' })
      await db.transaction().execute(async (transaction) => {
        for (const { channel, atOnce, weight, interruptedBy } of body.items) {
          const row = { at_once: atOnce, weight, interrupted_by: [...interruptedBy] }
          await transaction
            .insertInto('channel_load')
            .values({ channel, ...row })
            .onConflict((conflict) => conflict.column('channel').doUpdateSet(row))
            .execute()
        }
        await audit(transaction, {
          action: 'channel-loads.changed',
          personId: caller.personId,
          address,
          details: { channels: body.items.map(({ channel }) => channel) },
        })
      })
      await followChange(services)
      return success({ items: await read(db) })
    },
  }
}

async function read(db: Kysely<Database>): Promise<ChannelLoad[]> {
  const rows = await db.selectFrom('channel_load').selectAll().orderBy('channel').execute()
  return rows.map(({ channel, at_once, weight, interrupted_by }) => ({
    channel,
    atOnce: at_once,
    weight,
    interruptedBy: interrupted_by,
  }))
}
