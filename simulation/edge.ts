import { type EdgeId, type IncarnationId, type LegId, newId } from '#kernel/ids.ts'
import type { Random } from '#kernel/random.ts'
import type { Result } from '#kernel/result.ts'
import {
  type EdgeCommand,
  type EdgeErrorCode,
  type EdgeEvent,
  type EdgeSnapshot,
  isTerminalEvent,
} from '#protocol/edge/index.ts'
import type { VirtualClock } from './clock.ts'
import type { Link } from './link.ts'
import { Switchboard } from './switchboard.ts'

/** How long a new call waits for a core, where nobody says otherwise. */
const usualGraceMs = 20_000
/** A command that comes a second time follows its first at once: answers older than these are asked for by nobody. */
const mostAnswered = 10_000

export interface Sent {
  readonly seq: number
  readonly event: EdgeEvent
}

/** What the core's end of a link hears. */
export interface CoreEnd {
  /** @param keptEvents how many events that were not acknowledged follow: they are heard before the snapshot is believed */
  welcome(incarnation: IncarnationId, snapshot: EdgeSnapshot, keptEvents: number): void
  event(sent: Sent): void
}

/** A telephony edge as the edge link shows it: the same words and promises, and no sound. */
export class SimulatedEdge extends Switchboard {
  incarnation: IncarnationId
  #seq = 0
  #kept: Sent[] = []
  #link: { readonly link: Link; readonly core: CoreEnd } | null = null
  readonly #graceMs: number
  readonly #answeredCommands = new Map<string, Result<void, EdgeErrorCode>>()

  constructor(edgeId: EdgeId, clock: VirtualClock, random: Random, graceMs = usualGraceMs) {
    super(edgeId, clock, random)
    this.#graceMs = graceMs
    this.incarnation = this.#newIncarnation()
  }

  #newIncarnation = (): IncarnationId => newId('incarnation', this.clock.nowMs, (count) => this.random.bytes(count))

  connect(link: Link, core: CoreEnd): void {
    this.#link = { link, core }
    link.onBreak(() => {
      if (this.#link?.link !== link) return
      this.#link = null
      for (const leg of this.legs.values()) if (leg.state === 'initiated') this.#refuseWithoutCore(leg.legId)
    })
    const { incarnation } = this
    const snapshot = this.snapshot()
    // What is kept from now on is told after the snapshot, and is no part of it.
    const kept = [...this.#kept]
    link.send('to-core', () => core.welcome(incarnation, snapshot, kept.length))
    for (const sent of kept) link.send('to-core', () => core.event(sent))
  }

  acknowledge(incarnation: IncarnationId, seq: number): void {
    if (incarnation !== this.incarnation) return
    for (const { seq: keptSeq, event } of this.#kept) {
      if (keptSeq <= seq && event.type === 'recording.closed') this.recordings.acknowledge(event.recording.recordingId)
    }
    this.#kept = this.#kept.filter((sent) => sent.seq > seq)
  }

  snapshot(): EdgeSnapshot {
    const bridges = [...this.bridges.values()].map(({ bridgeId, legIds, heldLegIds, monitors }) => {
      const recording = [...this.recordings.live.values()].find((candidate) => candidate.bridgeId === bridgeId)
      return {
        bridgeId,
        edgeId: this.edgeId,
        legIds: [...legIds, ...monitors.keys()],
        heldLegIds: [...heldLegIds],
        ...(monitors.size > 0 && { monitorLegIds: [...monitors.keys()] }),
        ...(recording && { recordingId: recording.recordingId }),
      }
    })
    return structuredClone({
      legs: [...this.legs.values()].map((leg) =>
        this.masked.has(leg.legId) ? { ...leg, areDigitsMasked: true } : leg,
      ),
      bridges,
      stations: [...this.stations.values()],
      recordings: [...this.recordings.live.values()].map(({ recordingId, pausedBy }) => ({
        recordingId,
        isPaused: pausedBy.size > 0,
      })),
      closedRecordings: [...this.recordings.closed.values()],
    })
  }

  /** Breaks off, and comes up again as another process that knows nothing. */
  crash(): void {
    this.isUp = false
    const legIds = [...this.legs.keys()]
    this.#link?.link.break(false)
    this.legs.clear()
    this.forgetSounds()
    this.stations.clear()
    this.recordings.crash()
    this.masked.clear()
    this.#kept = []
    this.#answeredCommands.clear()
    this.#seq = 0
    for (const legId of legIds) this.onLegEnded(legId, 'edge-lost')
  }

  restart(): void {
    this.incarnation = this.#newIncarnation()
    this.isUp = true
  }

  protected tell(event: EdgeEvent): void {
    const sent = { seq: ++this.#seq, event: structuredClone(event) }
    if (isTerminalEvent(event)) this.#kept.push(sent)
    const to = this.#link
    if (to) to.link.send('to-core', () => to.core.event(sent))
  }

  /** A command id that came before is answered as it was. */
  carryOut(commandId: string, command: EdgeCommand): Result<void, EdgeErrorCode> {
    const before = this.#answeredCommands.get(commandId)
    if (before) return before
    const outcome = this.carryOutNow(command)
    this.#answeredCommands.set(commandId, outcome)
    if (this.#answeredCommands.size > mostAnswered) {
      for (const oldest of this.#answeredCommands.keys()) {
        this.#answeredCommands.delete(oldest)
        break
      }
    }
    return outcome
  }

  protected afterArrival(legId: LegId): void {
    if (!this.#link) this.#refuseWithoutCore(legId)
  }

  #refuseWithoutCore(legId: LegId): void {
    this.clock.after(this.#graceMs, () => {
      if (!this.#link && this.legs.get(legId)?.state === 'initiated') this.endLeg(legId, 'refused')
    })
  }
}
