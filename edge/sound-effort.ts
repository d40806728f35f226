import type { MediaSockets } from '#adapters/sockets/media-sockets.ts'
import type { MediaLoop } from './media-loop.ts'

/**
 * Which share of the event loop's time went into sound since it was asked last, 0 to 1: ticks, and what sockets brought. Where
 * the sockets do not know, all that the loop did is counted: too much rather than too little.
 */
export function watchSound(
  sockets: Pick<MediaSockets, 'kind' | 'takeBusyMs'>,
  loop: Pick<MediaLoop, 'takeBusyMs'>,
  monotonicMs: () => number,
): () => number {
  let fromMs = monotonicMs()
  let before = performance.eventLoopUtilization()
  return () => {
    const nowMs = monotonicMs()
    const elapsedMs = Math.max(1, nowMs - fromMs)
    fromMs = nowMs
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    const soundMs = loop.takeBusyMs() + sockets.takeBusyMs()
    return sockets.kind === 'polled' ? Math.min(1, soundMs / elapsedMs) : utilization
  }
}
