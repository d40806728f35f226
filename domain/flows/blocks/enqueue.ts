import { Type } from 'typebox'
import type { QueueId } from '#kernel/ids.ts'
import type { Requirement } from '../../routing/index.ts'
import type { BlockType } from '../block-type.ts'
import { closed, refersTo } from '../settings-schema.ts'

const settings = Type.Object(
  {
    queueId: refersTo<QueueId>('queue'),
    /** What is asked of agents besides what the queue asks. */
    requirement: Type.Optional(
      Type.Unsafe<Requirement>(
        Type.Object(
          {},
          { holds: 'requirement', description: 'One of { skillId, least }, { all }, { any } and { not }.' },
        ),
      ),
    ),
    /** Whoever stands higher goes first, however long others wait. */
    level: Type.Optional(Type.Integer({ minimum: -1000, maximum: 1000 })),
    /** Counts as if it had waited this much longer. */
    boostMs: Type.Optional(Type.Integer({ minimum: -86_400_000, maximum: 86_400_000 })),
  },
  closed,
)

/** Waits for somebody of this queue. Whom the queue does not take goes on by `failed`. */
export const enqueue: BlockType<typeof settings> = {
  kind: 'enqueue',
  purpose: 'route',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'failed', isOptional: true }],
  start: (set) => ({ leave: { kind: 'queue', ...set } }),
  on: (_settings, input) => (input.kind === 'not-taken' ? { exit: 'failed' } : null),
}
