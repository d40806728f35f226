/**
 * Patterns of numbers: `+995322123456`; `+99532212XXXX`, where X is any digit; `+995322*`, where the star at the end is any
 * rest, none included. A star or a hash elsewhere is the key of a telephone.
 *
 * Of the patterns that fit a number the most exact one wins: the one with the fewest places left open for this number, and
 * of two with as many the longer one.
 */
export interface NumberPatterns<Value> {
  /** The value of the most exact pattern that fits, `undefined` when none does. */
  find(number: string): Value | undefined
  readonly size: number
}

interface Node<Value> {
  /** By the next character of the pattern; `X` is the open place. */
  readonly next: Map<string, Node<Value>>
  /** A pattern ends here. */
  exact?: Value
  /** A pattern ends here with a star. */
  rest?: Value
}

/** The longest number that is looked at: hostile input costs no more. */
const longestNumber = 64

/** A pattern that stands twice has the value that came last. Finding takes about as many steps as the number has digits. */
export function numberPatterns<Value>(
  rules: Iterable<readonly [pattern: string, value: Value]>,
): NumberPatterns<Value> {
  const root: Node<Value> = { next: new Map() }
  let size = 0
  for (const [pattern, value] of rules) {
    const isOpenEnded = pattern.endsWith('*')
    let node = root
    for (const character of isOpenEnded ? pattern.slice(0, -1) : pattern) {
      let following = node.next.get(character)
      if (!following) {
        following = { next: new Map() }
        node.next.set(character, following)
      }
      node = following
    }
    if ((isOpenEnded ? node.rest : node.exact) === undefined) size++
    if (isOpenEnded) node.rest = value
    else node.exact = value
  }
  return { size, find: (number) => (number.length > longestNumber ? undefined : search(root, number)) }
}

function search<Value>(root: Node<Value>, number: string): Value | undefined {
  let best: { readonly value: Value; readonly open: number; readonly length: number } | undefined
  const offer = (value: Value | undefined, open: number, length: number) => {
    if (value === undefined) return
    if (!best || open < best.open || (open === best.open && length > best.length)) best = { value, open, length }
  }
  const visit = (node: Node<Value>, at: number, open: number): void => {
    // A way that is no more exact than what was found leads to nothing better: not even by its length, which only a star changes.
    if (best && open > best.open) return
    offer(node.rest, open + number.length - at, at + 1)
    if (at === number.length) {
      offer(node.exact, open, at)
      return
    }
    const character = number[at] as string
    const literal = node.next.get(character)
    if (literal && character !== 'X') visit(literal, at + 1, open)
    const any = node.next.get('X')
    if (any && character >= '0' && character <= '9') visit(any, at + 1, open + 1)
  }
  visit(root, 0, 0)
  return best?.value
}

/** Whether a text can be a pattern at all: a star that is no key stands at the end alone. */
export const isNumberPattern = (text: string): boolean => /^\+?[0-9*#X]{1,31}$/.test(text)

/** Whether it stands for one number and no more. */
export const isSingleNumber = (pattern: string): boolean => !/X|\*$/.test(pattern)

/** Whether a number fits a pattern. */
export const fitsPattern = (pattern: string, number: string): boolean =>
  numberPatterns([[pattern, true]]).find(number) === true
