/** The places of what stood in the list before. */
export function repeatedAt(list: readonly string[]): readonly number[] {
  const seen = new Set<string>()
  const repeated: number[] = []
  for (const [index, item] of list.entries()) {
    if (seen.has(item)) repeated.push(index)
    seen.add(item)
  }
  return repeated
}
