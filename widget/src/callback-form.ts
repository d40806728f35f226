import type { WebCallbackOffer, WebCallbackState } from '#protocol/http/web-callbacks.ts'
import { ask, type CallbackTrouble, keptToken, newToken, readOffer, readState, withdraw } from './callback-asking.ts'
import { type SlotDay, slotDays } from './callback-slots.ts'
import { dayInWords, timeInWords, type Words, wordsOf } from './words.ts'

const troubleWords: Record<CallbackTrouble, keyof Words> = {
  'callback-number-wrong': 'callbackNumberWrong',
  'callback-outside-hours': 'callbackOutsideHours',
  'callback-asked-already': 'callbackAskedAlready',
  'callback-not-offered': 'callbackNotOffered',
  'callback-too-many': 'callbackTooMany',
  'no-connection': 'noConnection',
  'server-refused': 'callbackRefused',
}

export interface CallbackForm {
  /** In this language from now on. */
  speak(language: string): void
  /** While a call is going on nobody asks for another. */
  hide(isHidden: boolean): void
}

type Shown =
  | { readonly kind: 'closed' | 'open' | 'withdrawn' }
  | { readonly kind: 'asked'; readonly state: WebCallbackState }

/** "Call me back", where the queue behind the number offers that: nothing at all where it does not. */
export function makeCallbackForm(root: HTMLElement, number: string): CallbackForm {
  let language = 'en'
  let offer: WebCallbackOffer | undefined
  let days: readonly SlotDay[] = []
  let shown: Shown = { kind: 'closed' }
  let token = keptToken.read(number)
  /** Sent without an answer: the same wish is sent again with the same token, and asked for once. */
  let unanswered: string | undefined
  let trouble: CallbackTrouble | undefined
  let isBusy = false
  let isHidden = false

  const box = root
  box.hidden = true
  const open = add(box, 'button', 'second-button')
  const form = add(box, 'form')
  form.noValidate = true
  const wait = add(form, 'p', 'quiet')
  const [phoneLabel, phone] = field(form, 'input')
  phone.type = 'tel'
  phone.autocomplete = 'tel'
  phone.dir = 'ltr'
  phone.maxLength = 40
  const [nameLabel, name] = field(form, 'input')
  name.autocomplete = 'name'
  name.dir = 'auto'
  name.maxLength = 120
  const [dayLabel, day] = field(form, 'select')
  const [timeLabel, time] = field(form, 'select')
  const submit = add(form, 'button', 'main-button')
  submit.type = 'submit'
  const status = add(box, 'p', 'status')
  status.setAttribute('role', 'status')
  const takeBack = add(box, 'button', 'second-button')
  open.type = takeBack.type = 'button'

  open.addEventListener('click', () => {
    shown = { kind: shown.kind === 'open' ? 'closed' : 'open' }
    trouble = undefined
    render()
    if (shown.kind === 'open') phone.focus()
  })
  day.addEventListener('change', () => renderTimes())
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void send()
  })
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    shown = { kind: 'closed' }
    render()
    open.focus()
  })
  takeBack.addEventListener('click', () => void giveUp())

  async function send(): Promise<void> {
    if (isBusy) return
    if (phone.value.replace(/\D/g, '').length < 2) {
      trouble = 'callback-number-wrong'
      render()
      phone.focus()
      return
    }
    const chosenMs = day.value === '' ? undefined : Number(time.value)
    const mine = unanswered ?? newToken()
    // Kept before it is sent: whatever becomes of the answer, it can be looked at and taken back.
    keptToken.write(number, mine)
    isBusy = true
    trouble = undefined
    render()
    const wish = {
      ...{ number, token: mine, phone: phone.value.trim(), language },
      ...(name.value.trim() !== '' && { name: name.value.trim() }),
      ...(chosenMs !== undefined && { notBefore: new Date(chosenMs).toISOString() }),
    }
    let answer = await ask(wish)
    if ('trouble' in answer && answer.trouble === 'no-connection') answer = await ask(wish)
    isBusy = false
    unanswered = undefined
    if ('value' in answer) {
      token = mine
      // Whoever asks again chooses anew.
      form.reset()
      shown = { kind: 'asked', state: answer.value }
    } else {
      trouble = answer.trouble
      if (trouble === 'no-connection') unanswered = mine
      else keptToken.write(number, token)
    }
    render()
    if (shown.kind === 'asked') takeBack.focus()
    else if (trouble === 'callback-number-wrong') phone.focus()
  }

  async function giveUp(): Promise<void> {
    if (isBusy || token === undefined) return
    isBusy = true
    render()
    const answer = await withdraw({ token })
    isBusy = false
    const isGone = 'trouble' in answer && answer.code === 'callback.not-found'
    if ('value' in answer || isGone) {
      keptToken.write(number, undefined)
      token = undefined
      shown = { kind: 'value' in answer ? 'withdrawn' : 'closed' }
      trouble = undefined
    } else trouble = answer.trouble
    render()
    open.focus()
  }

  function renderTimes(): void {
    const chosen = days.find(({ atMs }) => String(atMs) === day.value)
    timeLabel.hidden = time.hidden = chosen === undefined
    const before = time.value
    time.replaceChildren(...(chosen?.slotsMs ?? []).map((ms) => new Option(timeInWords(ms, language), String(ms))))
    if (chosen?.slotsMs.some((ms) => String(ms) === before)) time.value = before
  }

  function render(): void {
    const words = wordsOf(language)
    const isOffered = offer?.isOffered === true
    box.hidden = isHidden || !(isOffered || shown.kind === 'asked')
    open.textContent = words.callbackOpen
    open.hidden = shown.kind === 'asked'
    open.setAttribute('aria-expanded', String(shown.kind === 'open'))
    form.hidden = shown.kind !== 'open'
    wait.textContent = waitInWords(offer, words, language)
    wait.hidden = wait.textContent === ''
    phoneLabel.textContent = words.callbackPhone
    nameLabel.textContent = words.callbackName
    dayLabel.textContent = words.callbackWhen
    timeLabel.textContent = words.callbackTime
    const before = day.value
    day.replaceChildren(
      new Option(words.callbackSoon, ''),
      ...days.map(({ atMs }) => {
        return new Option(dayInWords(atMs, language), String(atMs))
      }),
    )
    day.value = days.some(({ atMs }) => String(atMs) === before) ? before : ''
    renderTimes()
    submit.textContent = words.callbackAsk
    submit.disabled = takeBack.disabled = isBusy
    takeBack.textContent = words.callbackWithdraw
    takeBack.hidden = !(shown.kind === 'asked' && shown.state.state === 'open')
    const says = trouble ? words[troubleWords[trouble]] : answerInWords(words)
    if (status.textContent !== says) status.textContent = says
    status.hidden = says === ''
    status.classList.toggle('is-trouble', trouble !== undefined)
  }

  function answerInWords(words: Words): string {
    if (shown.kind === 'withdrawn') return words.callbackWithdrawn
    if (shown.kind !== 'asked') return ''
    const { state, dueAt } = shown.state
    if (state === 'calling') return words.callbackCalling
    if (state !== 'open') return ''
    if (dueAt === undefined) return words.callbackPromised
    const dueMs = Date.parse(dueAt)
    const when = `${dayInWords(dueMs, language)}, ${timeInWords(dueMs, language)}`
    return words.callbackPromisedAt.replace('{when}', when)
  }

  async function look(): Promise<void> {
    const [offered, state] = await Promise.all([
      readOffer(number),
      token === undefined ? undefined : readState({ token }),
    ])
    if ('value' in offered) offer = offered.value
    days = slotDays(offer?.windows ?? [], Date.now())
    if (state && 'value' in state && (state.value.state === 'open' || state.value.state === 'calling')) {
      shown = { kind: 'asked', state: state.value }
    } else if (state && ('value' in state || state.code === 'callback.not-found')) {
      token = undefined
      keptToken.write(number, undefined)
    }
    render()
  }
  void look()

  return {
    speak(chosen) {
      language = chosen
      render()
    },
    hide(isToBeHidden) {
      isHidden = isToBeHidden
      render()
    },
  }
}

const minuteMs = 60_000

/** In whole minutes, as people say it. */
export function waitInWords(offer: WebCallbackOffer | undefined, words: Words, language: string): string {
  if (!offer?.isOffered) return ''
  const { expected } = offer
  if (!expected) return ''
  const number = (ms: number) => new Intl.NumberFormat(language).format(Math.max(1, Math.round(ms / minuteMs)))
  if (expected.highMs < minuteMs) return words.callbackNoWait
  return words.callbackWait.replace('{low}', number(expected.lowMs)).replace('{high}', number(expected.highMs))
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

function field<Name extends 'input' | 'select'>(
  parent: Element,
  name: Name,
): readonly [HTMLElement, HTMLElementTagNameMap[Name]] {
  const label = add(parent, 'label')
  const text = add(label, 'span')
  return [text, add(label, name)]
}
