import type { LegId } from '#kernel/ids.ts'
import type { World } from './world.ts'

/** Numbers outside begin like this, so that one can look for them all. */
export const outsideBegins = '+1555'

/** A telephone that is no business of ours, reached over a trunk. Several calls may ring on it. */
export class OutsideTelephone {
  readonly number: string
  /** The latest call. */
  legId: LegId | null = null
  /** What it does when it rings; the day gives it a mind of its own. */
  onRing: (legId: LegId) => void = () => {}
  readonly #world: World

  constructor(world: World, number: string) {
    this.#world = world
    this.number = number
  }

  rings(legId: LegId): void {
    this.legId = legId
    this.onRing(legId)
  }

  get isRinging(): boolean {
    return this.#leg?.state === 'alerting'
  }
  get isOnThePhone(): boolean {
    return this.#leg?.state === 'connected'
  }
  get #leg() {
    return this.legId === null ? undefined : this.#world.edge.legs.get(this.legId)
  }

  answers(): void {
    if (this.legId) this.#world.edge.phoneAnswers(this.legId)
  }
  isBusy(): void {
    if (this.legId) this.#world.edge.endLeg(this.legId, 'busy', 486)
  }
  hangsUp(): void {
    if (this.legId) this.#world.edge.endLeg(this.legId, 'party-left')
  }
  /** Several people may have called it. */
  hangsUpOnEverybody(): void {
    for (const { legId, direction, dialedNumber } of [...this.#world.edge.legs.values()]) {
      if (direction === 'outbound' && dialedNumber === this.number) this.#world.edge.endLeg(legId, 'party-left')
    }
  }
  presses(digits: string): void {
    if (this.legId) this.#world.edge.presses(this.legId, digits)
  }
  get hears(): string {
    return this.legId === null ? 'nothing' : this.#world.heardOn(this.legId)
  }
}
