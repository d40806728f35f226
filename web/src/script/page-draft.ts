import { localKeys, readLocal, removeLocal, writeLocal } from '../state/local-setting.ts'

/** What is answered on a page, by the name of what keeps it. */
export type Values = Readonly<Record<string, string | number | boolean>>

const prefix = 'parley.script.'
const keyOf = (interactionId: string) => `${prefix}${interactionId}`

/** What was typed on the page of this rest and not sent yet: there again after a reload. `undefined`: nothing was. */
export function readDraft(interactionId: string, rest: number): Values | undefined {
  try {
    const kept = Object(JSON.parse(readLocal(keyOf(interactionId)) ?? '{}')) as { rest?: unknown; values?: unknown }
    if (kept.rest !== rest || typeof kept.values !== 'object' || kept.values === null) return undefined
    const entries = Object.entries(kept.values).filter(([, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value),
    )
    return Object.fromEntries(entries) as Values
  } catch {
    return undefined
  }
}

export const keepDraft = (interactionId: string, rest: number, values: Values): void => {
  writeLocal(keyOf(interactionId), JSON.stringify({ rest, values }))
}

export const forgetDraft = (interactionId: string): void => removeLocal(keyOf(interactionId))

/** What was typed for customers who are in nobody's hand here any more is no longer anybody's. */
export function forgetOtherDrafts(inHand: readonly string[]): void {
  const kept = new Set(inHand.map(keyOf))
  for (const key of localKeys(prefix)) if (!kept.has(key)) removeLocal(key)
}
