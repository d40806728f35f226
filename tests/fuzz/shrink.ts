/**
 * The smallest part of `whole` that still fails, by leaving out ever smaller pieces (delta debugging, Zeller and Hildebrandt 2002).
 * @param tries how often `fails` may be asked
 */
export function shrink<Item>(
  whole: readonly Item[],
  fails: (part: readonly Item[]) => boolean,
  tries = 2_000,
): readonly Item[] {
  let smallest = whole
  let left = tries
  for (let size = Math.ceil(whole.length / 2); size >= 1; ) {
    let hasShrunk = false
    for (let at = 0; at < smallest.length && left > 0; ) {
      const part = [...smallest.slice(0, at), ...smallest.slice(at + size)]
      left--
      if (fails(part)) {
        smallest = part
        hasShrunk = true
      } else at += size
    }
    if (left <= 0) break
    if (size === 1 && !hasShrunk) break
    size = hasShrunk && size === 1 ? 1 : Math.floor(size / 2)
  }
  return smallest
}
