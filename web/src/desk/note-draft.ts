import { CallFailed, call } from '../sign-in/api.ts'
import { localKeys, readLocal, removeLocal, writeLocal } from '../state/local-setting.ts'
import { Store } from '../state/store.ts'

/**
 * A note while it is written. Each change is kept in this browser at once and sent to the server after a pause in the
 * typing; what could not be sent stays kept and is sent later, even by the next page.
 */
export interface NoteState {
  readonly text: string
  /** `kept`: only in this browser until the server takes it. */
  readonly phase: 'loading' | 'saved' | 'typing' | 'saving' | 'kept'
}

export interface NotePorts {
  send(text: string): Promise<void>
  after(delayMs: number, deed: () => void): () => void
  keep(text: string): boolean
  kept(): string | undefined
  forget(): void
}

const pauseMs = 800
const retryMs = 4000

export class NoteDraft {
  readonly state: Store<NoteState>
  readonly #ports: NotePorts
  #sent: string | undefined
  #cancel: (() => void) | undefined
  #sending: Promise<boolean> | undefined

  constructor(ports: NotePorts) {
    this.#ports = ports
    const kept = ports.kept()
    this.state = new Store<NoteState>(
      kept === undefined ? { text: '', phase: 'loading' } : { text: kept, phase: 'kept' },
    )
    if (kept !== undefined) this.#later(0)
  }

  /** The server's note. What was typed or kept here before it came wins. */
  loaded(text: string): void {
    if (this.#sent === undefined) this.#sent = text
    if (this.state.get().phase === 'loading') this.state.set({ text, phase: 'saved' })
  }

  write(text: string): void {
    this.#ports.keep(text)
    this.state.set({ text, phase: 'typing' })
    this.#later(pauseMs)
  }

  /** Sends what is not sent. @returns whether the server now has it all */
  async flush(): Promise<boolean> {
    this.#cancel?.()
    while (this.state.get().phase !== 'saved' && this.state.get().phase !== 'loading') {
      if (!(await this.#send())) return false
    }
    return true
  }

  #later(delayMs: number): void {
    this.#cancel?.()
    this.#cancel = this.#ports.after(delayMs, () => void this.flush())
  }

  #send(): Promise<boolean> {
    this.#sending ??= this.#sendNow().finally(() => {
      this.#sending = undefined
    })
    return this.#sending
  }

  async #sendNow(): Promise<boolean> {
    const { text } = this.state.get()
    if (text === this.#sent) return this.#done(text)
    this.state.set({ text, phase: 'saving' })
    try {
      await this.#ports.send(text)
    } catch (cause) {
      this.state.patch({ phase: 'kept' })
      // What the server will never take is not sent for ever.
      const isRefused = cause instanceof CallFailed && cause.status >= 400 && cause.status < 500 && cause.status !== 429
      if (!isRefused) this.#later(retryMs)
      return false
    }
    this.#sent = text
    return this.#done(text)
  }

  #done(text: string): boolean {
    if (this.state.get().text === text) {
      this.state.patch({ phase: 'saved' })
      this.#ports.forget()
    }
    return true
  }
}

const prefix = 'parley.note.'
const drafts = new Map<string, NoteDraft>()

/** The draft of one interaction's note: the same for as long as this page lives. */
export function noteDraftOf(interactionId: string): NoteDraft {
  let draft = drafts.get(interactionId)
  if (!draft) {
    const key = `${prefix}${interactionId}`
    draft = new NoteDraft({
      send: async (text) => {
        await call('setNote', { id: interactionId, body: { text } })
      },
      after(delayMs, deed) {
        const timer = setTimeout(deed, delayMs)
        return () => clearTimeout(timer)
      },
      keep: (text) => writeLocal(key, text),
      kept: () => readLocal(key),
      forget: () => removeLocal(key),
    })
    drafts.set(interactionId, draft)
  }
  return draft
}

/** Sends what an earlier page kept and could not send. */
export async function sendLeftDrafts(): Promise<void> {
  for (const key of localKeys(prefix)) await noteDraftOf(key.slice(prefix.length)).flush()
}
