import { createSocket } from 'node:dgram'
import { RtpPorts } from '#adapters/sockets/rtp-ports.ts'
import { openUdpSocket, type UdpSocket } from '#adapters/sockets/udp.ts'
import { systemClock } from '#adapters/system/clock.ts'
import { type AudioSource, sampleRateHz, samplesAt } from '#telephony/audio/frame.ts'
import { LegMedia } from '#telephony/calls/leg-media.ts'
import {
  type AudioCodec,
  acceptAnswer,
  answerOffer,
  createMediaSession,
  type MediaSession,
  makeOffer,
} from '#telephony/sdp/index.ts'
import { type CallHandle, createSipEngine, type SipEngine, type SipEvent } from '#telephony/sip/index.ts'
import { secureRandom, streamStart } from '../chance.ts'
import { MediaLoop } from '../media-loop.ts'
import { SipRtp } from '../sip-rtp.ts'

const monotonicMs = () => systemClock.monotonicMs()
const nowMs = () => Date.now()

/** A telephone for tests, made of our own engines: calls, answers, speaks and listens over real UDP. */
export class SipPhone {
  readonly address: string
  readonly port: number
  readonly calls: PhoneCall[] = []
  /** What to do with a call that comes in. */
  onCall: (call: PhoneCall) => void = (call) => call.answer()
  readonly engine: SipEngine
  readonly #socket: UdpSocket
  readonly #ports: RtpPorts
  readonly #byHandle = new Map<CallHandle, PhoneCall>()
  readonly #loop: MediaLoop
  #timer: NodeJS.Timeout | undefined

  readonly codecs: readonly AudioCodec[]
  private constructor(socket: UdpSocket, ports: RtpPorts, codecs: readonly AudioCodec[]) {
    this.codecs = codecs
    this.#socket = socket
    this.#ports = ports
    this.address = socket.address
    this.port = socket.port
    this.engine = createSipEngine({
      nowMs: nowMs(),
      randomBytes: secureRandom.bytes,
      localAddresses: [{ transport: 'udp', address: socket.address, port: socket.port }],
      userAgentName: 'phone',
      realm: 'phone',
      findAccount: () => undefined,
    })
    this.#loop = new MediaLoop({
      tick: (at) => {
        for (const call of this.calls) call.tick(at)
      },
      late: () => {},
      monotonicMs,
      failed: (error) => {
        throw error
      },
    })
    this.#loop.start()
  }

  /** @param codecs what it speaks; G.711 unless said otherwise. With G.722 alone it speaks and hears at 16 kHz. */
  static async open(
    address: string,
    firstRtpPort: number,
    codecs: readonly AudioCodec[] = ['pcmu'],
  ): Promise<SipPhone> {
    let phone: SipPhone | undefined
    const socket = await openUdpSocket({
      address,
      port: 0,
      receive: (bytes, from, port) => {
        if (!phone) return
        const local = { address, port: phone.port }
        phone.engine.receive({ transport: 'udp', local, remote: { address: from, port } }, bytes, nowMs())
        phone.drain()
      },
    })
    if (!socket.ok) throw new Error(socket.error.code)
    const range = { first: firstRtpPort, last: firstRtpPort + 99 }
    phone = new SipPhone(socket.value, new RtpPorts({ range, monotonicMs }), codecs)
    return phone
  }

  get uri(): string {
    return `sip:phone@${this.address}:${this.port}`
  }

  async dial(
    uri: string,
    how: { withoutOffer?: boolean; from?: string; maxForwards?: number } = {},
  ): Promise<PhoneCall> {
    const call = new PhoneCall(this, await this.#openRtp())
    const offer = how.withoutOffer ? undefined : call.offer()
    const handle = this.engine.originate(
      {
        target: { kind: 'uri', uri },
        fromUser: how.from ?? 'caller',
        maxForwards: how.maxForwards ?? 70,
        ...(offer ? { sdp: offer } : {}),
      },
      nowMs(),
    )
    if (!handle.ok) throw new Error(handle.error)
    call.handle = handle.value
    this.#byHandle.set(handle.value, call)
    this.calls.push(call)
    this.drain()
    return call
  }

  async #openRtp(): Promise<SipRtp> {
    const rtp = await SipRtp.open(this.#ports, this.address)
    if (!rtp.ok) throw new Error(rtp.error.code)
    return rtp.value
  }

  drain(): void {
    for (const action of this.engine.takeActions()) {
      if (action.kind === 'send') {
        this.#socket.send(action.bytes, action.bytes.length, action.flow.remote.address, action.flow.remote.port)
      } else if (action.kind === 'event') this.#handle(action.event)
    }
    const due = this.engine.nextTimerMs()
    clearTimeout(this.#timer)
    if (due === undefined) return
    this.#timer = setTimeout(
      () => {
        this.engine.advance(nowMs())
        this.drain()
      },
      Math.max(1, due - nowMs()),
    )
  }

  #handle(event: SipEvent): void {
    if (!('call' in event)) return
    if (event.type === 'incomingCall') {
      void this.#openRtp().then((rtp) => {
        const call = new PhoneCall(this, rtp)
        call.handle = event.call
        call.callerNumber = event.from.user
        call.remoteOffer = event.sdp
        call.incoming = event
        this.#byHandle.set(event.call, call)
        this.calls.push(call)
        this.onCall(call)
      })
    } else this.#byHandle.get(event.call)?.hear(event)
  }

  close(): void {
    this.#loop.stop()
    clearTimeout(this.#timer)
    for (const call of this.calls) call.close()
    this.#socket.close()
  }
}

