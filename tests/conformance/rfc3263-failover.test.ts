import { describe, expect, it } from 'vitest'
import type { OriginateRequest, SipEvent } from '#telephony/sip/index.ts'
import { type EngineNode, SimulatedNetwork } from '#telephony/sip/simulated-network.ts'
import { type SeenMessage, sdpOffer, seen } from './raw-peer.ts'

const servers = ['10.0.1.1', '10.0.1.2', '10.0.1.3'] as const
const offer = Buffer.from(sdpOffer.replaceAll('10.0.0.9', '10.0.0.2'))

/** Our engine and three servers behind one name, each answering an INVITE as its hand says. */
class Carrier {
  readonly network = new SimulatedNetwork(7)
  readonly node: EngineNode
  readonly heard = new Map<string, SeenMessage[]>(servers.map((one) => [one, []]))
  readonly answers = new Map<string, (request: SeenMessage) => string | undefined>()

  constructor(present: readonly string[] = servers) {
    this.node = this.network.addEngine('10.0.0.2')
    for (const address of present) {
      this.network.addNode(address, '*', {
        receive: (_, bytes) => {
          const message = seen(bytes)
          this.heard.get(address)?.push(message)
          if (message.status > 0) return
          const answer = this.answers.get(address)?.(message)
          if (answer !== undefined) this.say(address, answer)
        },
      })
    }
  }

  say(address: string, text: string): void {
    const at = (of: string) => ({ address: of, port: 5060 })
    const bytes = Buffer.from(text.replace(/\r?\n/g, '\r\n'), 'latin1')
    this.network.send({ transport: 'udp', local: at(address), remote: at('10.0.0.2') }, bytes)
  }

  call(extra: Partial<OriginateRequest> = {}) {
    const result = this.node.engine.originate(
      {
        target: { kind: 'uri', uri: 'sip:300@carrier.example' },
        fromUser: '100',
        sdp: offer,
        destinations: servers.map((address) => ({ address, port: 5060, transport: 'udp' })),
        failoverMs: 3_000,
        ...extra,
      },
      this.network.nowMs,
    )
    if (!result.ok) throw new Error(result.error)
    this.node.settle()
    return result.value
  }

  run(forMs: number): void {
    this.network.run(forMs)
  }

  invites(address: string): SeenMessage[] {
    return (this.heard.get(address) ?? []).filter((one) => one.startLine.startsWith('INVITE'))
  }

  count(address: string, method: string): number {
    return (this.heard.get(address) ?? []).filter((one) => one.startLine.startsWith(method)).length
  }

  events<T extends SipEvent['type']>(type: T) {
    return this.node.events.filter((event) => event.type === type) as Extract<SipEvent, { type: T }>[]
  }
}

