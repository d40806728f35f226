import { expect, it } from 'vitest'
import type { DeskOffer } from '#protocol/realtime/index.ts'
import type { DeskView } from '../desk/desk-view.ts'
import { missedSince, readMissed, withMissed } from './missed-offers.ts'

const offer = (offerId: string, expiresAtMs: number) =>
  ({
    offerId,
    interactionId: `of ${offerId}`,
    channel: 'voice',
    queueName: 'Sales',
    callerName: 'Nino',
    expiresAtMs,
  }) as unknown as DeskOffer
const desk = (offers: readonly DeskOffer[], held: readonly string[] = []) =>
  ({ offers, calls: held.map((interactionId) => ({ interactionId })), tasks: [] }) as unknown as DeskView

it('is missed when its time ran out and it is in nobody’s hand here', () => {
  const before = [offer('a', 20_000), offer('b', 20_000)]
  expect(missedSince(before, desk([offer('b', 20_000)]), 20_010)).toEqual([
    { offerId: 'a', channel: 'voice', label: 'Nino', queueName: 'Sales', atMs: 20_000 },
  ])
})

it('is not missed when it was taken, declined in time, or taken back', () => {
  const before = [offer('a', 20_000)]
  expect(missedSince(before, desk([], ['of a']), 20_010)).toEqual([])
  expect(missedSince(before, desk([]), 12_000)).toEqual([])
})

it('keeps each once, the newest first, and forgets the oldest', () => {
  const [one] = missedSince([offer('a', 1)], desk([]), 10)
  if (!one) throw new Error('missed')
  const kept = withMissed([], [one])
  expect(withMissed(kept, [one])).toBe(kept)
  const many = Array.from({ length: 30 }, (_, at) => ({ ...one, offerId: `o${at}` }))
  expect(withMissed(kept, many)).toHaveLength(20)
  expect(readMissed(JSON.stringify(kept))).toEqual(kept)
  expect(readMissed('{"a":1}')).toEqual([])
})
