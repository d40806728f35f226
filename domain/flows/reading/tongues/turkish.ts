import { turkic } from './turkic.ts'

export const turkish = turkic({
  small: 'sıfır bir iki üç dört beş altı yedi sekiz dokuz',
  tens: '- on yirmi otuz kırk elli altmış yetmiş seksen doksan',
  hundred: 'yüz',
  scales: '- bin milyon milyar trilyon',
  months: 'Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık',
  point: 'virgül',
  minus: 'eksi',
  plus: 'artı',
  currencies: {
    AZN: ['manat', 'kapik'],
    GEL: ['lari', 'tetri'],
    HUF: ['forint'],
    TRY: ['lira', 'kuruş'],
    RUB: ['ruble', 'kopek'],
    EUR: ['avro', 'sent'],
    USD: ['dolar', 'sent'],
    GBP: ['sterlin', 'peni'],
    IRT: ['tümen'],
    IRR: ['riyal'],
  },
  year: (tokens) => tokens,
})
