/** How digits are to be taken; see `leg.collect` of the edge link. */
export interface CollectRules {
  /** A digit ends the prompt (barge-in). */
  readonly isInterruptible: boolean
  /** Digits pressed before, or during a prompt that cannot be interrupted, count. */
  readonly acceptsTypeAhead: boolean
  readonly minDigits: number
  readonly maxDigits: number
  /** Each of its characters ends the entry and is not part of it. */
  readonly terminators: string
  /** From the prompt's end to the first digit. */
  readonly firstDigitTimeoutMs: number
  readonly betweenDigitsTimeoutMs: number
}
export type CollectOutcome =
  | 'terminated'
  | 'full'
  | 'first-digit-timeout'
  | 'between-digits-timeout'
  | 'stopped'
  | 'leg-ended'

/**
 * Takes digits from one caller:
 *
 *     prompting --digit (interruptible), prompt over--> collecting --terminator, full, timeout--> done
 *
 * Hand it digits and the prompt's end, and call `advance` at `dueMs`; `outcome` is set once it is done, for good.
 * A terminator before `minDigits` is passed over.
 */
export class Collection {
  #digits = ''
  #isPrompting: boolean
  #dueMs: number | undefined
  #outcome: CollectOutcome | undefined
  /** The entry is whole; while the prompt must be heard to its end, that is not yet the outcome. */
  #complete: 'terminated' | 'full' | undefined
  readonly #rules: CollectRules

  /** @param typedAhead what was pressed before, oldest first */
  constructor(rules: CollectRules, hasPrompt: boolean, typedAhead: string, nowMs: number) {
    this.#rules = rules
    this.#isPrompting = hasPrompt
    if (!hasPrompt) this.#arm(nowMs)
    if (!rules.acceptsTypeAhead) return
    // The # that ended the last entry, pressed after its last digit had already completed it.
    let from = 0
    while (from < typedAhead.length && rules.terminators.includes(typedAhead[from] as string)) from++
    for (const digit of typedAhead.slice(from)) this.digit(digit, nowMs)
  }

  get digits(): string {
    return this.#digits
  }

  get outcome(): CollectOutcome | undefined {
    return this.#outcome
  }

  /** Whether the prompt should go on sounding. */
  get isPrompting(): boolean {
    return this.#isPrompting && this.#outcome === undefined
  }

  /** When to call `advance`, by the clock of `nowMs`. */
  get dueMs(): number | undefined {
    return this.#dueMs
  }

  digit(digit: string, nowMs: number): void {
    if (this.#outcome) return
    const { isInterruptible, acceptsTypeAhead, terminators, minDigits, maxDigits } = this.#rules
    if (this.#isPrompting) {
      if (isInterruptible) this.#isPrompting = false
      else if (!acceptsTypeAhead) return
    }
    if (this.#complete) return
    if (!terminators.includes(digit)) this.#digits += digit
    else if (this.#digits.length >= minDigits) this.#complete = 'terminated'
    if (this.#digits.length >= maxDigits) this.#complete ??= 'full'
    this.#settle(nowMs)
  }

  promptEnded(nowMs: number): void {
    if (this.#outcome || !this.#isPrompting) return
    this.#isPrompting = false
    this.#settle(nowMs)
  }

  advance(nowMs: number): void {
    if (this.#dueMs === undefined || nowMs < this.#dueMs) return
    this.#finish(this.#digits === '' ? 'first-digit-timeout' : 'between-digits-timeout')
  }

  stop(why: 'stopped' | 'leg-ended'): void {
    if (!this.#outcome) this.#finish(why)
  }

  #settle(nowMs: number): void {
    if (this.#isPrompting) return
    if (this.#complete) this.#finish(this.#complete)
    else this.#arm(nowMs)
  }

  #arm(nowMs: number): void {
    const { firstDigitTimeoutMs, betweenDigitsTimeoutMs } = this.#rules
    this.#dueMs = nowMs + (this.#digits === '' ? firstDigitTimeoutMs : betweenDigitsTimeoutMs)
  }

  #finish(outcome: CollectOutcome): void {
    this.#outcome = outcome
    this.#dueMs = undefined
  }
}
