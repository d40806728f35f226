import { expect, it } from 'vitest'
import type { EdgeId } from '#kernel/ids.ts'
import type { EdgeEvent } from '#protocol/edge/index.ts'
import type { EdgeListener } from '../core-services.ts'
import type { Alarms } from './alarms.ts'
import { watchEdges } from './edge-alarms.ts'

const edgeId = 'edg_1' as EdgeId

function watched() {
  const done: string[] = []
  let listener: EdgeListener = {}
  watchEdges({
    edge: {
      isConnected: () => true,
      subscribe: (given) => {
        listener = given
        return () => {}
      },
    },
    alarms: {
      raise: async ({ kind, subjectId }) => void done.push(`raise ${kind} ${subjectId ?? ''}`),
      clear: async (kind, subjectId) => void done.push(`clear ${kind} ${subjectId ?? ''}`),
    } as Partial<Alarms> as Alarms,
    trunkName: () => undefined,
  })
  return { done, tell: (event: EdgeEvent) => listener.event?.(event, edgeId) }
}
const load = (isOverloaded: boolean): EdgeEvent => ({
  type: 'edge.load',
  calls: 1,
  maxCalls: 10,
  tickLatenessMs: 1,
  isOverloaded,
})

it('says once that an edge is full and once that it is not, also when the core before this one raised the alarm', () => {
  const { tell, done } = watched()
  tell(load(false))
  tell(load(false))
  expect(done).toEqual([`clear edge-overloaded ${edgeId}`])
  tell(load(true))
  tell(load(true))
  tell(load(false))
  expect(done.slice(1)).toEqual([`raise edge-overloaded ${edgeId}`, `clear edge-overloaded ${edgeId}`])
})

it('says when recordings cannot be written, and that they can be again', () => {
  const { tell, done } = watched()
  tell({ type: 'recording.storage', condition: 'full', waitingMs: 1500, freeBytes: 0 })
  tell({ type: 'recording.storage', condition: 'slow', waitingMs: 1500 })
  tell({ type: 'recording.storage', condition: 'well', waitingMs: 0 })
  expect(done).toEqual([
    `raise recording-storage ${edgeId}`,
    `raise recording-storage ${edgeId}`,
    `clear recording-storage ${edgeId}`,
  ])
})
