import { expect, it } from 'vitest'
import { piecesOf, type Said } from '#domain/flows/index.ts'
import type { PlayItem } from '#protocol/edge/index.ts'
import type { ProcessView } from '../view.ts'
import { heardOf } from './saying.ts'

const soundOf = (words: string): PlayItem => ({ kind: 'sound', hash: `hash of ${words}` })
/** A book in which these words were spoken. */
function viewWith(...spoken: string[]): ProcessView {
  const prompts = {
    itemOf: (name: string, language: string): PlayItem => ({ kind: 'prompt', name, language }),
    soundOf: (item: Said) => (item.kind === 'text' ? [soundOf(item.words.en ?? '')] : undefined),
    soundOfWords: (words: string) => (spoken.includes(words) ? soundOf(words) : undefined),
  }
  return { prompts } as unknown as ProcessView
}
const order: Said = { kind: 'value', variable: 'order', as: { kind: 'number' } }
const say = (...items: Said[]) => ({ kind: 'say', rest: 1, items, language: 'en' }) as const
const pieces = piecesOf(42, { kind: 'number' }, 'en')

it('a value is read in the pieces that were spoken ahead, in its place among the words', () => {
  expect(pieces.length).toBeGreaterThan(0)
  const text: Said = { kind: 'text', words: { en: 'Your order is' } }
  const heard = heardOf(viewWith(...pieces), say(text, order), { order: 42 })
  expect(heard).toEqual([soundOf('Your order is'), ...pieces.map(soundOf)])
})

it('fails where a piece was not spoken, and where there is no value', () => {
  expect(heardOf(viewWith(...pieces.slice(1)), say(order), { order: 42 })).toBeUndefined()
  expect(heardOf(viewWith(...pieces), say(order), {})).toBeUndefined()
})
