import { digitByDigit, groupsOf, listed, type Token, type Tongue } from '../tongue.ts'

const small = listed(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
)
const tens = listed('- - twenty thirty forty fifty sixty seventy eighty ninety')
const scales = listed('- thousand million billion trillion')
const months = listed('January February March April May June July August September October November December')
const ordinals = listed(
  'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
)
/** One, several; then the same of the hundredths. Names as in Unicode CLDR. */
const currencies: Readonly<Record<string, readonly [string, string, string?, string?]>> = {
  AZN: ['manat', 'manats', 'qapik', 'qapiks'],
  GEL: ['lari', 'laris', 'tetri', 'tetri'],
  HUF: ['forint', 'forints'],
  TRY: ['lira', 'liras', 'kurush', 'kurush'],
  RUB: ['ruble', 'rubles', 'kopeck', 'kopecks'],
  EUR: ['euro', 'euros', 'cent', 'cents'],
  USD: ['dollar', 'dollars', 'cent', 'cents'],
  GBP: ['pound', 'pounds', 'penny', 'pence'],
  IRT: ['toman', 'tomans'],
  IRR: ['rial', 'rials'],
}

const belowHundred = (n: number): string =>
  n < 20 ? (small[n] ?? '') : `${tens[Math.floor(n / 10)]}${n % 10 === 0 ? '' : `-${small[n % 10]}`}`

function belowThousand(n: number): Token[] {
  const [hundreds, rest] = [Math.floor(n / 100), n % 100]
  return [...(hundreds > 0 ? [belowHundred(hundreds), 'hundred'] : []), ...(rest > 0 ? [belowHundred(rest)] : [])]
}

const number = (whole: number): readonly Token[] =>
  whole === 0
    ? ['zero']
    : groupsOf(whole).flatMap(({ count, power }) => [
        ...belowThousand(count),
        ...(power > 0 ? [scales[power] ?? ''] : []),
      ])

function ordinal(day: number): Token {
  if (day <= 20) return ordinals[day] ?? ''
  return day === 30 ? 'thirtieth' : `${tens[Math.floor(day / 10)]}-${ordinals[day % 10]}`
}

/** By twos, but for the first years of a thousand. */
function year(whole: number): readonly Token[] {
  const [century, rest] = [Math.floor(whole / 100), whole % 100]
  if (whole < 1000 || whole > 9999 || (century % 10 === 0 && rest < 10)) return number(whole)
  if (rest === 0) return [belowHundred(century), 'hundred']
  return rest < 10 ? [belowHundred(century), 'oh', belowHundred(rest)] : [belowHundred(century), belowHundred(rest)]
}

export const english: Tongue = {
  number,
  decimal: (whole, fraction) => [...number(whole), 'point', ...digitByDigit({ number }, fraction)],
  minus: 'minus',
  plus: 'plus',
  calendar: 'gregorian',
  date: ({ year: of, month, day }) => [months[month - 1] ?? '', `${ordinal(day)},`, ...year(of)],
  time: (hour, minute) => {
    const minutes = minute === 0 ? [] : minute < 10 ? ['oh', belowHundred(minute)] : [belowHundred(minute)]
    return [belowHundred(hour % 12 === 0 ? 12 : hour % 12), ...minutes, hour < 12 ? 'a.m.' : 'p.m.']
  },
  money: ({ units, hundredths, currency }) => {
    const names = currencies[currency]
    if (!names) return null
    const [one, several, oneHundredth = '', hundredthsName = ''] = names
    const whole = [...number(units), units === 1 ? one : several]
    const parts = [...number(hundredths), hundredths === 1 ? oneHundredth : hundredthsName]
    if (hundredths === 0) return whole
    return units === 0 ? parts : [...whole, 'and', ...parts]
  },
}
