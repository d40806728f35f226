import type { OpeningHours } from '../../dialing/index.ts'

/** How a queue calls back whom it promised it. */
export interface CallbackSettings {
  /** `agent-first`: an agent takes it and the customer is called; `ahead`: the customer is called when an agent is likely free by the time that he answers. */
  readonly dials: 'agent-first' | 'ahead'
  /** After a dial that reached nobody the next one follows so much later; when the last is over it is given up. */
  readonly retryAfterMs: readonly number[]
  /** How long the customer's telephone rings. */
  readonly ringTimeoutMs: number
  /** When customers may be called; absent: at any hour. */
  readonly window?: CallbackWindow
  /** Whoever waits is offered it, by a key; absent: nobody is. */
  readonly offer?: CallbackOffer
}

export interface CallbackWindow {
  readonly hours: OpeningHours
  /** By the clock of the customer's zone, where it is known; else by the hours' own. */
  readonly isCustomersTime: boolean
}

export interface CallbackOffer {
  /** As soon as it is likely that he waits longer than that, or when he has waited so long. */
  readonly standardMs: number
  /** One digit, `*` or `#`. */
  readonly key: string
  /** The prompt that says so. */
  readonly prompt: string
}

export const usualCallbackSettings: CallbackSettings = {
  dials: 'agent-first',
  retryAfterMs: [300_000, 900_000, 3_600_000],
  ringTimeoutMs: 30_000,
}

/** What the caller hears to whom it is promised; then his call ends. */
export const callbackPromisedPrompt = 'callback-promised'

export const mostRetries = 20
const dayMs = 86_400_000

export function areCallbackSettings({ retryAfterMs, ringTimeoutMs, offer }: CallbackSettings): boolean {
  const isWithin = (value: number, least: number, most: number) =>
    Number.isSafeInteger(value) && value >= least && value <= most
  return (
    retryAfterMs.length <= mostRetries &&
    // Nobody's telephone rings without end.
    retryAfterMs.every((afterMs) => isWithin(afterMs, 10_000, 7 * dayMs)) &&
    isWithin(ringTimeoutMs, 5000, 120_000) &&
    (offer === undefined || (isWithin(offer.standardMs, 0, dayMs) && /^[0-9*#]$/.test(offer.key)))
  )
}
