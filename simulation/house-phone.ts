import type { AgentId, LegId, StationId, TransferId } from '#kernel/ids.ts'
import type { EndReason } from '#protocol/edge/index.ts'
import type { World } from './world.ts'

/** A SIP phone of the house, registered as `user`. It is an agent's, or stands in the corridor. */
export class HousePhone {
  readonly user: string
  readonly agentId: AgentId | null
  readonly stationId: StationId
  /** The legs on which it called us, the latest last. */
  readonly dialed: LegId[] = []
  /** How the latest call that it made ended. */
  ended: EndReason | null = null
  readonly #world: World

  constructor(world: World, user: string, agentId: AgentId | null) {
    this.#world = world
    this.user = user
    this.agentId = agentId
    this.stationId = world.newId('station')
  }

  registers(): this {
    this.#world.edge.phoneRegisters(this.stationId, this.user)
    return this
  }
  get isRegistered(): boolean {
    return this.#world.edge.stations.get(this.stationId)?.reachable === true
  }

  dials(number: string, replacesLegId?: LegId): LegId {
    const legId = this.#world.newId('leg')
    this.dialed.push(legId)
    this.ended = null
    const signed = { authenticatedUser: this.user, ...(replacesLegId === undefined ? {} : { replacesLegId }) }
    this.#world.edge.callArrives(legId, { number: this.user, name: '' }, number, signed)
    return legId
  }

  heard(legId: LegId, reason: EndReason): void {
    if (this.dialed.at(-1) === legId) this.ended = reason
  }

  /** Every leg of it that is up: those on which it called, and those on which it is called. */
  get legIds(): LegId[] {
    const { legs } = this.#world.edge
    const called = [...legs.values()].filter(
      ({ stationId, direction }) => stationId === this.stationId && direction === 'outbound',
    )
    return [...this.dialed.filter((legId) => legs.has(legId)), ...called.map(({ legId }) => legId)]
  }
  get legId(): LegId | undefined {
    return this.legIds.at(-1)
  }
  get isRinging(): boolean {
    return this.#called('alerting') !== undefined
  }
  get ringingLegId(): LegId | undefined {
    return this.#called('alerting')
  }
  #called(state: string): LegId | undefined {
    const { legs } = this.#world.edge
    return this.legIds.find((id) => legs.get(id)?.direction === 'outbound' && legs.get(id)?.state === state)
  }

  answers(): void {
    const legId = this.ringingLegId
    if (legId) this.#world.edge.phoneAnswers(legId)
  }
  hangsUp(legId = this.legId): void {
    if (!legId) return
    const state = this.#world.edge.legs.get(legId)?.state
    this.#world.edge.endLeg(legId, state === 'connected' ? 'party-left' : 'cancelled')
  }
  /** REFER on a call of its own; what it is told of it follows in `progressOf`. */
  sendsOn(target: string, legId = this.legId, replacesLegId?: LegId): TransferId {
    const transferId = this.#world.newId('transfer')
    if (legId) this.#world.edge.refers(legId, transferId, target, replacesLegId)
    return transferId
  }
  progressOf(transferId: TransferId): readonly number[] {
    return this.#world.edge.transferProgress.get(transferId) ?? []
  }
  get hears(): string {
    const legId = this.legId
    return legId === undefined ? 'nothing' : this.#world.heardOn(legId)
  }
}
