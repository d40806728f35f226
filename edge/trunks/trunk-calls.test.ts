import { expect, it, vi } from 'vitest'
import type { EdgeId, LegId, TrunkId } from '#kernel/ids.ts'
import { success } from '#kernel/result.ts'
import type { EdgeCommandOf } from '#protocol/edge/commands.ts'
import type { EdgeTrunk } from '#protocol/edge/trunks.ts'
import type { CallHandle, Destination, OriginateRequest, SipEvent } from '#telephony/sip/index.ts'
import { secureRandom } from '../chance.ts'
import type { SipCall, SipCallParts } from '../sip-call.ts'
import { SipCalls, type SipCallsOptions } from '../sip-calls.ts'
import type { SipMediaMaker } from '../sip-media-maker.ts'
import type { LiveTrunk } from './live-trunk.ts'
import { TrunkCalls, type TrunkCallsOptions } from './trunk-calls.ts'
import type { Trunks } from './trunks.ts'

const id = (name: string) => name as TrunkId
const place: Destination = { transport: 'udp', address: '192.0.2.1', port: 5060 }

function trunk(name: string, domain = '192.0.2.1', destinations = vi.fn(async () => [place])): LiveTrunk {
  const config = { trunkId: id(name), domain, region: 'GE', numberFormat: 'e164', srtp: 'off', codecs: ['pcma'] }
  return {
    config: config as unknown as EdgeTrunk,
    destinations,
    hasRoom: true,
    contactUser: 'x',
  } as unknown as LiveTrunk
}

const command = (over: Partial<EdgeCommandOf<'leg.originate'>> = {}): EdgeCommandOf<'leg.originate'> =>
  ({
    type: 'leg.originate',
    legId: 'leg' as LegId,
    callerNumber: '+995322000000',
    ringTimeoutMs: 60_000,
    to: { kind: 'trunk', trunkIds: [id('a'), id('b')], number: '+995322111111' },
    ...over,
  }) as EdgeCommandOf<'leg.originate'>

/** Calls over trunks as they are now, which the test may change; no packet leaves. */
function calling(now: Map<string, LiveTrunk>) {
  const requests: OriginateRequest[] = []
  const calls: SipCall[] = []
  const originate = (request: OriginateRequest) => success(`call ${requests.push(request)}` as CallHandle)
  const ended = vi.fn()
  const parts = {
    engine: { originate, sipCallId: () => undefined },
    drain: () => {},
    sipNowMs: () => 0,
    legs: { add: () => {}, whenEnding: () => {}, ended },
    clock: { wallMs: () => 0, monotonicMs: () => 0 },
    chance: secureRandom,
  } as unknown as SipCallParts
  const trunks = {
    candidates: (ids: readonly TrunkId[]) => ids.map((one) => now.get(one)).filter((one) => one !== undefined),
    get: (one: string) => now.get(one),
    occupy: () => () => {},
  } as unknown as Trunks
  const media = { makeOffer: () => new Uint8Array(), close: () => {} }
  const trunkCalls = new TrunkCalls({
    parts,
    trunks,
    mediaMaker: { forOutgoing: async () => success(media) } as unknown as SipMediaMaker,
    signalling: { attach: () => {} } as unknown as TrunkCallsOptions['signalling'],
    localAddresses: [{ transport: 'udp', address: '192.0.2.200', port: 5060 }],
    edgeId: 'edge' as EdgeId,
    emit: () => {},
    isWanted: () => true,
    dialled: (_, call) => calls.push(call),
  })
  const fails = (handle: string) => {
    const call = handle as CallHandle
    trunkCalls.ended({ type: 'callEnded', call, by: 'timeout', status: 408, mayTryElsewhere: true } as Extract<
      SipEvent,
      { type: 'callEnded' }
    >)
  }
  return { trunkCalls, parts, trunks, requests, ended, fails }
}

const uriOf = (request: OriginateRequest | undefined) => request?.target.kind === 'uri' && request.target.uri

it('goes on over the next trunk as it is by then', async () => {
  const now = new Map([
    ['a', trunk('a')],
    ['b', trunk('b', 'old.example')],
  ])
  const { trunkCalls, requests, fails } = calling(now)
  const { to } = command()
  if (to.kind === 'trunk') await trunkCalls.begin(command(), to)
  now.set('b', trunk('b', 'new.example'))
  fails('call 1')
  await vi.waitFor(() => expect(requests).toHaveLength(2))
  expect(uriOf(requests[1])).toContain('@new.example')
})

it('calls nobody over a trunk that was taken away meanwhile', async () => {
  const now = new Map([
    ['a', trunk('a')],
    ['b', trunk('b')],
  ])
  const { trunkCalls, requests, ended, fails } = calling(now)
  const { to } = command()
  if (to.kind === 'trunk') await trunkCalls.begin(command(), to)
  now.delete('b')
  fails('call 1')
  await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1))
  expect(requests).toHaveLength(1)
})

it('calls once for one leg, also when it is asked for again while its way is still looked for', async () => {
  let found = (_: Destination[]) => {}
  const destinations = vi.fn(() => new Promise<Destination[]>((resolve) => (found = resolve)))
  const { parts, trunks } = calling(new Map([['a', trunk('a', '192.0.2.1', destinations)]]))
  const calls = new SipCalls({} as unknown as SipCallsOptions, parts, [], trunks)
  const first = calls.originate(command())
  expect(await calls.originate(command())).toMatchObject({ ok: true })
  expect(destinations).toHaveBeenCalledTimes(1)
  expect(calls.giveUp(command().legId), 'the first is still on its way').toBe(true)
  found([])
  await first
})
