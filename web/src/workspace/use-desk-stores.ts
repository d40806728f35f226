import { useMe } from '../sign-in/me.ts'
import { type DeskStores, deskStoresOf } from './desk-store.ts'

/** The desk of whoever is signed in. */
export const useDeskStores = (): DeskStores => deskStoresOf(useMe().personId)
