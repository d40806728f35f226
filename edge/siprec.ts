import type { RecordingId } from '#kernel/ids.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { Bridges, LiveBridge } from './bridges.ts'
import type { CallLeg } from './call-leg.ts'
import type { Emit } from './legs.ts'
import { SiprecFeed, type SiprecParts } from './siprec-feed.ts'

interface Live {
  readonly recordingId: RecordingId
  readonly bridge: LiveBridge
  readonly left: CallLeg
  readonly feed: SiprecFeed
  /** Who wants nothing of it to go out now. */
  readonly pausedBy: Set<'hand' | 'digits'>
}

const partiesOf = (command: EdgeCommandOf<'siprec.start'>) => [command.leftParty, command.rightParty] as const

/** Which bridges outside recorders hear (SIPREC, RFC 7866). A recorder's failure is told and harms no call. */
export class Siprec {
  /** For the media tick; read only. */
  readonly #live: Live[] = []
  #heard: ReadonlySet<LiveBridge> = new Set()
  readonly #parts: SiprecParts
  readonly #emit: Emit

  constructor(parts: SiprecParts, bridges: Bridges, emit: Emit) {
    this.#parts = parts
    this.#emit = emit
    bridges.whenLeaving((bridge, leg) => {
      for (const live of this.#live.filter((one) => one.bridge === bridge)) {
        if (live.left === leg || bridge.legs.length === 1) this.stop(live.recordingId)
      }
    })
  }

  /** Given again for a recording that runs, it says who speaks now. */
  start(command: EdgeCommandOf<'siprec.start'>, bridge: LiveBridge, left: CallLeg): void {
    const { recordingId, recorderUri } = command
    const running = this.#find(recordingId)
    if (running) {
      running.feed.setParties(partiesOf(command))
      return
    }
    const feed = new SiprecFeed(this.#parts, {
      recorderUri,
      parties: partiesOf(command),
      gaveUp: (why) => {
        this.#forget(recordingId)
        this.#emit({ type: 'siprec.failed', recordingId, sentence: `The outside recorder cannot be had: ${why}` })
      },
    })
    this.#live.push({ recordingId, bridge, left, feed, pausedBy: new Set() })
    this.#countHeard()
  }

  /** What is said while it pauses is not for the recorder either. @returns whether there is such a feed */
  pause(recordingId: RecordingId, isPaused: boolean, by: 'hand' | 'digits'): boolean {
    const live = this.#find(recordingId)
    if (live && isPaused) live.pausedBy.add(by)
    else live?.pausedBy.delete(by)
    if (live) live.feed.isPaused = live.pausedBy.size > 0
    return live !== undefined
  }

  stop(recordingId: RecordingId): void {
    const live = this.#find(recordingId)
    this.#forget(recordingId)
    live?.feed.stop()
  }

  /** One tick: copies of what was said. */
  tick(nowMs: number, utcMs: number): void {
    for (let i = 0; i < this.#live.length; i++) {
      const { feed, bridge, left } = this.#live[i] as Live
      feed.tick(bridge.mix.saidBy(left.legId), bridge.mix.saidTo(left.legId), nowMs, utcMs)
    }
  }

  /** Whether a recorder listens to this bridge; asked on each tick. */
  hears(bridge: LiveBridge): boolean {
    return this.#heard.has(bridge)
  }

  #countHeard(): void {
    this.#heard = new Set(this.#live.map(({ bridge }) => bridge))
  }

  stopAll(): void {
    for (const { recordingId } of [...this.#live]) this.stop(recordingId)
  }

  #find(recordingId: RecordingId): Live | undefined {
    return this.#live.find((live) => live.recordingId === recordingId)
  }

  #forget(recordingId: RecordingId): void {
    const at = this.#live.findIndex((live) => live.recordingId === recordingId)
    if (at >= 0) this.#live.splice(at, 1)
    this.#countHeard()
  }
}
