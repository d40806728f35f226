import { describe, expect, it } from 'vitest'
import type { SipEvent } from '../engine-contract.ts'
import { type EngineNode, type NetworkWeather, SimulatedNetwork } from '../simulated-network.ts'

const storm: NetworkWeather = { lostPerMille: 150, doubledPerMille: 150, minDelayMs: 1, maxDelayMs: 700 }
const sdp = (port: number) =>
  Buffer.from(`v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0\r\n`)

/**
 * Everything that a call can do, at once and over a network that loses, doubles and reorders: reliable ringing with and without
 * descriptions, late offers, UPDATEs before the answer, session timers, offers that cross, hang-ups at any moment. Whatever
 * happens, a call ends once, and nothing is left of it.
 */
describe('a storm', () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))('seed %i', (seed) => {
    const network = new SimulatedNetwork(seed, storm)
    const random = network.random
    const one = (n: number) => random.integer(n) === 0
    const options = { calleeTerms: { sessionExpiresS: one(2) ? 90 : 0 } }
    const caller = network.addEngine('10.0.0.1', options)
    const callee = network.addEngine('10.0.0.2', options)

    const later = (node: EngineNode, withinMs: number, deed: () => void) =>
      network.after(random.integer(withinMs), () => {
        deed()
        node.settle()
      })
    const react = (node: EngineNode, event: SipEvent) => {
      const { engine } = node
      switch (event.type) {
        case 'incomingCall':
          for (let i = random.integer(4); i > 0; i--) {
            later(node, 3_000, () => {
              const description = one(2) && (event.sdp !== undefined || event.takesEarlyOffer === true)
              engine.progress(event.call, one(2) ? 180 : 183, description ? sdp(5_000) : undefined, network.nowMs)
            })
          }
          later(node, 8_000, () => {
            if (one(5)) engine.reject(event.call, 486, { q850: 17 }, network.nowMs)
            else engine.answer(event.call, sdp(5_000), network.nowMs)
          })
          break
        case 'callProgress':
          if (event.sdp !== undefined && one(2))
            later(node, 500, () => engine.acknowledge(event.call, sdp(4_000), network.nowMs))
          later(node, 2_000, () => engine.offer(event.call, sdp(4_002), network.nowMs))
          break
        case 'remoteOffer':
          if (one(4)) engine.refuseOffer(event.call, 488, network.nowMs)
          else engine.answerOffer(event.call, sdp(4_004), network.nowMs)
          break
        case 'callAnswered':
          // An offer in the 2xx is answered; where none was owed this is refused and harms nothing.
          engine.acknowledge(event.call, sdp(4_000), network.nowMs)
          later(node, 150_000, () => engine.hangUp(event.call, { q850: 16 }, network.nowMs))
          later(node, 5_000, () => engine.offer(event.call, sdp(4_006), network.nowMs))
          break
        case 'callAcknowledged':
          later(node, 5_000, () => engine.offer(event.call, sdp(5_002), network.nowMs))
          later(node, 400_000, () => engine.hangUp(event.call, {}, network.nowMs))
          break
      }
    }
    caller.onEvent = (event) => react(caller, event)
    callee.onEvent = (event) => react(callee, event)

    let made = 0
    for (let i = 0; i < 12; i++) {
      network.after(random.integer(20_000), () => {
        const call = caller.engine.originate(
          {
            target: { kind: 'uri', uri: 'sip:200@10.0.0.2' },
            fromUser: '100',
            ...(one(3) ? {} : { sdp: sdp(4_000) }),
            ...(one(2) ? { sessionExpiresS: 90 + random.integer(60) } : {}),
            reliableProvisional: one(4) ? 'required' : one(3) ? 'off' : 'supported',
          },
          network.nowMs,
        )
        if (!call.ok) throw new Error(call.error)
        made++
        if (one(4)) later(caller, 9_000, () => caller.engine.hangUp(call.value, {}, network.nowMs))
        caller.settle()
      })
    }
    network.run(700_000)
    for (const node of [caller, callee]) {
      const ended = node.events.flatMap((event) => (event.type === 'callEnded' ? [event.call] : []))
      expect(new Set(ended).size).toBe(ended.length)
      expect(node.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
    }
    expect(caller.events.filter((event) => event.type === 'callEnded')).toHaveLength(made)
    // Nothing is told of a call after its end.
    for (const node of [caller, callee]) {
      const over = new Set<string>()
      for (const event of node.events) {
        if (!('call' in event)) continue
        expect(over.has(event.call), `${event.type} after the end`).toBe(false)
        if (event.type === 'callEnded') over.add(event.call)
      }
    }
  })
})
