import { CallFailed, call } from '../sign-in/api.ts'
import { localKeys, readLocal, removeLocal, writeLocal } from '../state/local-setting.ts'
import { Store } from '../state/store.ts'
import { bothTexts, type KeptDraft, nothingWritten, readKept, type Written } from './written.ts'

/**
 * A note while it is written. Each change is kept in this browser at once and sent to the server after a pause in the
 * typing; what could not be sent stays kept and is sent later, even by the next page.
 */
export interface NoteState {
  readonly text: string
  /** `kept`: only in this browser until the server takes it. */
  readonly phase: 'loading' | 'saved' | 'typing' | 'saving' | 'kept'
  /** It was written on another computer too, and both texts stand here. */
  readonly isMerged?: boolean
}

export interface NotePorts {
  /** Writes over the revision `over`, and over no other. @returns the revision that stands then; rejects with `request.stale` */
  send(text: string, over: number): Promise<number>
  /** What the server has now. */
  read(): Promise<Written>
  after(delayMs: number, deed: () => void): () => void
  keep(draft: KeptDraft): boolean
  kept(): KeptDraft | undefined
  forget(): void
}

const pauseMs = 800
const retryMs = 4000

export class NoteDraft {
  readonly state: Store<NoteState>
  readonly #ports: NotePorts
  /** What the server had when it was heard of last: what is typed here was typed over that. */
  #base: Written | undefined
  /** The highest revision that was heard of: what a page remembers from before that is no news. */
  #newest = 0
  #cancel: (() => void) | undefined
  #sending: Promise<boolean> | undefined

  constructor(ports: NotePorts) {
    this.#ports = ports
    const kept = ports.kept()
    this.state = new Store<NoteState>(
      kept === undefined ? { text: '', phase: 'loading' } : { text: kept.text, phase: 'kept' },
    )
    if (kept?.base) this.#heard(kept.base)
    if (kept !== undefined) this.#later(0)
  }

  /**
   * What the server has, `undefined` when it could not be read. What was typed or kept here stays; where nothing is, what was
   * written on another computer since is shown.
   */
  loaded(written: Written | undefined): void {
    const { phase, text } = this.state.get()
    if (phase === 'loading') this.state.set({ text: written?.text ?? '', phase: 'saved' })
    if (written === undefined) return
    const isNews = this.#base !== undefined && written.revision > this.#newest && phase === 'saved'
    if (isNews && written.text !== text) this.state.set({ text: written.text, phase: 'saved' })
    // Kept by an earlier page over what it had read: that is still what it was typed over.
    if (isNews || (this.#base === undefined && phase === 'loading')) this.#heard(written)
  }

  write(text: string): void {
    this.#keep(text)
    this.state.set({ text, phase: 'typing', ...(text !== '' && this.state.get().isMerged && { isMerged: true }) })
    this.#later(pauseMs)
  }

  #heard(written: Written): void {
    this.#base = written
    this.#newest = Math.max(this.#newest, written.revision)
  }

  #keep(text: string): void {
    this.#ports.keep({ text, ...(this.#base && { base: this.#base }) })
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
    if (this.state.get().text === this.#base?.text) return this.#done(this.#base.text)
    this.state.patch({ phase: 'saving' })
    try {
      if (this.#base === undefined) this.#merge(await this.#ports.read())
      return this.#done(await this.#sendOver())
    } catch (cause) {
      this.state.patch({ phase: 'kept' })
      // What the server will never take is not sent for ever.
      const isRefused = cause instanceof CallFailed && cause.status >= 400 && cause.status < 500 && !isPassing(cause)
      if (!isRefused) this.#later(retryMs)
      return false
    }
  }

  /** @returns what was sent: more than was typed here, where it was written elsewhere as well */
  async #sendOver(): Promise<string> {
    const { text } = this.state.get()
    const over = this.#base ?? nothingWritten
    try {
      if (text !== over.text) this.#heard({ text, revision: await this.#ports.send(text, over.revision) })
      return text
    } catch (cause) {
      if (!(cause instanceof CallFailed) || cause.code !== 'request.stale') throw cause
      const theirs = await this.#ports.read()
      // The same revision is refused once more only if somebody writes all the time: then it is tried again later.
      if (theirs.revision === over.revision) throw cause
      this.#merge(theirs)
      return this.#sendOver()
    }
  }

  /** Somebody wrote since this page read it, or it was never read: both texts stay. */
  #merge(theirs: Written): void {
    const { text } = this.state.get()
    const both = bothTexts(this.#base?.text ?? '', theirs.text, text)
    this.#heard(theirs)
    if (both !== text) this.state.patch({ text: both, isMerged: true })
    this.#keep(both)
  }

  #done(text: string): boolean {
    if (this.state.get().text === text) {
      this.state.patch({ phase: 'saved' })
      this.#ports.forget()
    } else this.#keep(this.state.get().text)
    return true
  }
}

/** Too much at once, or by two at once: it may be taken in a moment. */
const isPassing = ({ status, code }: CallFailed) => status === 429 || code === 'request.stale'

/** The note as the server has it. The history is a moment behind a call that began just now: then nothing is written yet. */
export async function readNote(id: string, signal?: AbortSignal): Promise<Written> {
  try {
    const { note: text = '', noteRevision: revision = 0 } = await call('interaction', { id, ...(signal && { signal }) })
    return { text, revision }
  } catch (cause) {
    if (cause instanceof CallFailed && cause.status === 404) return nothingWritten
    throw cause
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
      send: async (text, over) =>
        (await call('setNote', { id: interactionId, body: { text }, ifMatch: `"v${over}"` })).revision,
      read: () => readNote(interactionId),
      after(delayMs, deed) {
        const timer = setTimeout(deed, delayMs)
        return () => clearTimeout(timer)
      },
      keep: (kept) => writeLocal(key, JSON.stringify(kept)),
      kept: () => readKept(readLocal(key)),
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
