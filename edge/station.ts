import type { WebPeerState } from '#adapters/webrtc/peer.ts'
import type { StationId } from '#kernel/ids.ts'
import type { EndReason } from '#protocol/edge/parties.ts'
import type { CallLeg, LegSignalling } from './call-leg.ts'
import type { Legs } from './legs.ts'
import { giveMedia, type WebConnection, type WebMediaParts } from './web-media.ts'

/** A page says that it lives once a second; after so long without it counts as away. */
const awayAfterMs = 5000
/** An agent who does not come back within so long is gone, and the leg with them. */
const goneAfterMs = 15_000

/**
 * A browser station: one leg for the whole shift, over one connection after another.
 *
 *     connecting --connected--> here --closed, lost, no word--> away --a new connection--> here
 *          `------- 15 s -------> ended <---------- 15 s --------'
 */
export class BrowserStation implements LegSignalling {
  readonly stationId: StationId
  readonly leg: CallLeg
  readonly #legs: Legs
  readonly #media: WebMediaParts
  readonly #changed: (station: BrowserStation) => void
  #current: WebConnection | undefined
  /** The newest connection, not yet connected. */
  #next: WebConnection | undefined
  #isHere = false
  #awaySinceMs: number
  #isSoundWanted = false

  constructor(of: {
    stationId: StationId
    makeLeg: (signalling: LegSignalling) => CallLeg
    legs: Legs
    media: WebMediaParts
    changed: (station: BrowserStation) => void
  }) {
    this.stationId = of.stationId
    this.#legs = of.legs
    this.#media = of.media
    this.#changed = of.changed
    this.#awaySinceMs = of.media.clock.monotonicMs()
    this.leg = of.makeLeg(this)
  }

  get isReachable(): boolean {
    return this.#isHere && !this.leg.life.isOver
  }

  /** A connection that was answered and is on its way; it takes over once it stands. */
  arrive(connection: WebConnection): void {
    this.#next?.peer.close()
    this.#next = connection
    if (connection.peer.state === 'connected') this.#takeOver(connection)
  }

  connectionChanged(connection: WebConnection, state: WebPeerState): void {
    if (state === 'connected') {
      if (connection === this.#next) this.#takeOver(connection)
    } else if (connection === this.#next) {
      this.#next = undefined
      connection.peer.close()
    } else if (connection === this.#current) this.#away()
  }

  #takeOver(connection: WebConnection): void {
    const before = this.#current
    this.#current = connection
    this.#next = undefined
    giveMedia(this.#media, this.leg, connection)
    before?.peer.close()
    connection.aliveAtMs = this.#media.clock.monotonicMs()
    this.#here()
    this.#legs.connected(this.leg)
  }

  /** A sign of life of the connection in use. */
  heardFrom(connection: WebConnection): void {
    // Asked anew with each word: the channel may have opened after the sound was wanted.
    if (connection !== this.#current) return
    if (!this.#isHere && connection.peer.state === 'connected') this.#here()
    if (this.#toldSound !== this.#isSoundWanted) this.#tellSound()
  }

  #toldSound: boolean | undefined
  #tellSound(): void {
    const isWanted = this.#isSoundWanted
    if (this.#current?.peer.sendControl({ type: 'sound', isWanted })) this.#toldSound = isWanted
  }

  #here(): void {
    const wasHere = this.#isHere
    this.#isHere = true
    this.leg.isLost = false
    this.#toldSound = undefined
    this.#apply()
    if (!wasHere) this.#changed(this)
  }

  #away(): void {
    if (!this.#isHere) return
    this.#isHere = false
    this.#awaySinceMs = this.#media.clock.monotonicMs()
    this.leg.isLost = true
    this.#apply()
    this.#changed(this)
  }

  /** Looked after once a second. */
  check(nowMs: number): void {
    if (this.#isHere && this.#current && nowMs - this.#current.aliveAtMs > awayAfterMs) this.#away()
    if (!this.#isHere && nowMs - this.#awaySinceMs > goneAfterMs) this.hangUp('connection-lost')
  }

  #apply(): void {
    // An idle station sends nothing either way.
    this.leg.isSending = this.#isHere && this.#isSoundWanted
    this.#tellSound()
  }

  soundWanted(isWanted: boolean): void {
    this.#isSoundWanted = isWanted
    if (isWanted) this.leg.media?.expectPackets(this.#media.clock.monotonicMs())
    this.#apply()
  }

  hangUp(reason: EndReason): void {
    if (this.leg.life.isOver) return
    const [current, next] = [this.#current, this.#next]
    this.#current = this.#next = undefined
    current?.peer.sendControl({ type: 'ended', reason })
    this.#legs.ended(this.leg, { reason })
    this.#isHere = false
    setTimeout(() => {
      current?.peer.close()
      next?.peer.close()
    }, 200)
    this.#changed(this)
  }

  // A station is never rung, answered or refused: calls come to it by a bridge.
  ring(): void {}
  openEarlyMedia(): boolean {
    return true
  }
  answer(): void {}
  refuse(how: { readonly reason: EndReason }): void {
    this.hangUp(how.reason)
  }
}
