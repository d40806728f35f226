import { seededRandom } from '#kernel/random.ts'
import { digestHa1 } from '#telephony/sip/authentication/digest.ts'
import { answerChallenges } from '#telephony/sip/authentication/digest-client.ts'
import type { Flow, SipEngine, SipEngineOptions, SipEvent, Transport } from '#telephony/sip/index.ts'
import { createSipEngine } from '#telephony/sip/index.ts'
import { HeaderList } from '#telephony/sip/message/header-list.ts'
import { type SeenMessage, seen } from './raw-peer.ts'

const ourAddress = '10.0.0.2'
const ports: Readonly<Record<Transport, number>> = { udp: 5060, tcp: 5060, tls: 5061, ws: 5066, wss: 5066 }

/** An engine on all transports at 10.0.0.2, in virtual time and without a network: what is sent is there at once. */
export class RawHouse {
  readonly engine: SipEngine
  readonly events: SipEvent[] = []
  readonly phones: RawPhone[] = []
  /** Flows that the engine closed. */
  readonly closed: Flow[] = []
  /** Sent to nobody that is here. */
  readonly astray: { readonly flow: Flow; readonly message: SeenMessage }[] = []
  nowMs = 1_700_000_000_000

  /** Accounts 701 to 709, password "secret". */
  constructor(options: Partial<SipEngineOptions> = {}) {
    const random = seededRandom(1)
    const transports: readonly Transport[] = ['udp', 'tcp', 'tls', 'ws', 'wss']
    this.engine = createSipEngine({
      nowMs: this.nowMs,
      randomBytes: (count) => random.bytes(count),
      localAddresses: transports.map((transport) => ({ transport, address: ourAddress, port: ports[transport] })),
      userAgentName: 'Parley',
      realm: 'parley',
      findAccount: (user) =>
        /^70[1-9]$/.test(user) ? { ha1Md5: digestHa1('MD5', user, 'parley', 'secret') } : undefined,
      ...options,
    })
  }

  phone(user: string, of: Partial<RawPhoneParts> = {}): RawPhone {
    const phone = new RawPhone(this, user, {
      transport: 'udp',
      address: `10.0.0.${10 + this.phones.length}`,
      port: 5060,
      ...of,
    })
    this.phones.push(phone)
    return phone
  }

  settle(): void {
    for (let actions = this.engine.takeActions(); actions.length > 0; actions = this.engine.takeActions()) {
      for (const action of actions) {
        if (action.kind === 'event') this.events.push(action.event)
        else if (action.kind === 'close') this.closed.push(action.flow)
        else {
          const { flow, bytes } = action
          const phone = this.phones.find((one) => one.isAt(flow))
          if (phone === undefined) this.astray.push({ flow, message: seen(bytes) })
          else phone.received.push(seen(bytes))
        }
      }
    }
  }

  run(forMs: number): void {
    const untilMs = this.nowMs + forMs
    this.settle()
    for (let dueMs = this.engine.nextTimerMs(); dueMs !== undefined && dueMs <= untilMs; ) {
      this.nowMs = Math.max(this.nowMs, dueMs)
      this.engine.advance(this.nowMs)
      this.settle()
      dueMs = this.engine.nextTimerMs()
    }
    this.nowMs = untilMs
  }

  event<Type extends SipEvent['type']>(type: Type): Extract<SipEvent, { type: Type }> {
    const found = this.events.findLast((event) => event.type === type)
    if (found === undefined) throw new Error(`no ${type} among ${this.events.map((event) => event.type).join(', ')}`)
    return found as Extract<SipEvent, { type: Type }>
  }
}

export interface RawPhoneParts {
  readonly transport: Transport
  readonly address: string
  readonly port: number
}

export interface RawRequest {
  readonly method: string
  readonly uri?: string
  readonly to?: string
  readonly from?: string
  readonly callId?: string
  readonly contact?: string
  readonly via?: string
  /** Whole lines. */
  readonly extra?: readonly string[]
  readonly body?: string
}

let count = 0

/** A telephone whose every message the test writes, or lets it write, by hand. */
export class RawPhone {
  readonly user: string
  readonly received: SeenMessage[] = []
  readonly flow: Flow
  readonly #house: RawHouse
  #sequence = 0

