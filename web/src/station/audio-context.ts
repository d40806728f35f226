import { Store } from '../state/store.ts'

/** Whether this page may make sound: browsers keep an AudioContext suspended until somebody touched the page. */
export const soundState = new Store<'unknown' | 'suspended' | 'running'>('unknown')

let shared: AudioContext | undefined

/** The page's one AudioContext, made when it is first needed. `undefined` where there is none. */
export function audioContext(): AudioContext | undefined {
  if (shared || typeof AudioContext === 'undefined') return shared
  shared = new AudioContext({ latencyHint: 'interactive' })
  const context = shared
  const told = () => soundState.set(context.state === 'running' ? 'running' : 'suspended')
  context.addEventListener('statechange', told)
  told()
  return shared
}

/** Asks for sound; works only from within a click or a key press. */
export async function resumeSound(): Promise<boolean> {
  const context = audioContext()
  if (!context) return false
  try {
    await context.resume()
  } catch {
    // Stays suspended; the state says so.
  }
  return context.state === 'running'
}

/** Any first touch of the page is good enough: most people never see the button. */
export function resumeSoundAtFirstTouch(): () => void {
  const touched = () => void resumeSound().then((isRunning) => isRunning && stop())
  const events = ['pointerdown', 'keydown'] as const
  const stop = () => {
    for (const event of events) document.removeEventListener(event, touched, true)
  }
  for (const event of events) document.addEventListener(event, touched, true)
  return stop
}
