import { failure, type Result, success } from '#kernel/result.ts'

/**
 * Whether a value has the shape that a JSON schema asks, and if not a sentence for whoever wrote it: where it stands, what is
 * wrong, and what to do. Understands what our own schemas are written in: objects without further fields, records, arrays,
 * numbers within bounds, texts, literals, alternatives, and shapes that hold themselves.
 */
export interface Shape {
  readonly type?: string
  readonly description?: string
  /** `#/$defs/NAME`, of those of the whole. */
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Shape>>
  readonly const?: unknown
  readonly anyOf?: readonly Shape[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly patternProperties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: unknown
  readonly items?: Shape
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
}

/** @param what how the whole is called: `the model` */
export function checkShape(shape: Shape, value: unknown, what: string): Result<unknown, string> {
  const wrong = fault(shape, value, '', { what, defs: shape.$defs ?? {}, depth: 0 })
  return wrong === null ? success(value) : failure(wrong)
}

/** What is asked of the whole. */
interface Whole {
  readonly what: string
  readonly defs: Readonly<Record<string, Shape>>
  /** How often a shape was found within itself. */
  readonly depth: number
}
const deepest = 50

function fault(shape: Shape, value: unknown, path: string, what: Whole): string | null {
  const at = path === '' ? what.what : path
  if (shape.$ref !== undefined) {
    if (what.depth >= deepest)
      return `${path.slice(0, 60)}… goes too deep: write at most ${deepest} of it within one another.`
    return fault(named(shape.$ref, what), value, path, { ...what, depth: what.depth + 1 })
  }
  if (shape.anyOf) return faultInAll(shape.anyOf, value, path, what)
  if (isAnything(shape)) return null
  if ('const' in shape) return value === shape.const ? null : `${at} is ${shown(value)}: write ${shown(shape.const)}.`
  switch (shape.type) {
    case 'null':
      return value === null ? null : `${at} is ${shown(value)}: write null.`
    case 'boolean':
      return typeof value === 'boolean' ? null : `${at} is ${shown(value)}: write true or false.`
    case 'string':
      return faultInText(shape, value, at)
    case 'number':
    case 'integer':
      return faultInNumber(shape, value, at)
    case 'array':
      return faultInArray(shape, value, path, what)
    default:
      return faultInObject(shape, value, path, what)
  }
}

const isAnything = ({ type, properties, patternProperties, ...others }: Shape): boolean =>
  type === undefined && !properties && !patternProperties && !('const' in others)

const named = (reference: string, { defs }: Whole): Shape => defs[reference.slice(reference.lastIndexOf('/') + 1)] ?? {}

function faultInText(shape: Shape, value: unknown, at: string) {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = shape
  if (typeof value !== 'string') return `${at} is ${shown(value)}: write a text in quotes.`
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value.slice(0, 1000))) {
    return `${at} is ${shown(value)}: write ${shape.description ?? `a text like ${pattern}`}`
  }
  if (value.length >= minLength && value.length <= maxLength) return null
  return `${at} has ${value.length} characters: write ${minLength} to ${maxLength}.`
}

function faultInNumber(shape: Shape, value: unknown, at: string): string | null {
  const { minimum, exclusiveMinimum, maximum = Number.POSITIVE_INFINITY } = shape
  const isGood =
    typeof value === 'number' &&
    Number.isFinite(value) &&
    (shape.type === 'number' || Number.isInteger(value)) &&
    value >= (minimum ?? Number.NEGATIVE_INFINITY) &&
    value > (exclusiveMinimum ?? Number.NEGATIVE_INFINITY) &&
    value <= maximum
  if (isGood) return null
  const kind = shape.type === 'integer' ? 'a whole number' : 'a number'
  const from = exclusiveMinimum === undefined ? ` from ${minimum}` : ` greater than ${exclusiveMinimum}`
  const to = exclusiveMinimum === undefined ? ` to ${maximum}` : ` and at most ${maximum}`
  return `${at} is ${shown(value)}: write ${kind}${from}${to}.`
}

function faultInArray({ items = {}, minItems = 0, maxItems = 1e6 }: Shape, value: unknown, path: string, what: Whole) {
  const at = path === '' ? what.what : path
  if (!Array.isArray(value)) return `${at} is ${shown(value)}: write a list in square brackets.`
  if (value.length < minItems) return `${at} has ${value.length} entries: write ${minItems} at least.`
  if (value.length > maxItems) return `${at} has ${value.length} entries: write ${maxItems} at most.`
  for (let i = 0; i < value.length; i++) {
    const wrong = fault(items, value[i], `${path}[${i}]`, what)
    if (wrong) return wrong
  }
  return null
}

