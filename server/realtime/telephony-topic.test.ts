import { expect, it } from 'vitest'
import type { EdgeId, LegId, TrunkId } from '#kernel/ids.ts'
import type { EdgeCommand } from '#protocol/edge/index.ts'
import type { EdgeListener } from '../core-services.ts'
import { TelephonyTopic, type TelephonyTopicParts } from './telephony-topic.ts'

const edgeId = 'edg_1' as EdgeId
const legId = 'leg_1' as LegId
const key = `leg:${legId}`
const originate = (more: object = {}): EdgeCommand => ({
  type: 'leg.originate',
  legId,
  to: { kind: 'trunk', trunkIds: ['trk_1' as TrunkId], number: '+995322000000' },
  callerNumber: '+995322111111',
  ringTimeoutMs: 1000,
  ...more,
})

function topic() {
  let listener: EdgeListener = {}
  const made = new TelephonyTopic({
    edge: {
      subscribe: (given: EdgeListener) => {
        listener = given
        return () => {}
      },
    },
    ladders: { owners: { of: () => undefined } },
    clock: { wallMs: () => 1000 },
    changed: () => {},
  } as unknown as TelephonyTopicParts)
  return { entries: () => made.entries() as Record<string, unknown>, listener: () => listener }
}

it('shows a leg that is called, and none that the edge did not call', () => {
  const { entries, listener } = topic()
  listener().sent?.(originate(), edgeId)
  expect(entries()[key]).toMatchObject({ state: 'initiated', dialedNumber: '+995322000000' })
  listener().refused?.(originate(), edgeId, { code: 'not-reachable', sentence: 'nobody is registered' })
  expect(entries()).not.toHaveProperty([key])
})

it('shows no caller who is not to be shown', () => {
  const { entries, listener } = topic()
  listener().sent?.(originate({ isCallerHidden: true }), edgeId)
  expect(entries()[key]).not.toHaveProperty('callerNumber')
})

it('leaves a leg that is up, when the command that began it comes again and is refused', () => {
  const { entries, listener } = topic()
  listener().sent?.(originate(), edgeId)
  listener().event?.({ type: 'leg.connected', legId }, edgeId)
  listener().sent?.(originate(), edgeId)
  listener().refused?.(originate(), edgeId, { code: 'wrong-state', sentence: 'it is there' })
  expect(entries()[key]).toMatchObject({ state: 'connected' })
})
