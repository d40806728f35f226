import { describe, expect, it } from 'vitest'
import { type AgentId, newId, type QueueId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { isInShare, type RecordingRule, RecordingRules } from './rule.ts'

const rule = (scope: RecordingRule['scope'], sharePercent: number): RecordingRule => ({
  scope,
  sharePercent,
  consent: 'none',
  keepDays: null,
  pausesAtDigits: 12,
  mayPause: true,
})
const support = 'que_support' as QueueId
const sales = 'que_sales' as QueueId
const aylin = 'agt_aylin' as AgentId
const levan = 'agt_levan' as AgentId

describe('the rule that counts', () => {
  const rules = new RecordingRules([
    rule({ kind: 'all' }, 10),
    rule({ kind: 'queue', queueId: support }, 50),
    rule({ kind: 'agent', agentId: aylin }, 100),
  ])
  it.each([
    [support, aylin, 100],
    [support, levan, 50],
    [sales, levan, 10],
    [null, levan, 10],
    [null, aylin, 100],
  ] as const)('of queue %s and agent %s records %d percent', (queueId, agentId, share) => {
    expect(rules.for(queueId, agentId).sharePercent).toBe(share)
  })

  it('is to record nothing where there is none', () => {
    expect(new RecordingRules([]).for(support, aylin).sharePercent).toBe(0)
  })
})

describe('a share', () => {
  it.each([0, 1, 20, 50, 99, 100])(
    'of %d percent is that of many interactions, and of each always the same',
    (share) => {
      const chance = seededRandom(7)
      const ids = Array.from({ length: 10_000 }, (_, i) => newId('interaction', 1_700_000_000_000 + i, chance.bytes))
      const chosen = ids.filter((id) => isInShare(id, share))
      expect(Math.abs(chosen.length / 100 - share)).toBeLessThan(share % 100 === 0 ? 0.001 : 1.5)
      expect(chosen.every((id) => isInShare(id, share))).toBe(true)
      // Who is in a smaller share is in each larger one: raising a share takes nobody out.
      expect(chosen.every((id) => isInShare(id, Math.min(100, share + 10)))).toBe(true)
    },
  )
})
