import { Type } from 'typebox'
import type { QueueId } from '#kernel/ids.ts'
import type { BlockType } from '../block-type.ts'
import { flowChannels } from '../flow.ts'
import { closed, refersTo } from '../settings-schema.ts'

const settings = Type.Object(
  {
    queueId: refersTo<QueueId>('queue'),
    /** So many who wait are a long line; absent: their number does not count. */
    longFromWaiting: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    /** So long an expected wait is a long one; absent, and where nothing can be foretold: it does not count. */
    longFromMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 86_400_000 })),
  },
  closed,
)

/** How it stands in a queue now: closed, nobody there, a long wait, or a short one. */
export const queueState: BlockType<typeof settings> = {
  kind: 'queue-state',
  purpose: 'decide',
  channels: flowChannels,
  settings,
  exits: () => [
    { name: 'short' },
    { name: 'long' },
    { name: 'nobody' },
    { name: 'closed' },
    { name: 'failed', isOptional: true },
  ],
  start: ({ queueId, longFromWaiting, longFromMs }, { facts }) => {
    const queue = facts.queue(queueId)
    if (!queue) return { exit: 'failed' }
    if (queue.isClosed) return { exit: 'closed' }
    if (queue.agents === 0) return { exit: 'nobody' }
    const isLong =
      (longFromWaiting !== undefined && queue.waiting >= longFromWaiting) ||
      (longFromMs !== undefined && queue.expectedWaitMs !== null && queue.expectedWaitMs >= longFromMs)
    return { exit: isLong ? 'long' : 'short' }
  },
}
