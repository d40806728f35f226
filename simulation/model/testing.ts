import { type Answer, answerOf } from './answer.ts'
import type { QueueCounts } from './counts.ts'
import type { Model, ModelQueue } from './model.ts'
import { checkModel } from './read-model.ts'
import { runModel } from './run-model.ts'

/** Small models for tests. */

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

export function checked(model: Model): Model {
  const result = checkModel(model)
  if (!result.ok) throw new Error(result.error)
  return result.value
}

export const answer = (model: Model, replications = 1, seed = 1): Answer =>
  answerOf(model, seed, runModel({ model: checked(model), seed, replications }))

/** The counts of its first replication. */
export function counted(model: Model, seed = 1): readonly QueueCounts[] {
  const [one] = runModel({ model: checked(model), seed, replications: 1 })
  if (!one) throw new Error('nothing was counted')
  return one.queues
}

/** Somebody comes each minute and is served in ten seconds, where nobody says otherwise. */
export const queue = (others: Partial<ModelQueue> = {}): ModelQueue => ({
  id: 'support',
  arrivals: { everyMs: minuteMs },
  handle: { constantMs: 10_000 },
  ...others,
})

/** What became of whoever came, added up. */
export const outcomesOf = (one: QueueCounts): number =>
  one.answered + one.abandoned + one.blocked + one.outside + one.promised + one.messages + one.lost + one.unfinished
