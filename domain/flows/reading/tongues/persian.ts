import { digitByDigit, groupsOf, listed, type Token, type Tongue } from '../tongue.ts'

const small = listed('صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده')
const tens = listed('- - بیست سی چهل پنجاه شصت هفتاد هشتاد نود')
const hundreds = listed('- صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد')
const scales = listed('- هزار میلیون میلیارد تریلیون')
const months = listed('فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند')
const currencies: Readonly<Record<string, readonly [string, string?]>> = {
  IRT: ['تومان'],
  IRR: ['ریال'],
  AZN: ['منات', 'قپیک'],
  GEL: ['لاری', 'تتری'],
  HUF: ['فورینت'],
  TRY: ['لیر', 'قروش'],
  RUB: ['روبل', 'کوپک'],
  EUR: ['یورو', 'سنت'],
  USD: ['دلار', 'سنت'],
  GBP: ['پوند', 'پنی'],
}
const and = 'و'

const belowHundred = (n: number): string =>
  n < 20 ? (small[n] ?? '') : `${tens[Math.floor(n / 10)]}${n % 10 === 0 ? '' : ` ${and} ${small[n % 10]}`}`

const between = (parts: readonly (readonly Token[])[]): readonly Token[] =>
  parts.flatMap((part, index) => (index === 0 ? part : [and, ...part]))

const belowThousand = (n: number): readonly Token[] =>
  between([
    ...(n >= 100 ? [[hundreds[Math.floor(n / 100)] ?? '']] : []),
    ...(n % 100 > 0 ? [[belowHundred(n % 100)]] : []),
  ])

/** A thousand is said without the one, a million with it. */
const number = (whole: number): readonly Token[] =>
  whole === 0
    ? ['صفر']
    : between(
        groupsOf(whole).map(({ count, power }) => [
          ...(count === 1 && power === 1 ? [] : belowThousand(count)),
          ...(power > 0 ? [scales[power] ?? ''] : []),
        ]),
      )

/** Of the month: `سوم`, else with م, and ام after the ی of thirty. */
function ordinal(day: number): Token {
  if (day === 1) return 'یکم'
  if (day === 30) return 'سی‌ام'
  const words = belowHundred(day)
  return words.endsWith('سه') ? `${words.slice(0, -2)}سوم` : `${words}م`
}

export const persian: Tongue = {
  number,
  decimal: (whole, fraction) => [...number(whole), 'ممیز', ...digitByDigit({ number }, fraction)],
  minus: 'منفی',
  plus: 'به‌علاوه',
  calendar: 'jalali',
  date: ({ year, month, day }) => [ordinal(day), months[month - 1] ?? '', ...number(year)],
  time: (hour, minute) => ['ساعت', belowHundred(hour), ...(minute === 0 ? [] : [and, belowHundred(minute), 'دقیقه'])],
  money: ({ units, hundredths, currency }) => {
    const [one, hundredth = ''] = currencies[currency] ?? []
    if (one === undefined) return null
    const whole = [...number(units), one]
    const parts = [...number(hundredths), hundredth]
    if (hundredths === 0) return whole
    return units === 0 ? parts : between([whole, parts])
  },
}
