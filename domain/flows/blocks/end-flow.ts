import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { flowChannels } from '../flow.ts'

const settings = Type.Object(
  {
    /** By which exit the block that called this flow is left. */
    outcome: Type.Union([Type.Literal('done'), Type.Literal('failed')]),
  },
  { additionalProperties: false },
)

/** This flow is over: back to the flow that called it; where none did, the interaction ends. */
export const endFlow: BlockType<typeof settings> = {
  kind: 'end-flow',
  purpose: 'do',
  channels: flowChannels,
  settings,
  exits: () => [],
  start: ({ outcome }) => ({ back: outcome }),
}
