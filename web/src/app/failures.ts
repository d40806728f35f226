/** Failures of what somebody asked for and that have no place of their own on the screen. */
const listeners = new Set<(error: unknown) => void>()

export function reportFailure(error: unknown): void {
  for (const listener of [...listeners]) listener(error)
}

export function onFailure(listener: (error: unknown) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
