import type { DeskOffer } from '#protocol/realtime/index.ts'
import { deskView } from '../desk/desk-view.ts'
import { readLocal, writeLocal } from '../state/local-setting.ts'
import { Store } from '../state/store.ts'
import { serverNowMs, stream } from '../stream/stream.ts'
import { type MissedOffer, missedSince, readMissed, withMissed } from './missed-offers.ts'

/** What the person at this browser missed and has not read away. */
export const missedOffers = new Store<readonly MissedOffer[]>([])

/**
 * Watches the desk for as long as somebody is signed in, whatever page is shown. A reload keeps what was missed before it.
 * @returns a function that ends it
 */
export function watchMissedOffers(personId: string): () => void {
  const key = `parley.desk.missed.${personId}`
  missedOffers.set(readMissed(readLocal(key)))
  let before: readonly DeskOffer[] = []
  const follow = () => {
    const view = deskView(stream.entries('desk'))
    missedOffers.set(withMissed(missedOffers.get(), missedSince(before, view, serverNowMs())))
    before = view.offers
  }
  const ends = [
    stream.onTopic('desk', follow),
    missedOffers.subscribe(() => writeLocal(key, JSON.stringify(missedOffers.get()))),
  ]
  return () => {
    for (const end of ends) end()
    missedOffers.set([])
  }
}
