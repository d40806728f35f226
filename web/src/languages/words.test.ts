import { describe, expect, it } from 'vitest'
import { errorCatalogue } from '../../../protocol/errors/catalogue.ts'
import az from './az/index.ts'
import en from './en/index.ts'
import fa from './fa/index.ts'
import hu from './hu/index.ts'
import ka from './ka/index.ts'
import { bestLanguage, languages } from './languages.ts'
import ru from './ru/index.ts'
import tr from './tr/index.ts'

const all = { en, az, fa, tr, ka, hu, ru } as const
const plural = /_(zero|one|two|few|many|other)$/

function flat(words: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'string') found.set(`${path}${key}`, value)
    else for (const [inner, text] of flat(value, `${path}${key}.`)) found.set(inner, text)
  }
  return found
}
const english = flat(en)
const names = (words: Map<string, string>) =>
  [...new Set([...words.keys()].map((key) => key.replace(plural, '')))].sort()
const holes = (text: string) => [...text.matchAll(/\{\{.*?\}\}/g)].map(String).sort()

describe.each(languages.map(({ code }) => code))('the words of %s', (code) => {
  const words = flat(all[code])

  it('are complete, and no more', () => {
    expect(names(words)).toEqual(names(english))
  })
  it('have a form for every way in which the language counts', () => {
    const rules = new Intl.PluralRules(code === 'ka' ? 'en' : code).resolvedOptions().pluralCategories
    const counted = [...english.keys()].filter((key) => key.endsWith('_other')).map((key) => key.replace(plural, ''))
    const missing = counted.flatMap((key) => rules.map((rule) => `${key}_${rule}`)).filter((key) => !words.has(key))
    expect(missing).toEqual([])
  })
  it('leave room for the same things as the English ones', () => {
    for (const [key, text] of words) {
      const model = english.get(key) ?? english.get(key.replace(plural, '_other')) ?? ''
      expect([key, holes(text)]).toEqual([key, holes(model)])
    }
  })
  it('have a sentence for every error of the catalogue', () => {
    const silent = Object.keys(errorCatalogue).filter((error) => !words.has(`errors.${error}`))
    expect(silent).toEqual([])
  })
  it('are not left in English', () => {
    if (code === 'en') return
    const sentences = [...english].filter(([, text]) => text.split(' ').length > 3)
    expect(sentences.filter(([key, text]) => words.get(key) === text).map(([key]) => key)).toEqual([])
  })
})

it('picks the first language that we speak', () => {
  expect(bestLanguage(['', 'de-DE', 'ka-GE', 'en'])).toBe('ka')
  expect(bestLanguage(['zz'])).toBe('en')
})
