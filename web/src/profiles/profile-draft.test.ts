import { expect, it } from 'vitest'
import type { AgentId, QueueId, RoutingProfileId } from '#kernel/ids.ts'
import { isFelt, lineProblem, newLine, profileDraft, profileOf, profileProblems } from './profile-draft.ts'

const queueId = 'que_01M815HE4Q0BHY8SVKKHD9XES9' as QueueId
const aylin = 'agt_01M815HE4Q0BHY8SVKKHD9XES9' as AgentId
const profile = {
  routingProfileId: 'rpf_01M815HE4Q0BHY8SVKKHD9XES9' as RoutingProfileId,
  name: 'Back office',
  queues: [{ queueId, priority: -3, ring: 2, weight: 1, position: 0, share: 4 }],
  loads: [{ channel: 'task' as const, atOnce: 2, weight: 40 }],
  agentIds: [aylin],
  etag: '"v1"',
}

it('reads what stands, and writes the same', () => {
  const { routingProfileId: _, etag: __, ...writable } = profile
  expect(profileOf(profileDraft(profile))).toEqual(writable)
})

it('needs a name, and numbers within their bounds', () => {
  const draft = profileDraft(undefined)
  expect([...profileProblems(draft)]).toEqual(['name'])
  const line = { ...newLine(queueId), ring: '0' }
  expect(lineProblem(line)).toBe('ring')
  const loads = { ...draft.loads, voice: { atOnce: '2', weight: '50' } }
  expect([...profileProblems({ ...draft, name: 'One', queues: [line], loads })]).toEqual(['queues', 'loads'])
})

it('is felt by whoever has it when its queues or loads change, not its name', () => {
  const before = profileDraft(profile)
  expect(isFelt(before, { ...before, name: 'Other', agentIds: [] })).toBe(false)
  expect(isFelt(before, { ...before, queues: [] })).toBe(true)
})