/** One call of a {@link SipPhone}. */
export class PhoneCall {
  handle!: CallHandle
  callerNumber = ''
  remoteOffer: Uint8Array | undefined
  /** How it came, when it came in. */
  incoming: Extract<SipEvent, { type: 'incomingCall' }> | undefined
  /** Digits that came by INFO. */
  readonly infoDigits: string[] = []
  state: 'calling' | 'ringing' | 'connected' | 'ended' = 'calling'
  /** Statuses as they came. */
  readonly statuses: number[] = []
  end: Extract<SipEvent, { type: 'callEnded' }> | undefined
  /** What it says; silence when unset. */
  says: AudioSource | undefined
  readonly digits: string[] = []
  media: LegMedia | undefined
  readonly #phone: SipPhone
  readonly #rtp: SipRtp
  readonly #heard: Int16Array[] = []
  #session: MediaSession
  readonly #frame: Int16Array
  readonly #out: Int16Array

  constructor(phone: SipPhone, rtp: SipRtp) {
    this.#phone = phone
    this.#rtp = rtp
    this.#session = createMediaSession({ address: phone.address, port: rtp.port, sessionId: '1', codecs: phone.codecs })
    const frameSamples = samplesAt(phone.codecs[0] === 'g722' ? 16_000 : sampleRateHz)
    this.#frame = new Int16Array(frameSamples)
    this.#out = new Int16Array(frameSamples)
  }

