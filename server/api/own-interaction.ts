import type { InteractionId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { Caller } from '../accounts/caller.ts'
import type { ApiServices } from './api-services.ts'
import { hasInHand, mayRead } from './interaction-rows.ts'
import { type Refusal, refuse } from './refusal.ts'

/** Refused unless this agent has or had the interaction in hand, or may read any: then they may write about it. */
export async function ownInteraction(
  services: Pick<ApiServices, 'db' | 'decider'>,
  caller: Caller,
  id: InteractionId,
): Promise<Result<undefined, Refusal>> {
  const { db, decider } = services
  if (hasInHand(services, caller, id)) return success(undefined)
  const row = await db
    .selectFrom('interaction')
    .select(['interaction_id', 'agent_id'])
    .where('interaction_id', '=', id)
    .executeTakeFirst()
  if (!row && !decider.state?.interactions.has(id)) return refuse('interaction.not-found')
  return row && (await mayRead(db, caller, row)) ? success(undefined) : refuse('interaction.not-yours')
}
