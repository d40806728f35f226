import { Type } from 'typebox'
import type { Asked } from '../asking.ts'
import type { BlockType } from '../block-type.ts'
import { closed, oneOf } from '../settings-schema.ts'
import { typed, typingSettings } from '../typing.ts'

const settings = Type.Object(
  {
    ...typingSettings,
    least: Type.Integer({ minimum: 1, maximum: 64 }),
    most: Type.Integer({ minimum: 1, maximum: 64 }),
    /**
     * `luhn`: the check digit of cards (ISO/IEC 7812-1 annex B); `iran-national-code`: ten digits with a check digit; `even`:
     * pairs, as of a code that is read out in twos; `none`: the number of digits is enough.
     */
    check: oneOf('none', 'luhn', 'iran-national-code', 'even'),
    /** Neither recorded, logged nor shown; its variable should be secret too. */
    isSecret: Type.Boolean(),
  },
  closed,
)

/** Digits typed one after another: an order's number, a card. */
export const collectDigits: BlockType<typeof settings, Asked> = {
  kind: 'collect-digits',
  purpose: 'ask',
  channels: ['voice', 'chat'],
  settings,
  exits: () => [{ name: 'next' }, { name: 'no-answer' }],
  check: ({ least, most }) => (most < least ? [{ path: ['most'], problem: 'most-below-least' }] : []),
  ...typed(({ least, most, check, isSecret }) => ({
    most,
    isSecret,
    read: (keys) =>
      /^[0-9]+$/.test(keys) && keys.length >= least && keys.length <= most && checks[check](keys) ? keys : null,
  })),
}

const checks = {
  none: () => true,
  luhn: isLuhn,
  'iran-national-code': isIranNationalCode,
  even: (digits: string) => digits.length % 2 === 0,
}

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = digit * 2
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return digits.length > 1 && sum % 10 === 0
}

/** The last digit is the sum, weighted 10 to 2, modulo 11: itself below 2, else what is missing to 11. */
function isIranNationalCode(digits: string): boolean {
  if (digits.length !== 10) return false
  let sum = 0
  for (let place = 0; place < 9; place++) sum += Number(digits[place]) * (10 - place)
  const rest = sum % 11
  return Number(digits[9]) === (rest < 2 ? rest : 11 - rest)
}
