import { Type } from 'typebox'
import type { BlockType } from '../block-type.ts'
import { flowChannels, type Value } from '../flow.ts'
import { closed, oneOf } from '../settings-schema.ts'
import { knownFrom, Source } from '../sources.ts'

const comparisons = [
  'is',
  'is-not',
  'is-empty',
  'is-filled',
  'more-than',
  'at-least',
  'less-than',
  'at-most',
  'begins-with',
  'contains',
] as const
const settings = Type.Object(
  {
    left: Source,
    comparison: oneOf(...comparisons),
    /** Not looked at by `is-empty` and `is-filled`. */
    right: Type.Union([
      Type.Object({ kind: Type.Literal('text'), text: Type.String({ maxLength: 500 }) }, closed),
      Type.Object({ kind: Type.Literal('number'), number: Type.Number() }, closed),
      Type.Object({ kind: Type.Literal('boolean'), isTrue: Type.Boolean() }, closed),
      Type.Object({ kind: Type.Literal('known'), source: Source }, closed),
    ]),
  },
  closed,
)

/** One comparison. What is not known is empty, is nothing, and neither more nor less than anything. */
export const condition: BlockType<typeof settings> = {
  kind: 'condition',
  purpose: 'decide',
  channels: flowChannels,
  settings,
  exits: () => [{ name: 'yes' }, { name: 'no' }],
  start: ({ left, comparison, right }, at) => {
    const one = knownFrom(left, at)
    const other = right.kind === 'known' ? knownFrom(right.source, at) : givenIn(right)
    return { exit: holds(comparison, one, other) ? 'yes' : 'no' }
  },
}

type Given = { kind: 'text'; text: string } | { kind: 'number'; number: number } | { kind: 'boolean'; isTrue: boolean }

function givenIn(right: Given): Value {
  if (right.kind === 'text') return right.text
  return right.kind === 'number' ? right.number : right.isTrue
}

const isEmpty = (value: Value | undefined): boolean => value === undefined || value === ''

function holds(comparison: (typeof comparisons)[number], one: Value | undefined, other: Value | undefined): boolean {
  if (comparison === 'is-empty') return isEmpty(one)
  if (comparison === 'is-filled') return !isEmpty(one)
  if (comparison === 'is') return isSame(one, other)
  if (comparison === 'is-not') return !isSame(one, other)
  if (isEmpty(one) || isEmpty(other)) return false
  const [text, part] = [folded(one), folded(other)]
  if (comparison === 'begins-with') return text.startsWith(part)
  if (comparison === 'contains') return text.includes(part)
  const [left, right] = [Number(one), Number(other)]
  if (comparison === 'more-than') return left > right
  if (comparison === 'at-least') return left >= right
  return comparison === 'less-than' ? left < right : left <= right
}

/** `12` that was typed and the number 12 are the same, and so is `Baku` and `baku`. */
function isSame(one: Value | undefined, other: Value | undefined): boolean {
  if (isEmpty(one) || isEmpty(other)) return isEmpty(one) && isEmpty(other)
  if (typeof one === 'number' || typeof other === 'number') return Number(one) === Number(other)
  return folded(one) === folded(other)
}

const folded = (value: Value | undefined): string => String(value).trim().toLowerCase()
