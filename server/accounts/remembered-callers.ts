import type { Clock } from '#adapters/system/clock.ts'
import type { Caller } from './caller.ts'
import { isTokenShaped, tokenHash } from './tokens.ts'

// The click on Answer must not wait for a query: who a secret belongs to is remembered for some seconds. Endings on this
// core are known at once, those on another one within this time.
const rememberMs = 5_000
// When the database is slow or gone, whom it last named is still believed for this long: hanging up waits for nobody.
const believeMs = 15 * 60_000
const patienceMs = 250
const rememberedAtMost = 10_000

export interface RememberedCallers {
  /** Who carries this secret; `undefined`: nobody. */
  callerOf(token: string): Promise<Caller | undefined>
  /** The next request of whoever is meant is looked up again. */
  forgetWhere(isMeant: (caller: Caller) => boolean): Promise<void>
}

/** @param load who has the secret of this hash, by the database */
export function rememberCallers(clock: Clock, load: (hash: Buffer) => Promise<Caller | undefined>): RememberedCallers {
  const remembered = new Map<string, { atMs: number; caller: Promise<Caller | undefined> }>()
  return {
    callerOf(token) {
      if (!isTokenShaped(token)) return Promise.resolve(undefined)
      const hash = tokenHash(token)
      const key = hash.toString('base64')
      const nowMs = clock.monotonicMs()
      const known = remembered.get(key)
      if (known && nowMs - known.atMs < rememberMs) return known.caller
      const caller = load(hash)
      const believed = known && nowMs - known.atMs < believeMs ? known : undefined
      if (!believed) {
        remembered.delete(key)
        remembered.set(key, { atMs: nowMs, caller })
        if (remembered.size > rememberedAtMost) remembered.delete(remembered.keys().next().value as string)
      }
      caller.then(
        // Guesses are not remembered: they would push out those who are known.
        (found) => {
          if (found === undefined) remembered.delete(key)
          else if (believed && remembered.get(key) === believed) remembered.set(key, { atMs: nowMs, caller })
        },
        () => {
          if (!believed) remembered.delete(key)
        },
      )
      return believed ? soonOr(caller, believed.caller) : caller
    },

    async forgetWhere(isMeant) {
      for (const [key, { caller }] of remembered) {
        const known = await caller.catch(() => undefined)
        if (known === undefined || isMeant(known)) remembered.delete(key)
      }
    },
  }
}

/** What the database says, when it says it soon; else what it said before. */
async function soonOr<T>(answer: Promise<T>, before: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(before), patienceMs)
  })
  return Promise.race([answer.catch(() => before), late]).finally(() => clearTimeout(timer))
}
