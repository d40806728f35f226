/**
 * Text as every search sees it: two writings that people take for the same become the same. Case, accents and vowel marks
 * go; Persian and Arabic digits become 0-9, Arabic ye and kaf the Persian ones; Turkish and Azerbaijani dotted and dotless i
 * are one letter, and ə is e, as it is typed where the keyboard lacks it; Georgian capitals are its small letters;
 * zero-width characters go and runs of white space are one space.
 */
export function foldText(text: string): string {
  let folded = ''
  // Compatibility forms come apart first (ligatures, full-width letters), so that marks stand alone and can be left out.
  for (const character of text.toLowerCase().normalize('NFKD')) folded += foldCharacter(character)
  return folded.replace(/\s+/g, ' ').trim()
}

const letters: Readonly<Record<string, string>> = {
  ı: 'i',
  ə: 'e',
  ß: 'ss',
  ø: 'o',
  đ: 'd',
  ł: 'l',
  æ: 'ae',
  œ: 'oe',
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
  ة: 'ه',
  // Kashida only stretches a line.
  ـ: '',
}

function foldCharacter(character: string): string {
  const letter = letters[character]
  if (letter !== undefined) return letter
  const code = character.charCodeAt(0)
  // U+0660 Arabic-Indic and U+06F0 extended Arabic-Indic (Persian) digits.
  if (code >= 0x0660 && code <= 0x0669) return String(code - 0x0660)
  if (code >= 0x06f0 && code <= 0x06f9) return String(code - 0x06f0)
  return /[\p{M}\p{Cf}]/u.test(character) ? '' : character
}
