import { readLocal, writeLocal } from '../state/local-setting.ts'

const key = 'parley.opened-links'
/** An agent takes no more calls than that between two looks at an old one. */
const remembered = 50

/** Opens another system beside the desk, which it learns nothing of. @returns false when the browser blocked it */
export function openLink(address: string): boolean {
  const opened = window.open(address, '_blank')
  if (!opened) return false
  opened.opener = null
  return true
}

/** Whether this one may open by itself: once a call, however many tabs there are and however often one is loaded anew. */
export function claimOpening(interactionId: string, linkTemplateId: string): boolean {
  const mark = `${interactionId} ${linkTemplateId}`
  const known = (readLocal(key) ?? '').split('\n')
  if (known.includes(mark)) return false
  writeLocal(key, [...known.filter((line) => line !== ''), mark].slice(-remembered).join('\n'))
  return true
}
