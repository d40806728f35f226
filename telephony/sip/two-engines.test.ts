import { describe, expect, it } from 'vitest'
import type { CallHandle, SipEvent } from './engine-contract.ts'
import { type EngineNode, fairWeather, type NetworkWeather, SimulatedNetwork } from './simulated-network.ts'

const offer = new TextEncoder().encode(
  'v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n',
)
const answer = new TextEncoder().encode(
  'v=0\r\no=- 2 1 IN IP4 10.0.0.2\r\ns=-\r\nc=IN IP4 10.0.0.2\r\nt=0 0\r\nm=audio 5000 RTP/AVP 0\r\n',
)
const target = { kind: 'uri', uri: 'sip:200@10.0.0.2' } as const

function pair(seed: number, weather: NetworkWeather = fairWeather) {
  const network = new SimulatedNetwork(seed, weather)
  return { network, caller: network.addEngine('10.0.0.1'), callee: network.addEngine('10.0.0.2') }
}

function typesOf(node: EngineNode): string[] {
  return node.events.map((event) => event.type)
}

function last<Type extends SipEvent['type']>(node: EngineNode, type: Type): Extract<SipEvent, { type: Type }> {
  const found = node.events.findLast((event) => event.type === type)
  if (found === undefined) throw new Error(`no ${type} among ${typesOf(node).join(', ')}`)
  return found as Extract<SipEvent, { type: Type }>
}

function isEmpty(node: EngineNode): boolean {
  const { calls, dialogs, transactions, timers } = node.engine.counts()
  return calls + dialogs + transactions + timers === 0
}

function originate(network: SimulatedNetwork, caller: EngineNode, transport: 'udp' | 'tcp' = 'udp'): CallHandle {
  const call = caller.engine.originate({ target: { ...target, transport }, fromUser: '100', sdp: offer }, network.nowMs)
  if (!call.ok) throw new Error(call.error)
  caller.settle()
  return call.value
}

describe.each(['udp', 'tcp'] as const)('a call between two engines over %s', (transport) => {
  it('rings, is answered, talks, and is hung up by the caller', () => {
    const { network, caller, callee } = pair(1)
    const call = originate(network, caller, transport)
    network.run(100)
    const arrived = last(callee, 'incomingCall')
    expect(arrived).toMatchObject({ requestUser: '200', from: { user: '100' }, maxForwards: 70 })
    expect(arrived.flow.transport).toBe(transport)
    expect(Buffer.from(arrived.sdp ?? []).toString()).toContain('m=audio 4000')

    callee.engine.progress(arrived.call, 180, undefined, network.nowMs)
    callee.settle()
    network.run(1000)
    expect(last(caller, 'callProgress')).toMatchObject({ status: 180, reason: 'Ringing' })

    callee.engine.answer(arrived.call, answer, network.nowMs)
    callee.settle()
    network.run(100)
    expect(Buffer.from(last(caller, 'callAnswered').sdp ?? []).toString()).toContain('m=audio 5000')
    expect(typesOf(callee)).toContain('callAcknowledged')

    caller.engine.hangUp(call, { q850: 16 }, network.nowMs)
    caller.settle()
    network.run(100)
    expect(last(caller, 'callEnded')).toMatchObject({ by: 'local' })
    expect(last(callee, 'callEnded')).toMatchObject({ by: 'remote', q850: 16 })
    network.run(60_000)
    expect(callee.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 })
    expect(caller.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 })
  })

  it('is hung up by the callee, who also puts it on hold before', () => {
    const { network, caller, callee } = pair(2)
    caller.onEvent = (event) => {
      if (event.type === 'remoteOffer') caller.engine.answerOffer(event.call, answer, network.nowMs)
    }
    callee.onEvent = (event) => {
      if (event.type === 'incomingCall') callee.engine.answer(event.call, answer, network.nowMs)
    }
    originate(network, caller, transport)
    network.run(1000)
    const call = last(callee, 'incomingCall').call
    expect(callee.engine.offer(call, offer, network.nowMs).ok).toBe(true)
    callee.settle()
    network.run(1000)
    expect(typesOf(callee)).toContain('offerAnswered')
    expect(typesOf(caller)).toContain('callAnswered')
    callee.engine.hangUp(call, {}, network.nowMs)
    callee.settle()
    network.run(60_000)
    expect(last(caller, 'callEnded').by).toBe('remote')
    expect(last(callee, 'callEnded').by).toBe('local')
    expect(caller.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0 })
  })
})

