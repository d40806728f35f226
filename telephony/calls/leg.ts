/**
 * One party's side of a call. The table is all that a leg may do; what is not in it is refused.
 *
 *     initiated --ring--> alerting --connect--> connected --hold--> held
 *         |  `--------------connect----------------^  ^---retrieve---'
 *         |                  |                     |                 |
 *         `------fail--> failed <--fail-- (alerting)                 |
 *                          |                       |                 |
 *         `---end----------+--> ended <------------+-------end-------'
 *
 * `failed` is a call that will not come about but is still there: a caller who hears why. `held` is the far end's own
 * hold, by its signalling; being put on hold in a bridge does not change a leg.
 */
export type LegState = 'initiated' | 'alerting' | 'connected' | 'held' | 'failed' | 'ended'
export type LegInput = 'ring' | 'connect' | 'hold' | 'retrieve' | 'fail' | 'end'

export const legTransitions: Readonly<Record<LegState, Readonly<Partial<Record<LegInput, LegState>>>>> = {
  initiated: { ring: 'alerting', connect: 'connected', fail: 'failed', end: 'ended' },
  alerting: { connect: 'connected', fail: 'failed', end: 'ended' },
  connected: { hold: 'held', end: 'ended' },
  held: { retrieve: 'connected', end: 'ended' },
  failed: { end: 'ended' },
  ended: {},
}

/** A leg's state and the times that follow from it, by a monotonic clock. */
export class LegLife {
  #state: LegState = 'initiated'
  #connectedAtMs: number | undefined
  #endedAtMs: number | undefined
  readonly #beganAtMs: number

  constructor(nowMs: number) {
    this.#beganAtMs = nowMs
  }

  get state(): LegState {
    return this.#state
  }

  get isOver(): boolean {
    return this.#state === 'ended'
  }

  get isAnswered(): boolean {
    return this.#state === 'connected' || this.#state === 'held'
  }

  /** Whether `input` is in the table for this state; then it has been done. */
  apply(input: LegInput, nowMs: number): boolean {
    const next = legTransitions[this.#state][input]
    if (next === undefined) return false
    if (next === 'connected') this.#connectedAtMs ??= nowMs
    if (next === 'ended') this.#endedAtMs = nowMs
    this.#state = next
    return true
  }

  /** How long the leg has been there; stands still once it has ended. */
  ageMs(nowMs: number): number {
    return (this.#endedAtMs ?? nowMs) - this.#beganAtMs
  }

  /** Since it was first connected, holds included; `undefined` when it never was. */
  connectedMs(nowMs: number): number | undefined {
    return this.#connectedAtMs === undefined ? undefined : (this.#endedAtMs ?? nowMs) - this.#connectedAtMs
  }
}
