import { digitByDigit, groupsOf, listed, type Token, type Tongue } from '../tongue.ts'

const small = listed(
  'ნული ერთი ორი სამი ოთხი ხუთი ექვსი შვიდი რვა ცხრა ათი თერთმეტი თორმეტი ცამეტი თოთხმეტი თხუთმეტი თექვსმეტი ჩვიდმეტი თვრამეტი ცხრამეტი',
)
/** Twenty, two twenties, three twenties, four twenties: without the ი with which they end alone. */
const twenties = listed('- ოც ორმოც სამოც ოთხმოც')
const hundreds = listed('- ას ორას სამას ოთხას ხუთას ექვსას შვიდას რვაას ცხრაას')
const scales = listed('- ათას მილიონ მილიარდ ტრილიონ')
const months = listed(
  'იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი',
)
/** After a number the noun stays in the singular. */
const currencies: Readonly<Record<string, readonly [string, string?]>> = {
  GEL: ['ლარი', 'თეთრი'],
  AZN: ['მანათი', 'კაპიკი'],
  HUF: ['ფორინტი'],
  TRY: ['ლირა', 'ყურუში'],
  RUB: ['რუბლი', 'კაპიკი'],
  EUR: ['ევრო', 'ცენტი'],
  USD: ['დოლარი', 'ცენტი'],
  GBP: ['ფუნტი', 'პენსი'],
  IRT: ['თუმანი'],
  IRR: ['რიალი'],
}

function belowHundred(n: number): string {
  if (n < 20) return small[n] ?? ''
  const twenty = twenties[Math.floor(n / 20)]
  return n % 20 === 0 ? `${twenty}ი` : `${twenty}და${small[n % 20]}`
}

/** What follows a hundred is written with it: ასოცდახუთი. */
function belowThousand(n: number): readonly Token[] {
  const hundred = hundreds[Math.floor(n / 100)] ?? ''
  if (n < 100) return [belowHundred(n)]
  return n % 100 === 0 ? [`${hundred}ი`] : [hundred, `+${belowHundred(n % 100)}`]
}

/** A scale ends in ი only where nothing follows it. */
function number(whole: number): readonly Token[] {
  if (whole === 0) return ['ნული']
  const groups = groupsOf(whole)
  return groups.flatMap(({ count, power }, index) => {
    if (power === 0) return belowThousand(count)
    const scale = `${scales[power]}${index === groups.length - 1 ? 'ი' : ''}`
    return count === 1 && power === 1 ? [scale] : [...belowThousand(count), scale]
  })
}

export const georgian: Tongue = {
  number,
  decimal: (whole, fraction) => [...number(whole), 'მძიმე', ...digitByDigit({ number }, fraction)],
  minus: 'მინუს',
  plus: 'პლუს',
  calendar: 'gregorian',
  // The first of a month alone is an ordinal.
  date: ({ year, month, day }) => [
    ...number(year),
    'წლის',
    day === 1 ? 'პირველი' : belowHundred(day),
    months[month - 1] ?? '',
  ],
  time: (hour, minute) => [belowHundred(hour), 'საათი', ...(minute === 0 ? [] : ['და', belowHundred(minute), 'წუთი'])],
  money: ({ units, hundredths, currency }) => {
    const [one, hundredth = ''] = currencies[currency] ?? []
    if (one === undefined) return null
    const whole = [...number(units), one]
    const parts = [...number(hundredths), hundredth]
    if (hundredths === 0) return whole
    return units === 0 ? parts : [...whole, 'და', ...parts]
  },
}
