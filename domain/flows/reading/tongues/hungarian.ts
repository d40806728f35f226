import { digitByDigit, groupsOf, listed, type Token, type Tongue } from '../tongue.ts'

const ones = listed('nulla egy kettő három négy öt hat hét nyolc kilenc')
/** Alone, and before what counts on. */
const tens = listed('- tíz húsz harminc negyven ötven hatvan hetven nyolcvan kilencven')
const tensBefore = listed('- tizen huszon harminc negyven ötven hatvan hetven nyolcvan kilencven')
const scales = listed('- ezer millió milliárd billió')
const months = listed(
  'január február március április május június július augusztus szeptember október november december',
)
const days = listed(
  '- elseje másodika harmadika negyedike ötödike hatodika hetedike nyolcadika kilencedike tizedike tizenegyedike tizenkettedike tizenharmadika tizennegyedike tizenötödike tizenhatodika tizenhetedike tizennyolcadika tizenkilencedike huszadika huszonegyedike huszonkettedike huszonharmadika huszonnegyedike huszonötödike huszonhatodika huszonhetedike huszonnyolcadika huszonkilencedike harmincadika harmincegyedike',
)
const fractions = listed('- tized század ezred')
/** After a number the noun stays in the singular. */
const currencies: Readonly<Record<string, readonly [string, string?]>> = {
  HUF: ['forint'],
  EUR: ['euró', 'cent'],
  USD: ['dollár', 'cent'],
  GBP: ['font', 'penny'],
  AZN: ['manat', 'gepik'],
  GEL: ['lari', 'tetri'],
  TRY: ['líra', 'kurus'],
  RUB: ['rubel', 'kopejka'],
  IRT: ['tomán'],
  IRR: ['riál'],
}

/** `isCounting`: something is counted by it, before which two is `két`. */
function belowHundred(n: number, isCounting: boolean): string {
  const one = n % 10 === 2 && isCounting ? 'két' : ones[n % 10]
  if (n < 10) return one ?? ''
  return n % 10 === 0 ? (tens[Math.floor(n / 10)] ?? '') : `${tensBefore[Math.floor(n / 10)]}${one}`
}

function belowThousand(n: number, isCounting: boolean): readonly Token[] {
  const [hundreds, rest] = [Math.floor(n / 100), n % 100]
  const hundred = hundreds === 1 ? 'száz' : `${belowHundred(hundreds, true)}száz`
  if (hundreds === 0) return [belowHundred(rest, isCounting)]
  return rest === 0 ? [hundred] : [hundred, `+${belowHundred(rest, isCounting)}`]
}

/**
 * In one word up to two thousand, above it with hyphens between the thousands (A magyar helyesírás szabályai, 12th edition, 289).
 */
function spell(whole: number, isCounting: boolean): readonly Token[] {
  if (whole === 0) return ['nulla']
  return groupsOf(whole).flatMap(({ count, power }, index) => {
    const named = count === 1 && power === 1 ? [] : belowThousand(count, isCounting || power > 0)
    const scale = power === 0 ? [] : [named.length === 0 ? (scales[power] ?? '') : `+${scales[power]}`]
    const [first = '', ...others] = [...named, ...scale]
    return [index === 0 ? first : `${whole > 2000 ? '-' : '+'}${first}`, ...others]
  })
}

const number = (whole: number): readonly Token[] => spell(whole, false)

export const hungarian: Tongue = {
  number,
  decimal: (whole, fraction) => {
    const part = fractions[fraction.length]
    const behind = part === undefined ? digitByDigit({ number }, fraction) : [...spell(Number(fraction), true), part]
    return [...number(whole), 'egész', ...behind]
  },
  minus: 'mínusz',
  plus: 'plusz',
  calendar: 'gregorian',
  date: ({ year, month, day }) => [...number(year), months[month - 1] ?? '', days[day] ?? ''],
  time: (hour, minute) => [
    belowHundred(hour, true),
    'óra',
    ...(minute === 0 ? [] : [belowHundred(minute, true), 'perc']),
  ],
  money: ({ units, hundredths, currency }) => {
    const [one, hundredth = ''] = currencies[currency] ?? []
    if (one === undefined) return null
    const whole = units === 0 && hundredths > 0 ? [] : [...spell(units, true), one]
    return hundredths === 0 ? whole : [...whole, ...spell(hundredths, true), hundredth]
  },
}