function faultInObject(shape: Shape, value: unknown, path: string, what: Whole): string | null {
  const at = path === '' ? what.what : path
  const fields = shape.properties ?? {}
  const ofAnyName = Object.values(shape.patternProperties ?? {})[0]
  const names = Object.keys(fields)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const example = names.length > 0 ? ` with ${listed(shape.required ?? names)}` : ''
    return `${at} is ${shown(value)}: write an object in braces${example}.`
  }
  const given = value as Readonly<Record<string, unknown>>
  for (const [name, inner] of Object.entries(given)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : ofAnyName
    const inside = path === '' ? name : `${path}.${name}`
    if (!field) {
      const near = nearest(name, names)
      return `${inside} is no field that ${at} has: ${near ? `did you mean ${near}? It` : 'leave it out. It'} has ${listed(names)}.`
    }
    // JSON has no undefined; a program's own model may.
    if (inner === undefined) continue
    const wrong = fault(field, inner, inside, what)
    if (wrong) return wrong
  }
  const missing = (shape.required ?? []).find((name) => given[name] === undefined)
  return missing === undefined ? null : `${at} has no ${missing}: add it.`
}

/** Of alternatives, the fault of the one that was meant; all of them where none can be told. */
function faultInAll(shapes: readonly Shape[], value: unknown, path: string, what: Whole): string | null {
  const faults = shapes.map((shape) => fault(shape, value, path, what))
  if (faults.includes(null)) return null
  const at = path === '' ? what.what : path
  const told = typeof value === 'object' && value !== null && shapes.findIndex((shape) => isTold(shape, value))
  if (typeof told === 'number' && told >= 0) return faults[told] ?? null
  const literals = shapes.filter((shape) => 'const' in shape).map((shape) => shown(shape.const))
  const isPlain = typeof value !== 'object' || value === null
  if (literals.length > 1 && (isPlain || literals.length === shapes.length)) {
    return `${at} is ${shown(value)}: write one of ${literals.join(', ')}.`
  }
  const kinds = kindsOf(shapes)
  if (kinds.length > 1 && typeof value === 'object' && value !== null && 'kind' in value) {
    return `${path === '' ? 'kind' : `${path}.kind`} is ${shown(value.kind)}: write one of ${kinds.join(', ')}.`
  }
  const meant = shapes.findIndex((shape) => isMeant(shape, value))
  if (meant >= 0) return faults[meant] ?? null
  return `${at} is ${shown(value)}: write ${shapes.map(sketch).join(' or ')}.`
}

/** A field of it says which alternative it is, as `"kind": "full"`. */
const isTold = ({ properties = {} }: Shape, value: object): boolean =>
  Object.entries(properties).some(
    ([name, field]) => 'const' in field && Object.hasOwn(value, name) && Reflect.get(value, name) === field.const,
  )

const kindsOf = (shapes: readonly Shape[]): readonly string[] =>
  shapes.flatMap(({ properties = {} }) =>
    properties.kind && 'const' in properties.kind ? [shown(properties.kind.const)] : [],
  )

function isMeant(shape: Shape, value: unknown): boolean {
  if (Array.isArray(value)) return shape.type === 'array'
  if (value === null) return false
  if (typeof value === 'number') return shape.type === 'number' || shape.type === 'integer'
  if (typeof value !== 'object') return shape.type === typeof value
  if (shape.patternProperties) return true
  return Object.keys(shape.properties ?? {}).some((name) => Object.hasOwn(value, name))
}

function sketch(shape: Shape): string {
  if (shape.type === 'null') return 'null'
  if ('const' in shape) return shown(shape.const)
  if (shape.type === 'array') return 'a list'
  if (shape.type !== 'object') return shape.type === 'integer' ? 'a whole number' : `a ${shape.type}`
  const required = shape.required ?? []
  return required.length > 0 ? `{ ${required.map((name) => `"${name}": …`).join(', ')} }` : 'an object'
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'nested too deep'
  }
}

/** A value as it may stand in a sentence. */
function shown(value: unknown): string {
  const text = textOf(value)
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** The field that was probably meant: the same letters but for case, or one or two wrong. */
function nearest(name: string, names: readonly string[]): string | null {
  const near = names
    .map((candidate) => ({ candidate, far: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0]
  return near && near.far <= 2 ? near.candidate : null
}

/** Levenshtein's. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
