import type { Token } from '../tongue.ts'
import { turkic } from './turkic.ts'

const ordinals: Readonly<Record<string, string>> = {
  ...{ sıfır: 'sıfırıncı', bir: 'birinci', iki: 'ikinci', üç: 'üçüncü', dörd: 'dördüncü', beş: 'beşinci' },
  ...{ altı: 'altıncı', yeddi: 'yeddinci', səkkiz: 'səkkizinci', doqquz: 'doqquzuncu', on: 'onuncu' },
  ...{ iyirmi: 'iyirminci', otuz: 'otuzuncu', qırx: 'qırxıncı', əlli: 'əllinci', altmış: 'altmışıncı' },
  ...{ yetmiş: 'yetmişinci', səksən: 'səksəninci', doxsan: 'doxsanıncı', yüz: 'yüzüncü', min: 'mininci' },
}

/** The last word is the ordinal, then `il`: year. */
function year(tokens: readonly Token[]): readonly Token[] {
  const words = (tokens[tokens.length - 1] ?? '').split(' ')
  const last = words.pop() ?? ''
  return [...tokens.slice(0, -1), [...words, ordinals[last] ?? last].join(' '), 'il']
}

// CLDR 42 has `atmış` and `səqsən`; the orthographic dictionary of the Academy has what stands here.
export const azerbaijani = turkic({
  small: 'sıfır bir iki üç dörd beş altı yeddi səkkiz doqquz',
  tens: '- on iyirmi otuz qırx əlli altmış yetmiş səksən doxsan',
  hundred: 'yüz',
  scales: '- min milyon milyard trilyon',
  months: 'yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr',
  point: 'tam',
  minus: 'mənfi',
  plus: 'plyus',
  currencies: {
    AZN: ['manat', 'qəpik'],
    GEL: ['lari', 'tetri'],
    HUF: ['forint'],
    TRY: ['lirə', 'quruş'],
    RUB: ['rubl', 'qəpik'],
    EUR: ['avro', 'sent'],
    USD: ['dollar', 'sent'],
    GBP: ['funt sterlinq', 'pens'],
    IRT: ['tümən'],
    IRR: ['rial'],
  },
  year,
})
