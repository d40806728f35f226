import { blockTypes } from '#domain/flows/index.ts'
import type { DrawnBlock, DrawnFlow, DrawnJson } from '#protocol/http/flow-definition.ts'

/** What is done to a drawing, each as a new drawing: so every step can be taken back. */
export interface Place {
  readonly x: number
  readonly y: number
}

export const cardWidth = 220
const columnGap = 64
const rowGap = 28

export const newBlockId = (drawn: DrawnFlow, kind: string): string => {
  const taken = new Set(drawn.blocks.map(({ blockId }) => blockId))
  let count = 1
  while (taken.has(`${kind}-${count}`)) count++
  return `${kind}-${count}`
}

/** The exits of a block as it is set; none while its settings are no settings of its kind. */
export function exitsOf({
  kind,
  settings,
}: DrawnBlock): readonly { readonly name: string; readonly isOptional?: true }[] {
  try {
    return blockTypes.get(kind)?.exits(settings) ?? []
  } catch {
    return []
  }
}

/** Puts a block in; behind the exit it is asked for, when there is one. */
export function withBlock(
  drawn: DrawnFlow,
  block: DrawnBlock,
  behind?: { readonly blockId: string; readonly exit: string },
): DrawnFlow {
  const blocks = [...drawn.blocks, block]
  const start = drawn.start === '' ? block.blockId : drawn.start
  const next = { ...drawn, start, blocks }
  return behind ? connected(next, behind.blockId, behind.exit, block.blockId) : next
}

export const changed = (drawn: DrawnFlow, blockId: string, part: Partial<DrawnBlock>): DrawnFlow => ({
  ...drawn,
  blocks: drawn.blocks.map((block) => (block.blockId === blockId ? { ...block, ...part } : block)),
})

/** New settings may have other exits: what led from one that is gone is gone too. */
export function withSettings(drawn: DrawnFlow, blockId: string, settings: DrawnJson): DrawnFlow {
  const block = drawn.blocks.find((each) => each.blockId === blockId)
  if (!block) return drawn
  const next = { ...block, settings }
  const names = new Set(exitsOf(next).map(({ name }) => name))
  const exits = Object.fromEntries(Object.entries(block.exits).filter(([name]) => names.size === 0 || names.has(name)))
  return changed(drawn, blockId, { settings, exits })
}

export function connected(drawn: DrawnFlow, blockId: string, exit: string, to: string | null): DrawnFlow {
  const block = drawn.blocks.find((each) => each.blockId === blockId)
  if (!block) return drawn
  const { [exit]: _, ...others } = block.exits
  return changed(drawn, blockId, { exits: to === null ? others : { ...others, [exit]: to } })
}

export function withoutBlocks(drawn: DrawnFlow, blockIds: ReadonlySet<string>): DrawnFlow {
  const blocks = drawn.blocks
    .filter(({ blockId }) => !blockIds.has(blockId))
    .map((block) => ({
      ...block,
      exits: Object.fromEntries(Object.entries(block.exits).filter(([, to]) => !blockIds.has(to))),
    }))
  const start = blockIds.has(drawn.start) ? (blocks[0]?.blockId ?? '') : drawn.start
  return { ...drawn, start, blocks }
}

export const moved = (drawn: DrawnFlow, places: ReadonlyMap<string, Place>): DrawnFlow => ({
  ...drawn,
  blocks: drawn.blocks.map((block) => ({ ...block, at: places.get(block.blockId) ?? block.at })),
  ...(drawn.notes && { notes: drawn.notes.map((note) => ({ ...note, at: places.get(note.noteId) ?? note.at })) }),
})

/** Copies with ids of their own; what leads from one to another of them does so among the copies. */
export function pasted(
  drawn: DrawnFlow,
  copied: readonly DrawnBlock[],
): { readonly drawn: DrawnFlow; readonly blockIds: readonly string[] } {
  const ids = new Map<string, string>()
  let next = drawn
  for (const block of copied) {
    const blockId = newBlockId(next, block.kind)
    ids.set(block.blockId, blockId)
    next = { ...next, blocks: [...next.blocks, { ...block, blockId, at: { x: block.at.x + 40, y: block.at.y + 40 } }] }
  }
  const copies = new Set(ids.values())
  const blocks = next.blocks.map((block) => {
    if (!copies.has(block.blockId)) return block
    const exits = Object.entries(block.exits).flatMap(([exit, to]) => {
      const copy = ids.get(to)
      return copy === undefined ? [] : [[exit, copy] as const]
    })
    return { ...block, exits: Object.fromEntries(exits) }
  })
  return { drawn: { ...next, start: next.start || ([...copies][0] ?? ''), blocks }, blockIds: [...copies] }
}

