import { expect, it, vi } from 'vitest'
import type { TrunkId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { EdgeTrunk } from '#protocol/edge/trunks.ts'
import type { CallTarget, Destination, ProbeHandle, SipEngine } from '#telephony/sip/index.ts'
import { TargetMemory } from '#telephony/trunks/target-memory.ts'
import { LiveTrunk } from './live-trunk.ts'
import type { TrunkLocator } from './trunk-locator.ts'

const config: EdgeTrunk = {
  trunkId: 'a' as TrunkId,
  domain: 'carrier.example',
  region: 'GE',
  transport: 'udp',
  registers: false,
  registerExpiresS: 600,
  addresses: [],
  fromUser: 'caller',
  identityHeader: 'pai',
  diversionHeader: 'none',
  numberFormat: 'e164',
  codecs: ['pcma'],
  dtmf: 'rfc4733',
  srtp: 'off',
  reliableProvisional: 'supported',
  sessionExpiresS: 0,
  maxCalls: 10,
  keepAliveS: 30,
  failoverMs: 4_000,
}

/** A trunk of several places, of which those in `alive` answer OPTIONS. @returns it and where it asked, in order */
function probed(addresses: readonly string[], alive: readonly string[]) {
  const asked: string[] = []
  const places = addresses.map((address): Destination => ({ transport: 'udp', address, port: 5060 }))
  const engine = {
    options: (target: CallTarget) => {
      const address = (target.kind === 'uri' && target.destination?.address) || ''
      const handle = `probe ${asked.push(address)}` as ProbeHandle
      setImmediate(() => {
        if (trunk.ownsProbe(handle)) trunk.probeEnded(alive.includes(address) ? 200 : undefined)
      })
      return success(handle)
    },
  } as unknown as SipEngine
  const trunk: LiveTrunk = new LiveTrunk(config, {
    engine,
    drain: () => {},
    sipNowMs: () => 0,
    wallMs: () => 0,
    locator: { destinations: async () => places, sources: async () => new Set() } as unknown as TrunkLocator,
    memory: new TargetMemory(),
    chance: () => 0,
    randomBytes: (count) => new Uint8Array(count),
    callsOf: () => 0,
    changed: () => {},
    sourcesChanged: () => {},
  })
  trunk.start()
  return { trunk, asked }
}

it.each([
  ['the first of two is dead', ['a', 'b'], ['b']],
  ['only the last of three lives', ['a', 'b', 'c'], ['c']],
  ['the middle one lives', ['a', 'b', 'c'], ['b']],
])('finds the place that lives: %s', async (_, places, alive) => {
  const { trunk, asked } = probed(places, alive)
  await vi.waitFor(() => expect(trunk.condition).not.toBe('connecting'))
  expect([trunk.condition, asked.at(-1)]).toEqual(['reachable', alive[0]])
  expect(new Set(asked).size, 'no place is asked twice').toBe(asked.length)
  trunk.stop()
})

it('says that a trunk is gone once each of its places was asked, once', async () => {
  const { trunk, asked } = probed(['a', 'b', 'c'], [])
  await vi.waitFor(() => expect(trunk.condition).toBe('unreachable'))
  expect(asked).toEqual(['a', 'b', 'c'])
  trunk.stop()
})
