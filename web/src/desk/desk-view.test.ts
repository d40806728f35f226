import { expect, it } from 'vitest'
import type { DeskEntries, DeskInteraction, DeskOffer } from '#protocol/realtime/index.ts'
import { deskView } from './desk-view.ts'

const call = (interactionId: string, state: DeskInteraction['state'], acceptedAtMs: number) =>
  ({ interactionId, state, acceptedAtMs }) as DeskInteraction
const offer = (offerId: string, offeredAtMs: number) => ({ offerId, offeredAtMs }) as DeskOffer

it('puts the call that is talked on before those in wrap-up, and the older offer first', () => {
  const entries: Partial<DeskEntries> = {
    'interaction:a': call('a', 'wrapUp', 1),
    'interaction:b': call('b', 'engaged', 2),
    'offer:y': offer('y', 20),
    'offer:x': offer('x', 10),
    edge: { isConnected: true },
  }
  const view = deskView(entries)
  expect(view.calls.map(({ interactionId }) => interactionId)).toEqual(['b', 'a'])
  expect(view.offers.map(({ offerId }) => offerId)).toEqual(['x', 'y'])
  expect(view.isEdgeConnected).toBe(true)
})

it('keeps tasks apart from calls: nobody is on the line', () => {
  const task = { ...call('t', 'engaged', 1), channel: 'task' } as DeskInteraction
  const view = deskView({ 'interaction:t': task, 'interaction:b': call('b', 'engaged', 2) })
  expect(view.calls.map(({ interactionId }) => interactionId)).toEqual(['b'])
  expect(view.tasks.map(({ interactionId }) => interactionId)).toEqual(['t'])
})

it('is the same object for the same entries, so that nothing renders for nothing', () => {
  const entries: Partial<DeskEntries> = {}
  expect(deskView(entries)).toBe(deskView(entries))
})

it('knows nothing before the first word', () => {
  expect(deskView(undefined)).toMatchObject({ presence: undefined, isEdgeConnected: undefined, calls: [] })
})
