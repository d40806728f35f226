/** Texts with one thing a line, as lists and back. */
export const linesOf = (text: string): string[] =>
  text
    .split(/[\n,;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')

export const textOf = (lines: readonly string[]): string => lines.join('\n')

/** The first that does not fit, `undefined` when all do. */
export const firstBad = (lines: readonly string[], form: RegExp): string | undefined =>
  lines.find((line) => !form.test(line))

/** Persian and Arabic digits as the Latin ones: people type what their keyboard has. */
export const latinDigits = (text: string): string =>
  text
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))

/** A whole number as people type it; `undefined` when it is none. */
export function wholeNumber(text: string): number | undefined {
  const digits = latinDigits(text.trim())
  return /^\d{1,12}$/.test(digits) ? Number(digits) : undefined
}

/** Money as people type it, in millionths; `undefined` when it is none. */
export function micros(text: string): number | undefined {
  const clean = latinDigits(text.trim()).replace(',', '.').replace('٫', '.')
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(clean)) return undefined
  return Math.round(Number(clean) * 1_000_000)
}

export const moneyText = (value: number): string => String(value / 1_000_000)

/** A number to dial as people type it: without spaces, brackets and dashes. */
export const dialText = (text: string): string => latinDigits(text).replace(/[\s().-]/g, '')
