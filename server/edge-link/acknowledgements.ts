/**
 * Which terminal events may be acknowledged: all up to the first whose consequences are not durable yet. They finish in
 * any order and are acknowledged in their own.
 */
export class Acknowledgements {
  readonly #acknowledge: (seq: number) => void
  readonly #open: { readonly seq: number; isDurable: boolean }[] = []

  constructor(acknowledge: (seq: number) => void) {
    this.#acknowledge = acknowledge
  }

  /** @param durable resolves when what the event led to is durable; a rejection leaves it, and all after it, unacknowledged */
  add(seq: number, durable: Promise<void>): void {
    const entry = { seq, isDurable: false }
    this.#open.push(entry)
    durable.then(
      () => {
        entry.isDurable = true
        this.#advance()
      },
      () => {},
    )
  }

  #advance(): void {
    let reached: number | undefined
    while (this.#open[0]?.isDurable) reached = this.#open.shift()?.seq
    if (reached !== undefined) this.#acknowledge(reached)
  }
}
