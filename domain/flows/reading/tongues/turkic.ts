import { type Amount, digitByDigit, groupsOf, listed, type Token, type Tongue } from '../tongue.ts'

/** What tells Turkish and Azerbaijani apart. */
interface Turkic {
  readonly small: string
  readonly tens: string
  readonly hundred: string
  readonly scales: string
  readonly months: string
  readonly point: string
  readonly minus: string
  readonly plus: string
  /** Whole and hundredth; after a number both stay as they are. */
  readonly currencies: Readonly<Record<string, readonly [string, string?]>>
  /** The words of a year, and what stands behind them. */
  readonly year: (tokens: readonly Token[]) => readonly Token[]
}

/** One hundred and one thousand are said without the one. */
export function turkic(words: Turkic): Tongue {
  const [small, tens, scales, months] = [words.small, words.tens, words.scales, words.months].map(listed) as [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
  ]
  const belowHundred = (n: number): string =>
    n < 10 ? (small[n] ?? '') : `${tens[Math.floor(n / 10)]}${n % 10 === 0 ? '' : ` ${small[n % 10]}`}`
  const belowThousand = (n: number): Token[] => {
    const [hundreds, rest] = [Math.floor(n / 100), n % 100]
    const named = hundreds === 0 ? [] : hundreds === 1 ? [words.hundred] : [small[hundreds] ?? '', words.hundred]
    return rest > 0 ? [...named, belowHundred(rest)] : named
  }
  const number = (whole: number): readonly Token[] =>
    whole === 0
      ? [small[0] ?? '']
      : groupsOf(whole).flatMap(({ count, power }) => [
          ...(count === 1 && power === 1 ? [] : belowThousand(count)),
          ...(power > 0 ? [scales[power] ?? ''] : []),
        ])
  return {
    number,
    decimal: (whole, fraction) => [...number(whole), words.point, ...digitByDigit({ number }, fraction)],
    minus: words.minus,
    plus: words.plus,
    calendar: 'gregorian',
    date: ({ year, month, day }) => [belowHundred(day), months[month - 1] ?? '', ...words.year(number(year))],
    time: (hour, minute) => {
      const minutes = minute === 0 ? [] : minute < 10 ? [small[0] ?? '', belowHundred(minute)] : [belowHundred(minute)]
      return ['saat', belowHundred(hour), ...minutes]
    },
    money: ({ units, hundredths, currency }: Amount) => {
      const [one, hundredth = ''] = words.currencies[currency] ?? []
      if (one === undefined) return null
      const whole = units === 0 && hundredths > 0 ? [] : [...number(units), one]
      return hundredths === 0 ? whole : [...whole, ...number(hundredths), hundredth]
    },
  }
}