function response(request: SeenMessage, status: number, body = ''): string {
  const to = request.header('To')
  const lines = [
    `SIP/2.0 ${status} Whatever`,
    `Via: ${request.header('Via')}`,
    `From: ${request.header('From')}`,
    `To: ${to}${status === 100 || to.includes('tag=') ? '' : ';tag=callee'}`,
    `Call-ID: ${request.header('Call-ID')}`,
    `CSeq: ${request.header('CSeq')}`,
    'Contact: <sip:300@10.0.1.1>',
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.replace(/\n/g, '\r\n').length}`,
  ]
  return `${lines.join('\n')}\n\n${body}`
}
const says = (status: number) => (request: SeenMessage) =>
  request.startLine.startsWith('INVITE') ? response(request, status, status === 200 ? sdpOffer : '') : undefined
const branchOf = (message: SeenMessage) => /branch=([^;]+)/.exec(message.header('Via'))?.[1]

describe('RFC 3263 4.3: details of RFC 2782 process', () => {
  it('"a transport layer failure … a new request, identical to the previous, but … a different value of the Via branch ID"', () => {
    const carrier = new Carrier()
    carrier.answers.set('10.0.1.1', says(503))
    carrier.answers.set('10.0.1.2', says(200))
    carrier.call()
    carrier.run(200)
    const [first, second] = [carrier.invites('10.0.1.1')[0], carrier.invites('10.0.1.2')[0]]
    expect(carrier.events('callAnswered')).toHaveLength(1)
    expect(second?.startLine).toBe(first?.startLine)
    expect(second?.header('Call-ID')).toBe(first?.header('Call-ID'))
    expect(second?.body).toBe(first?.body)
    expect(first && branchOf(first)).not.toBe(second && branchOf(second))
    expect(carrier.invites('10.0.1.3')).toHaveLength(0)
  })

  it('503 is acknowledged, and told as a place that failed', () => {
    const carrier = new Carrier()
    carrier.answers.set('10.0.1.1', says(503))
    carrier.answers.set('10.0.1.2', says(200))
    carrier.call()
    carrier.run(200)
    const acks = (carrier.heard.get('10.0.1.1') ?? []).map((one) => one.header('CSeq'))
    expect(acks.filter((cseq) => cseq === '1 ACK')).toHaveLength(1)
    expect(carrier.events('destinationFailed').map((event) => event.flow.remote.address)).toEqual(['10.0.1.1'])
  })

  it('silence counts before timer B has run out, where there is another place', () => {
    const carrier = new Carrier(['10.0.1.2'])
    carrier.answers.set('10.0.1.2', says(200))
    carrier.call()
    carrier.run(2_900)
    expect(carrier.invites('10.0.1.2')).toHaveLength(0)
    carrier.run(300)
    expect(carrier.events('callAnswered')).toHaveLength(1)
  })

  it('the last place has as long as timer B, unless there is a way elsewhere', () => {
    const carrier = new Carrier([])
    carrier.call()
    carrier.run(3 * 3_000 + 500)
    expect(carrier.events('callEnded')).toHaveLength(0)
    carrier.run(32_000)
    expect(carrier.events('callEnded')).toMatchObject([{ by: 'timeout', status: 408, mayTryElsewhere: true }])

    const hasty = new Carrier([])
    hasty.call({ hasWayElsewhere: true })
    hasty.run(3 * 3_000 + 500)
    expect(hasty.events('callEnded')).toMatchObject([{ by: 'timeout', mayTryElsewhere: true }])
  })

  it.each([403, 404, 480, 486, 500, 600, 603])('%i is the answer, not a failure of the place', (status) => {
    const carrier = new Carrier()
    carrier.answers.set('10.0.1.1', says(status))
    carrier.call()
    carrier.run(500)
    expect(carrier.events('callEnded')).toMatchObject([{ by: 'refused', status }])
    expect(carrier.events('callEnded')[0]?.mayTryElsewhere).toBeUndefined()
    expect(carrier.invites('10.0.1.2')).toHaveLength(0)
  })

  it('one that has said 100 is waited for, whatever the limit', () => {
    const carrier = new Carrier()
    carrier.answers.set('10.0.1.1', says(100))
    carrier.call()
    carrier.run(20_000)
    expect(carrier.invites('10.0.1.2')).toHaveLength(0)
    expect(carrier.events('callEnded')).toHaveLength(0)
  })

  it('what wakes up late is cancelled once, and hears no more of it in between', () => {
    const carrier = new Carrier()
    carrier.answers.set('10.0.1.2', says(180))
    carrier.call()
    carrier.run(3_500)
    const before = carrier.invites('10.0.1.1').length
    carrier.run(10_000)
    expect(carrier.invites('10.0.1.1')).toHaveLength(before)
    const late = carrier.invites('10.0.1.1')[0] as SeenMessage
    carrier.say('10.0.1.1', response(late, 180))
    carrier.run(100)
    carrier.say('10.0.1.1', response(late, 180))
    carrier.run(100)
    expect(carrier.count('10.0.1.1', 'CANCEL')).toBe(1)
    expect(carrier.events('callEnded')).toHaveLength(0)
  })

  it('an answer that comes too late is acknowledged and ended; the call goes on elsewhere', () => {
    const carrier = new Carrier()
    carrier.answers.set('10.0.1.2', says(180))
    carrier.call()
    carrier.run(3_500)
    carrier.say('10.0.1.1', response(carrier.invites('10.0.1.1')[0] as SeenMessage, 200, sdpOffer))
    carrier.run(100)
    expect([carrier.count('10.0.1.1', 'ACK'), carrier.count('10.0.1.1', 'BYE')]).toEqual([1, 1])
    expect(carrier.events('callAnswered')).toHaveLength(0)
    const ringing = carrier.invites('10.0.1.2')[0] as SeenMessage
    carrier.say('10.0.1.2', response(ringing, 200, sdpOffer).replace('tag=callee', 'tag=second'))
    carrier.run(100)
    expect(carrier.events('callAnswered')).toHaveLength(1)
  })

  it('a call that was hung up meanwhile goes nowhere else', () => {
    const carrier = new Carrier([])
    const call = carrier.call()
    carrier.run(1_000)
    carrier.node.engine.hangUp(call, {}, carrier.network.nowMs)
    carrier.node.settle()
    carrier.run(40_000)
    expect(carrier.events('callEnded')).toMatchObject([{ by: 'local' }])
    expect(carrier.node.engine.counts().transactions).toBe(0)
  })
})

it('a ring time-out still holds after a challenge was answered', () => {
  const carrier = new Carrier()
  carrier.answers.set('10.0.1.1', (request) => {
    if (!request.startLine.startsWith('INVITE')) return undefined
    if (request.text.includes('Proxy-Authorization')) return response(request, 180)
    return response(request, 407).replace('Contact:', 'Proxy-Authenticate: Digest realm="c", nonce="n"\nContact:')
  })
  carrier.call({ credentials: { user: 'u', password: 'p' }, ringTimeoutMs: 5_000 })
  carrier.run(6_000)
  expect(carrier.invites('10.0.1.1')).toHaveLength(2)
  expect(carrier.events('callEnded')).toMatchObject([{ by: 'timeout', reason: 'no answer in time' }])
  expect(carrier.events('callEnded')[0]?.mayTryElsewhere).toBeUndefined()
})

describe('a place that wakes up after all of them were given up', () => {
  const wakesUp = (status: number) => {
    const carrier = new Carrier()
    const one = { address: servers[0], port: 5060, transport: 'udp' } as const
    carrier.call({ destinations: [one], hasWayElsewhere: true })
    carrier.run(3_500)
    expect(carrier.events('callEnded')).toMatchObject([{ by: 'timeout', mayTryElsewhere: true }])
    const [invite] = carrier.invites(servers[0])
    carrier.say(servers[0], response(invite as SeenMessage, status, status === 200 ? sdpOffer : ''))
    carrier.run(500)
    return carrier
  }

  it('is cancelled when it rings: the call is on its way over another trunk by then', () => {
    const carrier = wakesUp(180)
    expect(carrier.count(servers[0], 'CANCEL')).toBeGreaterThan(0)
    carrier.run(120_000)
    expect(carrier.node.engine.counts()).toMatchObject({ calls: 0, dialogs: 0, transactions: 0, timers: 0 })
  })

  it('is thanked and hung up when it answers', () => {
    const carrier = wakesUp(200)
    expect([carrier.count(servers[0], 'ACK'), carrier.count(servers[0], 'BYE')]).toEqual([1, 1])
  })

  it('is told once to have failed', () => {
    expect(wakesUp(180).events('destinationFailed')).toHaveLength(1)
  })
})
