import type { BridgeId, LegId, PlayId, RecordingId } from '#kernel/ids.ts'
import type { EdgeCommand, EdgeErrorCode } from '#protocol/edge/index.ts'

/** What one leg is, as the verbs made it. */
export interface RuledLeg {
  readonly legId: LegId
  bridgeId: BridgeId | null
  isMuted: boolean
  isHeld: boolean
  /** Who hears it beside a bridge; `null`: it is a party, and all do. */
  heardBy: ReadonlySet<LegId> | null
  /** What is played to it: alone outside of a bridge, in its place or over it within one. */
  playing: { readonly playId: PlayId; readonly what: 'music' | 'prompt'; readonly isOver: boolean } | null
  /** Is asked for digits, by a prompt. */
  isCollecting: boolean
}

/** What a leg hears: other legs, music, a prompt. What is in `perhaps` it may hear or not. */
export interface Hearing {
  readonly legIds: ReadonlySet<LegId>
  readonly music: boolean
  readonly prompt: boolean | 'perhaps'
}

type Refused = EdgeErrorCode | null

/**
 * Who hears whom, by the verbs alone: the rules of the edge link's `bridge.*`, `leg.*` and `recording.*` commands written down
 * a second time, without sound, packets or time. What the edge does is compared with it.
 */
export class HearingRules {
  readonly legs = new Map<LegId, RuledLeg>()
  readonly recordings = new Map<RecordingId, { readonly bridgeId: BridgeId; readonly left: LegId; isPaused: boolean }>()

  readonly #recorded = new Set<RecordingId>()
  /** Whether the first hears the second, where that was said: by `bridge.gain`, or by where a monitor stands. */
  readonly #isHeard = new Map<`${LegId}|${LegId}`, boolean>()

  began(legId: LegId): void {
    const quiet = { bridgeId: null, isMuted: false, isHeld: false, heardBy: null, playing: null, isCollecting: false }
    this.legs.set(legId, { legId, ...quiet })
  }

  ended(legId: LegId): void {
    const leg = this.legs.get(legId)
    if (leg) this.#leave(leg)
    this.legs.delete(legId)
  }

  membersOf(bridgeId: BridgeId): readonly RuledLeg[] {
    return [...this.legs.values()].filter((leg) => leg.bridgeId === bridgeId)
  }

  hears(legId: LegId): Hearing {
    const leg = this.legs.get(legId)
    const silence = { legIds: new Set<LegId>(), music: false, prompt: false }
    if (!leg) return silence
    const prompt = leg.isCollecting ? 'perhaps' : leg.playing?.what === 'prompt'
    if (leg.bridgeId === null) return { ...silence, music: leg.playing?.what === 'music', prompt }
    if (leg.playing && !leg.playing.isOver) return { ...silence, prompt }
    if (leg.isHeld) return { ...silence, music: true, prompt }
    return { legIds: this.saidTo(legId), music: false, prompt }
  }

  /** Whoever is heard by this one, whether or not it is on hold. */
  saidTo(legId: LegId): ReadonlySet<LegId> {
    const leg = this.legs.get(legId)
    const others = leg?.bridgeId ? this.membersOf(leg.bridgeId).filter((other) => other !== leg) : []
    const isFor = (other: RuledLeg) => this.#isHeard.get(`${legId}|${other.legId}`) ?? true
    return new Set(others.filter((other) => speaks(other) && isFor(other)).map((other) => other.legId))
  }

  speaks(legId: LegId): boolean {
    const leg = this.legs.get(legId)
    return leg !== undefined && leg.bridgeId !== null && speaks(leg)
  }

