import { type CallEvent, type CallState, isLive, next, ready } from './call-state.ts'
import { makeCallbackForm } from './callback-form.ts'
import { type Connection, connect } from './connection.ts'
import { type LevelMeter, meter } from './level-meter.ts'
import { makePage } from './page.ts'
import { chooseLanguage } from './spoken.ts'

/**
 * The call page: `/call?number=200&name=Nino&language=ka`. One button; everything else appears when it has a use.
 * The number is 200 when none is given, the language the browser's.
 */
const address = new URLSearchParams(location.search)
const number = address.get('number') ?? '200'
const name = address.get('name') ?? undefined
let language = chooseLanguage([...address.getAll('language'), ...navigator.languages])

let state: CallState = ready
let connection: Connection | undefined
let sound: AudioContext | undefined
let voice: LevelMeter | undefined
let quietSinceMs = 0

const page = makePage({
  onMainButton: () => (isLive(state) ? connection?.hangUp() : call()),
  onDigit: (digit) => connection?.sendDigit(digit),
  onPlaySound: () => void page.speaker.play().then(showBlockedSound, showBlockedSound),
  onLanguage: (chosen) => {
    language = chosen
    callback.speak(language)
    render()
  },
})

function happen(event: CallEvent) {
  const before = state
  state = next(state, event, performance.now())
  if (!isLive(state) && isLive(before)) hush()
  render()
}

const callback = makeCallbackForm(page.callback, number)

function render() {
  page.show(state, language, { nowMs: performance.now() })
  callback.hide(isLive(state))
}

function call() {
  happen({ type: 'call' })
  // Inside the press of the button, so that browsers let it sound.
  sound ??= new AudioContext()
  void sound.resume()
  connection = connect(
    { number, language, ...(name ? { name } : {}) },
    {
      onMicrophone: (stream) => {
        if (sound) voice = meter(sound, stream)
        quietSinceMs = performance.now()
        happen({ type: 'microphone-granted' })
        requestAnimationFrame(tick)
      },
      onSound: (stream) => {
        page.speaker.srcObject = stream
        void page.speaker.play().then(showBlockedSound, showBlockedSound)
      },
      onMade: () => happen({ type: 'answer-made' }),
      onAnswered: () => happen({ type: 'answered' }),
      onEnded: (ending) => happen({ type: 'ended', ending }),
      onTrouble: (trouble) => happen({ type: 'failed', trouble }),
    },
  )
}

function showBlockedSound() {
  page.showBlockedSound(isLive(state) && page.speaker.paused)
}

function hush() {
  voice?.close()
  voice = undefined
  page.speaker.srcObject = null
  page.showBlockedSound(false)
  page.showLevel(0)
  page.showSilence(false)
}

const silentLevel = 0.05
const silentAfterMs = 6000
/** Moves the meter and the clock with the screen's own frames; rests when the page is hidden. */
function tick() {
  if (!isLive(state)) return
  const nowMs = performance.now()
  const level = voice?.level() ?? 0
  if (level > silentLevel) quietSinceMs = nowMs
  page.showLevel(level)
  page.showSilence(state.stage === 'talking' && nowMs - quietSinceMs > silentAfterMs)
  page.showClock(state, language, nowMs)
  requestAnimationFrame(tick)
}

addEventListener('pagehide', () => connection?.hangUp())
addEventListener('keydown', (event) => {
  const onControl =
    event.target instanceof HTMLSelectElement ||
    event.target instanceof HTMLInputElement ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey
  if (!onControl && state.stage === 'talking' && /^[0-9*#]$/.test(event.key)) connection?.sendDigit(event.key)
})
callback.speak(language)
render()
