import { describe, expect, it } from 'vitest'
import { foldText } from './text-folding.ts'

describe('folding text for a search', () => {
  it.each([
    ['İSTANBUL', 'istanbul'],
    ['ISPARTA', 'ısparta'],
    ['Əliyev', 'eliyev'],
    ['علي', 'علی'],
    ['كريم', 'کریم'],
    ['۰۱۲۳', '0123'],
    ['٤٥٦', '456'],
    ['مُحَمَّد', 'محمد'],
    ['می‌خواهم', 'میخواهم'],
    ['ᲗᲑᲘᲚᲘᲡᲘ', 'თბილისი'],
    ['Zsófia Őrsi', 'zsofia orsi'],
    ['  Ada \t Lovelace ', 'ada lovelace'],
    ['ＡＢＣ', 'abc'],
    ['Артём', 'артем'],
  ])('%s is %s', (one, other) => {
    expect(foldText(one)).toBe(foldText(other))
    expect(foldText(other)).not.toBe('')
  })

  it('keeps apart what people tell apart', () => {
    expect(foldText('Levan')).not.toBe(foldText('Leyla'))
    expect(foldText('امیر')).not.toBe(foldText('امین'))
  })

  it('changes nothing the second time', () => {
    for (const text of ['İSTANBUL', 'كريم', 'ﬁne', 'ﷺ', 'ǅ']) expect(foldText(foldText(text))).toBe(foldText(text))
  })
})
