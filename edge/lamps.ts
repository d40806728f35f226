import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { SipEngine, UserCall, UserState } from '#telephony/sip/index.ts'
import type { CallLeg } from './call-leg.ts'
import type { Legs } from './legs.ts'

export interface LampsOptions {
  readonly legs: Legs
  use(deed: (engine: SipEngine) => void): void
  sipNowMs(): number
}

type Said = Omit<EdgeCommandOf<'user.set'>, 'type' | 'user'>
const nothingSaid: Said = { isBusy: false, isAvailable: true, newMessages: 0, oldMessages: 0 }

/**
 * What telephones show of our users: the calls of their own telephones are seen here, the rest (a talk at a browser, messages,
 * breaks) is what the core said last.
 */
export class Lamps {
  readonly #options: LampsOptions
  readonly #said = new Map<string, Said>()
  /** By user: the legs of their telephones. */
  readonly #legs = new Map<string, Set<CallLeg>>()
  readonly #changed = new Set<string>()

  constructor(options: LampsOptions) {
    this.#options = options
    const changed = (leg: CallLeg) => this.#legChanged(leg)
    options.legs.observe({ began: changed, connected: changed, ended: changed })
  }

  set({ user, isBusy, isAvailable, newMessages, oldMessages }: EdgeCommandOf<'user.set'>): void {
    this.#said.set(user, { isBusy, isAvailable, newMessages, oldMessages })
    this.#showLater(user)
  }

  /** The account is gone. */
  forget(user: string): void {
    this.#said.delete(user)
    this.#changed.delete(user)
    this.#options.use((engine) => engine.setUserState(user, undefined, this.#options.sipNowMs()))
  }

  #legChanged(leg: CallLeg): void {
    const user = leg.origin.authenticatedUser ?? leg.origin.calledUser
    if (user === undefined || leg.origin.isPrivate) return
    const legs = this.#legs.get(user) ?? new Set()
    if (leg.life.isOver) legs.delete(leg)
    else legs.add(leg)
    if (legs.size === 0) this.#legs.delete(user)
    else this.#legs.set(user, legs)
    this.#showLater(user)
  }

  /** Once for all that happens now, and not in the middle of it. */
  #showLater(user: string): void {
    if (this.#changed.size === 0) queueMicrotask(() => this.#show())
    this.#changed.add(user)
  }

  #show(): void {
    const users = [...this.#changed]
    this.#changed.clear()
    const nowMs = this.#options.sipNowMs()
    this.#options.use((engine) => {
      for (const user of users) engine.setUserState(user, this.#stateOf(user), nowMs)
    })
  }

  #stateOf(user: string): UserState {
    const { isBusy, ...said } = this.#said.get(user) ?? nothingSaid
    const calls: UserCall[] = [...(this.#legs.get(user) ?? [])].map(({ legId, origin, life }) => ({
      id: legId,
      direction: origin.direction === 'inbound' ? 'initiator' : 'recipient',
      state: life.state === 'connected' || life.state === 'held' ? 'confirmed' : 'early',
    }))
    // Who talks elsewhere has a lamp that is lit all the same.
    if (isBusy && !calls.some(({ state }) => state === 'confirmed')) calls.push(elsewhere)
    return { ...said, calls }
  }
}

const elsewhere: UserCall = { id: 'elsewhere', direction: 'initiator', state: 'confirmed' }
