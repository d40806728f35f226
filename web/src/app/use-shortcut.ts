import { useEffect, useRef } from 'react'
import { useStore } from '../state/use-store.ts'
import { areShortcutsOn, bind } from './shortcuts.ts'

/**
 * Binds a key while the component is shown.
 * @returns the keys to show on the control, `undefined` while shortcuts are off
 */
export function useShortcut(keys: string, deed: () => void, isEnabled = true): string | undefined {
  const latest = useRef(deed)
  latest.current = deed
  const isOn = useStore(areShortcutsOn)
  useEffect(() => (isEnabled ? bind(keys, () => latest.current()) : undefined), [keys, isEnabled])
  return isOn ? keys : undefined
}
