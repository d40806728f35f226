import { expect, it } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import type { ManagedQueue } from '#protocol/http/queues.ts'
import { memberProblem, newMember, queueDraft, queueOf, queueProblems } from './queue-draft.ts'

const aylin = 'agt_aylin' as AgentId

it('a new queue needs a name and nothing else', () => {
  const draft = queueDraft(undefined)
  expect([...queueProblems(draft)]).toEqual(['name'])
  expect(queueOf({ ...draft, name: ' Sales ' })).toMatchObject({ name: 'Sales', ringTimeoutMs: 20_000, members: [] })
})

it('reads seconds with a fraction, however the fraction is written, and whole counts only', () => {
  const draft = { ...queueDraft(undefined), name: 'Sales', ringS: '7,5', extensions: '1.5' }
  expect([...queueProblems(draft)]).toEqual(['extensions'])
  expect(queueOf(draft).ringTimeoutMs).toBe(7500)
})

it('says which field is out of its bounds, and whose priority', () => {
  const member = newMember(aylin)
  const members = [{ ...member, priority: 'high' }]
  const draft = { ...queueDraft(undefined), name: 'Sales', ringS: '0', wrapUpS: '0', parkS: '', members }
  expect([...queueProblems(draft)]).toEqual(['ringS', 'parkS', aylin])
  expect(queueOf({ ...draft, members: [{ ...member, priority: '-3', ring: '2' }] }).members).toEqual([
    { agentId: aylin, priority: -3, ring: 2, weight: 1, position: 0, share: 1 },
  ])
  expect(memberProblem({ ...member, weight: '11' })).toBe('weight')
})

it('changes nothing that nobody touched, whatever way of writing up it has', () => {
  const ways = [
    { wrapUpLimitMs: 0, wrapUpExtensions: 2, wrapUpExtensionMs: null, isWrapUpOptional: false },
    { wrapUpLimitMs: 30_000, wrapUpExtensions: 0, wrapUpExtensionMs: null, isWrapUpOptional: false },
    { wrapUpLimitMs: 30_000, wrapUpExtensions: 2, wrapUpExtensionMs: 10_000, isWrapUpOptional: false },
    { wrapUpLimitMs: 30_000, wrapUpExtensions: 2, wrapUpExtensionMs: null, isWrapUpOptional: true },
  ]
  const { wrapUpLimitMs: _, ...sent } = queueOf({ ...queueDraft(undefined), name: 'Sales' })
  for (const way of ways) {
    const saved = { ...(sent as unknown as ManagedQueue), ...way }
    expect(queueOf(queueDraft(saved))).toMatchObject(way)
  }
})
