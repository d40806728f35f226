import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { CallerVerdict, InviteSummary } from './engine-contract.ts'
import type { Flow } from './flow.ts'
import { answerFactor } from './guard/answer-budget.ts'
import { createSipEngine } from './user-agent.ts'

const start = 1_700_000_000_000
const sdp = 'v=0\r\no=- 1 1 IN IP4 203.0.113.9\r\ns=-\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n'
const peerAddress = '192.0.2.1'
const ha1 = createHash('md5').update('701:parley:secret').digest('hex')

interface Ask {
  method?: string
  user?: string
  from?: string
  branch?: string
  callId?: string
  toTag?: string
  cseq?: number
  headers?: string[]
  body?: string
}

function text({ method = 'INVITE', user = '200', from = 'x', branch = 'b', callId = 'c', ...of }: Ask): string {
  const body = of.body ?? (method === 'INVITE' ? sdp : '')
  return [
    `${method} sip:${user}@10.0.0.2 SIP/2.0`,
    `Via: SIP/2.0/UDP 203.0.113.9:5060;branch=z9hG4bK${branch};rport`,
    `From: <sip:${from}@203.0.113.9>;tag=f`,
    `To: <sip:${user}@10.0.0.2>${of.toTag === undefined ? '' : `;tag=${of.toTag}`}`,
    `Call-ID: ${callId}`,
    `CSeq: ${of.cseq ?? 1} ${method}`,
    'Contact: <sip:x@203.0.113.9:5060>',
    'Max-Forwards: 70',
    ...(of.headers ?? []),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

/** An engine on the internet: guests may call 200, 192.0.2.1 is a trunk. */
function standing(judge?: (invite: InviteSummary) => CallerVerdict) {
  let seed = 0
  let nowMs = start
  const deeds: string[] = []
  const engine = createSipEngine({
    nowMs,
    randomBytes: (count) => createHash('sha512').update(String(seed++)).digest().subarray(0, count),
    localAddresses: [
      { transport: 'udp', address: '10.0.0.2', port: 5060 },
      { transport: 'tcp', address: '10.0.0.2', port: 5060 },
    ],
    userAgentName: 'Parley',
    realm: 'parley',
    findAccount: (user) => (user === '701' ? { ha1Md5: ha1 } : undefined),
    judgeCaller:
      judge ??
      (({ requestUser, hasCredentials }) =>
        requestUser === '200' && !hasCredentials ? { kind: 'guest' } : { kind: 'challenge' }),
    isPeer: (flow) => flow.remote.address === peerAddress,
    strangerMet: (deed, _, method) => deeds.push(`${deed} ${method}`.trim()),
    isEmergencyNumber: (number) => number === '112',
    limits: { maxCalls: 2 },
  })
  const flowFrom = (address = '203.0.113.9', connectionId?: string): Flow => ({
    transport: connectionId === undefined ? 'udp' : 'tcp',
    local: { address: '10.0.0.2', port: 5060 },
    remote: { address, port: 5060 },
    ...(connectionId === undefined ? {} : { connectionId }),
  })
  const events: string[] = []
  const take = (): string[] => {
    const sent: string[] = []
    for (const action of engine.takeActions()) {
      if (action.kind === 'send') sent.push(Buffer.from(action.bytes).toString('latin1'))
      else if (action.kind === 'event') events.push(action.event.type)
      if (action.kind === 'event' && action.event.type === 'incomingCall') lastCall = action.event.call
    }
    return sent
  }
  let lastCall: Parameters<typeof engine.answer>[0] | undefined
  return {
    engine,
    deeds,
    events,
    take,
    get call() {
      if (lastCall === undefined) throw new Error('no call came')
      return lastCall
    },
    get nowMs() {
      return nowMs
    },
    /** What is answered at once to what comes from there. */
    send(message: string, flow = flowFrom()): string[] {
      engine.receive(flow, Buffer.from(message, 'latin1'), nowMs)
      return take()
    },
    /** What is sent while time passes. */
    wait(forMs: number): string[] {
      const sent: string[] = []
      for (const untilMs = nowMs + forMs; nowMs < untilMs; ) {
        nowMs = Math.min(untilMs, nowMs + 100)
        engine.advance(nowMs)
        sent.push(...take())
      }
      return sent
    },
    flowFrom,
  }
}

const status = (message: string | undefined) => Number(message?.split(' ')[1])
const headerOf = (message: string, name: string) => new RegExp(`^${name}: (.*)\r`, 'mi').exec(message)?.[1] ?? ''
const headerNames = (message: string) =>
  message
    .split('\r\n\r\n')[0]
    ?.split('\r\n')
    .slice(1)
    .map((line) => line.split(':')[0])
/** With what must differ taken out. */
const shape = (message: string | undefined, user: string) =>
  message?.replaceAll(user, 'USER').replace(/nonce="[^"]*"|tag=[0-9a-f]{24}/g, '')

function credentials(challenge: string, of: { user: string; password: string; method: string; uri: string }): string {
  const md5 = (input: string) => createHash('md5').update(input).digest('hex')
  const nonce = /nonce="([^"]*)"/.exec(challenge)?.[1]
  const ha1Of = md5(`${of.user}:parley:${of.password}`)
  const response = md5(`${ha1Of}:${nonce}:00000001:c:auth:${md5(`${of.method}:${of.uri}`)}`)
  return `Authorization: Digest username="${of.user}", realm="parley", nonce="${nonce}", uri="${of.uri}", response="${response}", qop=auth, nc=00000001, cnonce="c", algorithm=MD5`
}

