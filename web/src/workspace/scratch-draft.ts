import { NoteDraft } from '../desk/note-draft.ts'
import { readLocal, writeLocal } from '../state/local-setting.ts'
import type { Owner } from './tabs.ts'

const drafts = new Map<string, NoteDraft>()

/** The words of one person about one thing: the same for as long as this page lives. */
export function scratchDraftOf(personId: string, about: Owner): NoteDraft {
  const key = `parley.scratch.${personId}.${about}`
  const known = drafts.get(key)
  if (known) return known
  const draft = new NoteDraft({
    send: async () => undefined,
    after(delayMs, deed) {
      const timer = setTimeout(deed, delayMs)
      return () => clearTimeout(timer)
    },
    keep: (text) => writeLocal(key, text),
    kept: () => readLocal(key),
    forget: () => undefined,
  })
  drafts.set(key, draft)
  return draft
}
