import { expect, it } from 'vitest'
import { type Random, seededRandom } from '#kernel/random.ts'
import type { Flow } from './flow.ts'
import { createSipEngine } from './user-agent.ts'

const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'
const methods = [
  'INVITE',
  'INVITE',
  'INVITE',
  'ACK',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'INFO',
  'UPDATE',
  'PRACK',
]

/** What the engine has sent, to be answered and built upon. */
interface Heard {
  /** To values of its responses: whoever writes them is in a dialog. */
  readonly toValues: string[]
  readonly requests: string[]
}

/** A message that means something, built from a small pool of branches and Call-IDs, and from what was heard, so that many meet. */
function plausible(random: Random, heard: Heard): Buffer {
  if (random.integer(3) === 0 && heard.requests.length > 0) return response(random, random.pick(heard.requests))
  const method = random.pick(methods)
  const body = random.integer(2) === 0 ? sdp : ''
  const known = random.integer(3) > 0 ? heard.toValues.at(-1 - random.integer(4)) : undefined
  const [to, callId, from, sequence] = known?.split('|') ?? []
  const step = method === 'ACK' ? 0 : random.integer(3)
  const number = sequence === undefined ? 1 + random.integer(9) : Number(sequence) + step
  const lines = [
    `${method} sip:200@10.0.0.2 SIP/2.0`,
    `Via: SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${random.integer(40)}`,
    `From: ${from ?? `<sip:${random.integer(8) === 0 ? '701' : 'peer'}@10.0.0.9>;tag=p${random.integer(3)}`}`,
    `To: ${to ?? '<sip:200@10.0.0.2>'}`,
    `Call-ID: ${callId ?? `c${random.integer(20)}`}`,
    `CSeq: ${number} ${method}`,
    'Contact: <sip:peer@10.0.0.9:5060>',
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`, 'latin1')
}

function response(random: Random, request: string): Buffer {
  const status = random.pick([100, 180, 183, 200, 200, 200, 302, 401, 404, 481, 486, 491, 500])
  const copied = request.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq):/.test(line))
  const to = /^To: .*$/m.exec(request)?.[0].trimEnd() ?? ''
  const lines = [
    `SIP/2.0 ${status} X`,
    ...copied,
    to.includes(';tag=') ? to : `${to};tag=fork${random.integer(3)}`,
    'Contact: <sip:peer@10.0.0.9:5060>',
    'Content-Length: 0',
  ]
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
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

/** Over all runs: they mean something only when calls came about in them. */
const happened = new Set<string>()

it.each(Array.from({ length: 30 }, (_, seed) => seed))(
  'takes anything without a throw, and forgets it all (seed %i)',
  (seed) => {
    const random = seededRandom(seed)
    const limits = { maxCalls: 8, maxTransactions: 100, maxConnections: 3 }
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
    const heard: Heard = { toValues: [], requests: [] }
    const answer = Buffer.from(sdp)
    const commands = () => {
      for (const action of engine.takeActions()) {
        if (action.kind === 'send') {
          const text = Buffer.from(action.bytes).toString('latin1')
          const value = (name: string) => new RegExp(`^${name}: (.*)\r`, 'm').exec(text)?.[1]
          if (!text.startsWith('SIP/2.0')) heard.requests.push(text)
          else if (value('To')?.includes(';tag=')) {
            const sequence = value('CSeq')?.split(' ')[0]
            heard.toValues.push([value('To'), value('Call-ID'), value('From'), sequence].join('|'))
          }
          continue
        }
        if (action.kind === 'event') happened.add(action.event.type)
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
    for (let i = 0; i < 800; i++) {
      nowMs += random.integer(300)
      const connectionId = `c${random.integer(5)}`
      const ends = { local: { address: '10.0.0.2', port: 5060 }, remote: { address: '10.0.0.9', port: 5060 } }
      const flow: Flow =
        random.integer(3) > 0 ? { transport: 'udp', ...ends } : { transport: 'tcp', ...ends, connectionId }
      if (random.integer(20) === 0) engine.connectionClosed(flow, nowMs)
      else engine.receive(flow, mangled(random, plausible(random, heard)), nowMs)
      if (random.integer(8) === 0) {
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

it('the runs met every kind of event', () => {
  expect([...happened].sort()).toEqual([
    'callAcknowledged',
    'callAnswered',
    'callEnded',
    'callProgress',
    'incomingCall',
    'offerAnswered',
    'offerRefused',
    'remoteOffer',
  ])
})