describe('a stranger learns nothing', () => {
  it.each(['REGISTER', 'SUBSCRIBE', 'MESSAGE', 'PUBLISH', 'NOTIFY', 'REFER', 'INFO', 'UPDATE', 'BREW'])(
    'from %s: a user who is there and one who is not get one and the same challenge',
    (method) => {
      const answer = (user: string, from: string) => standing().send(text({ method, user, from }))
      const known = answer('701', '701')
      expect(known.map(status)).toEqual([401])
      expect(shape(known[0], '701')).toBe(shape(answer('999', '999')[0], '999'))
    },
  )

  it('from INVITE: neither the number called nor the name called under changes the challenge', () => {
    const of = (user: string, from: string) => standing().send(text({ user, from }))
    const shapes = [
      ['701', 'x'],
      ['999', 'x'],
      ['900900', '701'],
      ['900900', '702'],
      ['112', 'x'],
    ].map(([user, from]) => {
      const [answer, ...more] = of(user as string, from as string)
      expect([status(answer), more]).toEqual([401, []])
      return shape(answer, user as string)?.replaceAll(/sip:\w+@/g, '')
    })
    expect(new Set(shapes).size).toBe(1)
  })

  it('of what we are: no Server, no Allow, no User-Agent, and authentication before every other inspection', () => {
    const odd = ['Require: nothing-we-know', 'Content-Encoding: zip', 'Accept: text/plain']
    for (const method of ['INVITE', 'REGISTER', 'MESSAGE', 'BREW']) {
      const [answer] = standing().send(text({ method, user: '999', headers: odd }))
      expect(headerNames(answer ?? '')).toEqual([
        'Via',
        'From',
        'To',
        'Call-ID',
        'CSeq',
        'WWW-Authenticate',
        'Content-Length',
      ])
    }
  })

  it('from OPTIONS: silence; somebody whom we know gets an answer with all that we can', () => {
    const one = standing()
    expect(one.send(text({ method: 'OPTIONS' }))).toEqual([])
    expect(one.send(text({ method: 'OPTIONS' }), one.flowFrom('203.0.113.9', '1'))).toEqual([])
    const [answer] = one.send(text({ method: 'OPTIONS', branch: 'p' }), one.flowFrom(peerAddress))
    expect(status(answer)).toBe(200)
    expect(headerNames(answer ?? '')).toContain('Server')
  })

  it('from what is no SIP, or broken: silence, and it is counted', () => {
    const one = standing()
    const broken = [
      'GET / HTTP/1.1\r\n\r\n',
      'x'.repeat(500),
      text({ method: 'REGISTER' }).replace('CSeq: 1', 'CSeq: 99999999999'),
      text({ method: 'REGISTER' }).replace('SIP/2.0/UDP', 'SIP/2.0'),
      text({ method: 'REGISTER' }).replace('Max-Forwards: 70', 'Max-Forwards: 70\r\nMax-Forwards: 70'),
    ]
    for (const message of broken) expect(one.send(message)).toEqual([])
    expect(one.deeds).toEqual(broken.map(() => 'malformed'))
    expect(one.send(broken[2] as string, one.flowFrom(peerAddress)).map(status)).toEqual([400])
  })

  it('in a call that it may make: our name is in no message of it', () => {
    const one = standing()
    const said = one.send(text({}))
    one.engine.progress(one.call, 180, undefined, one.nowMs)
    one.engine.answer(one.call, Buffer.from(sdp), one.nowMs)
    said.push(...one.take())
    const toTag = /tag=(\w+)/.exec(headerOf(said.at(-1) ?? '', 'To'))?.[1] ?? ''
    one.send(text({ method: 'ACK', toTag, branch: 'ack' }))
    one.engine.hangUp(one.call, {}, one.nowMs)
    said.push(...one.take())
    expect(said.map((message) => message.split('\r\n')[0])).toEqual([
      'SIP/2.0 100 Trying',
      'SIP/2.0 180 Ringing',
      'SIP/2.0 200 OK',
      expect.stringMatching(/^BYE /),
    ])
    expect(said.join('').toLowerCase()).not.toMatch(/parley|^server:|^user-agent:/m)
  })
})

