import { expect, it } from 'vitest'
import type { EdgeId, IncarnationId, LegId, TransferId } from '#kernel/ids.ts'
import type { EdgeSnapshot, Leg } from '#protocol/edge/index.ts'
import { LegBook } from './leg-book.ts'

const edgeId = 'edg_1' as EdgeId
const legId = 'leg_1' as LegId
const leg: Leg = {
  legId,
  edgeId,
  transport: 'sip',
  direction: 'inbound',
  state: 'initiated',
  callerNumber: '701',
  dialedNumber: '+15550001',
  muted: false,
  ageMs: 0,
}
const snapshot = (legs: Leg[]): EdgeSnapshot => ({
  legs,
  bridges: [],
  stations: [],
  recordings: [],
  closedRecordings: [],
})

it('knows a leg from its coming until its end was thought through', () => {
  const book = new LegBook()
  book.note({ kind: 'edge', edgeId, event: { type: 'leg.incoming', leg } })
  book.note({ kind: 'edge', edgeId, event: { type: 'leg.connected', legId } })
  expect(book.view.leg(legId)).toEqual({ ...leg, state: 'connected' })
  const ended = {
    kind: 'edge',
    edgeId,
    event: { type: 'leg.ended', legId, reason: 'party-left', durationMs: 1 },
  } as const
  book.note(ended)
  expect(book.view.leg(legId)?.dialedNumber).toBe('+15550001')
  book.forget(ended)
  expect(book.view.leg(legId)).toBeUndefined()
})

it('believes an edge that connects, and forgets nothing of another', () => {
  const book = new LegBook()
  const other = { ...leg, legId: 'leg_2' as LegId, edgeId: 'edg_2' as EdgeId }
  const incarnation = 'inc_1' as IncarnationId
  book.note({ kind: 'edge', edgeId, event: { type: 'leg.incoming', leg } })
  book.note({ kind: 'edge', edgeId: other.edgeId, event: { type: 'leg.incoming', leg: other } })
  book.note({ kind: 'edge-connected', edgeId, incarnation, snapshot: snapshot([]) })
  expect(book.view.leg(legId)).toBeUndefined()
  expect(book.view.leg(other.legId)).toEqual(other)
})

it('keeps what phones asked for, and not without end', () => {
  const book = new LegBook()
  const ask = (nth: number) => {
    const event = {
      type: 'leg.transfer-requested',
      legId,
      transferId: `trf_${nth}` as TransferId,
      target: '200',
    } as const
    book.note({ kind: 'edge', edgeId, event })
  }
  for (let nth = 0; nth < 2000; nth++) ask(nth)
  expect(book.view.requestedTransfer('trf_1999' as TransferId)).toEqual({ legId, target: '200' })
  expect(book.view.requestedTransfer('trf_0' as TransferId)).toBeUndefined()
})
