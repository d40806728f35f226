import { digitByDigit, groupsOf, listed, type Token, type Tongue } from '../tongue.ts'

const small = listed(
  'ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать',
)
const tens = listed('- - двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто')
const hundreds = listed('- сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот')
/** After one, after two to four, after the others: the categories one, few and many of Unicode CLDR. */
type Forms = readonly [one: string, few: string, many: string]
interface Noun {
  readonly forms: Forms
  readonly isFeminine?: true
}
const noun = (text: string, isFeminine?: true): Noun => {
  const [one = '', few = one, many = few] = text.split(' ')
  return { forms: [one, few, many], ...(isFeminine ? { isFeminine } : {}) }
}
const scales: readonly Noun[] = [
  noun('-'),
  noun('тысяча тысячи тысяч', true),
  noun('миллион миллиона миллионов'),
  noun('миллиард миллиарда миллиардов'),
  noun('триллион триллиона триллионов'),
]
const months = listed('января февраля марта апреля мая июня июля августа сентября октября ноября декабря')
const daysBelow20 = listed(
  '- первое второе третье четвёртое пятое шестое седьмое восьмое девятое десятое одиннадцатое двенадцатое тринадцатое четырнадцатое пятнадцатое шестнадцатое семнадцатое восемнадцатое девятнадцатое',
)
const yearsBelow20 = listed(
  '- первого второго третьего четвёртого пятого шестого седьмого восьмого девятого десятого одиннадцатого двенадцатого тринадцатого четырнадцатого пятнадцатого шестнадцатого семнадцатого восемнадцатого девятнадцатого',
)
const yearTens = listed(
  '- - двадцатого тридцатого сорокового пятидесятого шестидесятого семидесятого восьмидесятого девяностого',
)
const yearHundreds = listed(
  '- сотого двухсотого трёхсотого четырёхсотого пятисотого шестисотого семисотого восьмисотого девятисотого',
)
const currencies: Readonly<Record<string, readonly [Noun, Noun?]>> = {
  RUB: [noun('рубль рубля рублей'), noun('копейка копейки копеек', true)],
  AZN: [noun('манат маната манатов'), noun('гяпик гяпика гяпиков')],
  GEL: [noun('лари'), noun('тетри')],
  HUF: [noun('форинт форинта форинтов')],
  TRY: [noun('лира лиры лир', true), noun('куруш куруша курушей')],
  EUR: [noun('евро'), noun('цент цента центов')],
  USD: [noun('доллар доллара долларов'), noun('цент цента центов')],
  GBP: [noun('фунт фунта фунтов'), noun('пенс пенса пенсов')],
  IRT: [noun('томан томана томанов')],
  IRR: [noun('риал риала риалов')],
}
const hour = noun('час часа часов')
const minute = noun('минута минуты минут', true)
const whole = noun('целая целых целых', true)
const parts: readonly (Noun | undefined)[] = [
  undefined,
  noun('десятая десятых десятых', true),
  noun('сотая сотых сотых', true),
  noun('тысячная тысячных тысячных', true),
]

function belowThousand(n: number, isFeminine: boolean): Token[] {
  const rest = n % 100
  const last = rest < 20 ? rest : rest % 10
  const one = isFeminine && last === 1 ? 'одна' : isFeminine && last === 2 ? 'две' : small[last]
  return [
    ...(n >= 100 ? [hundreds[Math.floor(n / 100)] ?? ''] : []),
    ...(rest >= 20 ? [tens[Math.floor(rest / 10)] ?? ''] : []),
    ...(last > 0 ? [one ?? ''] : []),
  ]
}

function formOf({ forms: [one, few, many] }: Noun, count: number): string {
  const [last, lastTwo] = [count % 10, count % 100]
  if (lastTwo >= 11 && lastTwo <= 14) return many
  return last === 1 ? one : last >= 2 && last <= 4 ? few : many
}

function spell(count: number, isFeminine = false): readonly Token[] {
  if (count === 0) return ['ноль']
  return groupsOf(count).flatMap(({ count: of, power }) => {
    const scale = scales[power]
    if (power === 0 || !scale) return belowThousand(of, isFeminine)
    return [...belowThousand(of, scale.isFeminine ?? false), formOf(scale, of)]
  })
}

const counted = (count: number, of: Noun): readonly Token[] => [
  ...spell(count, of.isFeminine ?? false),
  formOf(of, count),
]

/** In the genitive, as after a date: only the last word is an ordinal. */
function yearOf(year: number): readonly Token[] {
  const [thousands, rest] = [Math.floor(year / 1000), year % 1000]
  const before =
    thousands === 0 ? [] : thousands === 1 ? ['тысяча'] : counted(thousands, noun('тысяча тысячи тысяч', true))
  if (rest === 0) return [thousands === 1 ? 'тысячного' : thousands === 2 ? 'двухтысячного' : 'трёхтысячного']
  const hundred = Math.floor(rest / 100)
  const belowHundred = rest % 100
  if (belowHundred === 0) return [...before, yearHundreds[hundred] ?? '']
  const named = hundred > 0 ? [...before, hundreds[hundred] ?? ''] : before
  if (belowHundred < 20) return [...named, yearsBelow20[belowHundred] ?? '']
  const [ten, one] = [Math.floor(belowHundred / 10), belowHundred % 10]
  return one === 0 ? [...named, yearTens[ten] ?? ''] : [...named, tens[ten] ?? '', yearsBelow20[one] ?? '']
}

function dayOf(day: number): readonly Token[] {
  if (day < 20) return [daysBelow20[day] ?? '']
  if (day % 10 === 0) return [day === 20 ? 'двадцатое' : 'тридцатое']
  return [tens[Math.floor(day / 10)] ?? '', daysBelow20[day % 10] ?? '']
}

export const russian: Tongue = {
  number: (count) => spell(count),
  decimal: (before, fraction) => {
    const part = parts[fraction.length]
    if (!part) return [...spell(before), 'запятая', ...digitByDigit({ number: (n) => spell(n) }, fraction)]
    return [...counted(before, whole), ...counted(Number(fraction), part)]
  },
  minus: 'минус',
  plus: 'плюс',
  calendar: 'gregorian',
  date: ({ year, month, day }) => [...dayOf(day), months[month - 1] ?? '', ...yearOf(year), 'года'],
  time: (hours, minutes) => [...counted(hours, hour), ...(minutes === 0 ? [] : counted(minutes, minute))],
  money: ({ units, hundredths, currency }) => {
    const [one, hundredth] = currencies[currency] ?? []
    if (!one) return null
    const before = units === 0 && hundredths > 0 ? [] : counted(units, one)
    return hundredths === 0 || !hundredth ? before : [...before, ...counted(hundredths, hundredth)]
  },
}
