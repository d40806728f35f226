import { expect, it } from 'vitest'
import type { DirectoryEntry } from '#protocol/http/directory.ts'
import { linesOf } from './directory-lines.ts'

const place = { unitId: 'bun_1' as never, unitName: 'Baku' }
const colleague = (workState: string): DirectoryEntry => ({
  kind: 'agent',
  agentId: 'agt_1' as never,
  name: 'Aylin',
  ...place,
  teamNames: [],
  presence: 'available',
  workState,
  isReachable: true,
})

it('asks a colleague who is free, and neither one who talks nor a queue', () => {
  expect(linesOf([colleague('idle')])).toMatchObject([{ isAvailable: true, consulted: { kind: 'agent' } }])
  expect(linesOf([colleague('idle')], 'agt_1')[0]).not.toHaveProperty('consulted')
  expect(linesOf([colleague('engaged')])).toMatchObject([{ isAvailable: false }])
  const queue = { waiting: 0, agentsAvailable: 0, agentsEngaged: 0, servedBy: [], isOpen: true }
  const [voice, task] = linesOf(
    (['voice', 'task'] as const).map((channel) => ({
      ...{ kind: 'queue', queueId: 'que_1' as never, name: 'Support', channel, ...place, ...queue },
    })),
  )
  expect(voice?.to).toEqual({ kind: 'queue', queueId: 'que_1' })
  expect(voice).not.toHaveProperty('consulted')
  expect(task).not.toHaveProperty('to')
})

it('has a line for each number of an outside contact, and says once who it is', () => {
  const numbers = ['+994125551234', '701']
  const contact = { outsideContactId: 'oco_1' as never, name: 'Gülnar', numbers, languages: [], etag: '"1"' }
  const lines = linesOf([{ kind: 'outside', ...contact }])
  expect(lines.map(({ number, isFirst }) => [number, isFirst])).toEqual([
    ['+994125551234', true],
    ['701', false],
  ])
})
