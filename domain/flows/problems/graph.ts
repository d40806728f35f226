import type { Block, BlockId } from '../flow.ts'

/** Blocks to which some way leads from `start`. */
export function reachedFrom(start: BlockId, blocks: ReadonlyMap<BlockId, Block>): ReadonlySet<BlockId> {
  const reached = new Set<BlockId>()
  const open = [start]
  for (let blockId = open.pop(); blockId !== undefined; blockId = open.pop()) {
    const block = blocks.get(blockId)
    if (!block || reached.has(blockId)) continue
    reached.add(blockId)
    open.push(...Object.values(block.exits))
  }
  return reached
}

/**
 * Blocks from which a way leads back to themselves through blocks of this sort only: taking away, again and again, what none of
 * them leads to or what leads to none of them leaves the circles and what connects them.
 */
export function circlesOf(blocks: readonly Block[], isOfSort: (block: Block) => boolean): readonly Block[] {
  const sort = new Map(blocks.filter(isOfSort).map((block) => [block.blockId, block]))
  const into = new Map<BlockId, BlockId[]>()
  const outs = new Map<BlockId, BlockId[]>()
  for (const [blockId, block] of sort) {
    const next = [...new Set(Object.values(block.exits))].filter((to) => sort.has(to))
    outs.set(blockId, next)
    for (const to of next) into.set(to, [...(into.get(to) ?? []), blockId])
  }
  prune(sort, outs, into)
  prune(sort, into, outs)
  return [...sort.values()]
}

/** Takes away what has no way `onwards`, and then whatever had its only way to it. */
function prune(
  left: Map<BlockId, Block>,
  onwards: ReadonlyMap<BlockId, readonly BlockId[]>,
  back: ReadonlyMap<BlockId, readonly BlockId[]>,
): void {
  const ways = new Map([...left.keys()].map((id) => [id, (onwards.get(id) ?? []).filter((to) => left.has(to)).length]))
  const ends = [...left.keys()].filter((id) => ways.get(id) === 0)
  for (let end = ends.pop(); end !== undefined; end = ends.pop()) {
    left.delete(end)
    for (const before of back.get(end) ?? []) {
      if (!left.has(before)) continue
      const rest = (ways.get(before) ?? 0) - 1
      ways.set(before, rest)
      if (rest === 0) ends.push(before)
    }
  }
}
