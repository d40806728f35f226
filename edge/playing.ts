import type { CollectId, PlayId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf, PlayItem } from '#protocol/edge/commands.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import { Overlay } from '#telephony/audio/overlay.ts'
import { Collection } from '#telephony/calls/collect.ts'
import type { DigitWay } from '#telephony/calls/digit-pairing.ts'
import { Playback } from '#telephony/calls/play.ts'
import type { CallClock, PlayPiece, PromptSource } from '#telephony/calls/ports.ts'
import type { CallLeg, Listening, PlayOutcome } from './call-leg.ts'
import { passDigitOn } from './digit-crossing.ts'
import type { Legs } from './legs.ts'
import { refuse } from './refusal.ts'

/** A `leg.collect` that runs. */
export interface Collecting {
  readonly collectId: CollectId
  readonly machine: Collection
  /** A card number, a PIN: told in `leg.collected` alone. */
  readonly isSecret: boolean
}

const mostTypedAhead = 64
/** Told in the place of a digit that is nobody's business. */
const maskedDigit = '•'

/** What legs outside of bridges listen to, and the digits they press. */
export class Playing {
  readonly #legs: Legs
  readonly #prompts: PromptSource
  readonly #clock: CallClock
  /** Legs whose collection has a time to keep; mostly few. */
  readonly #collecting = new Set<CallLeg>()
  readonly #atPress: ((leg: CallLeg) => void)[] = []

  constructor(legs: Legs, prompts: PromptSource, clock: CallClock) {
    this.#legs = legs
    this.#prompts = prompts
    this.#clock = clock
    legs.whenEnding((leg) => this.silence(leg, 'leg-ended'))
  }

  open(items: readonly PlayItem[], isLooped: boolean): Result<Playback, EdgeError> {
    const opened = Playback.open(items as readonly PlayPiece[], isLooped, this.#prompts)
    return opened.ok ? opened : refuse('unknown-prompt', `There is no prompt "${opened.error}" here.`)
  }

  /** Plays to a leg; what it listened to or collected before ends. */
  play(leg: CallLeg, playId: PlayId, items: readonly PlayItem[], isLooped: boolean): Result<void, EdgeError> {
    if (leg.listening?.playId === playId) return success(undefined)
    const opened = this.open(items, isLooped)
    if (!opened.ok) return opened
    this.#stopCollect(leg, 'stopped')
    this.listen(leg, {
      source: opened.value,
      playId,
      ended: (outcome) => this.#legs.tell(leg, { type: 'leg.play-ended', legId: leg.legId, playId, outcome }),
    })
    return success(undefined)
  }

  /** Plays to one party of a bridge, whom the others still hear; what was announced to it before ends. */
  announce(leg: CallLeg, playId: PlayId, items: readonly PlayItem[], isOver: boolean): Result<void, EdgeError> {
    if (leg.listening?.playId === playId) return success(undefined)
    const opened = this.open(items, false)
    if (!opened.ok) return opened
    this.listen(leg, {
      source: opened.value,
      playId,
      ...(isOver ? { over: new Overlay() } : {}),
      ended: (outcome) => this.#legs.tell(leg, { type: 'leg.play-ended', legId: leg.legId, playId, outcome }),
    })
    return success(undefined)
  }

  /** It leaves the bridge in which something was announced to it. */
  endAnnouncement(leg: CallLeg): void {
    this.#endListening(leg, 'interrupted')
  }

  /** Puts `listening` in the place of what the leg hears now. */
  listen(leg: CallLeg, listening: Listening): void {
    const before = leg.listening
    leg.listening = listening
    before?.ended('interrupted')
    leg.signalling.soundWanted?.(true)
  }

  stopPlay(leg: CallLeg): void {
    this.#endListening(leg, 'stopped')
  }

  /** The source of what the leg listens to is over; said by the tick. */
  finished(leg: CallLeg): void {
    this.#endListening(leg, leg.listening?.source.isMissing ? 'failed' : 'finished')
  }

  #endListening(leg: CallLeg, outcome: PlayOutcome): void {
    const listening = leg.listening
    if (!listening) return
    leg.listening = undefined
    if (!leg.bridge) leg.signalling.soundWanted?.(false)
    listening.ended(outcome)
  }

