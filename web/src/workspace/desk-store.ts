import { readLocal, writeLocal } from '../state/local-setting.ts'
import { Store } from '../state/store.ts'
import { type Layout, readLayout } from './layout.ts'
import { type Desk, readDesk } from './tabs.ts'

/** How one person has his desk in this browser: kept with each change, and there again after a reload. */
export interface DeskStores {
  readonly layout: Store<Layout>
  readonly desk: Store<Desk>
}

const stores = new Map<string, DeskStores>()

/** The same for as long as this page lives. */
export function deskStoresOf(personId: string): DeskStores {
  const known = stores.get(personId)
  if (known) return known
  const made = {
    layout: keptStore(`parley.desk.layout.${personId}`, readLayout),
    desk: keptStore(`parley.desk.tabs.${personId}`, readDesk),
  }
  stores.set(personId, made)
  return made
}

function keptStore<Value>(key: string, read: (text: string | undefined) => Value): Store<Value> {
  const store = new Store(read(readLocal(key)))
  store.subscribe(() => writeLocal(key, JSON.stringify(store.get())))
  return store
}
