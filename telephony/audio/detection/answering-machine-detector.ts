import { frameMs } from '../frame.ts'
import { BeepDetector } from './beep-detector.ts'
import { SpecialInformationTone } from './special-information-tone.ts'
import { VoiceActivity } from './voice-activity.ts'

/** A sound shorter than this is no word. */
const shortestWordMs = 80
/** A person who has said a word or two waits for an answer for so long… */
const shortGreetingMs = 500
const shortPauseMs = 900
/** …and whoever has spoken for longer is given longer, since sentences of a greeting have pauses between them; at most so long. */
const pauseMsPerSecond = 600
const longestPauseMs = 2500
/** Nobody who answers in person speaks for so long without waiting for an answer; a receptionist's greeting takes up to 6 s. */
const longestGreetingMs = 7000
/** Three sentences, this long together with the pauses between them, are a greeting that was recorded; a sigh is no sentence. */
const sentencesMs = 3000
const sentencesInGreeting = 3
const sentencePauseMs = 450
const shortestSentenceMs = 500
/** When the time is up: whoever has spoken for so long by then is a machine. */
const longAtTimeUpMs = 4500
/** A beep comes so long after the last word at least; a vowel that is held comes at once. */
const quietBeforeBeepMs = 150
const beepToldAfterMs = 60

export type MachineVerdict = 'person' | 'machine' | 'unknown'
/** What decided: how long somebody spoke before waiting, several sentences, a beep, the network's three notes, or the time. */
export type MachineReason =
  | 'short-greeting'
  | 'long-greeting'
  | 'sentences'
  | 'beep'
  | 'special-information'
  | 'nothing-said'
  | 'time-up'

/**
 * Tells a person from an answering machine by the rhythm of what is said after the answer. A person says a little and waits;
 * a machine goes on, or beeps. The pause that is asked for before "a person" grows with what has been said.
 *
 *     waiting --somebody speaks--> speaking --stops--> pausing --speaks on--> speaking
 *                                     |                   |
 *                     too long: machine            long enough: person (machine, if these were sentences)
 *     a beep after speech, or the network's three notes: machine.   Time up: unknown, or machine after a long greeting
 *
 * [docs/detectors.md](../../../docs/detectors.md) has its error rates.
 */
export class AnsweringMachineDetector {
  readonly #voice = new VoiceActivity()
  readonly #beep = new BeepDetector()
  readonly #information = new SpecialInformationTone()
  readonly #withinMs: number
  #nowMs = 0
  /** From the first word to the last sound of speech; `#firstMs` is negative before the first word. */
  #firstMs = -1
  #lastMs = 0
  #lastBeforeMs = 0
  #wordFromMs = 0
  #sentenceFromMs = 0
  #sentences = 0
  #reason: MachineReason = 'time-up'
  #isOver = false

  /** @param withinMs of the answer it decides */
  constructor(withinMs: number) {
    this.#withinMs = withinMs
  }

  /** Why it decided as it did. */
  get reason(): MachineReason {
    return this.#reason
  }

  /** Takes a frame of 20 ms, from the answer on; returns its verdict, once. */
  push(frame: Int16Array): MachineVerdict | undefined {
    if (this.#isOver) return undefined
    this.#nowMs += frameMs
    const verdict = this.#judge(frame)
    this.#isOver = verdict !== undefined
    return verdict
  }

  #judge(frame: Int16Array): MachineVerdict | undefined {
    const voice = this.#voice
    const spoke = voice.isSpeech
    const speaks = voice.push(frame)
    if (speaks && !spoke) this.#begin()
    if (speaks && voice.quietFrames === 0) this.#lastMs = this.#nowMs
    if (spoke && !speaks) this.#end()
    if (this.#information.push(voice.tone.meter)) return this.#say('machine', 'special-information')
    if (this.#beep.push(frame) && this.#isBeepAfterSpeech()) return this.#say('machine', 'beep')
    const verdict = this.#firstMs < 0 ? undefined : speaks ? this.#speaking() : this.#pausing()
    return verdict ?? (this.#nowMs < this.#withinMs ? undefined : this.#timeUp())
  }

  #begin(): void {
    this.#wordFromMs = this.#nowMs - frameMs
    this.#lastBeforeMs = this.#lastMs
    if (this.#firstMs < 0) this.#firstMs = this.#sentenceFromMs = this.#wordFromMs
    else if (this.#wordFromMs - this.#lastMs > sentencePauseMs) {
      if (this.#isSentence()) this.#sentences++
      this.#sentenceFromMs = this.#wordFromMs
    }
  }

  /** A click, or what turned out to be no voice, has not been said. */
  #end(): void {
    if (!this.#voice.isTakenBack && this.#lastMs - this.#wordFromMs >= shortestWordMs) return
    if (this.#wordFromMs === this.#firstMs) this.#firstMs = -1
    else this.#lastMs = this.#lastBeforeMs
  }

  #isSentence(): boolean {
    return this.#lastMs - this.#sentenceFromMs > shortestSentenceMs
  }

  #isBeepAfterSpeech(): boolean {
    if (this.#firstMs < 0) return false
    const beganMs = this.#nowMs - beepToldAfterMs - this.#beep.lastedMs
    return beganMs - this.#lastMs >= quietBeforeBeepMs
  }

  #speaking(): MachineVerdict | undefined {
    return this.#lastMs - this.#firstMs > longestGreetingMs ? this.#say('machine', 'long-greeting') : undefined
  }

  #pausing(): MachineVerdict | undefined {
    const saidMs = this.#lastMs - this.#firstMs
    const askedMs = shortPauseMs + (Math.max(0, saidMs - shortGreetingMs) * pauseMsPerSecond) / 1000
    if (this.#nowMs - this.#lastMs < Math.min(longestPauseMs, askedMs)) return undefined
    const sentences = this.#sentences + (this.#isSentence() ? 1 : 0)
    return saidMs > sentencesMs && sentences >= sentencesInGreeting
      ? this.#say('machine', 'sentences')
      : this.#say('person', 'short-greeting')
  }

  #timeUp(): MachineVerdict {
    if (this.#firstMs < 0) return this.#say('unknown', 'nothing-said')
    return this.#lastMs - this.#firstMs > longAtTimeUpMs
      ? this.#say('machine', 'long-greeting')
      : this.#say('unknown', 'time-up')
  }

  #say(verdict: MachineVerdict, reason: MachineReason): MachineVerdict {
    this.#reason = reason
    return verdict
  }
}
