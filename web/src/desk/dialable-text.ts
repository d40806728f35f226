import { dialText } from '../telephony/lines.ts'

/** What of a typed or pasted text can be dialled; `undefined` when it is no number, as a name is none. */
export function dialableText(text: string): string | undefined {
  // Pages wrap numbers in marks of direction, and some write slashes into them.
  const number = dialText(text.replace(/[/\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ''))
  return /^\+?[0-9*#]{2,32}$/.test(number) ? number : undefined
}
