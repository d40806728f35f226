import { describe, expect, it, vi } from 'vitest'
import { chooseLanguage, isRightToLeft } from './spoken.ts'
import { clock, dayInWords, timeInWords, wordsOf } from './words.ts'

describe("the call page's words", () => {
  it('speaks the first language that it knows of those wanted', () => {
    expect(chooseLanguage(['de-DE', 'ka-GE', 'en'])).toBe('ka')
    expect(chooseLanguage(['xx'])).toBe('en')
  })
  it('has every sentence in all seven languages, each its own', () => {
    const english = wordsOf('en')
    for (const language of ['az', 'fa', 'tr', 'ka', 'hu', 'ru']) {
      const words = wordsOf(language)
      expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort())
      for (const key of Object.keys(english) as (keyof typeof english)[])
        expect(words[key], `${language}: ${key}`).not.toBe(english[key])
    }
  })
  it('says a day and a time in words, and in figures where a browser does not know the language', () => {
    const atMs = new Date('2026-11-23T14:30:00').getTime()
    expect(dayInWords(atMs, 'en')).toContain('November')
    expect(timeInWords(atMs, 'hu')).toBe('14:30')
    const known = vi.spyOn(Intl.DateTimeFormat, 'supportedLocalesOf').mockReturnValue([])
    expect([dayInWords(atMs, 'ka'), timeInWords(atMs, 'ka')]).toEqual(['23.11.2026', '14:30'])
    known.mockRestore()
  })
  it('reads Persian from the right with its own numerals', () => {
    expect(isRightToLeft('fa')).toBe(true)
    expect(clock(83_000, 'fa')).toBe('۱:۲۳')
    expect(clock(83_000, 'ka')).toBe('1:23')
  })
})
