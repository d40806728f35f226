import { readLocal, writeLocal } from '../state/local-setting.ts'
import { Store } from '../state/store.ts'

/**
 * Single-key shortcuts. Each can be turned off as a whole (WCAG 2.2 2.1.4), and none fires while somebody types, holds a
 * key down, or is in a dialog.
 */
type Deed = () => void
const deeds = new Map<string, Deed[]>()
const key = 'parley.shortcuts'

export const areShortcutsOn = new Store(readLocal(key) !== 'off')

export function turnShortcuts(isOn: boolean): void {
  writeLocal(key, isOn ? 'on' : 'off')
  areShortcutsOn.set(isOn)
}

/** Binds `keys` (`A`, `Shift+E`, `?`) to `deed` until the returned function is called. The latest binding counts. */
export function bind(keys: string, deed: Deed): () => void {
  const bound = deeds.get(keys) ?? []
  deeds.set(keys, [...bound, deed])
  return () => {
    deeds.set(
      keys,
      (deeds.get(keys) ?? []).filter((other) => other !== deed),
    )
  }
}

interface KeyPress {
  readonly key: string
  readonly code: string
  readonly shiftKey: boolean
}

/**
 * The name of a pressed key, the same on every keyboard: the letter itself on Latin layouts (wherever it sits), and its
 * place on the others, where A is ф, ა or ش.
 */
export function nameOfKey({ key, code, shiftKey }: KeyPress): string {
  if (key === '?' || key === '؟') return '?'
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : /^Key[A-Z]$/.test(code) ? code.slice(3) : key
  return shiftKey ? `Shift+${letter}` : letter
}

/** Where letters mean something: not a ticked box or a slider, which keep the focus after a click. */
const taking =
  'input:not([type=radio], [type=checkbox], [type=range]), textarea, select, [role="menu"], [role="listbox"]'

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.closest(taking) !== null)
}

/** Listens on the page. @returns a function that ends it */
export function listenForShortcuts(): () => void {
  const pressed = (event: KeyboardEvent) => {
    if (!areShortcutsOn.get() || event.defaultPrevented || event.repeat) return
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return
    if (document.querySelector('[aria-modal="true"]')) return
    const deed = deeds.get(nameOfKey(event))?.at(-1)
    if (!deed) return
    event.preventDefault()
    deed()
  }
  document.addEventListener('keydown', pressed)
  return () => document.removeEventListener('keydown', pressed)
}
