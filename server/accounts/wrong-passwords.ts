/**
 * Wrong passwords slow down: the account they are guessed for from the fifth one, and the network address they come from
 * from the twentieth (an office shares one). Each further one doubles the wait, up to a quarter of an hour.
 *
 *     failures   1 2 3 4 | 5    6     7     8 …
 *     wait       none    | 5 s  10 s  20 s  40 s … 15 min
 *
 * An attempt is counted before its password is looked at and forgiven when it was right: a hundred guesses sent at the
 * same moment are then a hundred failures, not one. Bounded, and
 * forgotten after an hour of quiet.
 */
export interface WrongPasswords {
  /** Counts an attempt, or says how long to wait before the next one. */
  attempt(
    account: string,
    address: string,
    nowMs: number,
  ): { readonly ok: true } | { readonly ok: false; readonly waitMs: number }
  /** Counts a failure of the past, from before a restart. */
  recall(account: string, address: string, atMs: number): void
  /** The attempt just counted had the right password. */
  forgive(account: string, address: string): void
}

const accountThreshold = 5
const addressThreshold = 20
const firstWaitMs = 5_000
const longestWaitMs = 15 * 60_000
const forgetAfterMs = 60 * 60_000
const keysAtMost = 20_000

interface Failures {
  count: number
  lastMs: number
}

export function createWrongPasswords(): WrongPasswords {
  const failures = new Map<string, Failures>()

  const waitOf = (key: string, threshold: number, nowMs: number): number => {
    const known = failures.get(key)
    if (!known || known.count < threshold) return 0
    if (nowMs - known.lastMs >= forgetAfterMs) {
      failures.delete(key)
      return 0
    }
    const waitMs = Math.min(firstWaitMs * 2 ** Math.min(known.count - threshold, 20), longestWaitMs)
    return Math.max(0, known.lastMs + waitMs - nowMs)
  }
  const count = (key: string, nowMs: number) => {
    const known = failures.get(key)
    const isOld = known === undefined || nowMs - known.lastMs >= forgetAfterMs
    // Deleted and set again, so that the map's order is by the last failure and the first key is the oldest.
    failures.delete(key)
    failures.set(key, { count: isOld ? 1 : known.count + 1, lastMs: nowMs })
    if (failures.size > keysAtMost) failures.delete(failures.keys().next().value as string)
  }

  return {
    attempt(account, address, nowMs) {
      const [byAccount, byAddress] = [`account ${account.toLowerCase()}`, `address ${address}`]
      const waitMs = Math.max(waitOf(byAccount, accountThreshold, nowMs), waitOf(byAddress, addressThreshold, nowMs))
      if (waitMs > 0) return { ok: false, waitMs }
      count(byAccount, nowMs)
      count(byAddress, nowMs)
      return { ok: true }
    },
    recall(account, address, atMs) {
      count(`account ${account.toLowerCase()}`, atMs)
      count(`address ${address}`, atMs)
    },
    forgive(account, address) {
      failures.delete(`account ${account.toLowerCase()}`)
      const byAddress = failures.get(`address ${address}`)
      // One right password does not wash an address clean of the guesses it made for others.
      if (byAddress) byAddress.count = Math.max(0, byAddress.count - 1)
    },
  }
}
