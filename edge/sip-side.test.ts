import { expect, it, vi } from 'vitest'
import { openUdpSocket } from '#adapters/sockets/udp.ts'
import { secureRandom } from './chance.ts'
import { SipSide, type SipSideOptions } from './sip-side.ts'

it('goes on with what is due after a deed that failed', async () => {
  const heard = vi.fn()
  const peer = await openUdpSocket({ address: '127.0.20.61', port: 0, receive: heard })
  if (!peer.ok) throw new Error(peer.error.code)
  const opened = await SipSide.open({
    hosts: ['127.0.20.60'],
    port: 5071,
    realm: 'parley',
    maxCalls: 5,
    legs: { live: [], whenEnding: () => {} },
    clock: { wallMs: () => Date.now(), monotonicMs: () => performance.now() },
    chance: secureRandom,
    signalling: { passed: () => {} },
    access: { admits: () => 'pass', isPeer: () => true, heard: () => {}, useTrunks: () => {} },
    findAccount: () => undefined,
  } as unknown as SipSideOptions)
  if (!opened.ok) throw new Error(opened.error)
  const side = opened.value
  expect(() =>
    side.use((engine) => {
      engine.options({ kind: 'uri', uri: `sip:peer@127.0.20.61:${peer.value.port}` }, Date.now())
      throw new Error('a fault')
    }),
  ).toThrow('a fault')
  // The OPTIONS, and again when nobody answers: the timer runs.
  await vi.waitFor(() => expect(heard.mock.calls.length).toBeGreaterThan(1), 5000)
  await side.stop()
  peer.value.close()
})
