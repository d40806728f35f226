import { afterEach, expect, it, vi } from 'vitest'
import { readAlertSettings, soundOf } from './alert-settings.ts'

const all = { isCallHeard: true, isTaskHeard: true, isNoteHeard: true, isNotified: true }
const kept = (text: string | null) => vi.stubGlobal('localStorage', { getItem: () => text })
afterEach(() => vi.unstubAllGlobals())

it('rings as a call when there is one, and is silent about what is switched off', () => {
  const [call, task] = [{ channel: 'voice' }, { channel: 'task' }] as const
  expect(soundOf([task, call], all)).toBe('call')
  expect(soundOf([task, call], { ...all, isCallHeard: false })).toBe('task')
  expect(soundOf([task], { ...all, isTaskHeard: false })).toBeUndefined()
  expect(soundOf([], all)).toBeUndefined()
})

it('makes itself noticed unless somebody said otherwise, whatever is kept', () => {
  for (const text of [null, '{', 'null', '[]', '"x"', '{"isCallHeard":1,"ringOutputId":""}']) {
    kept(text)
    expect(readAlertSettings()).toEqual(all)
  }
  kept('{"isTaskHeard":false,"ringOutputId":"dev"}')
  expect(readAlertSettings()).toEqual({ ...all, isTaskHeard: false, ringOutputId: 'dev' })
})
