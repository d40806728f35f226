import type { CalendarDay } from './calendar.ts'

/**
 * One thing that is spoken in one breath, and could be recorded alone. Joined to what stands before it by a space; by a hyphen
 * where it begins with one, and by nothing where it begins with `+`. A comma at its end is a pause.
 */
export type Token = string

/** An amount of money: whole units, and hundredths where the currency has them. */
export interface Amount {
  readonly units: number
  readonly hundredths: number
  /** ISO 4217, `IRT` the toman. */
  readonly currency: string
}

/** How one language says numbers. All whole numbers are from 0 to below 10^15. */
export interface Tongue {
  number(whole: number): readonly Token[]
  /** Digits behind the point, as they are written: `05` of 3.05. */
  decimal(whole: number, fraction: string): readonly Token[]
  readonly minus: Token
  readonly plus: Token
  /** `day` is of the calendar that its people go by. */
  date(day: CalendarDay): readonly Token[]
  readonly calendar: 'gregorian' | 'jalali'
  /** Hours from 0 to 23. */
  time(hour: number, minute: number): readonly Token[]
  /** `null`: the currency has no name here. */
  money(amount: Amount): readonly Token[] | null
}

/** A number by thousands: the groups that are not zero, the highest first, with the power of thousand that each counts. */
export function groupsOf(whole: number): readonly { readonly count: number; readonly power: number }[] {
  const groups: { count: number; power: number }[] = []
  for (let power = 4; power >= 0; power--) {
    const count = Math.floor(whole / 1000 ** power) % 1000
    if (count > 0) groups.push({ count, power })
  }
  return groups
}

/** Digits one by one, as behind a point. */
export const digitByDigit = (tongue: Pick<Tongue, 'number'>, digits: string): readonly Token[] =>
  [...digits].flatMap((digit) => tongue.number(Number(digit)))

/** Words that stand in a list, by their place. */
export const listed = (text: string): readonly string[] => text.split(' ')

/** Currencies without hundredths, or whose hundredths nobody says. */
export const wholeCurrencies: ReadonlySet<string> = new Set(['IRT', 'IRR', 'HUF'])
