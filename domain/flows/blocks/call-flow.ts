import { Type } from 'typebox'
import type { FlowId } from '#kernel/ids.ts'
import type { BlockType } from '../block-type.ts'
import { flowChannels } from '../flow.ts'
import { closed, refersTo } from '../settings-schema.ts'

const settings = Type.Object({ flowId: refersTo<FlowId>('flow') }, closed)

/**
 * Another flow, as it is published now, and back: by `done` or `failed` as its end says, and by `failed` when something in it
 * leads nowhere. Variables are those of both, by name.
 */
export const callFlow: BlockType<typeof settings> = {
  kind: 'call-flow',
  purpose: 'do',
  channels: flowChannels,
  settings,
  exits: () => [{ name: 'done' }, { name: 'failed', isOptional: true }],
  start: ({ flowId }) => ({ call: { flowId } }),
}
