import { expect, it } from 'vitest'
import { newId } from '#kernel/ids.ts'
import { hashOfWords, PromptBook } from './prompt-book.ts'

const promptId = newId('prompt', 1000, (count) => new Uint8Array(count))
const empty = newId('prompt', 2000, (count) => new Uint8Array(count))
const sounds = new Map([
  ['tr', 'b'.repeat(64)],
  ['en', 'a'.repeat(64)],
])
const spoken = { language: 'ka', wordsHash: hashOfWords('გამარჯობა'), soundHash: 'c'.repeat(64) }
const book = new PromptBook(
  [
    { promptId, name: 'Welcome', sounds },
    { promptId: empty, name: 'Nothing yet', sounds: new Map() },
  ],
  [spoken],
)

it('plays a prompt in the language, else in the language without its country, else in the first that it has', () => {
  const hashIn = (language: string) => book.soundOf({ kind: 'prompt', promptId }, language)
  expect(hashIn('en')).toEqual([{ kind: 'sound', hash: 'a'.repeat(64) }])
  expect(hashIn('en-GB')).toEqual(hashIn('en'))
  expect(hashIn('fa')).toEqual([{ kind: 'sound', hash: 'b'.repeat(64) }])
  expect(book.soundOf({ kind: 'prompt', promptId: empty }, 'en')).toBeUndefined()
})

it('takes a name that is no id for a prompt that comes with Parley', () => {
  expect(book.itemOf('closed', 'hu')).toEqual({ kind: 'prompt', name: 'closed', language: 'hu' })
  expect(book.itemOf(promptId, 'hu')).toEqual({ kind: 'sound', hash: 'b'.repeat(64) })
  expect(book.itemOf(empty, 'hu')).toEqual({ kind: 'prompt', name: empty, language: 'hu' })
})

it('says words that were spoken in the language in which they are written, and no others', () => {
  const text = (words: Record<string, string>, language: string) => book.soundOf({ kind: 'text', words }, language)
  const said = [{ kind: 'sound', hash: spoken.soundHash }]
  expect(text({ en: 'Hello', ka: 'გამარჯობა' }, 'ka')).toEqual(said)
  // The first of them where this language has none.
  expect(text({ ka: 'გამარჯობა' }, 'hu')).toEqual(said)
  expect(text({ en: 'Hello', ka: 'გამარჯობა' }, 'en')).toBeUndefined()
  expect(text({}, 'en')).toBeUndefined()
  expect(book.soundOf({ kind: 'value', variable: 'n', as: { kind: 'number' } }, 'en')).toBeUndefined()
})

it('names each sound once', () => {
  expect(book.hashes).toEqual(['a', 'b', 'c'].map((letter) => letter.repeat(64)))
})
