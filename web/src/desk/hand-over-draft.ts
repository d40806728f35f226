import { localKeys, readLocal, removeLocal, writeLocal } from '../state/local-setting.ts'

const prefix = 'parley.hand-over.'
/** Ids sort by their age: what was typed for calls of long ago is of use to nobody. */
const kept = 5

/** What is being written for whoever gets this call next, kept in this browser until it was sent. */
export const readHandOver = (interactionId: string): string => readLocal(`${prefix}${interactionId}`) ?? ''

export function keepHandOver(interactionId: string, text: string): void {
  const key = `${prefix}${interactionId}`
  if (text === '') removeLocal(key)
  else writeLocal(key, text)
  for (const old of localKeys(prefix).sort().slice(0, -kept)) removeLocal(old)
}
