import type { SipEngineOptions, SipEvent } from '#telephony/sip/index.ts'
import { type EngineNode, SimulatedNetwork } from '#telephony/sip/simulated-network.ts'

/** A response or request as a test wants to look at it. */
export interface SeenMessage {
  readonly startLine: string
  /** Of a response, else 0. */
  readonly status: number
  readonly text: string
  readonly body: string
  /** The first value of a header field, by its full name; empty when it is not there. */
  header(name: string): string
}

/**
 * An engine at 10.0.0.2:5060 and, opposite it, a peer whose every message the test writes by hand, at 10.0.0.9. Datagrams
 * take 5 ms each way.
 */
export class RawPeer {
  readonly network = new SimulatedNetwork(1)
  readonly node: EngineNode
  readonly received: SeenMessage[] = []

  constructor(options: Partial<SipEngineOptions> = {}) {
    this.node = this.network.addEngine('10.0.0.2', options)
    this.network.addNode('10.0.0.9', '*', { receive: (_, bytes) => this.received.push(seen(bytes)) })
  }

  get engine() {
    return this.node.engine
  }

  get nowMs(): number {
    return this.network.nowMs
  }

  /** Sends text (LF stands for CRLF) or bytes, and lets it arrive and be answered. */
  send(message: string | Uint8Array, forMs = 10): void {
    const bytes = typeof message === 'string' ? Buffer.from(message.replace(/\r?\n/g, '\r\n'), 'latin1') : message
    const at = (address: string) => ({ address, port: 5060 })
    this.network.send({ transport: 'udp', local: at('10.0.0.9'), remote: at('10.0.0.2') }, bytes)
    this.network.run(forMs)
  }

  run(forMs: number): void {
    this.node.settle()
    this.network.run(forMs)
  }

  /** Statuses of all responses so far. */
  get statuses(): number[] {
    return this.received.filter((message) => message.status > 0).map((message) => message.status)
  }

  get last(): SeenMessage {
    const message = this.received.at(-1)
    if (message === undefined) throw new Error('nothing was received')
    return message
  }

  /** The newest message whose start line begins so. */
  latest(start: string): SeenMessage {
    const message = this.received.findLast((one) => one.startLine.startsWith(start))
    if (message === undefined)
      throw new Error(`no ${start} among ${this.received.map((one) => one.startLine).join(' | ')}`)
    return message
  }

  count(start: string): number {
    return this.received.filter((one) => one.startLine.startsWith(start)).length
  }

  event<Type extends SipEvent['type']>(type: Type): Extract<SipEvent, { type: Type }> {
    const found = this.node.events.findLast((event) => event.type === type)
    if (found === undefined) throw new Error(`no ${type} among ${this.eventTypes.join(', ')}`)
    return found as Extract<SipEvent, { type: Type }>
  }

  get eventTypes(): string[] {
    return this.node.events.map((event) => event.type)
  }
}

export function seen(bytes: Uint8Array): SeenMessage {
  const text = Buffer.from(bytes).toString('latin1')
  const [head = '', ...rest] = text.split('\r\n\r\n')
  const startLine = head.split('\r\n')[0] ?? ''
  return {
    startLine,
    status: Number(/^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1] ?? 0),
    text,
    body: rest.join('\r\n\r\n'),
    header: (name) => new RegExp(`^${name}: (.*)$`, 'im').exec(head.replaceAll('\r', ''))?.[1] ?? '',
  }
}

export const sdpOffer = `v=0
o=- 1 1 IN IP4 10.0.0.9
s=-
c=IN IP4 10.0.0.9
t=0 0
m=audio 4000 RTP/AVP 0 8 101
a=rtpmap:101 telephone-event/8000
`

export interface RequestParts {
  readonly method: string
  readonly uri?: string
  readonly branch: string
  readonly callId?: string
  readonly cseq?: number
  readonly from?: string
  readonly to?: string
  readonly body?: string
  readonly via?: string
  /** Whole lines. */
  readonly extra?: readonly string[]
}

/** A request of the peer's, well-formed unless a part says otherwise. */
export function requestText(parts: RequestParts): string {
  const body = (parts.body ?? '').replace(/\r?\n/g, '\r\n')
  const lines = [
    `${parts.method} ${parts.uri ?? 'sip:200@10.0.0.2'} SIP/2.0`,
    `Via: ${parts.via ?? `SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bK${parts.branch}`}`,
    'Max-Forwards: 70',
    `From: ${parts.from ?? '"Peer" <sip:peer@10.0.0.9>;tag=peertag'}`,
    `To: ${parts.to ?? '<sip:200@10.0.0.2>'}`,
    `Call-ID: ${parts.callId ?? 'call-1'}`,
    `CSeq: ${parts.cseq ?? 1} ${parts.method}`,
    'Contact: <sip:peer@10.0.0.9:5060>',
    ...(parts.extra ?? []),
    ...(body === '' || parts.extra?.some((line) => line.startsWith('Content-Type'))
      ? []
      : ['Content-Type: application/sdp']),
    `Content-Length: ${body.length}`,
  ]
  return `${lines.join('\r\n')}\r\n\r\n${body}`
}
