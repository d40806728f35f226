/** A text as the server has it. */
export interface Written {
  readonly text: string
  /** Which writing it is; 0: nobody wrote anything. */
  readonly revision: number
}
export const nothingWritten: Written = { text: '', revision: 0 }

/** What this browser keeps of a text that is not sent yet, and over what it was typed. */
export interface KeptDraft {
  readonly text: string
  /** Absent: it was typed before anything was heard from the server. */
  readonly base?: Written
}

/** As it was kept; an earlier version of this page kept the words alone. */
export function readKept(kept: string | undefined): KeptDraft | undefined {
  if (kept === undefined) return undefined
  try {
    const { text, base } = Object(JSON.parse(kept)) as Record<string, unknown>
    if (typeof text !== 'string') return { text: kept }
    const { text: baseText, revision } = Object(base) as Record<string, unknown>
    if (typeof baseText !== 'string' || typeof revision !== 'number') return { text }
    return { text, base: { text: baseText, revision } }
  } catch {
    return { text: kept }
  }
}

/**
 * One text in which no word of either is lost: what both have stands once, theirs before ours.
 * @param base what both were typed over
 */
export function bothTexts(base: string, theirs: string, ours: string): string {
  if (ours.includes(theirs)) return ours
  if (theirs.includes(ours)) return theirs
  if (theirs.startsWith(base) && ours.startsWith(base)) return `${theirs}\n${ours.slice(base.length).trimStart()}`
  return `${theirs}\n\n${ours}`
}
