import { expect, test } from 'vitest'
import type { AgentId } from '#kernel/ids.ts'
import type { AgentEntry } from '#protocol/realtime/index.ts'
import { AgentOrder, ableIn } from './agent-order.ts'

const agent = (name: string, more: Partial<AgentEntry> = {}): AgentEntry => ({
  agentId: `agt_${name}` as AgentId,
  name,
  presence: 'available',
  workState: 'idle',
  sinceMs: 0,
  isStationReachable: true,
  ...more,
})
const floor = (...all: readonly AgentEntry[]) => Object.fromEntries(all.map((one) => [one.agentId, one]))
const names = (all: readonly AgentEntry[]) => all.map(({ name }) => name).join(' ')

test('who asks for a break, then by what they do, then by name', () => {
  const order = new AgentOrder()
  const asks = { state: 'asked', reason: 'rest', sinceMs: 0 } as const
  const all = [agent('Zoe'), agent('Bob', { presence: 'offline' }), agent('Ann'), agent('Kai', { breakRequest: asks })]
  expect(names(order.inOrder(floor(...all)))).toBe('Kai Ann Zoe Bob')
})

test('follows who changes, comes, goes and is called otherwise', () => {
  const order = new AgentOrder()
  order.inOrder(floor(agent('Ann'), agent('Bob')))
  expect(names(order.inOrder(floor(agent('Ann', { presence: 'break' }), agent('Bob'))))).toBe('Bob Ann')
  expect(names(order.inOrder(floor(agent('Aaron'), agent('Ann'), agent('Bob'))))).toBe('Aaron Ann Bob')
  expect(names(order.inOrder(floor(agent('Aaron'), agent('Bob'))))).toBe('Aaron Bob')
  const renamed = { ...agent('Aaron'), name: 'Zed' }
  expect(names(order.inOrder(floor(renamed, agent('Bob'))))).toBe('Bob Zed')
})

test('work is given first to who has none, and to thirty at most', () => {
  const busy = agent('Ann', { workState: 'engaged' })
  const many = Array.from({ length: 40 }, (_, i) => agent(`N${i}`, { workState: 'engaged' }))
  expect(names(ableIn([busy, agent('Bob'), agent('Off', { presence: 'offline' })]))).toBe('Bob Ann')
  expect(ableIn(many)).toHaveLength(30)
})
