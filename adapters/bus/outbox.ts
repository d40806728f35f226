import { frameOf } from '#protocol/edge/frames.ts'

/** A frame need not grow beyond this: a snapshot or a list of accounts is long enough alone. */
const fullCharacters = 64 * 1024

/**
 * Gathers what is said over the edge link in one turn of the event loop and sends it as one frame at the turn's end: a
 * frame costs both sides a system call and a wake-up, and a busy moment has dozens of messages.
 */
export class Outbox {
  readonly #send: (frame: string) => void
  #texts: string[] = []
  #characters = 0
  #due: NodeJS.Immediate | undefined

  constructor(send: (frame: string) => void) {
    this.#send = send
  }

  put(message: object): void {
    const text = JSON.stringify(message)
    this.#texts.push(text)
    this.#characters += text.length
    if (this.#characters > fullCharacters) this.flush()
    else this.#due ??= setImmediate(() => this.flush())
  }

  /** Sends at once what has gathered: before a goodbye. */
  flush(): void {
    clearImmediate(this.#due)
    this.#due = undefined
    if (this.#texts.length === 0) return
    const texts = this.#texts
    this.#texts = []
    this.#characters = 0
    this.#send(frameOf(texts))
  }
}
