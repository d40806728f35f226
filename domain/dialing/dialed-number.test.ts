import { describe, expect, it } from 'vitest'
import { dialedNumber, kindOfNumber, longestPrefix, spellingsOf } from './dialed-number.ts'
import { emergencyNumbersOf } from './emergency-numbers.ts'

const read = (text: string, region = 'GE') => {
  const number = dialedNumber(text, region, emergencyNumbersOf(region))
  return number.ok ? number.value : number.error
}

describe('what was dialled', () => {
  it.each([
    ['0322 24 72 47', '+995322247247'],
    ['+995 322 247 247', '+995322247247'],
    ['00995322247247', '+995322247247'],
    ['tel:+995322247247', '+995322247247'],
    ['۰۳۲۲۲۴۷۲۴۷', '+995322247247'],
    ['112', '112'],
    ['۱۱۲', '112'],
    ['702', '702'],
    ['*72', '*72'],
    ['*#21#', '*#21#'],
  ])('%s is %s', (text, number) => expect(read(text)).toBe(number))

  it.each(['', ' ', 'hello', '0322evil@host', '1'.repeat(65), '+', 'sip:1@x', '12;phone-context=x'])(
    '%j is no number',
    (text) => expect(read(text)).toBe('not-a-number'),
  )

  it.each([
    // Spellings of what no plan has, which must not lead around a rule for +882.
    ['00882 123', '+882123'],
    ['000882123', '+882123'],
    ['+882123', '+882123'],
  ])('%s leaves the country: %s', (text, number) => expect(read(text)).toBe(number))

  it('is an emergency before it is anything else', () => {
    expect(read('000', 'AU')).toBe('000')
    expect(read('0 0 0', 'AU')).toBe('000')
    expect(read('01', 'TM')).toBe('01')
    expect(read('+112')).toBe('112')
    expect(read('000')).toBe('000')
  })

  it('leaves the country by the prefix of the region', () => {
    expect(read('011 882 1234567', 'US')).toMatch(/^\+882/)
    expect(read('810 882 1234567', 'RU')).toMatch(/^\+882/)
  })
})

describe('the kind of a number', () => {
  it.each([
    ['+995322247247', 'GE', 'home'],
    ['112', 'GE', 'home'],
    ['+3612345678', 'GE', 'abroad'],
    ['+882123', 'GE', 'abroad'],
    ['+99588', 'GE', 'home'],
    // Canada and the Caribbean have the code of the United States.
    ['+14165550100', 'US', 'abroad'],
    ['+12125550100', 'US', 'home'],
    ['+18765550100', 'US', 'abroad'],
    ['+77272000000', 'RU', 'abroad'],
    // Premium rate, at home and elsewhere.
    ['+19002345678', 'US', 'premium'],
    ['+449012345678', 'GE', 'premium'],
    ['+3690123456', 'HU', 'premium'],
  ])('%s in %s: %s', (number, region, kind) => expect(kindOfNumber(number, region)).toBe(kind))
})

it('finds the longest prefix, and short numbers only whole', () => {
  expect(longestPrefix(['+99', '+995', '+9'], '+995322247247')).toBe(4)
  expect(longestPrefix(['112'], '112')).toBe(3)
  expect(longestPrefix(['11'], '112')).toBeUndefined()
  expect(longestPrefix(['995'], '+995322247247')).toBeUndefined()
  expect(longestPrefix([], '112')).toBeUndefined()
})

it('writes a number of ours as carriers do', () => {
  expect(spellingsOf('+99532212XXXX', 'GE')).toEqual([
    '+99532212XXXX',
    '99532212XXXX',
    '0099532212XXXX',
    '32212XXXX',
    '032212XXXX',
  ])
  expect(spellingsOf('+3612345678', 'HU')).toContain('0612345678')
  expect(spellingsOf('+3612345678', 'GE')).toEqual(['+3612345678', '3612345678', '003612345678'])
  expect(spellingsOf('100', 'GE')).toEqual(['100'])
  // A stranger may not call whatever he likes because somebody owns a whole country.
  expect(spellingsOf('+995*', 'GE')).not.toContain('*')
})

it('knows emergency numbers', () => {
  expect(emergencyNumbersOf('GE')).toEqual(['112'])
  expect(emergencyNumbersOf('az')).toEqual(['112', '101', '102', '103', '104'])
  expect(emergencyNumbersOf('ZZ')).toEqual(['112'])
})

describe('digits beyond the end of a number', () => {
  // Telephone companies route by the beginning and drop what is too much.
  it.each([
    ['090987900001', 'GB'],
    ['+4490987900001', 'GB'],
    ['00449098790000123', 'GE'],
    ['190055512345', 'US'],
    ['880950512345', 'RU'],
  ])('make a number that costs extra no cheaper: %s in %s', (dialed, region) => {
    const number = dialedNumber(dialed, region, ['112'])
    expect(number.ok && kindOfNumber(number.value, region)).toBe('premium')
  })

  it('lead around no prefix, nor does a number that no plan has', () => {
    expect(dialedNumber('090987900001', 'GB', ['112'])).toEqual({ ok: true, value: '+4490987900001' })
    expect(dialedNumber('0905123456', 'GE', ['112'])).toEqual({ ok: true, value: '+995905123456' })
  })

  it.each([
    ['118118', 'GB'],
    ['0412', 'GE'],
    ['1412', 'GE'],
    ['11880', 'DE'],
    ['*7209098790000', 'GB'],
  ])('leave short numbers and codes as they are: %s in %s', (dialed, region) => {
    expect(dialedNumber(dialed, region, ['112'])).toEqual({ ok: true, value: dialed })
  })
})
