import type { AudioSource } from '#telephony/audio/frame.ts'
import { ToneSource, testTone } from '#telephony/audio/tones.ts'
import type { CallLeg } from './call-leg.ts'
import type { Playing } from './playing.ts'

const echoNumber = '600'
const toneNumber = '601'
const toneMs = 1000
/** An echo that nobody hangs up. */
const longestEchoMs = 3_600_000

/** Numbers to try a line with, answered by the edge alone, also when no core is there: 600 says back what it hears, 601 sounds 1,004 Hz for a second and hangs up. */
export class BuiltInNumbers {
  readonly #playing: Playing

  constructor(playing: Playing) {
    this.#playing = playing
  }

  has(number: string): boolean {
    return number === echoNumber || number === toneNumber
  }

  take(leg: CallLeg): void {
    const isEcho = leg.origin.dialedNumber === echoNumber
    leg.isEchoing = isEcho
    leg.signalling.answer()
    const source: AudioSource = isEcho ? silenceFor(longestEchoMs) : new ToneSource(testTone(toneMs))
    this.#playing.listen(leg, { source, ended: () => leg.life.isOver || leg.signalling.hangUp('hung-up') })
  }
}

function silenceFor(durationMs: number): AudioSource {
  let left = durationMs / 20
  return {
    read(into) {
      into.fill(0)
      return left-- > 0
    },
  }
}
