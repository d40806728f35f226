import { success } from '#kernel/result.ts'
import type { ShownTallyPeriod } from '#protocol/http/index.ts'
import { audit } from '../accounts/audit.ts'
import { countedSince, readTallyPeriod } from '../tallies/tally-reset.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'

/** Over which time strategies count what agents did. */
export function tallyPeriodHandlers({ db, decider }: ApiServices): Pick<Handlers, 'tallyPeriod' | 'setTallyPeriod'> {
  async function shown(): Promise<ShownTallyPeriod> {
    const since = countedSince(decider.state)
    return {
      ...(await readTallyPeriod(db)),
      ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
    }
  }
  return {
    async tallyPeriod() {
      return success(await shown())
    },

    async setTallyPeriod({ caller, body, address }) {
      await db.transaction().execute(async (transaction) => {
        await transaction
          .updateTable('organization')
          .set({ tally_period: body.period, tally_reset_minute: body.resetMinute })
          .execute()
        await audit(transaction, { action: 'tally-period.changed', personId: caller.personId, address, details: body })
      })
      return success(await shown())
    },
  }
}
