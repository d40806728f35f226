/**
 * What this browser keeps for its user. Storage can be missing or full (private windows, quotas): reading then gives
 * `undefined` and writing `false`, never an exception.
 */
export function readLocal(key: string): string | undefined {
  try {
    return globalThis.localStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

export function writeLocal(key: string, value: string): boolean {
  try {
    globalThis.localStorage.setItem(key, value)
    return true
  } catch {
    return false
  }
}

export function removeLocal(key: string): void {
  try {
    globalThis.localStorage.removeItem(key)
  } catch {
    // Nothing was kept then.
  }
}

/** The keys that begin with `prefix`. */
export function localKeys(prefix: string): string[] {
  try {
    return Object.keys(globalThis.localStorage).filter((key) => key.startsWith(prefix))
  } catch {
    return []
  }
}
