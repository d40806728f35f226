/** Where words are joined, so that each attachment begins a line of its own. */
const seam = '\n'

/** A note with more words at its end. */
export const withWords = (note: string, words: string): string =>
  note.trimEnd() === '' ? words : `${note.trimEnd()}${seam}${words}`

/**
 * A note without the words that were put at its end.
 * @returns `undefined` when somebody has written on since then: nothing of his is to be cut
 */
export function withoutWords(note: string, words: string): string | undefined {
  if (note === words) return ''
  return note.endsWith(`${seam}${words}`) ? note.slice(0, -(seam.length + words.length)) : undefined
}
