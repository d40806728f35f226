import { Store } from '../state/store.ts'

/** A deed that was asked of the server and not answered yet, such as `accept:off_…`. */
export type Deed =
  `${'accept' | 'decline' | 'hold' | 'mute' | 'hang-up' | 'finish' | 'presence' | 'customer' | 'dial' | 'send-on' | 'consultation' | 'party' | 'park' | 'pick-up' | 'announce' | 'mask' | 'recording' | 'monitor'}:${string}`

export const pendingDeeds = new Store<ReadonlySet<string>>(new Set())

/** Does `work` unless the same deed is already under way. @returns what it gave, `undefined` when it was not started */
export async function once<Value>(deed: Deed, work: () => Promise<Value>): Promise<Value | undefined> {
  if (pendingDeeds.get().has(deed)) return undefined
  pendingDeeds.set(new Set(pendingDeeds.get()).add(deed))
  try {
    return await work()
  } finally {
    const left = new Set(pendingDeeds.get())
    left.delete(deed)
    pendingDeeds.set(left)
  }
}
