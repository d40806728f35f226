import type { BridgeId, EdgeId, IncarnationId, LegId, PlayId, StationId, TransferId } from '#kernel/ids.ts'
import type { Random } from '#kernel/random.ts'
import { failure, type Result, success } from '#kernel/result.ts'
import type {
  EdgeCommand,
  EdgeCommandOf,
  EdgeErrorCode,
  EdgeEvent,
  EndReason,
  Leg,
  Station,
} from '#protocol/edge/index.ts'
import type { VirtualClock } from './clock.ts'
import { EdgeBridges, type SimulatedBridge } from './edge-bridges.ts'
import { EdgeRecordings } from './edge-recordings.ts'
import { EdgeSounds, usualPromptMs } from './edge-sounds.ts'

/** How long a station without transport keeps its leg. */
const stationGraceMs = 15_000

/** Legs, bridges, stations and recordings without sound: what people and commands do to them, and what is told of it. */
export abstract class Switchboard {
  readonly edgeId: EdgeId
  abstract incarnation: IncarnationId
  isUp = true
  readonly legs = new Map<LegId, Leg>()
  readonly #talks: EdgeBridges
  readonly bridges: ReadonlyMap<BridgeId, SimulatedBridge>
  readonly stations = new Map<StationId, Station>()
  readonly recordings: EdgeRecordings
  readonly sounds: EdgeSounds
  readonly refused: { readonly legId: LegId; readonly status: number }[] = []
  /** Legs whose digits nobody learns. */
  readonly masked = new Set<LegId>()
  /** What a phone that asked for a transfer was told of it, in order. */
  readonly transferProgress = new Map<TransferId, number[]>()
  /** No trunk answers. */
  areTrunksDown = false
  /** A telephone outside rings. */
  onOutsideRings: (legId: LegId, number: string) => void = () => {}
  /** Half of the telephones understand that they are to answer by themselves. */
  answersAlone: () => boolean = () => this.random.next() < 0.5
  /** How long it takes until somebody who is listened to has been silent for so long; `null`: he never is. */
  isSilentAfterMs: (legId: LegId, silenceMs: number) => number | null = (_, silenceMs) =>
    silenceMs + (this.random.next() < 0.3 ? 0 : this.random.integer(30_000))
  onLegEnded: (legId: LegId, reason: EndReason) => void = () => {}
  /** Some hear one another from now on, in one bridge. */
  onTogether: (legIds: ReadonlySet<LegId>) => void = () => {}
  /** How long a prompt of that name is. */
  promptMs: (name: string) => number = () => usualPromptMs
  /** Somebody begins to hear something that ends. */
  onHeard: (legId: LegId, playId: PlayId, lengthMs: number) => void = () => {}
  /** Somebody is asked to press a key. */
  onAsked: (legId: LegId) => void = () => {}

  protected readonly clock: VirtualClock
  protected readonly random: Random

