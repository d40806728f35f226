import { foldText } from '#kernel/text-folding.ts'

/** The column's type holds no larger one. */
const largest = 2_147_483_647

/**
 * A case's number as somebody said, typed or wrote it: `1042`, `#1042`, `1 042`, `No. 1042`, digits of any script.
 * `undefined`: that is no number of a case.
 */
export function caseNumberOf(text: string): number | undefined {
  const digits = foldText(text)
    .replace(/^(?:#|n[or°]\.?)/i, '')
    .replace(/\s/g, '')
  if (!/^[0-9]{1,10}$/.test(digits)) return undefined
  const number = Number(digits)
  return number >= 1 && number <= largest ? number : undefined
}
