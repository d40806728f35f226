import type { Random } from '#kernel/random.ts'

/** What the other side has said, to be built upon: whoever repeats a tag of ours is in a dialog. */
export interface Heard {
  /** `To|Call-ID|From|CSeq number` of responses with a tag. */
  readonly dialogs: string[]
  readonly requests: string[]
  /** Nonces of challenges. */
  readonly nonces: string[]
  /** The right digest response of user 701. */
  sign(of: { method: string; uri: string; nonce: string; nc: string }): string
}

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
  'REGISTER',
  'INFO',
  'UPDATE',
  'PRACK',
  'REFER',
  'NOTIFY',
  'SUBSCRIBE',
  'MESSAGE',
  'PUBLISH',
  'BREW',
  'invite',
  "!#$%&'*+-.^_`|~",
]
const inDialogMethods = ['INVITE', 'INVITE', 'INVITE', 'UPDATE', 'ACK', 'ACK', 'ACK', 'PRACK', 'INFO', 'REFER', 'BYE']
const hosts = [
  '10.0.0.9',
  '203.0.113.9',
  '[2001:db8::9]',
  'example.com',
  'xn--bcher-kva.example',
  '256.1.1.1',
  'a..b',
  '',
]
const users = ['200', '701', 'peer', '+995322001234', '%32%30%30', 'a%00b', '', ';x=1', 'ä', "!*'()&=+$,;?/"]
const schemes = ['sip', 'sip', 'sip', 'sip', 'sips', 'tel', 'SIP', 'http', 'mailto', '']
const parameters = [
  '',
  '',
  '',
  ';lr',
  ';transport=tcp',
  ';transport=ws',
  ';maddr=192.0.2.1',
  ';ttl=255',
  ';user=phone',
  ';x',
  ';x=',
  ';method=INVITE',
  '?Subject=x',
  ';line=abc',
]

function uri(random: Random): string {
  const user = random.pick(users)
  const port = random.pick(['', '', ':5060', ':0', ':65536', ':5061'])
  return `${random.pick(schemes)}:${user}${user === '' ? '' : '@'}${random.pick(hosts)}${port}${random.pick(parameters)}`
}

function party(random: Random): string {
  const name = random.pick(['', '', 'Bob ', '"Bob" ', '"B\\"ob" ', '"', 'B o b ', 'ä '])
  const tag = random.pick(['', ';tag=t1', ';tag=t2', ';tag=', ';tag=a;tag=b'])
  return random.integer(4) === 0 ? `${uri(random)}${tag}` : `${name}<${uri(random)}>${tag}`
}

export const sdpText = (random: Random): string => {
  const address = random.pick(['10.0.0.9', '0.0.0.0', '192.0.2.66', '::1', 'host', ''])
  const family = random.pick(['IP4', 'IP4', 'IP6', 'IP9'])
  const media = Array.from({ length: random.integer(4) }, () => {
    const kind = random.pick(['audio', 'audio', 'video', 'image', 'application', ''])
    const protocol = random.pick(['RTP/AVP', 'RTP/AVP', 'RTP/SAVP', 'UDP/TLS/RTP/SAVPF', 'udptl', ''])
    return [
      `m=${kind} ${random.pick(['4000', '0', '65535', '65536', '4000/2', '-1'])} ${protocol} ${random.pick(['0', '0 8 101', '8', '111', '', '0 0 0', '999'])}`,
      ...(random.integer(3) === 0 ? [`c=IN ${family} ${address}`] : []),
      ...(random.integer(2) === 0
        ? [
            `a=${random.pick(['sendrecv', 'sendonly', 'recvonly', 'inactive', 'ptime:20', 'ptime:0', 'ptime:99999', 'rtcp-mux', 'rtcp:4001', 'crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA', 'rtpmap:101 telephone-event/8000', 'rtpmap:0 PCMU/0', 'fmtp:101 0-16', 'x'])}`,
          ]
        : []),
    ].join('\r\n')
  })
  const lines = [
    'v=0',
    `o=- 1 ${random.integer(9)} IN ${family} ${address}`,
    's=-',
    `c=IN ${family} ${address}`,
    't=0 0',
    ...media,
  ]
  if (random.integer(6) === 0) lines.splice(random.integer(lines.length), 1)
  return `${lines.join('\r\n')}\r\n`
}

const plainSdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 101\r\n'

/** A request by RFC 3261 25.1's grammar, mostly sound, from a small pool of branches and Call-IDs so that many meet. */
export function request(random: Random, heard: Heard, isForger = false): string {
  const known = !isForger && random.integer(3) > 0 ? heard.dialogs.at(-1 - random.integer(6)) : undefined
  const method = random.pick(known === undefined || random.integer(4) === 0 ? methods : inDialogMethods)
  const [to, callId, from, sequence] = known?.split('|') ?? []
  const isOdd = random.integer(known === undefined ? 5 : 15) === 0
  const body = bodyFor(random, method)
  const number =
    sequence === undefined ? 1 + random.integer(9) : Number(sequence) + (method === 'ACK' ? 0 : random.integer(3))
  const target = isOdd ? uri(random) : `sip:${random.pick(['200', '600', '701', '901', '112'])}@10.0.0.2`
  const host = isOdd ? random.pick(hosts) : '10.0.0.9'
  const lines = [
    `Via: SIP/2.0/${isOdd ? random.pick(['UDP', 'TCP', 'TLS', 'WS', 'SCTP', 'X']) : 'UDP'} ${host}:5060;branch=z9hG4bK${isForger ? 'f' : ''}${random.integer(60)}${random.pick(['', ';rport', ';received=1.2.3.4', ';maddr=192.0.2.1'])}`,
    `From: ${from ?? (isOdd ? party(random) : `<sip:${random.pick(['peer', '701', '200'])}@10.0.0.9>;tag=p${random.integer(4)}`)}`,
    `To: ${to ?? (isOdd ? party(random) : `<${target}>`)}`,
    `Call-ID: ${callId ?? `${isForger ? 'f' : 'c'}${random.integer(30)}`}`,
    `CSeq: ${number} ${random.integer(40) === 0 ? random.pick(methods) : method}`,
    ...extras(random, method, heard, isForger, target),
    ...(body === ''
      ? []
      : [
          `Content-Type: ${random.pick(['application/sdp', 'application/sdp', 'application/dtmf-relay', 'multipart/mixed;boundary=x', 'message/sipfrag', 'text/plain'])}`,
        ]),
    `Content-Length: ${random.integer(30) === 0 ? random.pick([-1, 0, 1, 99_999]) : body.length}`,
  ]
  if (random.integer(20) === 0) lines.splice(random.integer(lines.length), 1)
  if (random.integer(20) === 0) lines.push(random.pick(lines))
  const version = random.integer(50) === 0 ? random.pick(['SIP/1.0', 'SIP/3.0', 'HTTP/1.1', '']) : 'SIP/2.0'
  return `${method} ${target} ${version}\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}

function bodyFor(random: Random, method: string): string {
  if (method === 'INFO') return random.pick(['Signal=5\r\nDuration=160\r\n', '5', 'Signal=', ''])
  if (method === 'INVITE' || method === 'UPDATE' || method === 'ACK' || method === 'PRACK') {
    return random.pick(['', plainSdp, plainSdp, sdpText(random)])
  }
  return random.pick(['', '', 'x'])
}

function extras(random: Random, method: string, heard: Heard, isForger: boolean, target: string): string[] {
  const lines: string[] = []
  const often = (one: number, line: () => string) => {
    if (random.integer(one) === 0) lines.push(line())
  }
  often(1, () => `Contact: ${random.integer(8) === 0 ? random.pick(['*', party(random)]) : '<sip:peer@10.0.0.9:5060>'}`)
  often(4, () => `Max-Forwards: ${random.pick([70, 1, 0, 255, 256, -1])}`)
  often(6, () => `Require: ${random.pick(['100rel', 'timer', 'replaces', 'path', 'nothing'])}`)
  often(4, () => `Supported: ${random.pick(['100rel', 'timer', '100rel, timer, replaces', ''])}`)
  often(8, () => `Session-Expires: ${random.pick(['90', '1800;refresher=uas', '1', '4294967296', 'x'])}`)
  often(8, () => `Record-Route: <sip:10.0.0.9${random.pick([';lr', ''])}>`)
  often(9, () => `Route: <${uri(random)}>`)
  often(
    9,
    () =>
      `Replaces: ${random.pick(heard.dialogs.length > 0 ? heard.dialogs : ['x|c1|y|1']).split('|')[1]};to-tag=a;from-tag=b`,
  )
  often(12, () => `Accept: ${random.pick(['application/sdp', 'text/plain', '*/*'])}`)
  often(12, () => `Content-Encoding: ${random.pick(['gzip', 'identity'])}`)
  often(12, () => `Reason: ${random.pick(['Q.850;cause=16;text="x"', 'SIP;cause=200', 'Q.850', ';'])}`)
  if (method === 'PRACK') lines.push(`RAck: ${random.integer(4)} ${random.integer(9)} INVITE`)
  if (method === 'REFER') lines.push(`Refer-To: ${party(random)}`)
  if (method === 'SUBSCRIBE' || method === 'NOTIFY') {
    lines.push(`Event: ${random.pick(['dialog', 'presence', 'message-summary', 'refer', 'reg', ''])}`)
    lines.push(`Subscription-State: ${random.pick(['active', 'terminated;reason=x', ''])}`)
  }
  if (method === 'REGISTER' || method === 'SUBSCRIBE')
    often(3, () => `Expires: ${random.pick([0, 60, 3600, 2 ** 32, -1])}`)
  const nonce = isForger ? undefined : heard.nonces.at(-1 - random.integer(3))
  if (nonce !== undefined && random.integer(2) === 0) lines.push(authorization(random, heard, method, nonce, target))
  return lines
}

function authorization(random: Random, heard: Heard, method: string, nonce: string, target: string): string {
  const nc = (1 + random.integer(20)).toString(16).padStart(8, '0')
  const response = random.integer(4) === 0 ? 'f'.repeat(32) : heard.sign({ method, uri: target, nonce, nc })
  return `Authorization: Digest username="701", realm="parley", nonce="${nonce}", uri="${target}", response="${response}", qop=auth, nc=${nc}, cnonce="c", algorithm=MD5`
}

/** An answer to a request of ours. */
export function response(random: Random, toRequest: string): string {
  const status = random.pick([
    100, 180, 183, 183, 199, 200, 200, 200, 202, 300, 302, 401, 404, 407, 408, 422, 423, 481, 486, 487, 491, 500, 503,
    603, 699, 99, 700,
  ])
  const copied = toRequest.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq):/.test(line))
  const to = /^To: .*$/m.exec(toRequest)?.[0].trimEnd() ?? 'To: <sip:x@y>'
  const body = status < 300 && random.integer(2) === 0 ? plainSdp : ''
  const lines = [
    `SIP/2.0 ${status} X`,
    ...copied,
    to.includes(';tag=') ? to : `${to};tag=fork${random.integer(3)}`,
    `Contact: <sip:peer@10.0.0.9:5060>`,
    ...(random.integer(4) === 0 ? ['Require: 100rel', `RSeq: ${random.integer(3)}`] : []),
    ...(status === 401 || status === 407 ? ['WWW-Authenticate: Digest realm="x", nonce="y"'] : []),
    ...(status === 302 ? [`Contact: <${uri(random)}>`] : []),
    ...(body === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