  constructor(house: RawHouse, user: string, { transport, address, port }: RawPhoneParts) {
    this.#house = house
    this.user = user
    this.flow = {
      transport,
      local: { address: ourAddress, port: ports[transport] },
      remote: { address, port },
      ...(transport === 'udp' ? {} : { connectionId: `c${++count}` }),
    }
    if (transport !== 'udp') house.engine.connectionOpened(this.flow, house.nowMs)
  }

  isAt({ transport, remote, connectionId }: Flow): boolean {
    if (this.flow.connectionId !== undefined) return connectionId === this.flow.connectionId
    return transport === 'udp' && remote.address === this.flow.remote.address && remote.port === this.flow.remote.port
  }

  /** With which it answers. */
  get tag(): string {
    return `t${this.user}-${this.flow.remote.address}`
  }

  get uri(): string {
    return `sip:${this.user}@${this.flow.remote.address}:${this.flow.remote.port}`
  }

  send(bytes: string): void {
    this.#house.engine.receive(this.flow, Buffer.from(bytes, 'utf8'), this.#house.nowMs)
    this.#house.settle()
  }

  /** Sends a request, and again with the answer when it is challenged. @returns the last response */
  request(of: RawRequest): SeenMessage {
    const uri = of.uri ?? `sip:${ourAddress}`
    const callId = of.callId ?? `call-${++count}`
    const text = (authorization: readonly string[]) => this.#text({ ...of, uri, callId }, authorization)
    this.send(text([]))
    if (this.last.status !== 401) return this.last
    const responseHeaders = new HeaderList().add('WWW-Authenticate', this.last.header('WWW-Authenticate'))
    const credentials = { user: this.user, password: 'secret' }
    const asked = { responseHeaders, method: of.method, uri, credentials, cnonce: 'c', wasAnswered: false }
    this.send(text(answerChallenges(asked).map(({ value }) => `Authorization: ${value}`)))
    return this.last
  }

  #text(of: RawRequest & { uri: string; callId: string }, authorization: readonly string[]): string {
    const body = of.body ?? ''
    const { transport, remote } = this.flow
    return [
      `${of.method} ${of.uri} SIP/2.0`,
      `Via: ${of.via ?? `SIP/2.0/${transport.toUpperCase()} ${remote.address}:${remote.port}`};branch=z9hG4bK${++count};rport`,
      'Max-Forwards: 70',
      `From: ${of.from ?? `<sip:${this.user}@${ourAddress}>`};tag=p${this.user}`,
      `To: ${of.to ?? `<sip:${this.user}@${ourAddress}>`}`,
      `Call-ID: ${of.callId}`,
      `CSeq: ${++this.#sequence} ${of.method}`,
      ...(of.contact === '' ? [] : [`Contact: ${of.contact ?? `<${this.uri}>`}`]),
      ...(of.extra ?? []),
      ...authorization,
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n')
  }

  register(of: Partial<RawRequest> = {}): SeenMessage {
    return this.request({ method: 'REGISTER', callId: `reg-${this.user}-${this.flow.remote.address}`, ...of })
  }

  /** Answers a request of the house. */
  reply(request: SeenMessage, status: string, extra: readonly string[] = [], body = ''): void {
    const lines = request.text.split('\r\n\r\n')[0]?.split('\r\n') ?? []
    const kept = lines.filter((line) => /^(?:Via|From|To|Call-ID|CSeq|Record-Route):/i.test(line))
    const tagged = kept.map((line) => (/^To:/i.test(line) && !/;tag=/.test(line) ? `${line};tag=${this.tag}` : line))
    this.send(
      [`SIP/2.0 ${status}`, ...tagged, ...extra, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'),
    )
  }

  get last(): SeenMessage {
    const message = this.received.at(-1)
    if (message === undefined) throw new Error(`${this.user} received nothing`)
    return message
  }

  all(start: string): SeenMessage[] {
    return this.received.filter((one) => one.startLine.startsWith(start))
  }

  latest(start: string): SeenMessage {
    const message = this.all(start).at(-1)
    if (message === undefined)
      throw new Error(`no ${start} among ${this.received.map((one) => one.startLine).join(' | ')}`)
    return message
  }
}
