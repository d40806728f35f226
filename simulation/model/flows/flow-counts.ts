import type { FlowDefinition } from '#domain/flows/index.ts'
import { type BlockCounts, type FlowCounts, type WayOut, waysOut } from '../counts.ts'

export const noFlowCounts = ({ blocks }: FlowDefinition): FlowCounts => ({
  entered: 0,
  ways: Object.fromEntries(waysOut.map((way) => [way, 0])) as Record<WayOut, number>,
  timeMs: 0,
  blocks: new Map(blocks.map(({ blockId }): [string, BlockCounts] => [blockId, { entered: 0, gaveUp: 0, exits: {} }])),
})