/** From the start on, breadth first, then what nothing leads to. */
export function inReadingOrder({ start, blocks }: DrawnFlow): readonly DrawnBlock[] {
  const byId = new Map(blocks.map((block) => [block.blockId, block]))
  const seen = new Set<string>()
  const order: DrawnBlock[] = []
  const walk = (from: string) => {
    const queue = [from]
    for (let blockId = queue.shift(); blockId !== undefined; blockId = queue.shift()) {
      const block = byId.get(blockId)
      if (!block || seen.has(blockId)) continue
      seen.add(blockId)
      order.push(block)
      queue.push(...exitsOf(block).flatMap(({ name }) => block.exits[name] ?? []))
    }
  }
  walk(start)
  for (const { blockId } of blocks) walk(blockId)
  return order
}

/** How high a card is drawn, about. */
const heightOf = (block: DrawnBlock): number => 92 + exitsOf(block).length * 28

/** Columns by how far each is from the start, one below the other inside of a column. */
export function arranged(drawn: DrawnFlow): DrawnFlow {
  const order = inReadingOrder(drawn)
  const columnOf = new Map<string, number>()
  for (const block of order) {
    const column = columnOf.get(block.blockId) ?? 0
    columnOf.set(block.blockId, column)
    for (const to of Object.values(block.exits)) if (!columnOf.has(to)) columnOf.set(to, column + 1)
  }
  const filled = new Map<number, number>()
  const places = new Map<string, Place>()
  for (const block of order) {
    const column = columnOf.get(block.blockId) ?? 0
    const y = filled.get(column) ?? 0
    places.set(block.blockId, { x: column * (cardWidth + columnGap), y })
    filled.set(column, y + heightOf(block) + rowGap)
  }
  return moved(drawn, places)
}

/** Where a new block stands that is put behind another, or beside all others. */
export function placeFor(drawn: DrawnFlow, behind?: string): Place {
  const before = drawn.blocks.find(({ blockId }) => blockId === behind)
  const x = before ? before.at.x + cardWidth + columnGap : drawn.blocks.length === 0 ? 0 : undefined
  if (x === undefined) {
    const lowest = Math.max(...drawn.blocks.map((block) => block.at.y + heightOf(block)))
    return { x: Math.min(...drawn.blocks.map((block) => block.at.x)), y: lowest + rowGap }
  }
  let y = before?.at.y ?? 0
  const isTaken = () =>
    drawn.blocks.some(
      (block) => Math.abs(block.at.x - x) < cardWidth && y < block.at.y + heightOf(block) && block.at.y < y + 120,
    )
  while (isTaken()) y += 40
  return { x, y }
}

/** What became other between two drawings, block by block. Where one stands makes no difference. */
export interface Difference {
  readonly added: readonly DrawnBlock[]
  readonly changed: readonly DrawnBlock[]
  readonly removed: readonly DrawnBlock[]
  /** Start, variables, fallback or notes. */
  readonly isFlowChanged: boolean
}

export function differenceOf(before: DrawnFlow | undefined, after: DrawnFlow): Difference {
  const old = new Map(before?.blocks.map((block) => [block.blockId, block]))
  const now = new Set(after.blocks.map(({ blockId }) => blockId))
  const body = ({ at: _, ...block }: DrawnBlock) => canonical(block)
  const outline = ({ start, variables, fallbackQueueId }: DrawnFlow) =>
    canonical({ start, variables, fallbackQueueId: fallbackQueueId ?? null })
  return {
    added: after.blocks.filter(({ blockId }) => !old.has(blockId)),
    changed: after.blocks.filter((block) => {
      const was = old.get(block.blockId)
      return was !== undefined && body(was) !== body(block)
    }),
    removed: before?.blocks.filter(({ blockId }) => !now.has(blockId)) ?? [],
    isFlowChanged: before !== undefined && outline(before) !== outline(after),
  }
}

/** The database orders the keys of an object its own way. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  const entries = Object.entries(value).filter(([, part]) => part !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
    .join()}}`
}
