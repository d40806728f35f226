import { beforeEach, expect, it, vi } from 'vitest'
import { CallFailed, call } from '../sign-in/api.ts'
import { forgetIceServers, iceServers } from './ice-servers.ts'

vi.mock('../sign-in/api.ts', async (original) => ({ ...(await original<object>()), call: vi.fn() }))

const turn = [{ urls: ['turn:192.0.2.1'], username: '1', credential: 'a' }]
beforeEach(() => {
  forgetIceServers()
  vi.mocked(call).mockReset()
})

it('keeps credentials until a minute before they end', async () => {
  vi.mocked(call).mockResolvedValue({ iceServers: turn, expiresAt: '2026-01-01T00:10:00Z' } as never)
  const atMs = (time: string) => Date.parse(`2026-01-01T${time}Z`)
  expect(await iceServers(atMs('00:00:00'))).toEqual(turn)
  await iceServers(atMs('00:08:59'))
  expect(call).toHaveBeenCalledTimes(1)
  await iceServers(atMs('00:09:00'))
  expect(call).toHaveBeenCalledTimes(2)
})

it('does without when there is no answer, and asks again the next time', async () => {
  vi.mocked(call).mockRejectedValueOnce(new CallFailed('network'))
  expect(await iceServers()).toEqual([])
  vi.mocked(call).mockResolvedValue({ iceServers: turn } as never)
  expect(await iceServers()).toEqual(turn)
})