  /** What a verb does, and why it is refused if it is. */
  apply(command: EdgeCommand): Refused {
    switch (command.type) {
      case 'bridge.join': {
        const legs = command.legIds.map((legId) => this.legs.get(legId))
        if (legs.includes(undefined)) return 'no-such-leg'
        for (const leg of legs) if (leg) this.#enter(leg, command.bridgeId, null)
        return null
      }
      case 'bridge.monitor': {
        const leg = this.legs.get(command.legId)
        if (!leg) return 'no-such-leg'
        const parties = this.membersOf(command.bridgeId).filter(({ heardBy }) => heardBy === null)
        if (parties.length === 0) return 'no-such-bridge'
        if (parties.length === 1 && parties[0] === leg) return 'wrong-state'
        this.#enter(leg, command.bridgeId, new Set(command.heardBy))
        return null
      }
      case 'bridge.leave': {
        const leg = this.legs.get(command.legId)
        if (leg?.bridgeId === command.bridgeId) this.#leave(leg)
        return null
      }
      case 'bridge.end':
        for (const leg of this.membersOf(command.bridgeId)) this.#leave(leg)
        return null
      case 'bridge.hold':
      case 'bridge.retrieve': {
        const leg = this.legs.get(command.legId)
        if (!leg) return 'no-such-leg'
        if (this.membersOf(command.bridgeId).length === 0) return 'no-such-bridge'
        if (leg.bridgeId !== command.bridgeId) return 'wrong-state'
        leg.isHeld = command.type === 'bridge.hold'
        return null
      }
      case 'bridge.gain': {
        const members = this.membersOf(command.bridgeId)
        if (members.length === 0) return 'no-such-bridge'
        const { listener, speaker, gain } = command
        if (![listener, speaker].every((legId) => members.some((member) => member.legId === legId)))
          return 'wrong-state'
        this.#isHeard.set(`${listener}|${speaker}`, gain > 0)
        return null
      }
      case 'bridge.play': {
        const leg = this.legs.get(command.legId)
        if (!leg) return 'no-such-leg'
        if (this.membersOf(command.bridgeId).length === 0) return 'no-such-bridge'
        if (leg.bridgeId !== command.bridgeId) return 'wrong-state'
        leg.playing = { playId: command.playId, what: 'prompt', isOver: command.isOver }
        return null
      }
      case 'leg.play': {
        const leg = this.legs.get(command.legId)
        if (!leg) return 'no-such-leg'
        if (leg.bridgeId !== null) return 'wrong-state'
        const what = command.items[0]?.kind === 'music' ? 'music' : 'prompt'
        leg.playing = { playId: command.playId, what, isOver: false }
        leg.isCollecting = false
        return null
      }
      case 'leg.stop-play':
        return this.#with(command.legId, (leg) => {
          leg.playing = null
        })
      case 'leg.collect': {
        const leg = this.legs.get(command.legId)
        if (!leg) return 'no-such-leg'
        if (leg.bridgeId !== null) return 'wrong-state'
        leg.playing = null
        leg.isCollecting = true
        return null
      }
      case 'leg.stop-collect':
        return this.#with(command.legId, (leg) => {
          leg.isCollecting = false
        })
      case 'leg.mute':
        return this.#with(command.legId, (leg) => {
          leg.isMuted = command.muted
        })
      // What listens along changes nothing of what is heard.
      case 'leg.detect':
      case 'leg.stop-detect':
      case 'leg.mask-digits':
        return this.#with(command.legId, () => {})
      case 'recording.start': {
        const left = this.legs.get(command.left)
        if (this.membersOf(command.bridgeId).length === 0) return 'no-such-bridge'
        if (!left) return 'no-such-leg'
        if (left.bridgeId !== command.bridgeId) return 'wrong-state'
        // One that is over does not begin again, however late it is asked for.
        if (this.#recorded.has(command.recordingId)) return null
        // A bridge has one recording: the new one begins where the old one ends.
        for (const [former, { bridgeId }] of this.recordings) {
          if (bridgeId === command.bridgeId) this.recordings.delete(former)
        }
        const { bridgeId, left: legId, isPaused = false } = command
        this.#recorded.add(command.recordingId)
        this.recordings.set(command.recordingId, { bridgeId, left: legId, isPaused })
        return null
      }
      case 'recording.pause':
      case 'recording.resume': {
        const recording = this.recordings.get(command.recordingId)
        if (!recording) return 'no-such-recording'
        recording.isPaused = command.type === 'recording.pause'
        return null
      }
      case 'recording.stop':
        this.recordings.delete(command.recordingId)
        return null
      case 'leg.end':
        this.ended(command.legId)
        return null
      default:
        throw new Error(`There is no rule for ${command.type}.`)
    }
  }

  #with(legId: LegId, deed: (leg: RuledLeg) => void): Refused {
    const leg = this.legs.get(legId)
    if (!leg) return 'no-such-leg'
    deed(leg)
    return null
  }

  /** Where a monitor stands says who hears it, whatever was said of it before. */
  #letHear({ legId, bridgeId, heardBy }: RuledLeg): void {
    if (bridgeId === null) return
    for (const other of this.membersOf(bridgeId)) {
      if (other.legId !== legId)
        this.#isHeard.set(`${other.legId}|${legId}`, heardBy === null || heardBy.has(other.legId))
    }
  }

  #enter(leg: RuledLeg, bridgeId: BridgeId, heardBy: ReadonlySet<LegId> | null): void {
    const isNew = leg.bridgeId !== bridgeId
    const wasMonitor = !isNew && leg.heardBy !== null
    if (leg.bridgeId !== bridgeId) {
      this.#leave(leg)
      leg.playing = null
      leg.isCollecting = false
      leg.bridgeId = bridgeId
    } else if (heardBy !== null && leg.heardBy === null) {
      // Who stands beside is on nobody's hold.
      leg.isHeld = false
    }
    leg.heardBy = heardBy
    if (wasMonitor || heardBy !== null) this.#letHear(leg)
    if (isNew) for (const other of this.membersOf(bridgeId)) if (other.heardBy !== null) this.#letHear(other)
    this.#endIfEmpty(bridgeId)
  }

  #leave(leg: RuledLeg): void {
    const { bridgeId } = leg
    if (bridgeId === null) return
    for (const [recordingId, recording] of this.recordings) {
      if (recording.bridgeId === bridgeId && recording.left === leg.legId) this.recordings.delete(recordingId)
    }
    leg.bridgeId = null
    leg.isHeld = false
    leg.heardBy = null
    leg.playing = null
    this.#forgetHeard(leg.legId)
    this.#endIfEmpty(bridgeId)
  }

  #forgetHeard(legId: LegId): void {
    for (const pair of this.#isHeard.keys()) if (pair.split('|').includes(legId)) this.#isHeard.delete(pair)
  }

  /** A bridge of those alone who stand beside is none. */
  #endIfEmpty(bridgeId: BridgeId): void {
    const members = this.membersOf(bridgeId)
    if (members.some(({ heardBy }) => heardBy === null)) return
    for (const member of members) {
      member.bridgeId = null
      member.isHeld = false
      member.heardBy = null
      member.playing = null
      this.#forgetHeard(member.legId)
    }
    for (const [recordingId, recording] of this.recordings) {
      if (recording.bridgeId === bridgeId) this.recordings.delete(recordingId)
    }
  }
}

const speaks = ({ isMuted, isHeld }: RuledLeg): boolean => !isMuted && !isHeld
