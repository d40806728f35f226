import { sql } from 'kysely'
import { waitNow } from '#domain/routing/index.ts'
import type { QueueId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { QueueWait } from '#protocol/http/index.ts'
import type { ApiServices } from './api-services.ts'
import type { Handlers } from './handler.ts'
import { refuse } from './refusal.ts'

interface Outcome {
  readonly queue_id: QueueId
  readonly answered: number
  readonly inside: number
  readonly error_ms: number
  readonly bias_ms: number
}

/** What is foretold of waits, and how that turned out. */
export function queueWaitHandlers({ db, decider, clock }: ApiServices): Pick<Handlers, 'queueWaits'> {
  return {
    async queueWaits() {
      const { state } = decider
      if (!state) return refuse('decider.not-ready', { retryAfterS: 2 })
      const queues = await db
        .selectFrom('queue')
        .select(['queue_id', 'name'])
        .where('is_active', '=', true)
        .where('person_id', 'is', null)
        .orderBy('name')
        .execute()
      const sinceMs = clock.wallMs() - 86_400_000
      const { rows } = await sql<Outcome>`
        WITH waited AS (
          SELECT queue_id, extract(epoch FROM ended_at - started_at) * 1000 AS ms, expected_ms, expected_low_ms, expected_high_ms
          FROM segment
          WHERE kind = 'queue' AND outcome = 'accepted' AND expected_ms IS NOT NULL AND ended_at >= ${new Date(sinceMs)})
        SELECT queue_id, count(*)::integer AS answered,
          (count(*) FILTER (WHERE ms BETWEEN expected_low_ms AND expected_high_ms))::integer AS inside,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(ms - expected_ms))::float8 AS error_ms,
          percentile_cont(0.5) WITHIN GROUP (ORDER BY ms - expected_ms)::float8 AS bias_ms
        FROM waited GROUP BY queue_id`.execute(db)
      const outcomes = new Map(rows.map((row) => [row.queue_id, row]))
      return success({
        items: queues.map(({ queue_id: queueId, name }): QueueWait => {
          const { waiting, ringing } = state.indexes.of(queueId) ?? {}
          const now = waitNow(state, queueId, clock.wallMs())
          const outcome = outcomes.get(queueId)
          return {
            ...{ queueId, queueName: name, waiting: (waiting?.size ?? 0) + (ringing?.size ?? 0) },
            ...(now && { now: { likelyMs: now.likelyMs, lowMs: now.lowMs, highMs: now.highMs, by: now.by } }),
            ...(outcome && {
              lastDay: {
                answered: outcome.answered,
                inside: outcome.inside,
                medianErrorMs: Math.round(outcome.error_ms),
                medianBiasMs: Math.round(outcome.bias_ms),
              },
            }),
          }
        }),
      })
    },
  }
}
