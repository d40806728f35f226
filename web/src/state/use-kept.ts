import { useState } from 'react'
import { localKeys, readLocal, removeLocal, writeLocal } from './local-setting.ts'

const prefix = 'parley.draft.'
const keyOf = (draft: string, field: string) => `${prefix}${draft}.${field}`

/**
 * A field's value that outlives the page: kept in this browser as long as it differs from what was there at first.
 * @param draft of which form; `undefined`: nothing is kept
 */
export function useKept<Value>(draft: string | undefined, field: string, first: Value): [Value, (next: Value) => void] {
  const [value, setValue] = useState(() => (draft === undefined ? first : (readKept<Value>(draft, field) ?? first)))
  const set = (next: Value) => {
    setValue(next)
    if (draft === undefined) return
    const text = JSON.stringify(next)
    if (text === JSON.stringify(first)) removeLocal(keyOf(draft, field))
    else writeLocal(keyOf(draft, field), text)
  }
  return [value, set]
}

function readKept<Value>(draft: string, field: string): Value | undefined {
  const text = readLocal(keyOf(draft, field))
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Value
  } catch {
    return undefined
  }
}

/** Whether something was typed into this form and neither saved nor dismissed. */
export const hasKept = (draft: string): boolean => localKeys(keyOf(draft, '')).length > 0

export function forgetKept(draft: string | undefined): void {
  if (draft === undefined) return
  for (const key of localKeys(keyOf(draft, ''))) removeLocal(key)
}