  collect(leg: CallLeg, command: EdgeCommandOf<'leg.collect'>): Result<void, EdgeError> {
    if (leg.collecting?.collectId === command.collectId) return success(undefined)
    const prompt = this.open(command.items, false)
    if (!prompt.ok) return prompt
    this.#stopCollect(leg, 'stopped')
    this.#endListening(leg, 'interrupted')
    const nowMs = this.#clock.monotonicMs()
    const machine = new Collection(command, command.items.length > 0, leg.typedAhead, nowMs)
    leg.typedAhead = ''
    leg.collecting = { collectId: command.collectId, machine, isSecret: command.isSecret ?? false }
    this.#collecting.add(leg)
    if (machine.isPrompting) {
      this.listen(leg, {
        source: prompt.value,
        ended: (outcome) => {
          // Who could not be asked may still know what to press.
          if (outcome !== 'finished' && outcome !== 'failed') return
          machine.promptEnded(this.#clock.monotonicMs())
          this.#settle(leg)
        },
      })
    }
    this.#settle(leg)
    return success(undefined)
  }

  stopCollect(leg: CallLeg): void {
    this.#stopCollect(leg, 'stopped')
  }

  /** Ends whatever the leg hears and collects: it goes into a bridge, or is over. */
  silence(leg: CallLeg, why: 'stopped' | 'leg-ended'): void {
    this.#stopCollect(leg, why)
    this.#endListening(leg, 'interrupted')
    leg.typedAhead = ''
  }

  /** Registers who wants to know that a key was pressed, whatever key. */
  whenPressed(heard: (leg: CallLeg) => void): void {
    this.#atPress.push(heard)
  }

  /** A digit of the far end, by whichever way it came. */
  digit(leg: CallLeg, digit: string, durationMs: number, way: DigitWay = 'telephone-event'): void {
    leg.pressed()
    for (const heard of this.#atPress) heard(leg)
    const shown = leg.hidesDigits ? maskedDigit : digit
    this.#legs.tell(leg, { type: 'leg.digit', legId: leg.legId, digit: shown, durationMs })
    if (leg.collecting) {
      leg.collecting.machine.digit(digit, this.#clock.monotonicMs())
      this.#settle(leg)
    } else if (!leg.bridge && leg.typedAhead.length < mostTypedAhead) leg.typedAhead += digit
    else passDigitOn(leg, digit, way)
  }

  /** Ends what has waited long enough; called on each tick. */
  advance(nowMs: number): void {
    if (this.#collecting.size === 0) return
    for (const leg of this.#collecting) {
      const machine = leg.collecting?.machine
      if (machine?.dueMs === undefined || nowMs < machine.dueMs) continue
      machine.advance(nowMs)
      this.#settle(leg)
    }
  }

  #stopCollect(leg: CallLeg, why: 'stopped' | 'leg-ended'): void {
    leg.collecting?.machine.stop(why)
    this.#settle(leg)
  }

  /** Draws the consequences of what the leg's collection has come to. */
  #settle(leg: CallLeg): void {
    const collecting = leg.collecting
    if (!collecting) return
    const { machine, collectId } = collecting
    // A prompt of its own has no play id.
    if (!machine.isPrompting && leg.listening && leg.listening.playId === undefined) {
      this.#endListening(leg, 'interrupted')
    }
    if (machine.outcome === undefined) return
    leg.collecting = undefined
    this.#collecting.delete(leg)
    const { digits, outcome } = machine
    this.#legs.tell(leg, { type: 'leg.collected', legId: leg.legId, collectId, digits, outcome })
  }
}
