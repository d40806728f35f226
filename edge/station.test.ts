import { expect, it, vi } from 'vitest'
import type { EdgeId, LegId, StationId } from '#kernel/ids.ts'
import { CallLeg } from './call-leg.ts'
import { Legs } from './legs.ts'
import { BrowserStation } from './station.ts'
import type { WebConnection, WebMediaParts } from './web-media.ts'

it('closes a connection that failed before it ever stood', () => {
  const clock = { wallMs: () => 0, monotonicMs: () => 0 }
  const origin = { legId: 'leg' as LegId, edgeId: 'e' as EdgeId, transport: 'web', direction: 'outbound' } as const
  const station = new BrowserStation({
    stationId: 'stn_1' as StationId,
    legs: new Legs(clock, () => {}),
    media: { clock } as WebMediaParts,
    changed: () => {},
    makeLeg: (signalling) => new CallLeg({ ...origin, callerNumber: '', dialedNumber: '' }, signalling, 0),
  })
  const close = vi.fn()
  const connection = { peer: { state: 'connecting', close } } as unknown as WebConnection
  station.arrive(connection)
  station.connectionChanged(connection, 'lost')
  expect(close).toHaveBeenCalledOnce()
})
