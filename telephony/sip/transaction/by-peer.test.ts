import { expect, it } from 'vitest'
import type { Flow } from '../flow.ts'
import { ByPeer } from './by-peer.ts'

const flow = (remote: string, connectionId?: string): Flow => ({
  transport: 'tcp',
  local: { address: '10.0.0.2', port: 5060 },
  remote: { address: remote, port: 5060 },
  ...(connectionId === undefined ? {} : { connectionId }),
})

it('finds what is with one peer, before and after its connection had a name, and nothing of others', () => {
  const all = new ByPeer<{ flow: Flow }>()
  const [unnamed, named, other] = [{ flow: flow('a') }, { flow: flow('a', 'c1') }, { flow: flow('b', 'c2') }]
  for (const one of [unnamed, named, other]) all.add(one)
  expect(all.with(flow('a', 'c1'))).toEqual([unnamed, named])
  expect(all.with({ ...flow('a'), transport: 'udp' })).toEqual([])
  all.remove(unnamed)
  all.remove(named)
  all.remove(named)
  expect([all.with(flow('a')), all.with(flow('b')), all.peers]).toEqual([[], [other], 1])
})
