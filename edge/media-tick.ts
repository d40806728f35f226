import type { AudioSource } from '#telephony/audio/frame.ts'
import type { Bridges, LiveBridge } from './bridges.ts'
import type { CallLeg } from './call-leg.ts'
import type { Detections } from './detections.ts'
import type { Legs } from './legs.ts'
import type { Playing } from './playing.ts'
import type { Recordings } from './recordings.ts'
import { arrangeRelay } from './relaying.ts'
import type { Siprec } from './siprec.ts'

export interface MediaTickParts {
  readonly legs: Legs
  readonly bridges: Bridges
  readonly recordings: Pick<Recordings, 'tick'>
  /** Outside recorders. */
  readonly siprec?: Pick<Siprec, 'tick' | 'hears'>
  readonly playing: Playing
  /** What is listened for on legs. */
  readonly detections?: Pick<Detections, 'advance'>
  readonly holdMusic: () => AudioSource
  /** Whether legs that wait are to hear music because no core is there to say what they hear. */
  readonly isOrphaned: () => boolean
  /** RTCP goes by the wall clock. */
  readonly wallMs: () => number
  readonly legFailed: (leg: CallLeg, error: unknown) => void
}

/**
 * What happens each 20 ms: everybody is listened to, bridges are mixed, recordings take their part, everybody is sent
 * what they hear. One leg's fault ends that leg and no other. Nothing is allocated while nothing changes.
 */
export class MediaTick {
  readonly #parts: MediaTickParts
  #hasFaults = false

  constructor(parts: MediaTickParts) {
    this.#parts = parts
  }

  run(nowMs: number): void {
    const { legs, bridges, recordings, playing } = this.#parts
    const live = legs.live
    for (let i = 0; i < bridges.live.length; i++) this.#listen(bridges.live[i] as LiveBridge, nowMs)
    recordings.tick()
    this.#parts.siprec?.tick(nowMs, this.#parts.wallMs())
    const isOrphaned = this.#parts.isOrphaned()
    // Backwards: a leg that ends by what it hears gives its place to the last one, which has had its turn.
    for (let i = live.length - 1; i >= 0; i--) {
      const leg = live[i]
      if (leg !== undefined) this.#serve(leg, isOrphaned, nowMs)
    }
    playing.advance(nowMs)
    this.#parts.detections?.advance(nowMs)
    if (this.#hasFaults) this.#endFaulty()
  }

  #listen(bridge: LiveBridge, nowMs: number): void {
    const isHeard =
      bridge.recordingId !== undefined || this.#parts.siprec?.hears(bridge) === true || isListenedTo(bridge)
    if (arrangeRelay(bridge, isHeard, nowMs)) bridge.mix.listen(nowMs)
  }

  #serve(leg: CallLeg, isOrphaned: boolean, nowMs: number): void {
    const media = leg.media
    if (media === undefined) return
    try {
      // What a relayed leg hears has gone to it as it came.
      if (leg.bridge?.relayed !== undefined) {
        media.reportWhenDue(nowMs, this.#parts.wallMs())
        return
      }
      const heard = leg.bridge === undefined ? this.#alone(leg, isOrphaned, nowMs) : this.#bridged(leg, leg.bridge)
      if (leg.isSending) media.send(heard)
      else media.rest()
      media.reportWhenDue(nowMs, this.#parts.wallMs())
    } catch (error) {
      leg.fault = error
    }
    if (leg.fault !== undefined) this.#hasFaults = true
  }

  #alone(leg: CallLeg, isOrphaned: boolean, nowMs: number): Int16Array | undefined {
    // Pulled also when nobody listens: the buffer keeps step with the sender.
    const spoke = leg.pull(leg.frame, nowMs)
    if (leg.isEchoing) {
      // It listens to nothing, for as long as the echo lasts.
      if (leg.listening?.source.read(leg.outFrame) === false) this.#parts.playing.finished(leg)
      return spoke ? leg.frame : undefined
    }
    // What a leg listens to runs only while it can be heard: no word of a prompt is lost to a line that is not there yet.
    if (!leg.isSending) return undefined
    const listening = leg.listening
    if (listening !== undefined) {
      if (listening.source.read(leg.outFrame)) return leg.outFrame
      this.#parts.playing.finished(leg)
      return undefined
    }
    return isOrphaned && leg.origin.stationId === undefined && !leg.origin.isPrivate ? this.#comfort(leg) : undefined
  }

  #bridged(leg: CallLeg, bridge: LiveBridge): Int16Array | undefined {
    const heard = this.#fromBridge(leg, bridge)
    const { listening } = leg
    if (listening === undefined || !leg.isSending) return heard
    if (!listening.source.read(leg.frame)) {
      this.#parts.playing.finished(leg)
      return heard
    }
    return listening.over === undefined || heard === undefined ? leg.frame : listening.over.lay(leg.frame, heard)
  }

  #fromBridge(leg: CallLeg, bridge: LiveBridge): Int16Array | undefined {
    return isLeftAlone(leg, bridge) && !bridge.mix.isHeld(leg.legId) ? this.#comfort(leg) : bridge.mix.hears(leg.legId)
  }

  #comfort(leg: CallLeg): Int16Array | undefined {
    leg.comfort ??= this.#parts.holdMusic()
    return leg.comfort.read(leg.outFrame) ? leg.outFrame : undefined
  }

  #endFaulty(): void {
    this.#hasFaults = false
    for (const leg of [...this.#parts.legs.live]) {
      const { fault } = leg
      if (fault === undefined) continue
      leg.fault = undefined
      this.#parts.legFailed(leg, fault)
    }
  }
}

/** Whether a detector wants to hear somebody in the bridge. */
function isListenedTo(bridge: LiveBridge): boolean {
  for (let i = 0; i < bridge.legs.length; i++) if (bridge.legs[i]?.ear.isListening) return true
  return false
}

/** Whether everybody else in the bridge is an agent whose browser is away for a moment. */
function isLeftAlone(leg: CallLeg, bridge: LiveBridge): boolean {
  let lost = 0
  for (let i = 0; i < bridge.legs.length; i++) {
    const other = bridge.legs[i] as CallLeg
    if (other === leg || bridge.mix.isMonitor(other.legId)) continue
    if (!other.isLost) return false
    lost++
  }
  return lost > 0
}
