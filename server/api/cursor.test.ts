import { describe, expect, it } from 'vitest'
import { type Id, isId, newId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { decodeCursor, encodeCursor, pageFrom } from './cursor.ts'

const isPerson = (text: string): text is Id<'person'> => isId('person', text)
const personId = newId('person', 1_700_000_000_000, seededRandom(1).bytes)

describe('a cursor', () => {
  it('comes back as the id that the page ended with', () => {
    expect(decodeCursor(encodeCursor(personId), isPerson)).toEqual({ ok: true, value: personId })
    expect(decodeCursor(undefined, isPerson)).toEqual({ ok: true, value: undefined })
  })

  it.each([
    '',
    'x',
    '!!!!',
    encodeCursor('per_1'),
    encodeCursor(`cus${personId.slice(3)}`),
    `${encodeCursor(personId)}=`,
  ])('that was never given out is refused: %j', (text) =>
    expect(decodeCursor(text, isPerson)).toMatchObject({ ok: false, error: { code: 'request.malformed' } }),
  )
})

describe('a page', () => {
  it('names the next one only when there is more', () => {
    const same = (row: string) => row
    expect(pageFrom(['a', 'b', 'c'], 2, same, same)).toEqual({ items: ['a', 'b'], next: encodeCursor('b') })
    expect(pageFrom(['a', 'b'], 2, same, same)).toEqual({ items: ['a', 'b'] })
    expect(pageFrom([], 2, same, same)).toEqual({ items: [] })
  })
})
