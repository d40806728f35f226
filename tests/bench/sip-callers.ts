import { createSocket, type Socket } from 'node:dgram'

/** How a call was answered. */
export type CallOutcome =
  | { readonly isAnswered: true; readonly sdp: string; readonly afterMs: number; hangUp(): void }
  | { readonly isAnswered: false; readonly status: number; readonly afterMs: number }

export interface SipCallersOptions {
  readonly to: { readonly host: string; readonly port: number; readonly user: string }
  readonly from: { readonly host: string; readonly port: number }
}

const answerWithinMs = 10_000

/** Many callers on one UDP socket, with as little of RFC 3261 as an honest call needs. Their sound is somebody else's. */
export class SipCallers {
  readonly #socket: Socket
  readonly #options: SipCallersOptions
  readonly #waiting = new Map<string, (answer: string) => void>()
  #calls = 0

  private constructor(socket: Socket, options: SipCallersOptions) {
    this.#socket = socket
    this.#options = options
    socket.on('message', (bytes) => this.#received(bytes.toString('latin1')))
  }

  static async open(options: SipCallersOptions): Promise<SipCallers> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 })
    await new Promise<void>((resolve) => socket.bind(options.from.port, options.from.host, resolve))
    return new SipCallers(socket, options)
  }

  /** Calls with this offer and waits for the final answer. */
  async call(sdp: string): Promise<CallOutcome> {
    const { to, from } = this.#options
    const index = this.#calls++
    const callId = `load-${index}-${process.pid}@${from.host}`
    const uri = `sip:${to.user}@${to.host}:${to.port}`
    const request = (method: string, sequence: number, toHeader: string, body = '') =>
      [
        `${method} ${uri} SIP/2.0`,
        `Via: SIP/2.0/UDP ${from.host}:${from.port};branch=z9hG4bK-${method}-${index}-${process.pid};rport`,
        'Max-Forwards: 70',
        `From: <sip:load${index}@${from.host}>;tag=load${index}`,
        `To: ${toHeader}`,
        `Call-ID: ${callId}`,
        `CSeq: ${sequence} ${method === 'ACK' ? 'ACK' : method}`,
        `Contact: <sip:load${index}@${from.host}:${from.port}>`,
        ...(body ? ['Content-Type: application/sdp'] : []),
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n')
    const beganMs = performance.now()
    const answer = await new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`call ${index} was not answered in time`)), answerWithinMs)
      this.#waiting.set(callId, (text) => {
        clearTimeout(timer)
        resolve(text)
      })
      this.#send(request('INVITE', 1, `<${uri}>`, sdp))
    })
    this.#waiting.delete(callId)
    const afterMs = performance.now() - beganMs
    const status = Number(answer.split(' ')[1])
    const toHeader = header(answer, 'To')
    const ack = request('ACK', 1, toHeader)
    if (status !== 200) {
      // RFC 3261 17.1.1.3: the ACK to a refusal belongs to the INVITE's transaction.
      this.#send(ack.replace('z9hG4bK-ACK-', 'z9hG4bK-INVITE-'))
      return { isAnswered: false, status, afterMs }
    }
    this.#send(ack)
    const hangUp = () => this.#send(request('BYE', 2, toHeader))
    return { isAnswered: true, sdp: answer.slice(answer.indexOf('\r\n\r\n') + 4), afterMs, hangUp }
  }

  close(): void {
    this.#socket.close()
  }

  #send(text: string): void {
    this.#socket.send(text, this.#options.to.port, this.#options.to.host)
  }

  #received(text: string): void {
    if (text.startsWith('SIP/2.0')) {
      if (Number(text.split(' ')[1]) >= 200) this.#waiting.get(header(text, 'Call-ID'))?.(text)
      return
    }
    // BYE or OPTIONS from the other side: 200 to whatever it is.
    const reply = [
      'SIP/2.0 200 OK',
      ...['Via', 'From', 'To', 'Call-ID', 'CSeq'].map((name) => `${name}: ${header(text, name)}`),
    ]
    this.#send(`${reply.join('\r\n')}\r\nContent-Length: 0\r\n\r\n`)
  }
}

/** An offer of G.711 µ-law and digits, to be sent to this port. */
export const plainOffer = (address: string, port: number): string =>
  `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\nm=audio ${port} RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n`

export const audioPortOf = (sdp: string): number => Number(/m=audio (\d+)/.exec(sdp)?.[1])

const header = (text: string, name: string): string => new RegExp(`^${name}: *(.*)\r$`, 'im').exec(text)?.[1] ?? ''
