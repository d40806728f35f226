import { expect, it } from 'vitest'
import { type Random, seededRandom } from '#kernel/random.ts'
import type { Flow } from './flow.ts'
import { createSipEngine } from './user-agent.ts'

const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'
const methods = ['INVITE', 'ACK', 'BYE', 'CANCEL', 'OPTIONS', 'REGISTER', 'INFO', 'UPDATE', 'PRACK', 'NOTIFY']

/** A message that means something, built from a small pool of branches, Call-IDs and tags so that many meet. */
function plausible(random: Random, tags: readonly string[]): Buffer {
  const method = random.pick(methods)
  const isResponse = random.integer(4) === 0
  const body = random.integer(2) === 0 ? sdp : ''
  const tag = random.integer(2) === 0 && tags.length > 0 ? `;tag=${random.pick(tags)}` : ''
  const lines = [
    isResponse ? `SIP/2.0 ${100 + random.integer(600)} X` : `${method} sip:200@10.0.0.2 SIP/2.0`,
    `Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${random.integer(20)}`,
    `From: <sip:${random.pick(['701', 'peer'])}@10.0.0.9>;tag=p${random.integer(3)}`,
    `To: <sip:200@10.0.0.2>${tag}`,
    `Call-ID: c${random.integer(5)}`,
    `CSeq: ${random.integer(9)} ${method}`,
    'Contact: <sip:peer@10.0.0.9:5060>',
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
}

function mangled(random: Random, message: Buffer): Buffer {
  if (random.integer(3) > 0) return message
  const at = random.integer(message.length)
  const piece = random.pick([
    random.bytes(random.integer(12)),
    Buffer.from(random.pick(['\r\n', '"', '<', ';', ',', '\0', '%'])),
  ])
  return Buffer.concat([message.subarray(0, at), piece, message.subarray(at + random.integer(20))])
}

it.each(Array.from({ length: 30 }, (_, seed) => seed))(
  'takes anything without a throw, and forgets it all (seed %i)',
  (seed) => {
    const random = seededRandom(seed)
    const limits = { maxCalls: 5, maxTransactions: 60, maxConnections: 3 }
    let nowMs = 1_700_000_000_000
    const engine = createSipEngine({
      nowMs,
      randomBytes: (count) => random.bytes(count),
      localAddresses: [
        { transport: 'udp', address: '10.0.0.2', port: 5060 },
        { transport: 'tcp', address: '10.0.0.2', port: 5060 },
      ],
      userAgentName: 'Parley',
      realm: 'parley',
      findAccount: (user) => (user === '701' ? { ha1Md5: '0'.repeat(32) } : undefined),
      limits,
    })
    const tags: string[] = []
    const answer = Buffer.from(sdp)
    const commands = () => {
      for (const action of engine.takeActions()) {
        if (action.kind === 'send') {
          const tag = /^To: .*;tag=(\w+)/m.exec(Buffer.from(action.bytes).toString('latin1'))?.[1]
          if (tag !== undefined) tags.push(tag)
          continue
        }
        if (action.kind === 'close' || !('call' in action.event)) continue
        const { call } = action.event
        const choice = random.integer(7)
        if (choice === 0) engine.answer(call, answer, nowMs)
        else if (choice === 1) engine.progress(call, 180, undefined, nowMs)
        else if (choice === 2) engine.reject(call, 486, {}, nowMs)
        else if (choice === 3) engine.hangUp(call, {}, nowMs)
        else if (choice === 4) engine.answerOffer(call, answer, nowMs)
        else if (choice === 5) engine.offer(call, answer, nowMs)
      }
    }
    for (let i = 0; i < 400; i++) {
      nowMs += random.integer(300)
      const connectionId = `c${random.integer(5)}`
      const ends = { local: { address: '10.0.0.2', port: 5060 }, remote: { address: '10.0.0.9', port: 5060 } }
      const flow: Flow =
        random.integer(3) > 0 ? { transport: 'udp', ...ends } : { transport: 'tcp', ...ends, connectionId }
      if (random.integer(20) === 0) engine.connectionClosed(flow, nowMs)
      else engine.receive(flow, mangled(random, plausible(random, tags)), nowMs)
      if (random.integer(15) === 0) {
        engine.originate({ target: { kind: 'uri', uri: 'sip:1@10.0.0.9' }, fromUser: '1', sdp: answer }, nowMs)
      }
      commands()
      const { calls, connections } = engine.counts()
      expect(calls).toBeLessThanOrEqual(limits.maxCalls)
      expect(connections).toBeLessThanOrEqual(limits.maxConnections)
    }
    for (let i = 0; i < 600; i++) {
      nowMs += 1_000
      engine.advance(nowMs)
      commands()
    }
    for (let i = 0; i < 5; i++) {
      const ends = { local: { address: '10.0.0.2', port: 5060 }, remote: { address: '10.0.0.9', port: 5060 } }
      engine.connectionClosed({ transport: 'tcp', ...ends, connectionId: `c${i}` }, nowMs)
    }
    const deadline = nowMs + 400_000
    while (nowMs < deadline) {
      nowMs += 1_000
      engine.advance(nowMs)
      for (const action of engine.takeActions()) {
        if (action.kind === 'event' && 'call' in action.event) engine.hangUp(action.event.call, {}, nowMs)
      }
    }
    const { calls, dialogs, transactions, timers } = engine.counts()
    // A confirmed call whose peer says nothing more stays: it is for the media to notice.
    expect({ dialogs, transactions, timers }).toEqual({ dialogs: calls, transactions: 0, timers: 0 })
  },
)
