/** What one check found. A problem's sentence says what is wrong and what to do. */
export type Finding =
  | { readonly verdict: 'well'; readonly subject: string; readonly sentence: string }
  /** Parley runs, but not as well as it could. */
  | { readonly verdict: 'warning'; readonly subject: string; readonly sentence: string }
  | { readonly verdict: 'problem'; readonly subject: string; readonly sentence: string }

export const well = (subject: string, sentence: string): Finding => ({ verdict: 'well', subject, sentence })
export const warning = (subject: string, sentence: string): Finding => ({ verdict: 'warning', subject, sentence })
export const problem = (subject: string, sentence: string): Finding => ({ verdict: 'problem', subject, sentence })

const marks = { well: 'ok  ', warning: 'note', problem: 'FAIL' } as const

export const findingLine = ({ verdict, subject, sentence }: Finding): string =>
  `${marks[verdict]}  ${subject.padEnd(10)} ${sentence}\n`
