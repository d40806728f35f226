import { expect, it } from 'vitest'
import type { FlowLive } from '#protocol/http/flows.ts'
import { talliesOf } from './tallies.ts'

const [flowVersionId, other] = ['flv_1', 'flv_2'] as unknown as [never, never]
const block = { flowVersionId, blockId: 'menu', now: 3, came24h: 10, gaveUp24h: 2, came7d: 70, gaveUp7d: 9 }
const failure = { flowVersionId, blockId: 'hello', cause: 'no-words', detail: 'ka', times: 4, lost: 1 }
const dates = { firstAt: '2026-01-01T00:00:00Z', lastAt: '2026-01-02T00:00:00Z' }
const live: FlowLive = {
  blocks: [block, { ...block, flowVersionId: other, now: 50 }],
  failures: [
    { ...failure, ...dates },
    { ...failure, ...dates, cause: 'nowhere', detail: 'next', times: 2 },
    { ...failure, ...dates, flowVersionId: other, times: 99 },
  ],
}

it('counts what happened in one version, in the time that is asked for', () => {
  expect(Object.fromEntries(talliesOf(live, flowVersionId, '24h'))).toEqual({
    menu: { now: 3, came: 10, gaveUp: 2, failed: 0 },
    hello: { now: 0, came: 0, gaveUp: 0, failed: 6 },
  })
  expect(talliesOf(live, flowVersionId, '7d').get('menu')).toMatchObject({ came: 70, gaveUp: 9 })
})