describe('a stranger costs nothing', () => {
  it('builds no transaction, timer or dialog, and is answered once for each request', () => {
    const one = standing()
    for (let n = 0; n < 100; n++) {
      for (const method of ['INVITE', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'BYE', 'CANCEL', 'ACK']) {
        const toTag = method === 'BYE' ? { toTag: 'gone' } : {}
        one.send(text({ method, user: '901', branch: `${method}${n}`, callId: `${n}`, ...toTag }))
      }
    }
    expect(one.engine.counts()).toMatchObject({ calls: 0, transactions: 0, dialogs: 0, timers: 0 })
    expect(one.wait(60_000)).toEqual([])
  })

  it('is told the same tag for each repetition of one request (RFC 3261 8.2.7), and another for another', () => {
    const one = standing()
    const tag = (ask: Ask) => /tag=(\w+)/.exec(headerOf(one.send(text(ask))[0] ?? '', 'To'))?.[1]
    expect(tag({ user: '901' })).toBe(tag({ user: '901' }))
    expect(tag({ user: '901', callId: 'other' })).not.toBe(tag({ user: '901' }))
  })

  it('says what it did, so that it can be counted', () => {
    const one = standing()
    one.send(text({ user: '901' }))
    one.send(text({ method: 'REGISTER' }))
    one.send(text({ method: 'ACK', branch: 'a' }))
    expect(one.deeds).toEqual(['challenged INVITE', 'challenged REGISTER'])
  })

  it('gets what the host says: nothing, or a refusal with its time, and both leave nothing behind', () => {
    const ignored = standing(() => ({ kind: 'ignore' }))
    expect(ignored.send(text({}))).toEqual([])
    const refused = standing(() => ({ kind: 'refuse', status: 503, retryAfterS: 7 }))
    const [answer, ...more] = refused.send(text({}))
    expect([status(answer), headerOf(answer ?? '', 'Retry-After'), more]).toEqual([503, '7', []])
    expect(refused.engine.counts()).toMatchObject({ transactions: 0, timers: 0 })
  })
})

