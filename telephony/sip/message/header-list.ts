import { canonicalHeaderName } from './header-names.ts'
import { messageLimits } from './message-limits.ts'

/** One header field: lower-case full name, unfolded and trimmed value (octet text). */
export type HeaderField = readonly [name: string, value: string]

/**
 * The header fields of a message in their order. Names are looked up in any case and in compact form; values stay text until
 * somebody asks for their meaning.
 */
export class HeaderList {
  readonly fields: HeaderField[]

  constructor(fields: HeaderField[] = []) {
    this.fields = fields
  }

  /** The first field of that name. */
  get(name: string): string | undefined {
    for (const field of this.fields) if (field[0] === name) return field[1]
    return undefined
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }

  count(name: string): number {
    let count = 0
    for (const field of this.fields) if (field[0] === name) count++
    return count
  }

  /** Every field of that name, whole. */
  all(name: string): string[] {
    const values: string[] = []
    for (const field of this.fields) if (field[0] === name) values.push(field[1])
    return values
  }

  /** RFC 3261 7.3.1: a comma-separated field says the same as several fields. */
  list(name: string): string[] {
    const values: string[] = []
    for (const field of this.fields) if (field[0] === name) values.push(...splitList(field[1]))
    return values.slice(0, messageLimits.listValues)
  }

  /** The first member of the list, without splitting the rest. */
  first(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined || !value.includes(',')) return value
    return splitList(value)[0]
  }

  add(name: string, value: string): this {
    this.fields.push([canonicalHeaderName(name), value])
    return this
  }

  /** Every field of that name. */
  remove(name: string): void {
    for (let at = this.fields.length - 1; at >= 0; at--) if (this.fields[at]?.[0] === name) this.fields.splice(at, 1)
  }

  addAll(name: string, values: readonly string[]): this {
    for (const value of values) this.add(name, value)
    return this
  }

  /** Replaces the first member of the first field of that name; used for the top Via. */
  replaceFirst(name: string, value: string): void {
    const at = this.fields.findIndex((field) => field[0] === name)
    const field = this.fields[at]
    if (field === undefined) return
    const rest = field[1].includes(',') ? splitList(field[1]).slice(1) : []
    this.fields[at] = [name, [value, ...rest].join(', ')]
  }
}

/** Splits at commas outside quotes and angle brackets. Empty members are dropped. */
export function splitList(value: string): string[] {
  if (!value.includes(',')) return value === '' ? [] : [value]
  const members: string[] = []
  let start = 0
  let isQuoted = false
  let isBracketed = false
  for (let i = 0; i <= value.length; i++) {
    const letter = value[i]
    if (isQuoted && i < value.length) {
      if (letter === '\\') i++
      else if (letter === '"') isQuoted = false
    } else if (letter === '"') isQuoted = true
    else if (letter === '<') isBracketed = true
    else if (letter === '>') isBracketed = false
    else if (i >= value.length || (letter === ',' && !isBracketed)) {
      const member = value.slice(start, i).trim()
      if (member !== '') members.push(member)
      start = i + 1
    }
  }
  return members
}
