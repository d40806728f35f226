import type { SelfServiceState } from '#protocol/http/self-service.ts'
import type { HelpWords } from './words.ts'

type Page = NonNullable<SelfServiceState['page']>
type Question = Page['questions'][number]
export type PageValues = Record<string, string | number | boolean>

export interface QuestionField {
  readonly element: HTMLElement
  /** What is answered; `undefined`: nothing is. */
  value(): string | boolean | undefined
  /** `undefined`: nothing is wrong. */
  tell(problem: string | undefined): void
  focus(): void
}

/** More are looked for in a list. */
const mostRadios = 7
let count = 0

export function makeQuestion(
  question: Question,
  words: HelpWords,
  known: string | number | boolean | undefined,
): QuestionField {
  const isRadio =
    question.answer === 'yes-no' || (question.answer === 'choice' && question.choices.length <= mostRadios)
  return isRadio ? radios(question, words, known) : entry(question, words, known)
}

function radios(question: Question, words: HelpWords, known: string | number | boolean | undefined): QuestionField {
  const id = `question-${++count}`
  const isYesNo = question.answer === 'yes-no'
  const choices = isYesNo
    ? [
        { value: 'true', label: words.yes },
        { value: 'false', label: words.no },
      ]
    : question.choices
  const element = document.createElement('fieldset')
  const legend = make('legend', '', titled(question, words))
  legend.dir = 'auto'
  const inputs = choices.map(({ value, label }) => {
    const input = document.createElement('input')
    Object.assign(input, { type: 'radio', name: id, value, required: question.isRequired })
    input.checked = known !== undefined && String(known) === value
    const text = make('span', '', label)
    text.dir = 'auto'
    const line = make('label', 'radio')
    line.append(input, text)
    return { input, line }
  })
  const wrong = complaint(id)
  element.append(legend, ...inputs.map(({ line }) => line), wrong)
  return {
    element,
    value() {
      const chosen = inputs.find(({ input }) => input.checked)?.input.value
      return isYesNo && chosen !== undefined ? chosen === 'true' : chosen
    },
    tell(problem) {
      tellIn(wrong, problem)
      if (problem === undefined) element.removeAttribute('aria-describedby')
      else element.setAttribute('aria-describedby', wrong.id)
    },
    focus: () => inputs[0]?.input.focus(),
  }
}

function entry(question: Question, words: HelpWords, known: string | number | boolean | undefined): QuestionField {
  const id = `question-${++count}`
  const element = make('div', 'question')
  const label = make('label', '', titled(question, words))
  label.dir = 'auto'
  const field = document.createElement(
    question.answer === 'text' ? 'textarea' : question.answer === 'choice' ? 'select' : 'input',
  )
  field.id = label.htmlFor = id
  field.required = question.isRequired
  if (field instanceof HTMLSelectElement) {
    field.add(new Option(words.choose, ''))
    for (const { value, label: told } of question.choices) field.add(new Option(told, value))
  } else {
    field.maxLength = 2000
    field.dir = 'auto'
  }
  if (field instanceof HTMLInputElement) {
    if (question.answer === 'date') field.type = 'date'
    else field.inputMode = 'decimal'
  }
  field.value = known === undefined ? '' : String(known)
  const wrong = complaint(id)
  element.append(label, field, wrong)
  return {
    element,
    value() {
      const text = question.answer === 'number' ? latinDigits(field.value) : field.value
      return text.trim() === '' ? undefined : text
    },
    tell(problem) {
      tellIn(wrong, problem)
      field.setAttribute('aria-invalid', String(problem !== undefined))
      if (problem === undefined) field.removeAttribute('aria-describedby')
      else field.setAttribute('aria-describedby', wrong.id)
    },
    focus: () => field.focus(),
  }
}

const titled = ({ words: told, isRequired }: Question, { optional }: HelpWords): string =>
  isRequired ? told : `${told} ${optional}`

function complaint(id: string): HTMLElement {
  const element = make('p', 'wrong')
  element.id = `${id}-wrong`
  element.hidden = true
  return element
}

function tellIn(element: HTMLElement, problem: string | undefined): void {
  element.hidden = problem === undefined
  element.textContent = problem ?? ''
}

function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  if (className) element.className = className
  element.textContent = text
  return element
}

/** A number as it is typed in Persian or Arabic, or with a comma, is one. */
export const latinDigits = (text: string): string =>
  text
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[,\u066b]/g, '.')

/** What stands against going on, as far as the page can tell; the server looks at the rest. */
export function problemOf(
  question: Question,
  value: string | boolean | undefined,
  words: HelpWords,
): string | undefined {
  if (value === undefined) return question.isRequired ? words.missing : undefined
  if (question.answer !== 'number') return undefined
  const number = Number(value)
  if (!Number.isFinite(number)) return words.noNumber
  const { least, most } = question
  if (least !== undefined && number < least) return words.atLeast.replace('{least}', String(least))
  return most !== undefined && number > most ? words.atMost.replace('{most}', String(most)) : undefined
}
