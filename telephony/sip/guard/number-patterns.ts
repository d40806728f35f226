/** Patterns that have their fixed letters in the same places, by those letters. */
interface Shape {
  /** How many letters are looked at. */
  readonly length: number
  /** Places where any digit may stand. */
  readonly anyDigitAt: readonly number[]
  /** Anything may follow, nothing included. */
  readonly isOpen: boolean
  readonly fixed: Set<string>
}

const longestNumber = 64
const wildcard = /[Xx]|\*$/

/**
 * Our own numbers as patterns: digits with an optional leading plus (other letters stand for themselves), `X` for any digit,
 * `*` at the end for any rest. Patterns of one shape share one set, so that asking costs a look-up for each shape (plain numbers
 * are one for all), not for each pattern: 100,000 numbers are as quick as one.
 */
export class NumberPatterns {
  readonly #plain = new Set<string>()
  readonly #shapes = new Map<string, Shape>()

  constructor(patterns: readonly string[]) {
    for (const pattern of patterns) this.#add(pattern.trim())
  }

  #add(pattern: string): void {
    if (pattern === '' || pattern.length > longestNumber) return
    if (!wildcard.test(pattern)) {
      this.#plain.add(pattern)
      return
    }
    const isOpen = pattern.endsWith('*')
    const letters = isOpen ? pattern.slice(0, -1) : pattern
    const anyDigitAt = [...letters].flatMap((letter, at) => (letter === 'X' || letter === 'x' ? [at] : []))
    const name = `${letters.length}|${anyDigitAt.join(',')}|${isOpen}`
    let shape = this.#shapes.get(name)
    if (shape === undefined) {
      shape = { length: letters.length, anyDigitAt, isOpen, fixed: new Set() }
      this.#shapes.set(name, shape)
    }
    shape.fixed.add(fixedLetters(letters, anyDigitAt))
  }

  /** A leading plus has to be there exactly when the pattern has one. */
  has(number: string): boolean {
    if (number === '' || number.length > longestNumber) return false
    if (this.#plain.has(number)) return true
    for (const shape of this.#shapes.values()) {
      if (shape.isOpen ? number.length < shape.length : number.length !== shape.length) continue
      if (!shape.anyDigitAt.every((at) => isDigit(number[at]))) continue
      if (shape.fixed.has(fixedLetters(number.slice(0, shape.length), shape.anyDigitAt))) return true
    }
    return false
  }
}

function isDigit(letter: string | undefined): boolean {
  return letter !== undefined && letter >= '0' && letter <= '9'
}

function fixedLetters(text: string, anyDigitAt: readonly number[]): string {
  let fixed = ''
  let from = 0
  for (const at of anyDigitAt) {
    fixed += text.slice(from, at)
    from = at + 1
  }
  return fixed + text.slice(from)
}
