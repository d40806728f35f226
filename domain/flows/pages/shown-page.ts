import type { ExitName, Language, Value } from '../flow.ts'
import { filled } from '../template.ts'
import type { PageQuestion, PageSettings } from './page-settings.ts'

/** A page as somebody sees it: in one language, with everything filled in. */
export interface ShownPage {
  /** Empty: it has none. */
  readonly title: string
  readonly text: string
  readonly questions: readonly ShownQuestion[]
  /** A button each; an empty label: there is one way on. */
  readonly exits: readonly { readonly name: ExitName; readonly label: string }[]
}

export interface ShownQuestion {
  readonly variable: string
  readonly words: string
  readonly answer: PageQuestion['answer']
  readonly isRequired: boolean
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly least?: number
  readonly most?: number
  /** What is known already. */
  readonly value?: Value
}

type Words = Readonly<Record<Language, string>>
type Variables = Readonly<Record<string, Value>>

export const exitsOf = ({ cases = [] }: PageSettings): readonly ExitName[] =>
  cases.length === 0 ? ['next'] : cases.map(({ caseId }) => `case-${caseId}`)

/** Words in this language, else in the first that there are, with what is known filled in. */
export const wordsIn = (words: Words | undefined, language: Language, variables: Variables): string =>
  words ? filled(words[language] ?? Object.values(words)[0] ?? '', variables) : ''

export function shownPage(settings: PageSettings, language: Language, variables: Variables): ShownPage {
  const told = (words: Words | undefined) => wordsIn(words, language, variables)
  const { title, text, questions, cases = [] } = settings
  return {
    title: told(title),
    text: told(text),
    questions: questions.map(({ variable, words, answer, isRequired, choices = [], least, most }) => {
      const value = Object.hasOwn(variables, variable) ? variables[variable] : undefined
      return {
        ...{ variable, words: told(words), answer, isRequired },
        choices:
          answer === 'choice' ? choices.map((one) => ({ value: one.value, label: told(one.words) || one.value })) : [],
        ...(least !== undefined && { least }),
        ...(most !== undefined && { most }),
        ...(value !== undefined && value !== '' && { value }),
      }
    }),
    exits:
      cases.length === 0
        ? [{ name: 'next', label: '' }]
        : cases.map((one) => ({ name: `case-${one.caseId}`, label: told(one.words) })),
  }
}