  offer(direction: 'sendrecv' | 'sendonly' = 'sendrecv'): Uint8Array {
    const made = makeOffer(this.#session, direction)
    this.#session = made.session
    return made.sdp
  }

  answer(): void {
    const answer = this.remoteOffer && answerOffer(this.#session, this.remoteOffer, 'sendrecv')
    if (!answer?.ok) throw new Error('no offer')
    this.#session = answer.value.session
    this.#phone.engine.answer(this.handle, answer.value.sdp, nowMs())
    this.state = 'connected'
    this.#agree()
    this.#phone.drain()
  }

  ring(): void {
    this.#phone.engine.progress(this.handle, 180, undefined, nowMs())
    this.#phone.drain()
  }

  reject(status: number): void {
    this.#phone.engine.reject(this.handle, status, {}, nowMs())
    this.#phone.drain()
  }

  /** A re-INVITE. */
  reoffer(direction: 'sendrecv' | 'sendonly'): void {
    this.#phone.engine.offer(this.handle, this.offer(direction), nowMs())
    this.#phone.drain()
  }

  hangUp(): void {
    this.#phone.engine.hangUp(this.handle, {}, nowMs())
    this.#phone.drain()
  }

  press(digits: string): void {
    this.media?.sendDigits([...digits] as Parameters<LegMedia['sendDigits']>[0])
  }

  hear(event: SipEvent): void {
    switch (event.type) {
      case 'callProgress':
        this.statuses.push(event.status)
        this.state = 'ringing'
        if (event.sdp) this.#early(event.sdp)
        break
      case 'callAnswered':
        this.statuses.push(200)
        if (event.sdp && this.#session.hasOpenOffer) this.#accept(event.sdp)
        else if (event.sdp) this.#acknowledge(event.sdp)
        this.state = 'connected'
        break
      case 'offerAnswered':
        if (event.sdp) this.#accept(event.sdp)
        break
      case 'infoDigits':
        this.infoDigits.push(...event.digits)
        break
      case 'callEnded':
        if (event.status) this.statuses.push(event.status)
        this.end = event
        this.state = 'ended'
        this.close()
        break
    }
  }

  #early(sdp: Uint8Array): void {
    const early = acceptAnswer(this.#session, sdp)
    if (early.ok) this.#agree(early.value.session)
  }

  #accept(sdp: Uint8Array): void {
    const answer = acceptAnswer(this.#session, sdp)
    if (!answer.ok) throw new Error(answer.error.reason)
    this.#session = answer.value.session
    this.#agree()
  }

  /** RFC 3261 13.2.1: the 200 carried the offer, the ACK carries the answer. */
  #acknowledge(offer: Uint8Array): void {
    const answer = answerOffer(this.#session, offer, 'sendrecv')
    if (!answer.ok) throw new Error(answer.error.reason)
    this.#session = answer.value.session
    this.#agree()
    this.#phone.engine.acknowledge(this.handle, answer.value.sdp, nowMs())
  }

  #agree(session = this.#session): void {
    const audio = session.audio
    if (!audio) return
    this.#rtp.signal(audio)
    if (this.media) this.media.setFormat(audio)
    else {
      this.media = new LegMedia({
        transport: this.#rtp,
        format: audio,
        start: streamStart(secureRandom),
        chance: secureRandom.fraction,
        nowMs: monotonicMs(),
        onDigit: (digit) => this.digits.push(digit),
      })
      this.#rtp.media = this.media
    }
  }

  tick(at: number): void {
    if (!this.media || this.state === 'ended') return
    const sounds = this.media.pull(this.#frame, at)
    this.#heard.push(sounds ? this.#frame.slice() : new Int16Array(this.#frame.length))
    this.media.send(this.says?.read(this.#out) ? this.#out : undefined)
    this.media.reportWhenDue(at, nowMs())
  }

  /** From now on its port is open for as long as it takes to send a packet, and closed otherwise: it speaks and hears nothing. */
  closePort(): void {
    const { port } = this.#rtp
    const to = this.#session.audio
    this.#rtp.close()
    this.#rtp.sendRtcp = () => {}
    this.#rtp.sendRtp = (bytes, length) => {
      const socket = createSocket('udp4')
      socket.on('error', () => {})
      socket.bind(port, this.#phone.address, () =>
        socket.send(bytes.slice(0, length), to?.remotePort, to?.remoteAddress, () => socket.close()),
      )
    }
  }

  /** The last `ms` of what it heard. */
  heard(ms: number): Int16Array {
    const frames = this.#heard.slice(-Math.ceil(ms / 20))
    const size = this.#frame.length
    const samples = new Int16Array(frames.length * size)
    for (const [i, frame] of frames.entries()) samples.set(frame, i * size)
    return samples
  }

  close(): void {
    this.state = 'ended'
    this.#rtp.close()
  }
}
