import type { LegId } from '#kernel/ids.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import { UtteranceCutter } from '#telephony/audio/utterance.ts'
import type { CallLeg } from './call-leg.ts'
import type { SoundListener } from './leg-ear.ts'
import type { Legs } from './legs.ts'

/** A `leg.listen` that runs: hands on what one leg says. */
class Listening implements SoundListener {
  readonly leg: CallLeg
  readonly #cutter: UtteranceCutter
  readonly #said: (samples: Int16Array) => void

  constructor(leg: CallLeg, command: EdgeCommandOf<'leg.listen'>, said: (samples: Int16Array) => void) {
    this.leg = leg
    this.#cutter = new UtteranceCutter(command)
    this.#said = said
  }

  hear(frame: Int16Array): void {
    const utterance = this.#cutter.push(frame)
    if (utterance !== undefined) this.#said(utterance)
  }
}

/** Who listens to what legs say, one a leg. */
export class Listenings {
  readonly #legs: Legs
  readonly #running = new Map<LegId, Listening>()

  constructor(legs: Legs) {
    this.#legs = legs
    legs.whenEnding(({ legId }) => this.stop(legId))
  }

  start(leg: CallLeg, command: EdgeCommandOf<'leg.listen'>): void {
    const { legId, listeningId } = command
    this.stop(legId)
    const listening = new Listening(leg, command, (samples) => {
      const sound = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64')
      this.#legs.tell(leg, { type: 'leg.heard', legId, listeningId, sound })
    })
    this.#running.set(legId, listening)
    leg.ear.add(listening)
  }

  stop(legId: LegId): void {
    const running = this.#running.get(legId)
    if (running === undefined) return
    this.#running.delete(legId)
    running.leg.ear.remove(running)
  }
}