describe('no amplification', () => {
  const bytesOf = (messages: readonly string[]) => messages.reduce((sum, message) => sum + message.length, 0)

  it.each([
    ['that is answered and never acknowledged', 'answer'],
    ['that rings to its end', 'ring'],
    ['that is refused and never acknowledged', 'reject'],
    ['that is cut while it rings', 'hangUp'],
  ] as const)('a call %s sends no more than four times its bytes to a forged source', (_, what) => {
    const one = standing()
    const invite = text({})
    const sent = one.send(invite)
    if (what === 'answer') one.engine.answer(one.call, Buffer.from(sdp), one.nowMs)
    else if (what === 'ring') one.engine.progress(one.call, 183, Buffer.from(sdp), one.nowMs)
    else if (what === 'reject') one.engine.reject(one.call, 486, {}, one.nowMs)
    else one.engine.hangUp(one.call, {}, one.nowMs)
    sent.push(...one.take(), ...one.wait(400_000))
    expect(sent.length).toBeGreaterThan(1)
    expect(bytesOf(sent)).toBeLessThanOrEqual(answerFactor * invite.length)
    expect(one.engine.counts()).toMatchObject({ calls: 0, transactions: 0, timers: 0 })
  })

  it('no request at all gets an answer of more than that', () => {
    for (const method of ['INVITE', 'REGISTER', 'SUBSCRIBE', 'OPTIONS', 'BYE', 'CANCEL']) {
      const one = standing()
      // As small as it can be made.
      const smallest = `${method} sip:9 SIP/2.0\nv:SIP/2.0/UDP h\nf:sip:a\nt:sip:b${method === 'BYE' ? ';tag=1' : ''}\ni:1\nCSeq:1 ${method}\n\n`
      const sent = one.send(smallest.replaceAll('\n', '\r\n'))
      expect(bytesOf(sent), method).toBeLessThanOrEqual(answerFactor * smallest.replaceAll('\n', '\r\n').length)
    }
  })

  it('who acknowledges has shown that it hears: from then on nothing is withheld', () => {
    const one = standing()
    const [, ...rest] = one.send(text({}))
    expect(rest).toEqual([])
    one.engine.answer(one.call, Buffer.from(sdp), one.nowMs)
    const [ok] = one.take()
    const toTag = /tag=(\w+)/.exec(headerOf(ok ?? '', 'To'))?.[1] ?? ''
    one.send(text({ method: 'ACK', toTag, branch: 'ack' }), one.flowFrom('198.51.100.66'))
    one.engine.offer(one.call, Buffer.from(sdp), one.nowMs)
    one.take()
    one.engine.hangUp(one.call, {}, one.nowMs)
    const byes = () => one.wait(33_000).filter((message) => message.startsWith('BYE')).length
    expect(byes(), 'an ACK under another address proves nothing').toBeLessThan(4)

    const two = standing()
    two.send(text({}))
    two.engine.answer(two.call, Buffer.from(sdp), two.nowMs)
    const tag = /tag=(\w+)/.exec(headerOf(two.take()[0] ?? '', 'To'))?.[1] ?? ''
    two.send(text({ method: 'ACK', toTag: tag, branch: 'ack' }))
    two.engine.hangUp(two.call, {}, two.nowMs)
    two.take()
    expect(two.wait(33_000).filter((message) => message.startsWith('BYE')).length).toBeGreaterThan(8)
  })
})

describe('a user of ours', () => {
  const signed = (
    one: ReturnType<typeof standing>,
    of: { user: string; password?: string; cseq?: number; from?: string; signedFor?: string },
  ) => {
    const ask = { user: of.user, from: of.from ?? '701', callId: `c${of.cseq ?? 1}` }
    const [challenge = ''] = one.send(text({ ...ask, branch: `a${of.cseq ?? 1}` }))
    const authorization = credentials(challenge, {
      user: '701',
      password: of.password ?? 'secret',
      method: 'INVITE',
      uri: `sip:${of.signedFor ?? of.user}@10.0.0.2`,
    })
    return one.send(text({ ...ask, branch: `b${of.cseq ?? 1}`, cseq: 2, headers: [authorization] }))
  }

  it('calls what strangers may not, once it has answered the challenge', () => {
    const one = standing()
    expect(signed(one, { user: '900900' }).map(status)).toEqual([100])
    expect(one.events).toEqual(['incomingCall'])
  })

  it('is heard by nobody with a wrong password', () => {
    const one = standing()
    expect(signed(one, { user: '900900', password: 'guess' }).map(status)).toEqual([401])
    expect(one.events).toEqual(['authenticationFailed'])
  })

  it('reaches an emergency number however full and closed we are, and nothing else then', () => {
    const one = standing()
    one.send(text({ callId: 'g1', branch: 'g1' }))
    one.send(text({ callId: 'g2', branch: 'g2' }))
    expect(one.send(text({ callId: 'g3', branch: 'g3' })).map(status)).toEqual([503])
    expect(signed(one, { user: '900900', cseq: 11 }).map(status)).toEqual([503])
    one.engine.setClosed({ retryAfterS: 9 })
    expect(signed(one, { user: '112', cseq: 12 }).map(status)).toEqual([100])
    expect(one.engine.counts().calls).toBe(3)
  })

  // RFC 7616 3.4.6
  it('calls no number but the one that it signed, or for help', () => {
    const one = standing()
    expect(signed(one, { user: '900900', cseq: 31, signedFor: '200' }).map(status)).toEqual([400])
    expect(one.events).toEqual([])
    expect(signed(one, { user: '112', cseq: 32, signedFor: 'sos' }).map(status)).toEqual([100])
  })

  it('calls under no other name, but for help under any', () => {
    const one = standing()
    expect(signed(one, { user: '900900', cseq: 21, from: 'anonymous' }).map(status)).toEqual([403])
    expect(signed(one, { user: '112', cseq: 22, from: 'anonymous' }).map(status)).toEqual([100])
  })
})
