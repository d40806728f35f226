/** Said in a sentence, a phrase is meant as surely as that; nearly, as a telephone swallows letters, as that. */
const withinSentence = 0.8
const nearly = 0.6
/** So much of a word may be heard wrong. */
const mostWrong = 0.25

/**
 * Which of the phrases these words are, and how surely: `null` when none, or two as likely.
 *
 * @param phrases in small letters, words parted by one space
 */
export function closestPhrase(
  words: string,
  phrases: readonly string[],
): { readonly text: string; readonly confidence: number } | null {
  const said = words
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
  if (phrases.includes(said)) return { text: said, confidence: 1 }
  const within = phrases.filter((phrase) => ` ${said} `.includes(` ${phrase} `))
  // Of `order` and `order status` the longer says more.
  const longest = within.sort((a, b) => b.length - a.length)
  const [first] = longest
  if (first !== undefined) {
    return longest.every((phrase) => first.includes(phrase)) ? { text: first, confidence: withinSentence } : null
  }
  const wrong = phrases.map((text) => ({ text, share: distance(said, text) / Math.max(text.length, 1) }))
  const [best, second] = wrong.sort((a, b) => a.share - b.share)
  if (!best || best.share > mostWrong || second?.share === best.share) return null
  return { text: best.text, confidence: nearly }
}

/** Levenshtein: how many letters are other ones, missing or too many. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same))
    }
    row = next
  }
  return row[b.length] ?? 0
}
