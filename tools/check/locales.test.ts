import { expect, test } from 'vitest'
import { checkLocales, languages, type Words } from './locales.ts'

const english: Words = {
  desk: { hangUp: 'Hang up', waiting: 'Waiting for {{ name }}', calls_one: 'One call', calls_other: '{{count}} calls' },
}
const good = (language: string): Words => ({
  desk: {
    hangUp: `${language} hang`,
    waiting: `${language} wait {{name}}`,
    calls_one: `${language} one`,
    calls_few: `${language} {{count}}`,
    calls_many: `${language} {{count}}`,
    calls_other: `${language} {{count}}`,
  },
})
const all = Object.fromEntries(languages.map((language) => [language, language === 'en' ? english : good(language)]))

const refusalsWith = (desk: Record<string, string> | undefined, language = 'tr') => {
  const words = {
    ...all,
    [language]: desk === undefined ? {} : { desk: { ...(all[language]?.desk as Words), ...desk } },
  }
  return checkLocales({ pathOf: (each) => `${each}.json`, words }).map(({ path, sentence }) => `${path} ${sentence}`)
}

test('languages that say everything are as they should be', () => {
  expect(refusalsWith({})).toEqual([])
})

test.each([
  [{ hangUp: 'Hang up' }, 'tr.json desk.hangUp is still in English: “Hang up”.'],
  [{ hangUp: ' ' }, 'tr.json desk.hangUp is empty.'],
  [{ extra: 'fazla' }, 'tr.json desk.extra is not in English: remove it, or add it there.'],
  [{ waiting: 'bekliyor {{names}}' }, 'tr.json desk.waiting lacks {{name}}, which English has.'],
])('%o is refused', (desk, sentence) => {
  expect(refusalsWith(desk as unknown as Record<string, string>)).toContain(sentence)
})

test('a key or a language that is missing is refused', () => {
  expect(refusalsWith(undefined)).toContain('tr.json desk.hangUp is missing.')
  const { hu: _, ...withoutHungarian } = all
  expect(checkLocales({ pathOf: (each) => each, words: withoutHungarian })).toEqual([
    { path: 'hu', sentence: 'the language hu is missing.' },
  ])
})

test('each language needs its own plural forms: Russian has few and many', () => {
  const words = {
    ...all,
    ru: { desk: { hangUp: 'a', waiting: 'b {{name}}', calls_one: 'c', calls_other: 'd {{count}}' } },
  }
  const sentences = checkLocales({ pathOf: (each) => each, words }).map(({ sentence }) => sentence)
  expect(sentences.sort()).toEqual(['desk.calls_few is missing.', 'desk.calls_many is missing.'])
})
