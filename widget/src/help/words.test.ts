import { expect, test } from 'vitest'
import { languageNames } from '../spoken.ts'
import { helpWordsOf } from './words.ts'

const flat = (words: object, path = ''): readonly (readonly [string, string])[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as const] : flat(value, `${path}${key}.`),
  )
const english = new Map(flat(helpWordsOf('en')))

test.each(Object.keys(languageNames).filter((code) => code !== 'en'))(
  'the words of %s are complete, and its own',
  (code) => {
    const words = new Map(flat(helpWordsOf(code)))
    expect([...words.keys()]).toEqual([...english.keys()])
    for (const [key, text] of words) {
      expect([key, text]).not.toEqual([key, english.get(key)])
      expect([key, text.match(/\{\w+\}/g)]).toEqual([key, english.get(key)?.match(/\{\w+\}/g) ?? null])
    }
  },
)
