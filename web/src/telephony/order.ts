/** The list with the item at `from` standing at `to`; a place outside of it changes nothing. */
export function moved<Item>(list: readonly Item[], from: number, to: number): readonly Item[] {
  const item = list[from]
  if (item === undefined || to < 0 || to >= list.length || from === to) return list
  return list.toSpliced(from, 1).toSpliced(to, 0, item)
}

/**
 * Between which ranks a thing goes that is moved from `from` to `to` in a list sorted by rank, and with which rank; all get
 * new ones (steps of ten) when there is no room between the neighbors.
 * @returns the changes as index in the old list and new rank
 */
export function rankChanges(ranks: readonly number[], from: number, to: number): { index: number; rank: number }[] {
  const order = moved(
    ranks.map((_, index) => index),
    from,
    to,
  )
  if (from === to || order.length !== ranks.length || to < 0 || to >= ranks.length) return []
  const before = ranks[order[to - 1] ?? -1]
  const after = ranks[order[to + 1] ?? -1]
  const low = before ?? (after ?? 20) - 20
  const high = after ?? (before ?? 0) + 20
  const middle = Math.floor((low + high) / 2)
  if (middle > low && middle < high && middle >= 0) return [{ index: from, rank: middle }]
  return order
    .map((index, place) => ({ index, rank: (place + 1) * 10 }))
    .filter(({ index, rank }) => ranks[index] !== rank)
}
