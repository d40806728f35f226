/** A LIKE pattern for texts that contain `text`, which is taken letter by letter: its %, _ and \ mean themselves. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, (letter) => `\\${letter}`)}%`

/** How part of a number is looked for among E.164 ones: digits in any script, without their spacing and the trunk's zero. */
export function numberPart(folded: string): string {
  const bare = folded.replace(/[\s().\-/]/g, '')
  const part = bare.length > 4 ? bare.replace(/^0+/, '') : bare
  // Of nothing but spacing or zeros nothing would be left, and nothing is part of every number.
  return part === '' ? folded : part
}