describe('calls that do not come about', () => {
  it('ends with 487 on both sides when the caller hangs up while it rings', () => {
    const { network, caller, callee } = pair(3)
    const call = originate(network, caller)
    network.run(100)
    caller.engine.hangUp(call, {}, network.nowMs)
    caller.settle()
    network.run(100)
    expect(last(callee, 'callEnded')).toMatchObject({ by: 'remote', status: 487 })
    network.run(60_000)
    expect(isEmpty(caller) && isEmpty(callee)).toBe(true)
  })

  it('waits with CANCEL for the first sign of life, and survives an answer that crosses it', () => {
    const { network, caller, callee } = pair(4)
    const call = originate(network, caller)
    caller.engine.hangUp(call, {}, network.nowMs)
    caller.settle()
    callee.onEvent = (event) => {
      if (event.type === 'incomingCall') callee.engine.answer(event.call, answer, network.nowMs)
    }
    network.run(500)
    expect(last(callee, 'callEnded').by).toBe('remote')
    network.run(60_000)
    expect(isEmpty(caller) && isEmpty(callee)).toBe(true)
  })

  it('says busy with its Retry-After', () => {
    const { network, caller, callee } = pair(5)
    callee.onEvent = (event) => {
      if (event.type === 'incomingCall')
        callee.engine.reject(event.call, 486, { retryAfterS: 7, q850: 17 }, network.nowMs)
    }
    originate(network, caller)
    network.run(1000)
    expect(last(caller, 'callEnded')).toMatchObject({ by: 'refused', status: 486, q850: 17, retryAfterS: 7 })
    network.run(60_000)
    expect(isEmpty(caller) && isEmpty(callee)).toBe(true)
  })

  it('gives up after 64*T1 when nobody is there', () => {
    const { network, caller } = pair(6)
    const sent = caller.engine.originate(
      { target: { kind: 'uri', uri: 'sip:1@10.9.9.9' }, fromUser: '1', sdp: offer },
      network.nowMs,
    )
    expect(sent.ok).toBe(true)
    caller.settle()
    network.run(31_999)
    expect(typesOf(caller)).not.toContain('callEnded')
    network.run(1)
    expect(last(caller, 'callEnded')).toMatchObject({ by: 'timeout', status: 408 })
    expect(isEmpty(caller)).toBe(true)
  })

  it('stops ringing after its time', () => {
    const { network, caller, callee } = pair(7)
    const call = caller.engine.originate({ target, fromUser: '1', sdp: offer, ringTimeoutMs: 20_000 }, network.nowMs)
    expect(call.ok).toBe(true)
    caller.settle()
    network.run(20_100)
    expect(last(caller, 'callEnded')).toMatchObject({ by: 'timeout', status: 408 })
    expect(last(callee, 'callEnded')).toMatchObject({ by: 'remote', status: 487 })
    network.run(60_000)
    expect(isEmpty(caller) && isEmpty(callee)).toBe(true)
  })

  it('is refused with 503 while closed, and taken again when open', () => {
    const { network, caller, callee } = pair(8)
    callee.engine.setClosed({ retryAfterS: 9 })
    originate(network, caller)
    network.run(1000)
    expect(last(caller, 'callEnded')).toMatchObject({ status: 503, retryAfterS: 9 })
    callee.engine.setClosed(undefined)
    originate(network, caller)
    network.run(1000)
    expect(typesOf(callee)).toEqual(['incomingCall'])
  })
})

