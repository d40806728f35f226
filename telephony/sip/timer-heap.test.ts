import { expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { type TimerEntry, TimerHeap } from './timer-heap.ts'

it('fires in order of time, and of setting where times are equal', () => {
  const heap = new TimerHeap<string>()
  heap.schedule(20, 'c')
  heap.schedule(10, 'a')
  heap.schedule(10, 'b')
  expect(heap.nextDueMs()).toBe(10)
  expect(heap.takeDue(9)).toBeUndefined()
  expect([heap.takeDue(20), heap.takeDue(20), heap.takeDue(20), heap.takeDue(20)]).toEqual(['a', 'b', 'c', undefined])
})

it('does the same as a sorted list, whatever is set and cancelled (1,000 steps, 20 seeds)', () => {
  for (let seed = 0; seed < 20; seed++) {
    const random = seededRandom(seed)
    const heap = new TimerHeap<number>()
    let model: TimerEntry<number>[] = []
    for (let i = 0; i < 1000; i++) {
      const choice = random.integer(3)
      if (choice === 0 || model.length === 0) model.push(heap.schedule(random.integer(50), i))
      else if (choice === 1) {
        const entry = random.pick(model)
        heap.cancel(entry)
        heap.cancel(entry)
        model = model.filter((one) => one !== entry)
      } else {
        const nowMs = random.integer(50)
        const due = model.filter((one) => one.dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0]
        expect(heap.takeDue(nowMs)).toBe(due?.item)
        model = model.filter((one) => one !== due)
      }
      expect(heap.size).toBe(model.length)
    }
  }
})
