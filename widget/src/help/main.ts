import type { Language } from '#protocol/http/fields.ts'
import type { SelfServiceState } from '#protocol/http/self-service.ts'
import { chooseLanguage, isRightToLeft, languageNames } from '../spoken.ts'
import { keep, newToken, readKept } from './kept.ts'
import { makeQuestion, type PageValues, problemOf } from './question.ts'
import { type Answer, answer, begin, goBack, speakIn, type Trouble } from './service.ts'
import { type HelpWords, helpWordsOf } from './words.ts'

/** A page on which customers help themselves: `/help/first-help?language=ka`. What it shows is drawn as a flow. */
const slug = decodeURIComponent(location.pathname.split('/').filter(Boolean)[1] ?? '')
let language = chooseLanguage([...new URLSearchParams(location.search).getAll('language'), ...navigator.languages])
let token = readKept(slug)?.token ?? newToken()
let isBusy = false
let shown: SelfServiceState | undefined
const root = document.getElementById('help-page') ?? document.body
root.className = 'card'
const status = add(root, 'p', 'status is-trouble')
status.setAttribute('role', 'alert')
const body = add(root, 'div')
const choice = add(root, 'select', 'language')
choice.addEventListener('change', () => {
  language = choice.value
  if (shown) void take(speakIn({ token, language: language as Language }))
})

/** One at a time: what is pressed meanwhile is pressed again when there is an answer. */
async function take(asked: Promise<Answer>): Promise<void> {
  if (isBusy) return
  isBusy = true
  root.setAttribute('aria-busy', 'true')
  const got = await asked
  isBusy = false
  root.removeAttribute('aria-busy')
  if ('trouble' in got) return complain(got.trouble)
  status.textContent = ''
  const isSame = shown?.rest === got.state.rest && shown.language === got.state.language
  shown = got.state
  if (!isSame || !got.state.page) show(got.state)
}

function complain(trouble: Trouble): void {
  status.textContent = helpWordsOf(language).trouble[trouble]
}

function speak(state: SelfServiceState): HelpWords {
  language = state.language
  document.documentElement.lang = language
  document.documentElement.dir = isRightToLeft(language) ? 'rtl' : 'ltr'
  document.title = state.page?.title || state.name
  choice.replaceChildren(...state.languages.map((code) => new Option(languageNames[code] ?? code, code)))
  choice.value = language
  choice.hidden = state.languages.length < 2
  const words = helpWordsOf(language)
  choice.setAttribute('aria-label', words.language)
  return words
}

function show(state: SelfServiceState): void {
  const isFirst = body.childElementCount === 0
  const words = speak(state)
  body.replaceChildren()
  const heading = add(body, 'h1')
  heading.tabIndex = -1
  heading.dir = 'auto'
  if (state.page) showPage(state, state.page, heading, words)
  else showEnd(state, heading, words)
  // A screen reader goes on at the new page; the first one is read from its top anyway.
  if (!isFirst) heading.focus()
}

function showPage(
  { rest, canGoBack, name }: SelfServiceState,
  page: NonNullable<SelfServiceState['page']>,
  heading: HTMLElement,
  words: HelpWords,
): void {
  heading.textContent = page.title || name
  if (page.text) {
    const text = add(body, 'p', 'text')
    text.dir = 'auto'
    text.textContent = page.text
  }
  const kept = readKept(slug)
  const begun = kept?.rest === rest ? kept.values : undefined
  const form = add(body, 'form')
  form.noValidate = true
  const fields = page.questions.map((question) => ({
    question,
    field: makeQuestion(question, words, begun ? begun[question.variable] : question.value),
  }))
  form.append(...fields.map(({ field }) => field.element))
  const values = (): PageValues =>
    Object.fromEntries(
      fields.flatMap(({ question, field }) => {
        const value = field.value()
        return value === undefined ? [] : [[question.variable, value]]
      }),
    )
  form.addEventListener('input', () => keep(slug, { token, rest, values: values() }))
  const go = (exit: string) => {
    const wrong = fields.filter(({ question, field }) => {
      const problem = problemOf(question, field.value(), words)
      field.tell(problem)
      return problem !== undefined
    })
    const [first] = wrong
    if (first) first.field.focus()
    else void take(answer({ token, rest, exit, values: values() }))
  }
  const ways = add(form, 'div', 'ways')
  const isOnly = page.exits.length === 1
  for (const { name: exit, label } of page.exits) {
    const button = add(ways, 'button', isOnly ? 'main-button' : 'way')
    button.type = isOnly ? 'submit' : 'button'
    button.dir = 'auto'
    button.textContent = label || words.next
    if (!isOnly) button.addEventListener('click', () => go(exit))
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [only] = page.exits
    if (isOnly && only) go(only.name)
  })
  if (!canGoBack) return
  const back = add(ways, 'button', 'back')
  back.type = 'button'
  back.textContent = words.back
  back.addEventListener('click', () => void take(goBack({ token, rest, values: values() })))
}

function showEnd({ ended = 'failed' }: SelfServiceState, heading: HTMLElement, words: HelpWords): void {
  const told = words.ended[ended]
  heading.textContent = told.title
  add(body, 'p', 'text').textContent = told.text
  const again = add(body, 'button', 'way')
  again.type = 'button'
  again.textContent = words.again
  again.addEventListener('click', () => {
    token = newToken()
    start()
  })
}

function start(): void {
  const kept = readKept(slug)
  keep(slug, kept?.token === token ? kept : { token })
  void take(begin({ slug, language: language as Language, token }))
}

function add<Name extends keyof HTMLElementTagNameMap>(
  parent: Element,
  name: Name,
  className = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name)
  if (className) element.className = className
  parent.append(element)
  return element
}

document.documentElement.lang = language
document.documentElement.dir = isRightToLeft(language) ? 'rtl' : 'ltr'
start()
