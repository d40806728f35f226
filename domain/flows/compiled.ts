import type { BlockType } from './block-type.ts'
import { blockTypes } from './blocks/index.ts'
import type { Block, BlockId, FlowDefinition } from './flow.ts'

interface CompiledBlock {
  readonly block: Block
  /** Absent: a kind that this version of Parley does not know. */
  readonly type: BlockType | undefined
}

const compiled = new WeakMap<FlowDefinition, ReadonlyMap<BlockId, CompiledBlock>>()

/** The block of this id with its type: a definition is gone through once, however many runs go by it. */
export function compiledBlock(definition: FlowDefinition, blockId: BlockId): CompiledBlock | undefined {
  let blocks = compiled.get(definition)
  if (!blocks) {
    blocks = new Map(
      definition.blocks.map((block) => [block.blockId, { block, type: blockTypes.get(block.kind) }] as const),
    )
    compiled.set(definition, blocks)
  }
  return blocks.get(blockId)
}
