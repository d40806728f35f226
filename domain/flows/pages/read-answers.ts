import type { Value } from '../flow.ts'
import { isoDate } from '../reading/calendar.ts'
import type { PageQuestion } from './page-settings.ts'

/** As far as it says what an answer may be: of a block's settings, and of a page as it is shown. */
type Asked = Pick<PageQuestion, 'variable' | 'answer' | 'isRequired' | 'least' | 'most'> & {
  readonly choices?: readonly { readonly value: string }[]
}

/** What is wrong with an answer, by the variable of its question. */
export interface AnswerProblem {
  readonly variable: string
  readonly problem: 'missing' | 'no-choice' | 'no-number' | 'too-small' | 'too-large' | 'no-date' | 'too-long' | 'wrong'
}

const longestText = 2000

/** A read answer; `undefined`: none was given. */
type Read = { readonly value: Value | undefined } | { readonly problem: AnswerProblem['problem'] }

/**
 * What was filled in on a page: of each of its questions, and of nothing else, the value that its variable is to hold; empty where
 * nothing was answered, so that an answer can be taken back.
 */
export function readAnswers(
  { questions }: { readonly questions: readonly Asked[] },
  given: Readonly<Record<string, Value>>,
): { readonly values: Readonly<Record<string, Value>>; readonly problems: readonly AnswerProblem[] } {
  const values: Record<string, Value> = {}
  const problems: AnswerProblem[] = []
  for (const question of questions) {
    const { variable, isRequired } = question
    const read = readAnswer(question, Object.hasOwn(given, variable) ? given[variable] : undefined)
    if ('problem' in read) problems.push({ variable, problem: read.problem })
    else if (read.value === undefined && isRequired) problems.push({ variable, problem: 'missing' })
    else values[variable] = read.value ?? ''
  }
  return { values, problems }
}

function readAnswer({ answer, choices = [], least, most }: Asked, given: Value | undefined): Read {
  if (given === undefined || (typeof given === 'string' && given.trim() === '')) return { value: undefined }
  if (answer === 'yes-no') {
    const isTrue = given === true || given === 'true'
    return isTrue || given === false || given === 'false' ? { value: isTrue } : { problem: 'wrong' }
  }
  if (answer === 'number') {
    const number = typeof given === 'boolean' ? Number.NaN : Number(given)
    if (!Number.isFinite(number)) return { problem: 'no-number' }
    if (least !== undefined && number < least) return { problem: 'too-small' }
    return most !== undefined && number > most ? { problem: 'too-large' } : { value: number }
  }
  if (typeof given !== 'string') return { problem: 'wrong' }
  const text = given.trim()
  if (answer === 'choice') {
    return choices.some(({ value }) => value === text) ? { value: text } : { problem: 'no-choice' }
  }
  if (answer === 'date') return isDate(text) ? { value: text } : { problem: 'no-date' }
  return text.length > longestText ? { problem: 'too-long' } : { value: text }
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []
  return year !== undefined && isoDate(Number(year), Number(month), Number(day)) === text
}
