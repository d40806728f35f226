import { useSyncExternalStore } from 'react'
import { serverNowMs } from '../stream/stream.ts'

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setTimeout> | undefined
let currentMs = Date.now()

function tick(): void {
  currentMs = serverNowMs()
  for (const listener of [...listeners]) listener()
  // On the whole second of the server's clock, so that all clocks of the page turn together.
  timer = setTimeout(tick, 1000 - (serverNowMs() % 1000) + 5)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearTimeout(timer)
    timer = undefined
  }
}

/** The server's time in UTC milliseconds, once a second, the same for every clock of the page. */
export const useNowMs = (): number => useSyncExternalStore(subscribe, () => currentMs)
