import type { WebPeerState } from '#adapters/webrtc/peer.ts'
import type { EndReason } from '#protocol/edge/parties.ts'
import type { WebControlToEdge } from '#protocol/edge/web-control.ts'
import type { CallLeg, LegSignalling } from './call-leg.ts'
import type { Legs } from './legs.ts'
import type { WebConnection } from './web-media.ts'

/** Without a sign of life from the page for so long, its caller is gone. */
const goneAfterMs = 10_000
/** Time for the last word to leave before the connection is taken down. */
const farewellMs = 200

/** A customer's browser: one connection, one call, told what happens over the data channel. */
export class WebCaller implements LegSignalling {
  leg: CallLeg | undefined
  readonly #legs: Legs
  readonly #connection: WebConnection
  #isAnswered = false

  constructor(legs: Legs, connection: WebConnection) {
    this.#legs = legs
    this.#connection = connection
  }

  ring(): void {
    this.#connection.peer.sendControl({ type: 'ringing' })
  }

  /** A browser hears whatever is sent, from the moment it is connected. */
  openEarlyMedia(): boolean {
    return true
  }

  answer(): void {
    this.#isAnswered = true
    this.#connection.peer.sendControl({ type: 'answered' })
    this.#whenBoth()
  }

  refuse(how: { readonly reason: EndReason }): void {
    this.hangUp(how.reason)
  }

  hangUp(reason: EndReason): void {
    if (this.leg?.life.isOver) return
    const { peer } = this.#connection
    peer.sendControl({ type: 'ended', reason })
    // The leg is over at once; its transport stays until the word is out.
    if (this.leg) this.#legs.ended(this.leg, { reason })
    setTimeout(() => peer.close(), farewellMs)
  }

  changed(state: WebPeerState): void {
    const { leg } = this
    if (!leg) return
    if (state === 'connected') {
      leg.isSending = true
      this.#whenBoth()
    } else if (state === 'closed') this.hangUp(leg.life.isAnswered ? 'party-left' : 'cancelled')
    else if (state === 'lost') this.hangUp('connection-lost')
  }

  said(message: WebControlToEdge): void {
    const { leg } = this
    if (leg && message.type === 'hang-up') this.hangUp(leg.life.isAnswered ? 'party-left' : 'cancelled')
  }

  /** Looked after once a second. */
  check(nowMs: number): void {
    if (nowMs - this.#connection.aliveAtMs > goneAfterMs) this.hangUp('connection-lost')
  }

  #whenBoth(): void {
    if (this.leg && this.#isAnswered && this.#connection.peer.state === 'connected') this.#legs.connected(this.leg)
  }
}
