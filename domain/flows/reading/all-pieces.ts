import type { Language, Value } from '../flow.ts'
import type { ReadAs } from '../said.ts'
import { piecesOf } from './index.ts'

const currencies = ['IRT', 'IRR', 'AZN', 'GEL', 'HUF', 'TRY', 'RUB', 'EUR', 'USD', 'GBP']
const known = new Map<Language, readonly string[]>()

/**
 * Every piece that `piecesOf` makes in this language, in a fixed order: what has to be recorded or rendered so that any value can be
 * read without rendering. Some 200 to 400 of one to four words.
 */
export function allPieces(language: Language): readonly string[] {
  const before = known.get(language)
  if (before) return before
  const pieces = new Set<string>()
  const gather = (value: Value, readAs: ReadAs) => {
    for (const piece of piecesOf(value, readAs, language)) pieces.add(piece)
  }
  const number: ReadAs = { kind: 'number' }
  // Whatever stands in one group of thousands, alone, before a scale, and before a scale that goes on.
  for (let n = 0; n < 1000; n++) {
    gather(n, number)
    for (let power = 1; power <= 4; power++) {
      gather(n * 1000 ** power, number)
      gather(n * 1000 ** power + 1, number)
    }
    for (const decimals of [1, 2, 3]) gather(`${n % 100}.${String(n % 10 ** decimals).padStart(decimals, '0')}`, number)
    for (const currency of n < 100 ? currencies : []) {
      const money: ReadAs = { kind: 'money', currency }
      gather(n, money)
      gather(`0.${String(n).padStart(2, '0')}`, money)
      gather(`1.${String(n).padStart(2, '0')}`, money)
    }
    for (const currency of currencies) gather(n, { kind: 'money', currency })
  }
  gather('-1.1234', number)
  gather('+ABCDEFGHIJKLMNOPQRSTUVWXYZ', { kind: 'digits' })
  for (let day = 0; day < 366; day++) {
    gather(new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10), { kind: 'date' })
  }
  for (let year = 1000; year < 4000; year++) gather(`${year}-01-01`, { kind: 'date' })
  for (let minute = 0; minute < 1440; minute++) {
    gather(`${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`, { kind: 'time' })
  }
  const all = [...pieces]
  known.set(language, all)
  return all
}