it('settles two offers that cross, by 491 and waiting (RFC 3261 14.1)', () => {
  const { network, caller, callee } = pair(9)
  for (const node of [caller, callee]) {
    node.onEvent = (event) => {
      if (event.type === 'incomingCall') node.engine.answer(event.call, answer, network.nowMs)
      if (event.type === 'remoteOffer') node.engine.answerOffer(event.call, answer, network.nowMs)
    }
  }
  const call = originate(network, caller)
  network.run(1000)
  caller.engine.offer(call, offer, network.nowMs)
  caller.settle()
  callee.engine.offer(last(callee, 'incomingCall').call, offer, network.nowMs)
  callee.settle()
  network.run(10_000)
  for (const node of [caller, callee]) {
    expect(typesOf(node)).toContain('offerAnswered')
    expect(typesOf(node)).toContain('remoteOffer')
    expect(typesOf(node)).not.toContain('offerRefused')
  }
})

it('makes a late offer: the 2xx offers and the ACK answers', () => {
  const { network, caller, callee } = pair(10)
  callee.onEvent = (event) => {
    if (event.type === 'incomingCall') {
      expect(event.sdp).toBeUndefined()
      callee.engine.answer(event.call, offer, network.nowMs)
    }
  }
  caller.onEvent = (event) => {
    if (event.type === 'callAnswered') caller.engine.acknowledge(event.call, answer, network.nowMs)
  }
  caller.engine.originate({ target, fromUser: '1' }, network.nowMs)
  caller.settle()
  network.run(1000)
  expect(Buffer.from(last(callee, 'callAcknowledged').sdp ?? []).toString()).toContain('m=audio 5000')
})

describe('in bad weather', () => {
  const storm: NetworkWeather = { lostPerMille: 200, doubledPerMille: 150, minDelayMs: 1, maxDelayMs: 900 }

  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    'every call ends, once, and leaves nothing behind (seed %i)',
    (seed) => {
      const { network, caller, callee } = pair(seed, storm)
      const random = network.random
      for (const node of [caller, callee]) {
        node.onEvent = (event) => {
          const now = () => network.nowMs
          if (event.type === 'incomingCall') {
            node.engine.progress(event.call, 180, undefined, now())
            network.after(random.integer(4_000), () => {
              if (random.integer(5) === 0) node.engine.reject(event.call, 486, {}, now())
              else node.engine.answer(event.call, answer, now())
              node.settle()
            })
          }
          if (event.type === 'remoteOffer') node.engine.answerOffer(event.call, answer, now())
          if (event.type === 'callAnswered' || event.type === 'callAcknowledged') {
            network.after(random.integer(3_000), () => {
              node.engine.offer(event.call, offer, now())
              node.settle()
            })
            network.after(2_000 + random.integer(8_000), () => {
              node.engine.hangUp(event.call, {}, now())
              node.settle()
            })
          }
        }
      }
      for (let i = 0; i < 10; i++) {
        network.after(random.integer(5_000), () => {
          const call = originate(network, caller)
          if (random.integer(4) === 0) {
            network.after(random.integer(3_000), () => {
              caller.engine.hangUp(call, {}, network.nowMs)
              caller.settle()
            })
          }
        })
      }
      network.run(400_000)
      for (const node of [caller, callee]) {
        const ended = node.events.filter((event) => event.type === 'callEnded').map((event) => event.call)
        expect(new Set(ended).size).toBe(ended.length)
        expect(node.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
      }
      expect(caller.events.filter((event) => event.type === 'callEnded')).toHaveLength(10)
      const arrived = callee.events.filter((event) => event.type === 'incomingCall')
      expect(callee.events.filter((event) => event.type === 'callEnded')).toHaveLength(arrived.length)
    },
  )
})
