import type { DetectionId } from '#kernel/ids.ts'
import { type Result, success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { DetectionReason, DetectionVerdict } from '#protocol/edge/detection.ts'
import type { EdgeError } from '#protocol/edge/messages.ts'
import type { CallClock } from '#telephony/calls/ports.ts'
import type { CallLeg } from './call-leg.ts'
import { type RunningDetector, runDetector } from './detection-listener.ts'
import type { SoundListener } from './leg-ear.ts'
import type { Legs } from './legs.ts'
import { refuse } from './refusal.ts'

const mostOnOneLeg = 8

type Tell = (isLast: boolean, verdict?: DetectionVerdict, reason?: DetectionReason) => void

/** A `leg.detect` that runs: listens to one leg with several detectors, and tells what they say. */
class Detection implements SoundListener {
  readonly leg: CallLeg
  readonly detectionId: DetectionId
  readonly dueMs: number
  readonly #detectors: RunningDetector[]
  readonly #tell: Tell
  readonly #finish: (detection: Detection) => void

  constructor(of: {
    leg: CallLeg
    command: EdgeCommandOf<'leg.detect'>
    dueMs: number
    tell: Tell
    finish: (detection: Detection) => void
  }) {
    this.leg = of.leg
    this.detectionId = of.command.detectionId
    this.dueMs = of.dueMs
    this.#detectors = of.command.detectors.map(runDetector)
    this.#tell = of.tell
    this.#finish = of.finish
  }

  hear(frame: Int16Array): void {
    const isAnswered = this.leg.life.isAnswered
    for (let i = this.#detectors.length - 1; i >= 0; i--) {
      const detector = this.#detectors[i] as RunningDetector
      if (detector.fromAnswer && !isAnswered) continue
      const verdict = detector.push(frame)
      if (verdict !== undefined) this.#said(detector, verdict)
    }
  }

  #said(detector: RunningDetector, verdict: DetectionVerdict): void {
    if (!detector.isRepeating) this.#detectors.splice(this.#detectors.indexOf(detector), 1)
    const isLast = this.#detectors.length === 0
    if (isLast) this.#finish(this)
    this.#tell(isLast, verdict, detector.reason?.())
  }

  /** Its time is up, or nobody wants to know any more. */
  end(): void {
    this.#finish(this)
    this.#tell(true)
  }
}

/** What is listened for on legs. */
export class Detections {
  readonly #legs: Legs
  readonly #clock: CallClock
  readonly #running = new Set<Detection>()

  constructor(legs: Legs, clock: CallClock) {
    this.#legs = legs
    this.#clock = clock
    // The leg's own end says the rest.
    legs.whenEnding((leg) => {
      for (const detection of this.#of(leg)) this.#forget(detection)
    })
  }

  start(leg: CallLeg, command: EdgeCommandOf<'leg.detect'>): Result<void, EdgeError> {
    const { legId } = leg
    const { detectionId, timeoutMs } = command
    const others = this.#of(leg)
    if (others.some((other) => other.detectionId === detectionId)) return success(undefined)
    if (others.length >= mostOnOneLeg) return refuse('overloaded', `Leg ${legId} is listened to enough already.`)
    const sinceMs = this.#clock.monotonicMs()
    const detection = new Detection({
      leg,
      command,
      dueMs: timeoutMs === undefined ? Number.POSITIVE_INFINITY : sinceMs + timeoutMs,
      tell: (isLast, verdict, reason) => {
        const afterMs = Math.max(0, Math.round(this.#clock.monotonicMs() - sinceMs))
        const said = { ...(verdict && { verdict }), ...(reason && { reason }) }
        this.#legs.tell(leg, { type: 'leg.detected', legId, detectionId, ...said, afterMs, isLast })
      },
      finish: (finished) => this.#forget(finished),
    })
    this.#running.add(detection)
    leg.ear.add(detection)
    return success(undefined)
  }

  stop(leg: CallLeg, detectionId: DetectionId): void {
    for (const detection of this.#of(leg)) if (detection.detectionId === detectionId) detection.end()
  }

  /** Ends what has listened long enough; called on each tick. */
  advance(nowMs: number): void {
    if (this.#running.size === 0) return
    for (const detection of this.#running) if (nowMs >= detection.dueMs) detection.end()
  }

  #of(leg: CallLeg): Detection[] {
    return [...this.#running].filter((detection) => detection.leg === leg)
  }

  #forget(detection: Detection): void {
    this.#running.delete(detection)
    detection.leg.ear.remove(detection)
  }
}
