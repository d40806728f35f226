import type { EdgeEvent } from '#protocol/edge/events.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { Admission } from './admission.ts'
import type { CallLeg } from './call-leg.ts'
import type { Legs } from './legs.ts'
import type { MediaLoop } from './media-loop.ts'
import type { WebSide } from './web-side.ts'

/** Without RTP for so long a leg that should speak is silent; looked at once a second, it is said within three. */
const silentAfterMs = 2000
/** One that sends nothing while nobody speaks gives other signs of life: RTCP each five seconds or so. */
const restingSilentAfterMs = 15_000
/** Without RTP and RTCP for so long an answered SIP leg that should send is taken for gone, in a bridge or waiting. */
const lifelessAfterMs = 60_000
/** One that holds or only listens need not send sound, but RTCP (RFC 3264 8.4); some phones leave that out too, so it has longer. */
const quietLifelessAfterMs = 1_800_000
const everyMs = 1000
const reportEvery = 5

export interface HousekeepingParts {
  readonly clock: CallClock
  readonly legs: Legs
  readonly web: WebSide
  readonly admission: Admission
  readonly loop: MediaLoop
  /** The share of the event loop's time that sound took since it was asked last. */
  readonly soundShare: () => number
  readonly rtpPorts: { closeUnneeded(): void }
  readonly emit: (event: EdgeEvent) => void
}

/** What is looked after once a second, off the media tick: silent lines, pages and ports that are gone, and reports. */
export class Housekeeping {
  readonly #parts: HousekeepingParts
  #round = 0
  #timer: NodeJS.Timeout | undefined

  constructor(parts: HousekeepingParts) {
    this.#parts = parts
  }

  start(): void {
    this.#timer = setTimeout(() => {
      // First: a round that fails must not be the last.
      this.start()
      this.run()
    }, everyMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  run(): void {
    const { legs, web, clock, admission, soundShare, rtpPorts } = this.#parts
    const nowMs = clock.monotonicMs()
    this.#round++
    admission.measured({ share: soundShare(), calls: admission.calls })
    web.check(nowMs)
    rtpPorts.closeUnneeded()
    for (const [index, leg] of [...legs.live].entries()) {
      this.#checkSound(leg, nowMs)
      // Each second a fifth of them: all at once would keep the sound waiting.
      if (index % reportEvery === this.#round % reportEvery) this.#reportQuality(leg)
    }
    if (this.#round % reportEvery === 0) this.reportLoad()
  }

  #checkSound(leg: CallLeg, nowMs: number): void {
    const { legs } = this.#parts
    if (!leg.media) return
    const isStation = leg.origin.stationId !== undefined && leg.origin.transport === 'web'
    const shouldSpeak = leg.life.state === 'connected' && !leg.isLost && (!isStation || leg.bridge !== undefined)
    const { media } = leg
    const isSilent =
      shouldSpeak &&
      !leg.isListener &&
      (media.isResting ? media.lifelessMs(nowMs) >= restingSilentAfterMs : media.silentMs(nowMs) >= silentAfterMs)
    if (isSilent !== leg.isSilent) {
      leg.isSilent = isSilent
      legs.tell(leg, { type: 'leg.silent', legId: leg.legId, isSilent, direction: 'from' })
    }
    const isUnheard = shouldSpeak && leg.isSending && media.isUnheard
    if (isUnheard !== leg.isUnheard) {
      leg.isUnheard = isUnheard
      legs.tell(leg, { type: 'leg.silent', legId: leg.legId, isSilent: isUnheard, direction: 'to' })
    }
    if (leg.origin.transport !== 'sip' || !leg.life.isAnswered) return
    // One that suppresses its silence still reports.
    const patienceMs = leg.life.state === 'held' || leg.isListener ? quietLifelessAfterMs : lifelessAfterMs
    if (leg.media.lifelessMs(nowMs) > patienceMs) leg.signalling.hangUp('connection-lost')
  }

  #reportQuality(leg: CallLeg): void {
    const isIdle = leg.origin.transport === 'web' && leg.origin.stationId !== undefined && !leg.bridge
    if (!leg.media || !leg.life.isAnswered || isIdle) return
    this.#parts.legs.tell(leg, { type: 'leg.quality', legId: leg.legId, quality: leg.media.recentQuality() })
  }

  reportLoad(): void {
    const { admission, loop, emit } = this.#parts
    emit({
      type: 'edge.load',
      calls: admission.calls,
      maxCalls: admission.maxCalls,
      tickLatenessMs: Math.round(loop.takeWorstMs() * 10) / 10,
      isOverloaded: admission.isOverloaded,
    })
  }
}
