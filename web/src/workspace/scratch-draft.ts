import type { WriteScratchPad } from '#protocol/http/notes.ts'
import { NoteDraft } from '../desk/note-draft.ts'
import { nothingWritten, readKept } from '../desk/written.ts'
import { call } from '../sign-in/api.ts'
import { localKeys, readLocal, removeLocal, writeLocal } from '../state/local-setting.ts'
import type { Owner } from './tabs.ts'

const drafts = new Map<string, NoteDraft>()
const prefixOf = (personId: string) => `parley.scratch.${personId}.`

/** The words of one person about one thing: the same for as long as this page lives. */
export function scratchDraftOf(personId: string, about: Owner): NoteDraft {
  const key = `${prefixOf(personId)}${about}`
  const known = drafts.get(key)
  if (known) return known
  const draft = new NoteDraft({
    send: async (text, over) => {
      const body = { about: about as WriteScratchPad['about'], text }
      return (await call('writeScratchPad', { body, ifMatch: `"v${over}"` })).revision
    },
    read: async () => (await call('scratchPads', {})).items.find((one) => one.about === about) ?? nothingWritten,
    after(delayMs, deed) {
      const timer = setTimeout(deed, delayMs)
      return () => clearTimeout(timer)
    },
    keep: (draft) => writeLocal(key, JSON.stringify(draft)),
    kept: () => readKept(readLocal(key)),
    forget: () => removeLocal(key),
  })
  drafts.set(key, draft)
  return draft
}

/** Sends what an earlier page of this person kept and could not send. */
export function sendLeftSheets(personId: string): void {
  const prefix = prefixOf(personId)
  for (const key of localKeys(prefix)) void scratchDraftOf(personId, key.slice(prefix.length)).flush()
}
