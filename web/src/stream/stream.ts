import { call } from '../sign-in/api.ts'
import { browserPorts } from './browser-ports.ts'
import { RealtimeStream } from './realtime-stream.ts'

/** The one stream of this page. A refused sign-in shows itself through the answer to `me`. */
export const stream = new RealtimeStream(browserPorts(() => void call('me', {}).catch(() => undefined)))

/** The server's clock, as well as this page knows it: UTC milliseconds. */
export const serverNowMs = (): number => Date.now() + stream.clockOffsetMs.get()

/** Wakes the stream with the page. */
export function watchPage(): () => void {
  const nudge = () => stream.nudge()
  const shown = () => {
    if (document.visibilityState === 'visible') nudge()
  }
  window.addEventListener('online', nudge)
  document.addEventListener('visibilitychange', shown)
  return () => {
    window.removeEventListener('online', nudge)
    document.removeEventListener('visibilitychange', shown)
  }
}