  constructor(edgeId: EdgeId, clock: VirtualClock, random: Random) {
    this.edgeId = edgeId
    this.clock = clock
    this.random = random
    this.recordings = new EdgeRecordings(clock, (event) => this.tell(event))
    this.sounds = new EdgeSounds({
      legs: this.legs,
      isIn: (bridgeId, legId) => {
        const bridge = this.bridges.get(bridgeId)
        return bridge && (bridge.legIds.has(legId) || bridge.monitors.has(legId))
      },
      tell: (event) => this.tell(event),
      later: (delayMs, run) => {
        const { incarnation } = this
        clock.after(delayMs, () => {
          if (incarnation === this.incarnation) run()
        })
      },
      onAsked: (legId) => this.onAsked(legId),
      promptMs: (name) => this.promptMs(name),
      onHeard: (legId, playId, lengthMs) => this.onHeard(legId, playId, lengthMs),
    })
    this.#talks = new EdgeBridges(this.legs, {
      enters: (legId) => this.sounds.silence(legId),
      leaves: (bridgeId, legId, isLast) => {
        if (bridgeId !== null) this.recordings.leaves(bridgeId, legId, isLast)
        this.sounds.announced.delete(legId)
      },
      ended: (bridgeId) => this.tell({ type: 'bridge.ended', bridgeId }),
    })
    this.bridges = this.#talks.bridges
  }

  /** The process is gone, and its bridges and all that was heard with it. */
  protected forgetSounds(): void {
    this.#talks.clear()
    this.sounds.clear()
  }

  protected abstract tell(event: EdgeEvent): void
  /** A call came in; the edge sees whether there is a core to tell. */
  protected abstract afterArrival(legId: LegId): void

  // --- the world outside: phones, pages, networks ---

  callArrives(
    legId: LegId,
    from: { number: string; name: string },
    dialedNumber: string,
    known: Pick<Leg, 'authenticatedUser' | 'replacesLegId' | 'trunkId'> = {},
  ): void {
    if (!this.isUp) return
    const leg: Leg = {
      legId,
      edgeId: this.edgeId,
      transport: 'sip',
      direction: 'inbound',
      state: 'initiated',
      callerNumber: from.number,
      callerName: from.name,
      dialedNumber,
      muted: false,
      ageMs: 0,
      ...known,
    }
    this.legs.set(legId, leg)
    this.tell({ type: 'leg.incoming', leg })
    this.afterArrival(legId)
  }

  /** A page opens its station, or comes back to it. */
  stationConnects(stationId: StationId, newLegId: () => LegId): void {
    if (!this.isUp) return
    const before = this.stations.get(stationId)
    const legId = before?.legId ?? newLegId()
    if (!before?.legId) {
      this.legs.set(legId, {
        legId,
        edgeId: this.edgeId,
        transport: 'web',
        direction: 'inbound',
        state: 'connected',
        stationId,
        callerNumber: '',
        dialedNumber: '',
        muted: false,
        ageMs: 0,
      })
    }
    this.#changeStation({ stationId, kind: 'browser', reachable: true, legId })
  }

  /** A phone registers. It has no leg before it is called. */
  phoneRegisters(stationId: StationId, user: string): void {
    if (this.isUp) this.#changeStation({ stationId, kind: 'endpoint', user, reachable: true })
  }

  /** REFER, by the phone or by whoever pretends to be one. */
  refers(legId: LegId, transferId: TransferId, target: string, replacesLegId?: LegId): void {
    if (!this.legs.has(legId)) return
    this.transferProgress.set(transferId, [])
    const replaces = replacesLegId === undefined ? {} : { replacesLegId }
    this.tell({ type: 'leg.transfer-requested', legId, transferId, target, ...replaces })
  }

  /** A key, to whoever asks for one; `''`: the question passes. */
  presses(legId: LegId, digits: string): void {
    this.sounds.presses(legId, digits)
  }

  /** Somebody presses keys while he talks. What is masked is told as a dot. */
  types(legId: LegId, digits: string): void {
    const leg = this.legs.get(legId)
    if (leg?.state !== 'connected') return
    if (this.sounds.collecting.has(legId)) {
      for (const digit of digits) {
        if (this.sounds.typesSecretly(legId, digit))
          this.tell({ type: 'leg.digit', legId, digit: '•', durationMs: 100 })
      }
      return
    }
    const isMasked = this.masked.has(legId)
    for (const digit of digits) {
      this.tell({ type: 'leg.digit', legId, digit: isMasked ? '•' : digit, durationMs: 100 })
      if (leg.bridgeId !== undefined) this.recordings.typed(leg.bridgeId, legId, isMasked)
    }
  }

  stationLosesTransport(stationId: StationId): void {
    const station = this.stations.get(stationId)
    if (!station?.reachable) return
    this.#changeStation({ ...station, reachable: false })
    const { incarnation } = this
    this.clock.after(stationGraceMs, () => {
      const now = this.stations.get(stationId)
      if (incarnation !== this.incarnation || !now || now.reachable || !now.legId) return
      this.endLeg(now.legId, 'connection-lost')
    })
  }

  #changeStation(station: Station): void {
    this.stations.set(station.stationId, station)
    this.tell({ type: 'station.changed', station })
  }

  endLeg(legId: LegId, reason: EndReason, sipStatus?: number): void {
    const leg = this.legs.get(legId)
    if (!leg) return
    const collectId = this.sounds.collecting.get(legId)
    if (collectId) this.tell({ type: 'leg.collected', legId, collectId, digits: '', outcome: 'leg-ended' })
    this.#talks.leaveAny(legId)
    this.legs.delete(legId)
    this.sounds.forget(legId)
    this.masked.delete(legId)
    const station = leg.stationId && this.stations.get(leg.stationId)
    const stationId = leg.stationId === undefined ? {} : { stationId: leg.stationId }
    const status = sipStatus === undefined ? {} : { sipStatus }
    const neverJoined = leg.state !== 'connected' || this.#talks.forget(legId) ? {} : { neverJoined: true }
    this.tell({ type: 'leg.ended', legId, reason, durationMs: 0, ...neverJoined, ...stationId, ...status })
    if (station && station.legId === legId) {
      const { legId: _, ...withoutLeg } = station
      this.#changeStation({ ...withoutLeg, reachable: false })
    }
    this.onLegEnded(legId, reason)
  }

  // --- commands ---

  protected carryOutNow(command: EdgeCommand): Result<void, EdgeErrorCode> {
    switch (command.type) {
      case 'leg.answer':
        return this.#withLeg(command.legId, (leg) => this.#connectLater(leg))
      case 'leg.ring':
        return this.#withLeg(command.legId, (leg) => {
          if (leg.state === 'initiated') this.legs.set(leg.legId, { ...leg, state: 'alerting' })
        })
      case 'leg.collect':
        return this.sounds.collect(command, (delayMs, run) => this.clock.after(delayMs, run))
      case 'leg.transfer-progress':
        this.transferProgress.get(command.transferId)?.push(command.status)
        return success(undefined)
      case 'leg.refuse':
        return this.#withLeg(command.legId, (leg) => {
          this.refused.push({ legId: leg.legId, status: command.status })
          this.endLeg(leg.legId, command.reason)
        })
      case 'leg.end':
        this.endLeg(command.legId, command.reason)
        return success(undefined)
      case 'leg.mute':
        return this.#withLeg(command.legId, (leg) => this.legs.set(leg.legId, { ...leg, muted: command.muted }))
      case 'leg.detect':
        return this.#listenForSilence(command)
      case 'leg.play':
        return this.sounds.play(command)
      case 'leg.originate':
        return this.#originate(command)
      case 'bridge.join':
        return this.#join(command)
      case 'bridge.hold':
      case 'bridge.retrieve':
        return this.#talks.hold(command.bridgeId, command.legId, command.type === 'bridge.hold')
      case 'bridge.end':
        this.#talks.end(command.bridgeId)
        return success(undefined)
      case 'bridge.leave':
        this.#talks.leave(command.bridgeId, command.legId)
        return success(undefined)
      case 'bridge.monitor':
        return this.#talks.monitor(command.bridgeId, command.legId, command.heardBy)
      case 'bridge.play':
        return this.sounds.announce(command)
      case 'leg.stop-play':
        return this.#withLeg(command.legId, ({ legId }) => this.sounds.stops(legId))
      case 'leg.digits':
        return this.legs.get(command.legId)?.state === 'connected' ? success(undefined) : failure('wrong-state')
      case 'leg.mask-digits':
        return this.#withLeg(command.legId, ({ legId }) => {
          if (command.isOn) this.masked.add(legId)
          else this.masked.delete(legId)
        })
      case 'recording.pause':
      case 'recording.resume': {
        const isKnown = this.recordings.pause(command.recordingId, command.type === 'recording.pause')
        return isKnown ? success(undefined) : failure('no-such-recording')
      }
      case 'recording.start':
        return this.#startRecording(command)
      case 'recording.stop':
        this.recordings.stop(command.recordingId)
        return success(undefined)
      default:
        return success(undefined)
    }
  }

  #join({ bridgeId, legIds }: EdgeCommandOf<'bridge.join'>): Result<void, EdgeErrorCode> {
    const joined = this.#talks.join(bridgeId, legIds)
    const bridge = this.bridges.get(bridgeId)
    if (joined.ok && bridge && bridge.legIds.size > 1) this.onTogether(bridge.legIds)
    return joined
  }

  /** Nobody speaks for ever. */
  #listenForSilence({ legId, detectionId, detectors }: EdgeCommandOf<'leg.detect'>): Result<void, EdgeErrorCode> {
    const silence = detectors.find(({ kind }) => kind === 'silence')
    return this.#withLeg(legId, () => {
      if (silence?.kind !== 'silence') return
      const { incarnation } = this
      const afterMs = this.isSilentAfterMs(legId, silence.afterMs)
      if (afterMs === null) return
      this.clock.after(afterMs, () => {
        if (incarnation !== this.incarnation || !this.legs.has(legId)) return
        this.tell({ type: 'leg.detected', legId, detectionId, verdict: 'silence', afterMs, isLast: false })
      })
    })
  }

  #withLeg(legId: LegId, deed: (leg: Leg) => void): Result<void, EdgeErrorCode> {
    const leg = this.legs.get(legId)
    if (!leg) return failure('no-such-leg')
    deed(leg)
    return success(undefined)
  }

  #connectLater({ legId }: Leg): void {
    const { incarnation } = this
    this.clock.after(5 + this.random.integer(40), () => {
      const leg = this.legs.get(legId)
      if (incarnation !== this.incarnation || !leg || leg.state === 'connected') return
      this.legs.set(legId, { ...leg, state: 'connected' })
      this.tell({ type: 'leg.connected', legId })
    })
  }

  #originate(command: Extract<EdgeCommand, { type: 'leg.originate' }>): Result<void, EdgeErrorCode> {
    const { legId, to } = command
    if (this.legs.has(legId)) return success(undefined)
    const station =
      to.kind === 'endpoint' ? [...this.stations.values()].find((candidate) => candidate.user === to.user) : undefined
    if (to.kind === 'endpoint' && !station?.reachable) return failure('not-reachable')
    const leg: Leg = {
      legId,
      edgeId: this.edgeId,
      transport: 'sip',
      direction: 'outbound',
      state: 'alerting',
      ...(station ? { stationId: station.stationId } : {}),
      callerNumber: command.callerNumber,
      dialedNumber: to.kind === 'trunk' ? to.number : (station?.user ?? ''),
      muted: false,
      ageMs: 0,
    }
    this.legs.set(legId, leg)
    if (to.kind === 'trunk' && this.areTrunksDown) {
      this.#later(legId, () => this.endLeg(legId, 'unreachable', 503))
      return success(undefined)
    }
    if (command.isToAnswerAlone && this.answersAlone()) this.#later(legId, () => this.phoneAnswers(legId))
    this.#later(legId, () => {
      this.tell({ type: 'leg.alerting', legId })
      if (to.kind === 'trunk') this.onOutsideRings(legId, to.number)
    })
    this.clock.after(command.ringTimeoutMs, () => {
      if (this.legs.get(legId)?.state === 'alerting') this.endLeg(legId, 'no-answer')
    })
    return success(undefined)
  }

  /** A moment later, when the leg is still there. */
  #later(legId: LegId, deed: () => void): void {
    const { incarnation } = this
    this.clock.after(5 + this.random.integer(40), () => {
      if (incarnation === this.incarnation && this.legs.get(legId)?.state === 'alerting') deed()
    })
  }

  /** The phone that rings is picked up. */
  phoneAnswers(legId: LegId): void {
    const leg = this.legs.get(legId)
    if (leg) this.#connectLater(leg)
  }

  #startRecording({
    recordingId,
    bridgeId,
    left,
    isPaused = false,
    pausesAtDigits = 0,
  }: Extract<EdgeCommand, { type: 'recording.start' }>): Result<void, EdgeErrorCode> {
    const bridge = this.bridges.get(bridgeId)
    if (!bridge) return failure('no-such-bridge')
    if (!this.legs.has(left)) return failure('no-such-leg')
    if (!bridge.legIds.has(left)) return failure('wrong-state')
    this.recordings.start({ recordingId, bridgeId, left, isPaused, pausesAtDigits })
    return success(undefined)
  }
}
