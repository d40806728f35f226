import { expect, it } from 'vitest'
import { deadForMs, TargetMemory } from './target-memory.ts'

const place = (address: string) => ({ transport: 'udp' as const, address, port: 5060 })
const [a, b, c] = [place('192.0.2.1'), place('192.0.2.2'), place('192.0.2.3')]

it('asks those that failed lately last, in their order, and forgets it in time', () => {
  const memory = new TargetMemory()
  memory.failed(a, 0)
  memory.failed(b, 10_000)
  expect(memory.order([a, b, c], 10_000)).toEqual([c, a, b])
  expect(memory.order([a, b, c], deadForMs)).toEqual([a, c, b])
  expect(memory.order([a, b, c], deadForMs + 10_000)).toEqual([a, b, c])
})

it('believes a sign of life at once', () => {
  const memory = new TargetMemory()
  memory.failed(a, 0)
  memory.answered(a)
  expect(memory.isDead(a, 1)).toBe(false)
  expect(memory.isDead({ ...a, port: 5061 }, 1)).toBe(false)
})

it('remembers no more than it has room for', () => {
  const memory = new TargetMemory()
  for (let i = 0; i < 5_000; i++) memory.failed({ ...a, port: i }, 0)
  expect([memory.isDead({ ...a, port: 0 }, 1), memory.isDead({ ...a, port: 4_999 }, 1)]).toEqual([false, true])
})
