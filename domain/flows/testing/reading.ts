import { describe, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import type { Value } from '../flow.ts'
import { allPieces } from '../reading/all-pieces.ts'
import { piecesOf, wordsOf } from '../reading/index.ts'
import type { ReadAs } from '../said.ts'

interface Cases {
  readonly numbers: readonly (readonly [Value, string])[]
  readonly digits: readonly (readonly [Value, string])[]
  readonly dates: readonly (readonly [Value, string])[]
  readonly times: readonly (readonly [Value, string])[]
  readonly money: readonly (readonly [Value, string, string])[]
}

/** What is played is what is written: the same letters, whatever stands between the pieces. */
const lettersOf = (text: string): string => text.replace(/[\s,-]/g, '')

/** Each case as text, and that whatever is read is made of the pieces that are rendered ahead. */
export function checkReading(language: string, cases: Cases): void {
  const rows: (readonly [Value, ReadAs, string])[] = [
    ...cases.numbers.map(([value, words]) => [value, { kind: 'number' }, words] as const),
    ...cases.digits.map(([value, words]) => [value, { kind: 'digits' }, words] as const),
    ...cases.dates.map(([value, words]) => [value, { kind: 'date' }, words] as const),
    ...cases.times.map(([value, words]) => [value, { kind: 'time' }, words] as const),
    ...cases.money.map(([value, currency, words]) => [value, { kind: 'money', currency }, words] as const),
  ]
  describe(language, () => {
    test.each(rows)('%s as %o is «%s»', (value, readAs, words) => {
      expect(wordsOf(value, readAs, language)).toBe(words)
    })

    test('whatever is read is made of the pieces that are rendered ahead', () => {
      const closed = new Set(allPieces(language))
      expect(closed.size).toBeLessThan(400)
      const random = seededRandom(7)
      const strays: unknown[] = []
      for (let n = 0; n < 3000; n++) {
        const [value, readAs] = drawn(random)
        const pieces = piecesOf(value, readAs, language)
        const isWhole = pieces.map(lettersOf).join('') === lettersOf(wordsOf(value, readAs, language))
        if (!isWhole || !pieces.every((piece) => closed.has(piece))) strays.push([value, readAs, pieces])
      }
      expect(strays).toEqual([])
    })
  })
}

const currencies = ['AZN', 'GEL', 'HUF', 'TRY', 'RUB', 'EUR', 'USD', 'GBP', 'IRT', 'IRR', 'XYZ']

function drawn({ next, integer, pick }: ReturnType<typeof seededRandom>): [Value, ReadAs] {
  const whole = Math.floor(next() * 10 ** integer(15))
  const decimal = `${integer(2) === 0 ? '-' : ''}${whole}.${'0123456789'.slice(integer(5), 5 + integer(5))}`
  const kind = pick(['number', 'digits', 'date', 'time', 'money', 'nothing'] as const)
  if (kind === 'number') return [integer(2) === 0 ? whole : decimal, { kind }]
  if (kind === 'digits') return [`${pick(['', '+', 'AB-'])}${whole}`, { kind }]
  if (kind === 'date') return [new Date(Math.floor((next() - 0.3) * 4e12)).toISOString().slice(0, 10), { kind }]
  if (kind === 'time') return [`${integer(24)}:${String(integer(60)).padStart(2, '0')}`, { kind }]
  if (kind === 'money') return [decimal, { kind, currency: pick(currencies) }]
  return [
    pick(['', 'who?', '2026-02-30', '25:61', '1e300', true, Number.NaN]),
    { kind: pick(['number', 'date', 'time'] as const) },
  ]
}
