import { type CallState, type Ending, isLive, type Trouble } from './call-state.ts'
import { isRightToLeft, languageNames } from './spoken.ts'
import { clock, type Words, wordsOf } from './words.ts'

/** The page's elements. It holds no state of the call: `show` is told all. */
export interface Page {
  readonly speaker: HTMLAudioElement
  /** Where one may ask to be called instead. */
  readonly callback: HTMLElement
  show(state: CallState, language: string, at: { readonly nowMs: number }): void
  showClock(state: CallState, language: string, nowMs: number): void
  showLevel(level: number): void
  showSilence(isSilent: boolean): void
  showBlockedSound(isBlocked: boolean): void
}

export interface PageEvents {
  onMainButton(): void
  onDigit(digit: string): void
  onPlaySound(): void
  onLanguage(language: string): void
}

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#']

const troubleWords: Record<Trouble, keyof Words> = {
  'microphone-refused': 'microphoneRefused',
  'microphone-missing': 'microphoneMissing',
  'microphone-busy': 'microphoneBusy',
  'insecure-page': 'insecurePage',
  'browser-too-old': 'browserTooOld',
  'unknown-number': 'unknownNumber',
  'lines-busy': 'linesBusy',
  'too-many-calls': 'tooManyCalls',
  'no-connection': 'noConnection',
  'server-refused': 'serverRefused',
}
const endingWords: Record<Ending, keyof Words> = {
  'you-hung-up': 'youHungUp',
  'they-hung-up': 'theyHungUp',
  'nobody-answered': 'nobodyAnswered',
  'line-busy': 'lineBusy',
  'connection-lost': 'connectionLost',
}

export function makePage(events: PageEvents): Page {
  const root = document.getElementById('call-page') ?? document.body
  root.className = 'card'
  const title = add(root, 'h1')
  const invitation = add(root, 'p', 'quiet')
  const status = add(root, 'p', 'status')
  status.setAttribute('role', 'status')
  const voice = add(root, 'div', 'voice')
  const voiceName = add(voice, 'span')
  const bar = add(add(voice, 'div', 'meter'), 'span')
  const silence = add(voice, 'p', 'status is-trouble')
  silence.setAttribute('role', 'status')
  const playSound = add(root, 'button', 'second-button')
  const keypad = add(root, 'div', 'keypad')
  keypad.setAttribute('role', 'group')
  for (const digit of digits) {
    const key = add(keypad, 'button')
    key.type = 'button'
    key.textContent = digit
    key.addEventListener('click', () => events.onDigit(digit))
  }
  const mainButton = add(root, 'button', 'main-button')
  const callback = add(root, 'div', 'callback')
  const languageChoice = add(root, 'select', 'language')
  for (const [code, name] of Object.entries(languageNames)) languageChoice.add(new Option(name, code))
  const speaker = add(root, 'audio')
  speaker.autoplay = true

  playSound.type = mainButton.type = 'button'
  playSound.hidden = silence.hidden = true
  mainButton.addEventListener('click', events.onMainButton)
  playSound.addEventListener('click', events.onPlaySound)
  languageChoice.addEventListener('change', () => events.onLanguage(languageChoice.value))

  const showClock = (state: CallState, language: string, nowMs: number) => {
    const text = statusText(state, wordsOf(language), language, nowMs)
    // Written only when it changes: a screen reader speaks the status again at each write.
    if (status.textContent !== text) status.textContent = text
    status.setAttribute('aria-live', state.stage === 'talking' ? 'off' : 'polite')
  }

  return {
    speaker,
    callback,
    showClock,
    show: (state, language, { nowMs }) => {
      const words = wordsOf(language)
      document.documentElement.lang = language
      document.documentElement.dir = isRightToLeft(language) ? 'rtl' : 'ltr'
      document.title = words.title
      title.textContent = words.title
      invitation.textContent = words.invitation
      invitation.hidden = state.stage !== 'ready'
      status.hidden = state.stage === 'ready'
      status.classList.toggle('is-trouble', state.stage === 'trouble')
      showClock(state, language, nowMs)
      voiceName.textContent = words.yourVoice
      voice.hidden = !isLive(state) || state.stage === 'asking'
      silence.textContent = words.silent
      keypad.hidden = state.stage !== 'talking'
      keypad.setAttribute('aria-label', words.keypad)
      playSound.textContent = `${words.soundBlocked} ${words.playSound}`
      mainButton.textContent = isLive(state) ? words.hangUp : state.stage === 'ready' ? words.call : words.callAgain
      mainButton.classList.toggle('is-stop', isLive(state))
      languageChoice.value = language
      languageChoice.setAttribute('aria-label', languageNames[language] ?? language)
    },
    showLevel: (level) => bar.style.setProperty('--level', level.toFixed(2)),
    showSilence: (isSilent) => {
      if (silence.hidden === isSilent) silence.hidden = !isSilent
    },
    showBlockedSound: (isBlocked) => {
      playSound.hidden = !isBlocked
    },
  }
}

function statusText(state: CallState, words: Words, language: string, nowMs: number): string {
  switch (state.stage) {
    case 'ready':
      return ''
    case 'asking':
    case 'connecting':
    case 'ringing':
      return words[state.stage]
    case 'talking':
      return `${words.talking} · ${clock(nowMs - state.sinceMs, language)}`
    case 'ended':
      return words[endingWords[state.ending]]
    case 'trouble':
      return words[troubleWords[state.trouble]]
  }
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
