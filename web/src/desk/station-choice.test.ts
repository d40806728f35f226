import { beforeEach, expect, it, vi } from 'vitest'
import { CallFailed, call } from '../sign-in/api.ts'
import { station } from '../station/station.ts'
import { chooseStation, loadStationChoice, stationChoices } from './station-choice.ts'

vi.mock('../sign-in/api.ts', async (original) => ({ ...(await original<object>()), call: vi.fn() }))
vi.mock('../station/station.ts', () => ({ station: { start: vi.fn(), stop: vi.fn() } }))

const kept = new Map<string, string>()
const choices = (chosen: object) => ({ chosen, phones: [], mayUseNumber: true }) as never
beforeEach(() => {
  vi.clearAllMocks()
  kept.clear()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  })
})

it('asks nobody for a microphone who talked through a telephone the last time, also without an answer', async () => {
  vi.mocked(call).mockResolvedValueOnce(choices({ kind: 'phone', user: '702' }))
  expect(await loadStationChoice()).toBe('phone')
  vi.mocked(call).mockRejectedValueOnce(new CallFailed('network'))
  expect(await loadStationChoice()).toBe('phone')
})

it('takes the browser where the server knows no choice', async () => {
  vi.mocked(call).mockRejectedValueOnce(new CallFailed('request.no-such-route', 404))
  expect(await loadStationChoice()).toBe('browser')
})

it('gives the microphone back for a telephone, and takes it again for the browser', async () => {
  vi.mocked(call).mockResolvedValueOnce(choices({ kind: 'number', number: '+995599123456' }))
  await chooseStation({ kind: 'number', number: '+995599123456' })
  expect(station.stop).toHaveBeenCalledOnce()
  vi.mocked(call).mockResolvedValueOnce(choices({ kind: 'browser' }))
  await chooseStation({ kind: 'browser' })
  expect(station.start).toHaveBeenCalledOnce()
})

it('stays with what was chosen when the server refuses', async () => {
  stationChoices.set(choices({ kind: 'browser' }))
  vi.mocked(call).mockRejectedValueOnce(new CallFailed('phone.not-registered', 409))
  await expect(chooseStation({ kind: 'phone', user: '702' })).rejects.toThrow()
  expect(station.stop).not.toHaveBeenCalled()
  expect(stationChoices.get()?.chosen.kind).toBe('browser')
})
