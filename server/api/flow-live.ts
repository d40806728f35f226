import { success } from '#kernel/result.ts'
import { FlowLives } from '../flows/flow-live.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

/** So many kinds of failure are shown, those of late first. */
const mostFailures = 100

/** What happens in a flow now and happened of late: counts, and nothing of who it was. */
export function flowLiveHandlers({ db, flowRuns, clock }: ApiServices): Pick<Handlers, 'flowLive'> {
  const lives = new FlowLives({ db, book: flowRuns.book, monotonicMs: clock.monotonicMs })
  return {
    async flowLive({ id }) {
      const known = await db.selectFrom('flow').select('flow_id').where('flow_id', '=', id).executeTakeFirst()
      if (!known) return refuse('flow.not-found')
      const [blocks, failures] = await Promise.all([
        lives.blocksOf(id),
        db
          .selectFrom('flow_failure as failure')
          .leftJoin('flow_version as version', 'version.flow_version_id', 'failure.flow_version_id')
          .selectAll('failure')
          .select('version.number')
          .where('failure.flow_id', '=', id)
          .where('failure.last_at', '>', new Date(clock.wallMs() - 7 * 86_400_000))
          .orderBy('failure.last_at', 'desc')
          .limit(mostFailures)
          .execute(),
      ])
      return success({
        blocks: [...blocks],
        failures: failures.map((row) => ({
          ...{ flowVersionId: row.flow_version_id, blockId: row.block_id, cause: row.cause, detail: row.detail },
          ...(row.number !== null && { versionNumber: row.number }),
          ...{ times: row.times, lost: row.lost },
          ...{ firstAt: row.first_at.toISOString(), lastAt: row.last_at.toISOString() },
        })),
      })
    },
  }
}
