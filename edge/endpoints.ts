import type { Account, Station } from '#protocol/edge/parties.ts'
import type { SipAccount } from '#telephony/sip/index.ts'

/** SIP users that may register, and which stations can be reached because their phone has done so. */
export class Endpoints {
  readonly #accounts = new Map<string, Account>()
  readonly #reachable = new Set<string>()
  readonly #changed: (station: Station) => void
  readonly #removed: (user: string) => void
  readonly #revoked: (user: string) => void
  readonly #isRegistered: (user: string) => boolean

  constructor(of: {
    changed: (station: Station) => void
    /** The account of this user is gone. */
    removed: (user: string) => void
    /** It is gone, or its password is another: where its phones are registered counts no more. */
    revoked: (user: string) => void
    isRegistered: (user: string) => boolean
  }) {
    this.#changed = of.changed
    this.#removed = of.removed
    this.#revoked = of.revoked
    this.#isRegistered = of.isRegistered
  }

  find(user: string): SipAccount | undefined {
    return this.#accounts.get(user)
  }

  /**
   * The whole set; replaces the last one. Phones of accounts that are gone can no longer register, and those with the
   * password of before have to do so anew; their calls go on.
   */
  setAccounts(accounts: readonly Account[]): void {
    const before = new Map(this.#accounts)
    this.#accounts.clear()
    for (const account of accounts) this.#accounts.set(account.user, account)
    for (const [user, { ha1Md5 }] of before) {
      if (this.#accounts.get(user)?.ha1Md5 !== ha1Md5) this.#revoked(user)
      if (!this.#accounts.has(user)) this.#removed(user)
    }
    for (const { user, stationId } of accounts) {
      const isRegistered = this.#isRegistered(user)
      // A registered phone that is given to somebody is reachable at once as the station that it has become.
      if (before.has(user) && before.get(user)?.stationId !== stationId) this.#reachable.delete(user)
      this.registrationChanged(user, isRegistered)
    }
    for (const user of this.#reachable) if (!this.#accounts.has(user)) this.#reachable.delete(user)
  }

  registrationChanged(user: string, isRegistered: boolean): void {
    if (this.#reachable.has(user) === isRegistered) return
    if (isRegistered) this.#reachable.add(user)
    else this.#reachable.delete(user)
    const station = this.#stationOf(user)
    if (station) this.#changed(station)
  }

  describe(): Station[] {
    return [...this.#accounts.keys()].map((user) => this.#stationOf(user)).filter((station) => station !== undefined)
  }

  #stationOf(user: string): Station | undefined {
    const stationId = this.#accounts.get(user)?.stationId
    return stationId && { stationId, kind: 'endpoint', user, reachable: this.#reachable.has(user) }
  }
}
