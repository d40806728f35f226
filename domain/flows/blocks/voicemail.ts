import { Type } from 'typebox'
import type { QueueId } from '#kernel/ids.ts'
import type { BlockType } from '../block-type.ts'
import { closed, refersTo } from '../settings-schema.ts'

const settings = Type.Object({ queueId: refersTo<QueueId>('queue') }, closed)

/** Leaves a message, which is work in this queue. */
export const voicemail: BlockType<typeof settings> = {
  kind: 'voicemail',
  purpose: 'route',
  channels: ['voice'],
  settings,
  exits: () => [{ name: 'failed', isOptional: true }],
  start: ({ queueId }) => ({ leave: { kind: 'voicemail', queueId } }),
  on: (_settings, input) => (input.kind === 'not-taken' ? { exit: 'failed' } : null),
}
